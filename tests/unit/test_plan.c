// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Each rule of the planner on the machine code of a small function, as the assembler makes it. */
#include "planned.h"

static const struct setting plain = { 0 }, captured = { .args = true };

/* The entry is at that offset, with that cost. */
static void check_entry_at(const char *name, const unsigned char *bytes, size_t size,
			   const struct setting *setting, uint64_t offset, bool stepped)
{
	struct planned it;

	plan_code(&it, bytes, size, setting);
	if (it.plan.refusal)
		fail_msg("%s: refused: %s", name, it.plan.refusal);
	if (it.plan.entry_address != AT + offset || it.plan.entry.stepped != stepped)
		fail_msg("%s: at +0x%lx, stepped %d", name, it.plan.entry_address - AT,
			 it.plan.entry.stepped);
	done(&it);
}

#define ENTRY(bytes, setting, offset, stepped)                                                     \
	check_entry_at(#bytes, bytes, sizeof(bytes), setting, offset, stepped)

static void test_entry_is_first_emulated(void **state)
{
	(void)state;
	ENTRY(endbr_push, &captured, 4, false);
	ENTRY(mov_push, &captured, 3, false);
	ENTRY(jmpfirst, &captured, 0, false);
	ENTRY(condtail, &captured, 2, false);
	ENTRY(retfirst, &captured, 0, true);
}

static void test_entry_not_past_stack_pointer_writes(void **state)
{
	(void)state;
	ENTRY(endbr_sub, &plain, 0, true);
}

static void test_entry_not_past_argument_writes(void **state)
{
	(void)state;
	ENTRY(arg_push, &captured, 0, true);
	ENTRY(arg_push, &plain, 3, false);
	ENTRY(part_arg_push, &captured, 0, true);
	ENTRY(part_arg_push, &plain, 3, false);
}

static void test_entry_not_where_a_jump_lands(void **state)
{
	struct planned it;

	(void)state;
	ENTRY(second, &plain, 0, true);
	/* The same without the jump back: it is the jump that holds it. */
	check_entry_at("no jump", second, 8, &plain, 3, false);
	PLAN(&it, second, &plain);
	assert_false(it.plan.reenters);
	done(&it);
}

static void test_entry_not_past_a_system_call(void **state)
{
	struct planned it;

	(void)state;
	ENTRY(sys, &plain, 0, true);
	PLAN(&it, sys, &plain);
	assert_false(it.plan.leaf);
	done(&it);
}

static void test_entry_on_what_the_kernel_refuses(void **state)
{
	static const unsigned char hlt[] = { 0xf4, 0xc3 };
	struct planned it;

	(void)state;
	ENTRY(lock_push, &captured, 3, false);
	ENTRY(lock_mov, &captured, 3, true);
	ENTRY(vz, &captured, 3, false);
	PLAN(&it, hlt, &plain);
	assert_non_null(it.plan.refusal);
	done(&it);
}

static void test_entry_on_nops(void **state)
{
	(void)state;
	/* A call there would write over what is below the stack pointer. */
	ENTRY(redzone, &plain, 0, true);
	ENTRY(pastnop, &plain, 0, true);
	ENTRY(endbrnop, &plain, 4, false);
	ENTRY(nop4, &plain, 5, false);
}

static void test_jump_to_own_entry(void **state)
{
	struct planned it;

	(void)state;
	ENTRY(loop0, &plain, 6, false);
	PLAN(&it, loop0, &plain);
	assert_true(it.plan.reenters);
	assert_true(it.plan.leaf);
	assert_int_equal(it.plan.exit_count, 1);
	assert_int_equal(it.plan.exits[0].offset, AT + 8);
	done(&it);
	/* Its first instruction writes an argument. */
	ENTRY(loop0, &captured, 0, true);
}

static void test_undecodable(void **state)
{
	struct planned it;

	(void)state;
	ENTRY(bad, &plain, 0, true);
	PLAN(&it, bad, &plain);
	assert_false(it.plan.decoded);
	assert_false(it.plan.leaf);
	assert_says(it.plan.exits_unseen, "0x1004");
	done(&it);
}

static void test_six_returns(void **state)
{
	static const uint64_t offsets[] = { 0x1b, 0x1e, 0x21, 0x24, 0x28, 0x2d };
	struct planned it;

	(void)state;
	PLAN(&it, six, &plain);
	assert_int_equal(it.plan.exit_count, 6);
	assert_int_equal(it.plan.return_count, 6);
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(it.plan.exits[i].offset, AT + offsets[i]);
		assert_int_equal(it.plan.exits[i].kind, SITE_RETURN);
		assert_true(it.plan.exits[i].stepped);
	}
	assert_true(it.plan.leaf);
	assert_null(it.plan.exits_unseen);
	done(&it);
}

