// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* One instruction at a time: where it leads, what it writes, what the kernel makes of it. */
#include "../../user/probe/decode.h"
#include "../../user/probe/emulate.h"
#include "support.h"

#define AT 0x401000ul

struct decode_case {
	unsigned char code[12];
	enum flow flow;
	unsigned int length;
	uint64_t target;
};

static void test_flow(void **state)
{
	static const struct decode_case cases[] = {
		{ { 0x55 }, FLOW_NEXT, 1, 0 },					   /* push */
		{ { 0xc3 }, FLOW_RETURN, 1, 0 },				   /* ret */
		{ { 0xf3, 0xc3 }, FLOW_RETURN, 2, 0 },				   /* rep ret */
		{ { 0xf2, 0xc3 }, FLOW_RETURN, 2, 0 },				   /* bnd ret */
		{ { 0xc2, 0x08, 0x00 }, FLOW_RETURN, 3, 0 },			   /* ret $8 */
		{ { 0xcb }, FLOW_ODD, 1, 0 },					   /* lret */
		{ { 0xe8, 0xfb, 0xff, 0xff, 0xff }, FLOW_CALL, 5, AT },		   /* call */
		{ { 0xff, 0xd0 }, FLOW_CALL, 2, 0 },				   /* call *%rax */
		{ { 0xeb, 0xfe }, FLOW_JUMP, 2, AT },				   /* jmp */
		{ { 0xe9, 0x00, 0x01, 0x00, 0x00 }, FLOW_JUMP, 5, AT + 0x105 },	   /* jmp */
		{ { 0x75, 0x10 }, FLOW_BRANCH, 2, AT + 0x12 },			   /* jne */
		{ { 0x0f, 0x84, 0, 0x01, 0, 0 }, FLOW_BRANCH, 6, AT + 0x106 },	   /* je */
		{ { 0xe3, 0x10 }, FLOW_BRANCH, 2, AT + 0x12 },			   /* jrcxz */
		{ { 0xff, 0xe0 }, FLOW_INDIRECT_JUMP, 2, 0 },			   /* jmp *%rax */
		{ { 0x3e, 0xff, 0xe0 }, FLOW_INDIRECT_JUMP, 3, 0 },		   /* notrack jmp */
		{ { 0xff, 0x24, 0xc5, 0, 0x50, 0, 0 }, FLOW_INDIRECT_JUMP, 7, 0 }, /* table */
		{ { 0x0f, 0x05 }, FLOW_SYSTEM_CALL, 2, 0 },			   /* syscall */
		{ { 0xcd, 0x80 }, FLOW_SYSTEM_CALL, 2, 0 },			   /* int $0x80 */
		{ { 0x0f, 0x0b }, FLOW_STOP, 2, 0 },				   /* ud2 */
		{ { 0xf4 }, FLOW_STOP, 1, 0 },					   /* hlt */
		{ { 0xcc }, FLOW_STOP, 1, 0 },					   /* int3 */
		{ { 0x0f, 0x01, 0xef }, FLOW_NEXT, 3, 0 },			   /* wrpkru */
		{ { 0xf3, 0x48, 0x0f, 0x1e, 0xc8 }, FLOW_NEXT, 5, 0 },		   /* rdsspq */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct instruction it;

		assert_true(decode_instruction(cases[i].code, sizeof(cases[i].code), AT, &it));
		if (it.flow != cases[i].flow || it.length != cases[i].length ||
		    it.target != cases[i].target)
			fail_msg("case %zu: flow %d, length %d, target %lx", i, it.flow, it.length,
				 (unsigned long)it.target);
	}
}

static struct instruction decode(const unsigned char *code, size_t size)
{
	struct instruction it;

	assert_true(decode_instruction(code, size, AT, &it));
	return it;
}

#define DECODE(...)                                                                                \
	decode((unsigned char[]){ __VA_ARGS__ }, sizeof((unsigned char[]){ __VA_ARGS__ }))

static void test_conditions(void **state)
{
	(void)state;
	assert_int_equal(DECODE(0x75, 0x10).condition, 5);
	assert_int_equal(DECODE(0x0f, 0x86, 0, 0, 0, 0).condition, 6);
	assert_int_equal(DECODE(0xe3, 0x10).condition, 0xff);
}

static void test_writes(void **state)
{
	(void)state;
	assert_int_equal(DECODE(0x48, 0x89, 0xf7).written, 1 << RDI);	    /* mov %rsi,%rdi */
	assert_int_equal(DECODE(0x31, 0xff).written, 1 << RDI);		    /* xor %edi,%edi */
	assert_int_equal(DECODE(0x40, 0xb7, 0x01).written, 1 << RDI);	    /* mov $1,%dil */
	assert_int_equal(DECODE(0xb6, 0x01).written, 1 << RDX);		    /* mov $1,%dh */
	assert_int_equal(DECODE(0x4d, 0x89, 0xc8).written, 1 << R8);	    /* mov %r9,%r8 */
	assert_int_equal(DECODE(0x48, 0x85, 0xff).written, 0);		    /* test */
	assert_int_equal(DECODE(0x55).written, 1 << RSP);		    /* push */
	assert_int_equal(DECODE(0x5f).written, 1 << RSP | 1 << RDI);	    /* pop %rdi */
	assert_int_equal(DECODE(0x48, 0x0f, 0x44, 0xfe).written, 1 << RDI); /* cmove */
	assert_true(DECODE(0x48, 0x89, 0x7c, 0x24, 0xf8).writes_memory);
	assert_false(DECODE(0x48, 0x8b, 0x7c, 0x24, 0xf8).writes_memory);
	/* rep movsb writes without naming what. */
	assert_int_equal(DECODE(0xf3, 0xa4).written, 1 << RDI | 1 << RSI | 1 << RCX);
	assert_true(DECODE(0xf3, 0xa4).writes_memory);
}

