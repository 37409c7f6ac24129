// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "emulate.h"

#include <string.h>

/* An instruction as far as the kernel's own decoder looks at it. */
struct opcode {
	size_t prefixes; /* bytes, without REX */
	bool lock;
	bool segment;  /* es, cs, ss or ds; fs and gs are taken */
	bool narrow;   /* 66 */
	uint8_t rex;   /* 0: none */
	bool vector;   /* VEX, EVEX or XOP: a map of opcodes of its own */
	uint8_t first; /* first byte of the opcode; the only one of vector instructions */
	uint8_t second;
	uint8_t map; /* of a VEX prefix of three bytes */
};

static bool take_prefix(struct opcode *opcode, uint8_t byte)
{
	switch (byte) {
	case 0xf0:
		opcode->lock = true;
		return true;
	case 0x26:
	case 0x2e:
	case 0x36:
	case 0x3e:
		opcode->segment = true;
		return true;
	case 0x66:
		opcode->narrow = true;
		return true;
	case 0x64:
	case 0x65:
	case 0x67:
	case 0xf2:
	case 0xf3:
		return true;
	default:
		return false;
	}
}

/* How many bytes a VEX, EVEX or XOP prefix has, 0 if the instruction has none. */
static size_t vector_prefix(const unsigned char *code, size_t size)
{
	if (code[0] == 0xc5)
		return 2;
	if (code[0] == 0xc4)
		return 3;
	if (code[0] == 0x62)
		return 4;
	/* XOP, told from `pop` by its map's number. */
	return code[0] == 0x8f && size > 1 && (code[1] & 0x1f) >= 8 ? 3 : 0;
}

static bool split(const unsigned char *code, size_t size, struct opcode *opcode)
{
	size_t at = 0, vector;

	*opcode = (struct opcode){ 0 };
	while (at < size && take_prefix(opcode, code[at]))
		at++;
	opcode->prefixes = at;
	if (at < size && (code[at] & 0xf0) == 0x40)
		opcode->rex = code[at++];
	if (at >= size)
		return false;
	vector = vector_prefix(code + at, size - at);
	opcode->vector = vector;
	opcode->map = vector == 3 && code[at] == 0xc4 && at + 1 < size ? code[at + 1] & 0x1f : 0;
	at += vector;
	if (at >= size)
		return false;
	opcode->first = code[at];
	opcode->second = at + 1 < size ? code[at + 1] : 0;
	return true;
}

/* Opcodes that good_insns_64 leaves out: not of this mode, or privileged, or traps. */
static bool is_bad_opcode(uint8_t first)
{
	static const unsigned char bad[] = {
		0x06, 0x07, 0x0e, 0x16, 0x17, 0x1e, 0x1f, 0x27, 0x2f, 0x37, 0x3f, 0x60, 0x61, 0x62,
		0x6c, 0x6d, 0x6e, 0x6f, 0x82, 0x9a, 0xcc, 0xcd, 0xce, 0xcf, 0xd4, 0xd5, 0xd6, 0xe4,
		0xe5, 0xe6, 0xe7, 0xea, 0xec, 0xed, 0xee, 0xef, 0xf1, 0xf4, 0xfa, 0xfb,
	};

	return memchr(bad, first, sizeof(bad));
}

static bool is_branch(uint8_t first, uint8_t second)
{
	return first == 0xe8 || first == 0xe9 || first == 0xeb || (first & 0xf0) == 0x70 ||
	       (first == 0x0f && (second & 0xf0) == 0x80);
}

static const char *refusal(const struct opcode *opcode)
{
	if (opcode->lock)
		return "it has a lock prefix";
	if (opcode->segment)
		return "it has a segment prefix (or notrack)";
	if (is_bad_opcode(opcode->first))
		return opcode->vector ? "kernels do not know this vector instruction"
				      : "it traps or is privileged";
	/* Looked up among the one-byte opcodes: vzeroupper is taken for `ja` and left out. */
	if (opcode->vector && (is_branch(opcode->first, 0) || opcode->first == 0x90))
		return "kernels mistake this vector instruction for a jump";
	/* FMA4: fmaddsubps and so on. */
	if (opcode->map == 3 &&
	    ((opcode->first >= 0x5c && opcode->first <= 0x5f) ||
	     (opcode->first >= 0x68 && opcode->first <= 0x6f) || (opcode->first & 0xf8) == 0x78))
		return "kernels do not know this vector instruction";
	if (!opcode->vector && opcode->first == 0x90 && opcode->rex & 1)
		return "kernels mistake this xchg for a nop";
	if (!opcode->vector && opcode->narrow && is_branch(opcode->first, opcode->second))
		return "it is a branch with an operand-size prefix";
	if (opcode->first == 0x8e && !opcode->vector && (opcode->second >> 3 & 7) == 2)
		return "it masks exceptions";
	return NULL;
}

static bool is_own_nop(const unsigned char *code, size_t size)
{
	/* By length (arch/x86/include/asm/nops.h); longer ones have the cs prefix. */
	static const unsigned char nops[][8] = {
		{ 0x90 },
		{ 0x66, 0x90 },
		{ 0x0f, 0x1f, 0x00 },
		{ 0x0f, 0x1f, 0x40, 0x00 },
		{ 0x0f, 0x1f, 0x44, 0x00, 0x00 },
		{ 0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00 },
		{ 0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00 },
		{ 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00 },
	};

	for (size_t i = 0; i < sizeof(nops) / sizeof(*nops); i++)
		if (size > i && !memcmp(code, nops[i], i + 1))
			return true;
	return false;
}

/* Two bytes at most, with 41 for %r8-%r15. */
static bool is_emulated_push(const struct opcode *opcode)
{
	return !opcode->prefixes && !opcode->vector && (opcode->first & 0xf8) == 0x50 &&
	       (!opcode->rex || opcode->rex == 0x41);
}

enum kernel_way kernel_way_with(const unsigned char *code, size_t size, const char **why)
{
	struct opcode opcode;
	const char *reason;

	if (!split(code, size, &opcode))
		reason = "it is cut off";
	else
		reason = refusal(&opcode);
	if (reason) {
		if (why)
			*why = reason;
		return KERNEL_REFUSES;
	}
	if (is_own_nop(code, size) || is_emulated_push(&opcode))
		return KERNEL_EMULATES;
	if (!opcode.vector && (is_branch(opcode.first, opcode.second) || opcode.first == 0x90))
		return KERNEL_EMULATES;
	return KERNEL_STEPS;
}

bool is_call_nop(const unsigned char *code, size_t size)
{
	static const unsigned char nop[] = { 0x0f, 0x1f, 0x44, 0x00, 0x00 };

	return size >= sizeof(nop) && !memcmp(code, nop, sizeof(nop));
}
