/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* One name in two versions: versioned@OLD_1 and versioned@@NEW_2. */
#include "truth.h"

TRACED long versioned_old(long n);
TRACED long versioned_new(long n);

__asm__(".symver versioned_old, versioned@OLD_1");
__asm__(".symver versioned_new, versioned@@NEW_2");

TRACED long versioned_old(long n)
{
	return n + 30;
}

TRACED long versioned_new(long n)
{
	return n + 31;
}
