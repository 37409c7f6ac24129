/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the tracer itself costs: measured on empty functions of its own, before the recording. */
#ifndef MAAP_RECORD_BIAS_H
#define MAAP_RECORD_BIAS_H

#include "../probe/attach.h"
#include "drain.h"

struct bias {
	/* By enum maap_cost_class: medians, ns. */
	uint64_t bias_ns[MAAP_COST_CLASSES]; /* probe time within a call's own duration */
	uint64_t cost_ns[MAAP_COST_CLASSES]; /* what a traced call takes longer than an untraced one
					      */
};

/*
 * Probes functions of this very process with the links that the tracer uses, calls them a few
 * thousand times (some 20 ms, and as long again to detach), and takes the probes out. The drain's
 * handler is replaced. Returns 0 or a negative errno (logged); it doubles as proof that the
 * kernel's probes do fire.
 */
int bias__measure(struct tracer *tracer, struct drain *drain, struct bias *bias);

#endif
