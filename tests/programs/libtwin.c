/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A library with a function of its own and one whose name the executable has too. */
#include "truth.h"

TRACED long twin_work(long n);
TRACED long library_work(long n);

TRACED long twin_work(long n)
{
	return n + 10;
}

TRACED long library_work(long n)
{
	return n + 11;
}
