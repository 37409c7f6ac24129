/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the kernel does with the instruction under a probe. */
#ifndef MAAP_PROBE_EMULATE_H
#define MAAP_PROBE_EMULATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum kernel_way {
	KERNEL_EMULATES,
	KERNEL_STEPS,	/* single-steps a copy of it elsewhere */
	KERNEL_REFUSES, /* or would get it wrong */
};

/*
 * By the rules of arch/x86/kernel/uprobes.c (uprobe_init_insn, branch_setup_xol_ops,
 * push_setup_xol_ops), for an instruction of a 64-bit program. `code` may hold more than the one
 * instruction. `why` (NULL: not wanted) is set to static text where the answer is a refusal.
 */
enum kernel_way kernel_way_with(const unsigned char *code, size_t size, const char **why);

/* The 5-byte nop that kernels from 6.18 on rewrite to a call, which pushes an address. */
bool is_call_nop(const unsigned char *code, size_t size);

#endif
