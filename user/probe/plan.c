// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "plan.h"

#include <stdbool.h>
#include <string.h>

static bool is_emulated_nop(const unsigned char *code, size_t size)
{
	/* The kernel's own forms (arch/x86/include/asm/nops.h), one to five bytes long. */
	static const struct {
		unsigned char length;
		unsigned char bytes[5];
	} nops[] = {
		{ 1, { 0x90 } },
		{ 2, { 0x66, 0x90 } },
		{ 3, { 0x0f, 0x1f, 0x00 } },
		{ 4, { 0x0f, 0x1f, 0x40, 0x00 } },
		{ 5, { 0x0f, 0x1f, 0x44, 0x00, 0x00 } },
	};

	for (size_t i = 0; i < sizeof(nops) / sizeof(*nops); i++)
		if (size >= nops[i].length && !memcmp(code, nops[i].bytes, nops[i].length))
			return true;
	return false;
}

enum maap_cost_class probe_cost_class(const unsigned char *code, size_t size)
{
	bool emulated;

	if (size < 2)
		return MAAP_COST_STEPPED;
	emulated = (code[0] >= 0x50 && code[0] <= 0x57) ||		      /* push %r64 */
		   (code[0] == 0x41 && code[1] >= 0x50 && code[1] <= 0x57) || /* push %r8-%r15 */
		   code[0] == 0xe8 || code[0] == 0xe9 || code[0] == 0xeb ||   /* call, jmp */
		   (code[0] >= 0x70 && code[0] <= 0x7f) ||		      /* jcc rel8 */
		   (code[0] == 0x0f && (code[1] & 0xf0) == 0x80) ||	      /* jcc rel32 */
		   is_emulated_nop(code, size);
	return emulated ? MAAP_COST_FAST : MAAP_COST_STEPPED;
}

uint64_t probe_cookie(uint32_t function_id, enum maap_cost_class cost_class)
{
	return function_id | (cost_class == MAAP_COST_STEPPED ? MAAP_COOKIE_STEPPED : 0);
}
