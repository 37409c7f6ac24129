/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a probe on an instruction costs. */
#ifndef MAAP_PROBE_PLAN_H
#define MAAP_PROBE_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "../../bpf/event.h"

/*
 * The cost class of a probe on an instruction, from its first bytes: x86 kernels emulate push of a
 * register, nops, jumps and calls (arch/x86/kernel/uprobes.c: branch_setup_xol_ops,
 * push_setup_xol_ops) and single-step everything else.
 */
enum maap_cost_class probe_cost_class(const unsigned char *code, size_t size);

/* The cookie of a function's probes. */
uint64_t probe_cookie(uint32_t function_id, enum maap_cost_class cost_class);

#endif
