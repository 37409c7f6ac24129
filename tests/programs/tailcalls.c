/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * tailcalls WHAT [TIMES]: calls left by a jump, and functions of odd shapes (tailcalls.h).
 * tail      first() jumps to last()
 * sometimes either() jumps to last() every other time
 * chain     is_even() and is_odd() jump to each other
 * pointer   by_pointer() jumps to where a pointer leads, last() or another
 * asm       jumps out of functions in assembly, conditional ones and from a .cold part too
 * entry     functions that jump back to their own entry, or nearly; that begin with lock
 * returns   six rets, rep ret, nothing but ret
 * switch    jump tables, with and without control-flow protection
 * all       each in turn
 */
#include "tailcalls.h"

#define WORK_NS 3000

TRACED int first(int n);
TRACED int last(int n);
TRACED int either(int n);
TRACED int is_even(int n);
TRACED int is_odd(int n);
TRACED int by_pointer(int (*function)(int), int n);
TRACED int plain_switch(int n);
TRACED int inside(int n);

static volatile int sink;
static long sum;

/* A noted call; one of our own functions makes its notes itself, of others there are only these. */
#define CALL(function, ...)                                                                        \
	do {                                                                                       \
		int result_;                                                                       \
                                                                                                   \
		truth_begin(#function);                                                            \
		result_ = function(__VA_ARGS__);                                                   \
		truth_return(truth_top, (uint32_t)result_);                                        \
		sum += result_;                                                                    \
	} while (0)

/* The same of a function without notes of its own that jumps to another one. */
#define CALL_JUMPING(jumps, function, target, ...)                                                 \
	do {                                                                                       \
		struct truth *from_ = truth_begin(#function);                                      \
		struct truth *to_ = jumps ? truth_jump(from_, target) : from_;                     \
		int result_ = function(__VA_ARGS__);                                               \
                                                                                                   \
		truth_return(to_, (uint32_t)result_);                                              \
		note_jumped(from_, to_);                                                           \
		sum += result_;                                                                    \
	} while (0)

/* Between which moments the jump was is not known. */
static void note_jumped(struct truth *from, const struct truth *to)
{
	if (from == to)
		return;
	from->outer_end = to->outer_end;
	from->inner_start = to->outer_end;
	from->inner_end = to->outer_end;
}

TRACED int last(int n)
{
	struct truth *t = truth_enter_over();

	spin_ns(WORK_NS);
	truth_leave(t);
	return n + 1;
}

TRACED int first(int n)
{
	struct truth *t = truth_enter();

	spin_ns(WORK_NS);
	truth_jump(t, "last");
	return last(n * 2);
}

TRACED int either(int n)
{
	struct truth *t = truth_enter();

	spin_ns(WORK_NS);
	if (n % 2) {
		truth_jump(t, "last");
		return last(n * 2);
	}
	truth_leave(t);
	return n;
}

TRACED int is_even(int n)
{
	struct truth *t = truth_enter_over();

	if (n) {
		truth_jump(t, "is_odd");
		return is_odd(n - 1);
	}
	truth_leave(t);
	return 1;
}

TRACED int is_odd(int n)
{
	struct truth *t = truth_enter_over();

	if (n) {
		truth_jump(t, "is_even");
		return is_even(n - 1);
	}
	truth_leave(t);
	return 0;
}

TRACED int by_pointer(int (*function)(int), int n)
{
	struct truth *t = truth_enter();

	spin_ns(WORK_NS);
	truth_jump(t, function == last ? "last" : "is_even");
	return function(n);
}

TRACED int plain_switch(int n)
{
	struct truth *t = truth_enter();

	truth_leave(t);
	switch (n % 8) {
	case 0:
		return n + 3;
	case 1:
		return n * 5;
	case 2:
		return getpid() > 0 ? n : 0;
	case 3:
		return n ^ 21;
	case 4:
		return n - 77;
	case 5:
		return n | 128;
	case 6:
		return getpid() > 0 ? 6 : 0;
	default:
		return -n;
	}
}

TRACED int inside(int n)
{
	struct truth *t = truth_enter();

	sink += n;
	truth_leave(t);
	return n * 3;
}

static int inside_noted(int n)
{
	struct truth *t = truth_begin("inside");
	int result = inside(n);

	truth_return(t, (uint32_t)result);
	return result;
}

static void do_tail(int n)
{
	CALL(first, n);
}

static void do_sometimes(int n)
{
	CALL(either, n);
}

static void do_chain(int n)
{
	CALL(is_even, n % 20);
	CALL(is_odd, n % 7);
}

static void do_pointer(int n)
{
	CALL(by_pointer, n % 3 ? last : is_even, n % 10);
}

static void do_asm(int n)
{
	CALL_JUMPING(true, mere_jump, "landing", n);
	CALL_JUMPING(n % 2, jump_if_odd, "landing", n);
	CALL_JUMPING(n % 2 == 0 && n % 4, jump_if_even_cold, "landing", n);
	CALL_JUMPING(true, pop_and_jump, "landing", n);
}

static void do_entry(int n)
{
	CALL(loop_to_entry, n % 9 + 1);
	CALL(self_tail, n % 9 + 1);
	CALL(locked, n);
	CALL(loop_to_second, n % 9 + 1);
}

static void do_returns(int n)
{
	struct truth *t;

	CALL(six_rets, n);
	t = truth_begin("just_ret");
	just_ret();
	truth_end(t);
	t = truth_begin("rep_ret");
	rep_ret();
	truth_end(t);
}

/* By cet_tail() to a function that is not traced: what that calls is not inside cet_tail() either.
 */
static void jump_away(int n)
{
	struct truth *t = truth_begin("cet_tail");

	t->outcome = "tail-called";
	truth_top = NULL;
	sum += cet_tail(inside_noted, n);
	truth_end(t);
}

static void do_switch(int n)
{
	CALL(plain_switch, n);
	CALL(cet_switch, n);
	CALL(cet_push, inside_noted, n);
	jump_away(n);
}

static const struct {
	const char *name;
	void (*make)(int n);
} kinds[] = {
	{ "tail", do_tail },	   { "sometimes", do_sometimes },
	{ "chain", do_chain },	   { "pointer", do_pointer },
	{ "asm", do_asm },	   { "entry", do_entry },
	{ "returns", do_returns }, { "switch", do_switch },
};

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "all";
	int times = (int)argument(argc, argv, 2, 100);

	truth_room(80L * times + 10);
	wait_for_go();
	for (size_t kind = 0; kind < sizeof(kinds) / sizeof(*kinds); kind++) {
		if (strcmp(what, "all") && strcmp(what, kinds[kind].name))
			continue;
		for (int i = 0; i < times; i++)
			kinds[kind].make(i);
		printf("%s %ld\n", kinds[kind].name, sum);
	}
	truth_print();
	return 0;
}
