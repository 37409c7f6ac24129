/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Tells the kernel side what to capture. */
#ifndef MAAP_PROBE_UPLOAD_H
#define MAAP_PROBE_UPLOAD_H

#include "attach.h"
#include "../../bpf/error_event.h"
#include "capture_list.h"

/* Functions that later libraries may bring, and plans that only they have. */
#define LATER_FUNCTIONS 16384
#define LATER_PLANS	4096

/*
 * Hands over the captures of the functions from `first` on and the plans from `first_plan` on.
 * Functions past what the kernel side was opened for capture their registers only (said). Returns 0
 * or a negative errno (logged).
 */
int tracer__set_captures(struct tracer *tracer, const struct capture_list *captures, size_t first,
			 size_t first_plan);

/* Which results of the function are errors. Returns 0 or a negative errno (logged). */
int tracer__set_error_conditions(struct tracer *tracer, uint32_t function,
				 const struct error_conditions *conditions);

#endif
