/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* million [N]: N calls as fast as they go of a function that begins with push. */
#include "truth.h"

TRACED uint64_t pushes_first(uint64_t value);

TRACED uint64_t pushes_first(uint64_t value)
{
	USES_SAVED_REGISTER();
	return value + 1;
}

int main(int argc, char **argv)
{
	long n = argument(argc, argv, 1, 1000000);
	uint64_t sum = 0;
	uint64_t start;
	long i;

	wait_for_go();
	start = now_ns();
	for (i = 0; i < n; i++)
		sum += pushes_first((uint64_t)i);
	printf("calls=%ld sum=%" PRIu64 " ns_per_call=%.1f\n", n, sum,
	       (double)(now_ns() - start) / (double)n);
	return 0;
}
