// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Built with -fcf-protection=full, as distributions do: see tailcalls.h. */
#include "tailcalls.h"

TRACED int cet_switch(int n)
{
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

/* endbr64; push */
TRACED int cet_push(int (*function)(int), int n)
{
	return function(n) + n;
}

/* endbr64, and left by an indirect jump (notrack or not) */
TRACED int cet_tail(int (*function)(int), int n)
{
	return function(n + 1);
}