static void test_conditional_tail_jump(void **state)
{
	struct planned it;

	(void)state;
	PLAN(&it, condtail, &plain);
	assert_int_equal(it.plan.exit_count, 2);
	assert_int_equal(it.plan.return_count, 1);
	assert_int_equal(it.plan.exits[1].kind, SITE_BRANCH_OUT);
	assert_int_equal(it.plan.exits[1].offset, AT + 2);
	assert_int_equal(it.plan.exits[1].condition, 4);
	assert_false(it.plan.exits[1].stepped);
	assert_false(it.plan.leaf);
	assert_null(it.plan.exits_unseen);
	done(&it);
}

static void test_tail_jump_needs_the_frame_gone(void **state)
{
	struct planned it;

	(void)state;
	PLAN(&it, frametail, &plain);
	assert_int_equal(it.plan.exit_count, 1);
	assert_int_equal(it.plan.exits[0].kind, SITE_TAIL_JUMP);
	assert_null(it.plan.exits_unseen);
	done(&it);
	PLAN(&it, leave, &plain);
	assert_int_equal(it.plan.exit_count, 1);
	done(&it);
	PLAN(&it, framejump, &plain);
	assert_int_equal(it.plan.exit_count, 0);
	assert_says(it.plan.exits_unseen, "0x1001 with the frame in place");
	assert_false(it.plan.leaf);
	done(&it);
}

static enum frame_state all_there(void *context, uint64_t address)
{
	(void)context;
	(void)address;
	return FRAME_THERE;
}

/* Two sources that do not agree are no source. */
static void test_frames_that_disagree(void **state)
{
	static const struct setting told = { .source = { .frame_at = all_there } };
	struct planned it;

	(void)state;
	PLAN(&it, frametail, &told);
	assert_int_equal(it.plan.exit_count, 0);
	assert_says(it.plan.exits_unseen, "frame unknown");
	done(&it);
}

static void test_refused_exit_is_unseen(void **state)
{
	struct planned it;

	(void)state;
	PLAN(&it, nttail, &plain);
	assert_int_equal(it.plan.exit_count, 0);
	assert_says(it.plan.exits_unseen, "the kernel cannot probe the exit at 0x1002");
	done(&it);
}

static void test_leaf_and_its_cold_part(void **state)
{
	static const unsigned char calls[] = { 0xe8, 0xfb, 0x00, 0x00, 0x00, 0x0f, 0x0b };
	static const unsigned char returns[] = { 0x31, 0xc0, 0xc3 };
	struct setting setting = plain;
	struct planned it;

	(void)state;
	PLAN(&it, leafcold, &setting);
	assert_false(it.plan.leaf);
	assert_int_equal(it.plan.exits[1].kind, SITE_BRANCH_OUT);
	done(&it);
	setting.cold = calls;
	setting.cold_size = sizeof(calls);
	PLAN(&it, leafcold, &setting);
	assert_false(it.plan.leaf);
	assert_int_equal(it.plan.exit_count, 1);
	done(&it);
	setting.cold = returns;
	setting.cold_size = sizeof(returns);
	PLAN(&it, leafcold, &setting);
	assert_true(it.plan.leaf);
	assert_int_equal(it.plan.return_count, 2);
	assert_int_equal(it.plan.exits[1].offset, COLD_AT + 2);
	done(&it);
}

static void test_recursion(void **state)
{
	struct planned it;

	(void)state;
	PLAN(&it, rec, &plain);
	assert_true(it.plan.recursive);
	assert_false(it.plan.reenters);
	done(&it);
}

/* setjmp, vfork, dlsym: an armed return would show them the kernel's trampoline. */
static void test_looking_back(void **state)
{
	/* mov (%rsp),%rax; ret */
	static const unsigned char at_once[] = { 0x48, 0x8b, 0x04, 0x24, 0xc3 };
	/* pop %rdi; jmp *%rdi */
	static const unsigned char popped[] = { 0x5f, 0xff, 0xe7 };
	/* push %rbp; mov %rsp,%rbp; mov 8(%rbp),%rdx; pop %rbp; ret */
	static const unsigned char by_frame[] = { 0x55, 0x48, 0x89, 0xe5, 0x48,
						  0x8b, 0x55, 0x08, 0x5d, 0xc3 };
	/* sub $24,%rsp; mov 24(%rsp),%rdx; add $24,%rsp; ret */
	static const unsigned char below[] = { 0x48, 0x83, 0xec, 0x18, 0x48, 0x8b, 0x54,
					       0x24, 0x18, 0x48, 0x83, 0xc4, 0x18, 0xc3 };
	/* sub $24,%rsp; mov 32(%rsp),%rdx: an argument on the stack; add $24,%rsp; ret */
	static const unsigned char argument[] = { 0x48, 0x83, 0xec, 0x18, 0x48, 0x8b, 0x54,
						  0x24, 0x20, 0x48, 0x83, 0xc4, 0x18, 0xc3 };
	struct planned it;

	(void)state;
	PLAN(&it, at_once, &plain);
	assert_true(it.plan.looks_back);
	done(&it);
	PLAN(&it, popped, &plain);
	assert_true(it.plan.looks_back);
	done(&it);
	PLAN(&it, by_frame, &plain);
	assert_true(it.plan.looks_back);
	done(&it);
	PLAN(&it, below, &plain);
	assert_true(it.plan.looks_back);
	done(&it);
	PLAN(&it, argument, &plain);
	assert_false(it.plan.looks_back);
	done(&it);
}

