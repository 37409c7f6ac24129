/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The rules behind plan.h, on decoded code alone, so that tests can feed them bytes. */
#ifndef MAAP_PROBE_PLAN_RULES_H
#define MAAP_PROBE_PLAN_RULES_H

#include "function_code.h"
#include "plan.h"

struct plan_subject {
	struct function_code *code;
	const struct code_source *source;
	bool args; /* argument registers are captured */
	bool go;
	uint16_t captured; /* other registers that are captured: 1 << hardware number */
};

/* Both fill their members of the plan, sites as addresses. Return 0 or -ENOMEM. */
int plan_entry(const struct plan_subject *subject, struct probe_plan *plan);
int plan_exits(const struct plan_subject *subject, struct probe_plan *plan);

/* The frame before the instruction with that index. `followed`: by function_code__follow_stack. */
enum frame_state plan_frame_before(const struct plan_subject *subject, size_t index,
				   const struct followed *followed);

/*
 * Reads and decodes the function's body and finds its cold parts. Returns 0, or a negative errno if
 * the code cannot be read.
 */
int plan_gather(struct code_map *map, const struct function *function,
		const struct code_source *source, struct function_code *code);

#endif