static void check_stack(struct instruction it, enum stack_effect effect, int amount)
{
	assert_int_equal(it.stack_effect, effect);
	assert_int_equal(it.amount, amount);
}

static void test_stack_effects(void **state)
{
	(void)state;
	check_stack(DECODE(0x55), STACK_MOVED, -8);
	check_stack(DECODE(0x41, 0x5c), STACK_MOVED, 8);
	check_stack(DECODE(0x48, 0x83, 0xec, 0x18), STACK_MOVED, -0x18);
	check_stack(DECODE(0x48, 0x81, 0xc4, 0, 1, 0, 0), STACK_MOVED, 0x100);
	check_stack(DECODE(0x48, 0x8d, 0x64, 0x24, 0x08), STACK_MOVED, 8);
	check_stack(DECODE(0x48, 0x83, 0xe4, 0xe0), STACK_LOST, 0); /* and */
	check_stack(DECODE(0x5c), STACK_LOST, 0);		    /* pop %rsp */
	check_stack(DECODE(0x48, 0x89, 0xe5), STACK_TO_FRAME, 0);
	check_stack(DECODE(0x48, 0x89, 0xec), STACK_FROM_FRAME, 0);
	check_stack(DECODE(0x48, 0x8d, 0x65, 0xd8), STACK_FROM_FRAME, -0x28);
	check_stack(DECODE(0xc9), STACK_LEAVE, 0);
	check_stack(DECODE(0xe8, 0, 0, 0, 0), STACK_KEPT, 0);
	check_stack(DECODE(0x48, 0x89, 0xf7), STACK_KEPT, 0);
}

static void test_nothing_there(void **state)
{
	static const unsigned char bad[] = { 0x06 }, cut[] = { 0x48, 0x81 };
	struct instruction it;
	char text[64];

	(void)state;
	assert_false(decode_instruction(bad, sizeof(bad), AT, &it));
	assert_false(decode_instruction(cut, sizeof(cut), AT, &it));
	assert_false(decode_instruction(bad, 0, AT, &it));
	decode_text(bad, sizeof(bad), AT, text, sizeof(text));
	assert_string_equal(text, "(bad)");
	decode_text((unsigned char[]){ 0x48, 0x83, 0xec, 0x1a }, 4, AT, text, sizeof(text));
	assert_string_equal(text, "sub $0x1a, %rsp");
}

struct way_case {
	unsigned char code[9];
	unsigned int length;
	enum kernel_way way;
};

/* What a kernel says of them is compared by tests/sweep/kernel_agrees.c. */
static void test_kernel_way(void **state)
{
	static const struct way_case cases[] = {
		{ { 0x55 }, 1, KERNEL_EMULATES },
		{ { 0x41, 0x54 }, 2, KERNEL_EMULATES },
		{ { 0x48, 0x55 }, 2, KERNEL_STEPS },
		{ { 0x6a, 0x00 }, 2, KERNEL_STEPS },
		{ { 0x90 }, 1, KERNEL_EMULATES },
		{ { 0xf3, 0x90 }, 2, KERNEL_EMULATES },
		{ { 0x49, 0x90 }, 2, KERNEL_REFUSES }, /* xchg %rax,%r8 */
		{ { 0x0f, 0x1f, 0x41, 0x00 }, 4, KERNEL_STEPS },
		{ { 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0 }, 8, KERNEL_EMULATES },
		{ { 0x2e, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0 }, 9, KERNEL_REFUSES },
		{ { 0xf2, 0xe9, 0, 0, 0, 0 }, 6, KERNEL_EMULATES },
		{ { 0x66, 0xe9, 0, 0 }, 4, KERNEL_REFUSES },
		{ { 0x3e, 0x75, 0x10 }, 3, KERNEL_REFUSES },
		{ { 0xe3, 0x10 }, 2, KERNEL_STEPS },
		{ { 0xf3, 0x0f, 0x1e, 0xfa }, 4, KERNEL_STEPS },
		{ { 0xc3 }, 1, KERNEL_STEPS },
		{ { 0xf0, 0x0f, 0xc1, 0x07 }, 4, KERNEL_REFUSES },
		{ { 0x3e, 0xff, 0xe0 }, 3, KERNEL_REFUSES },
		{ { 0xff, 0xe0 }, 2, KERNEL_STEPS },
		{ { 0xf4 }, 1, KERNEL_REFUSES },
		{ { 0xcc }, 1, KERNEL_REFUSES },
		{ { 0x8e, 0xd0 }, 2, KERNEL_REFUSES },
		{ { 0x8e, 0xe0 }, 2, KERNEL_STEPS },
		{ { 0xc5, 0xf8, 0x28, 0xc1 }, 4, KERNEL_STEPS },   /* vmovaps */
		{ { 0xc5, 0xfe, 0x6f, 0xc1 }, 4, KERNEL_REFUSES }, /* vmovdqu */
		{ { 0xc5, 0xf8, 0x77 }, 3, KERNEL_REFUSES },	   /* vzeroupper */
		{ { 0xc5, 0xf5, 0x74, 0xc0 }, 4, KERNEL_REFUSES }, /* vpcmpeqb */
		{ { 0x64, 0x48, 0x8b, 0x04, 0x25, 0, 0, 0, 0 }, 9, KERNEL_STEPS },
		{ { 0x66 }, 1, KERNEL_REFUSES },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (kernel_way_with(cases[i].code, cases[i].length, NULL) != cases[i].way)
			fail_msg("case %zu", i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_flow),	      cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_writes),	      cmocka_unit_test(test_stack_effects),
		cmocka_unit_test(test_nothing_there), cmocka_unit_test(test_kernel_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
