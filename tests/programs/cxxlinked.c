/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* cxxlinked: a program with the C++ runtime mapped: an exception could pass through any frame. */
#include "truth.h"

TRACED long risky(long n);

TRACED long risky(long n)
{
	return n + getpid();
}

int main(void)
{
	wait_for_go();
	printf("risky=%d\n", risky(1) == 1 + getpid());
	return 0;
}