static void test_go(void **state)
{
	static const struct setting setting = { .args = true, .go = true };
	struct planned it;

	(void)state;
	ENTRY(go, &setting, 4, false);
	PLAN(&it, go, &setting);
	/* The place is the branch of the stack check: the call begins when it is not taken. */
	assert_true(it.plan.entry_unless);
	assert_int_equal(it.plan.entry.condition, 6);
	assert_false(it.plan.reenters);
	assert_false(it.plan.recursive);
	assert_int_equal(it.plan.exit_count, 1);
	assert_null(it.plan.exits_unseen);
	done(&it);
	/* %rbx is an argument there, and none in C. */
	ENTRY(gotail, &setting, 0, true);
	ENTRY(gotail, &captured, 3, false);
	PLAN(&it, gotail, &setting);
	assert_int_equal(it.plan.exits[0].kind, SITE_TAIL_JUMP);
	assert_false(it.plan.entry_unless);
	done(&it);
	/* In C such a jump is what it is: back to the entry. */
	PLAN(&it, go, &plain);
	assert_false(it.plan.entry_unless);
	assert_true(it.plan.reenters);
	done(&it);
}

static void test_jump_past_a_lock_prefix(void **state)
{
	struct planned it;

	(void)state;
	PLAN(&it, overlap, &plain);
	assert_null(it.plan.exits_unseen);
	assert_true(it.plan.leaf);
	assert_int_equal(it.plan.exit_count, 1);
	assert_int_equal(it.plan.exits[0].offset, AT + 0xf);
	done(&it);
	PLAN(&it, middle, &plain);
	assert_says(it.plan.exits_unseen, "middle of an instruction");
	done(&it);
	PLAN(&it, out_of_step, &plain);
	assert_says(it.plan.exits_unseen, "middle of an instruction");
	done(&it);
}

/* The constant that it loads holds what looks like a ret, and is none to put a breakpoint on. */
static void test_data_among_code(void **state)
{
	struct planned it;

	(void)state;
	PLAN(&it, constant, &plain);
	assert_int_equal(it.plan.exit_count, 1);
	assert_int_equal(it.plan.exits[0].offset, AT + 7);
	assert_says(it.plan.exits_unseen, "may be data");
	assert_false(it.plan.leaf);
	done(&it);
}

static void test_running_on(void **state)
{
	struct planned it;

	(void)state;
	PLAN(&it, runson, &plain);
	assert_says(it.plan.exits_unseen, "runs on");
	assert_false(it.plan.leaf);
	done(&it);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_entry_is_first_emulated),
		cmocka_unit_test(test_entry_not_past_stack_pointer_writes),
		cmocka_unit_test(test_entry_not_past_argument_writes),
		cmocka_unit_test(test_entry_not_where_a_jump_lands),
		cmocka_unit_test(test_entry_not_past_a_system_call),
		cmocka_unit_test(test_entry_on_what_the_kernel_refuses),
		cmocka_unit_test(test_entry_on_nops),
		cmocka_unit_test(test_jump_to_own_entry),
		cmocka_unit_test(test_undecodable),
		cmocka_unit_test(test_six_returns),
		cmocka_unit_test(test_conditional_tail_jump),
		cmocka_unit_test(test_tail_jump_needs_the_frame_gone),
		cmocka_unit_test(test_frames_that_disagree),
		cmocka_unit_test(test_refused_exit_is_unseen),
		cmocka_unit_test(test_leaf_and_its_cold_part),
		cmocka_unit_test(test_recursion),
		cmocka_unit_test(test_looking_back),
		cmocka_unit_test(test_go),
		cmocka_unit_test(test_jump_past_a_lock_prefix),
		cmocka_unit_test(test_data_among_code),
		cmocka_unit_test(test_running_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
