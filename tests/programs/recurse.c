/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * recurse self|mutual|straight DEPTH [TIMES]: nested calls that work before and after the one
 * inside. again() and the two of mutual call each other by way of a function that is not traced,
 * straight() calls itself.
 */
#include "truth.h"

#define WORK_NS 20000

TRACED long again(long n);
TRACED long ping(long n);
TRACED long pong(long n);
TRACED long afterwards(long n);
TRACED long straight(long n);

static long call_noted(const char *name, long (*function)(long), long n)
{
	struct truth *t = truth_begin(name);
	long result = function(n);

	truth_return(t, (uint64_t)result);
	t->args[0] = (uint64_t)n;
	t->arg_count = 1;
	return result;
}

static long work_around(long n, const char *name, long (*function)(long))
{
	struct truth *t = truth_enter();
	long below = 0;

	t->own_ns = spin_ns(WORK_NS);
	if (n > 1)
		below = call_noted(name, function, n - 1);
	t->own_ns += spin_ns(WORK_NS / 2);
	truth_leave(t);
	return below + 1;
}

TRACED long again(long n)
{
	return work_around(n, "again", again);
}

TRACED long ping(long n)
{
	return work_around(n, "pong", pong);
}

TRACED long pong(long n)
{
	return work_around(n, "ping", ping);
}

TRACED long afterwards(long n)
{
	struct truth *t = truth_enter();

	t->own_ns = spin_ns(WORK_NS);
	truth_leave(t);
	return n;
}

TRACED long straight(long n)
{
	struct truth *t = truth_enter();
	struct truth *inside;
	long below = 0;

	t->own_ns = spin_ns(WORK_NS);
	if (n > 1) {
		inside = truth_begin("straight");
		below = straight(n - 1);
		truth_return(inside, (uint64_t)below);
	}
	t->own_ns += spin_ns(WORK_NS / 2);
	truth_leave(t);
	return below + 1;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "self";
	long depth = argument(argc, argv, 2, 60);
	long times = argument(argc, argv, 3, 1);
	long i;

	truth_room(times * (depth + 1));
	wait_for_go();
	for (i = 0; i < times; i++) {
		if (!strcmp(what, "mutual"))
			call_noted("ping", ping, depth);
		else if (!strcmp(what, "straight"))
			call_noted("straight", straight, depth);
		else
			call_noted("again", again, depth);
		call_noted("afterwards", afterwards, i);
	}
	truth_print();
	return 0;
}
