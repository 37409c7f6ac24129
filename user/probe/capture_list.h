/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The captures of all functions. Many functions share one plan: the kernel gets each once. */
#ifndef MAAP_PROBE_CAPTURE_LIST_H
#define MAAP_PROBE_CAPTURE_LIST_H

#include "capture.h"

struct plan_index;

struct capture_list {
	struct capture **items; /* by function id */
	uint32_t *entry_plans;	/* index in plans, by function id */
	uint32_t *result_plans;
	size_t count;
	struct capture_plan *plans; /* the first takes nothing */
	size_t plan_count;
	struct plan_index *by_content;
};

/*
 * Makes those of the functions that have none yet and points the functions to them. All zero to
 * begin with. Returns 0 or -ENOMEM.
 */
int capture_list__add(struct capture_list *list, const struct function_list *functions,
		      uint32_t text_bytes);
void capture_list__free(struct capture_list *list);

#endif
