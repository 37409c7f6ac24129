/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* spans [N]: calls that last nothing, 0.3 ms, 3 ms and 0.9 ms in turn, N of each. */
#include "truth.h"

TRACED void span(uint64_t ns);

TRACED void span(uint64_t ns)
{
	struct truth *t = truth_enter();

	if (ns)
		t->own_ns = spin_ns(ns);
	truth_leave(t);
}

int main(int argc, char **argv)
{
	static const uint64_t lengths_ns[] = {0, 300000, 3000000, 900000};
	long n = argument(argc, argv, 1, 25);
	long i;

	truth_room(4 * n);
	wait_for_go();
	for (i = 0; i < 4 * n; i++) {
		struct truth *t = truth_begin("span");

		span(lengths_ns[i % 4]);
		truth_end(t);
		t->args[0] = lengths_ns[i % 4];
		t->arg_count = 1;
	}
	truth_print();
	return 0;
}
