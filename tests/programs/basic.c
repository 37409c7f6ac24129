/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* basic [N]: N calls each of a function with six arguments and of one with a short life. */
#include "truth.h"

TRACED uint64_t add_six(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f);
TRACED uint64_t twice(uint64_t value);

TRACED uint64_t add_six(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f)
{
	struct truth *t = truth_enter();
	uint64_t sum = a + b + c + d + e + f;

	truth_leave(t);
	return sum;
}

TRACED uint64_t twice(uint64_t value)
{
	struct truth *t = truth_enter();

	truth_leave(t);
	return 2 * value;
}

static void call_add_six(uint64_t i)
{
	uint64_t args[] = {i, 31, ~i, 0, i << 32, UINT64_MAX};
	struct truth *t = truth_begin("add_six");
	uint64_t sum = add_six(args[0], args[1], args[2], args[3], args[4], args[5]);

	truth_return(t, sum);
	memcpy(t->args, args, sizeof(args));
	t->arg_count = 6;
}

static void call_twice(uint64_t i)
{
	struct truth *t = truth_begin("twice");
	uint64_t result = twice(i);

	truth_return(t, result);
	t->args[0] = i;
	t->arg_count = 1;
}

int main(int argc, char **argv)
{
	long n = argument(argc, argv, 1, 1000);
	long i;

	truth_room(2 * n);
	wait_for_go();
	for (i = 0; i < n; i++) {
		call_add_six((uint64_t)i);
		call_twice((uint64_t)i);
	}
	truth_print();
	return 0;
}
