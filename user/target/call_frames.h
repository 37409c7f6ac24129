/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What .eh_frame says of the stack at an address: there for C as well, in stripped files too. */
#ifndef MAAP_TARGET_CALL_FRAMES_H
#define MAAP_TARGET_CALL_FRAMES_H

#include <libelf.h>
#include <stdbool.h>
#include <stdint.h>

/* Addresses of a file, `end` is past the last. */
struct code_range {
	uint64_t start;
	uint64_t end;
};

enum frame_state {
	FRAME_UNKNOWN,
	FRAME_GONE, /* %rsp points at the return address: CFA = rsp+8 */
	FRAME_THERE,
};

struct call_frames;

/* `elf` stays the caller's and must outlive it. Returns 0 or -ENOMEM; no .eh_frame is no error. */
int call_frames__open(Elf *elf, struct call_frames **out);

/* NULL is accepted. */
void call_frames__close(struct call_frames *frames);

/* The range of the entry (FDE) that covers the address. */
bool call_frames__range_at(const struct call_frames *frames, uint64_t address,
			   struct code_range *range);

/* Before the instruction at the address is executed. */
enum frame_state call_frames__state_at(const struct call_frames *frames, uint64_t address);

#endif
