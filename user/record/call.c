/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "call.h"

const char *loss_reason_name(enum maap_loss reason)
{
	switch (reason) {
	case MAAP_LOSS_RING_FULL:
		return "ring_full";
	case MAAP_LOSS_NESTING:
		return "nesting";
	case MAAP_LOSS_DEPTH:
		return "depth";
	case MAAP_LOSS_SIGNAL_STACK:
		return "signal_stack";
	case MAAP_LOSS_FOREIGN_STACK:
		return "foreign_stack";
	case MAAP_LOSS_REPLANNING:
		return "replanning";
	case MAAP_LOSS_STORAGE:
		return "storage";
	case MAAP_LOSS_WRITE:
		return "write";
	case MAAP_LOSS_REASONS:
		break;
	}
	return "unknown";
}

const char *outcome_name(enum maap_outcome outcome)
{
	switch (outcome) {
	case MAAP_RETURNED:
		return "returned";
	case MAAP_UNWOUND:
		return "unwound";
	case MAAP_TAIL_CALLED:
		return "tail-called";
	case MAAP_UNFINISHED:
		return "unfinished";
	}
	return "unknown";
}
