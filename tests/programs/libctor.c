/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A library whose constructor makes a traced call. */
#include "truth.h"

TRACED long library_early(long n);

TRACED long library_early(long n)
{
	return n + 1;
}

__attribute__((constructor)) static void construct(void)
{
	library_early(7);
}
