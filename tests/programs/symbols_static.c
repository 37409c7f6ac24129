/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* static executable: the whole C library in it, nothing else mapped. */
#include "truth.h"

TRACED long global_work(long n);

TRACED long global_work(long n)
{
	return n + 1;
}

TRACED static long local_work(long n)
{
	return n + 2;
}

int main(void)
{
	long i;

	wait_for_go();
	for (i = 0; i < 5; i++)
		local_work(global_work(i));
	local_work(5);
	printf("calls global_work 5\ncalls local_work 6\n");
	return 0;
}
