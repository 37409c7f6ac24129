/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* ctor: its first traced call comes from a constructor, before main. Preload libctor.so for one
 * that is earlier still.
 */
#include "truth.h"

TRACED long early(long n);

TRACED long early(long n)
{
	return n + 1;
}

__attribute__((constructor)) static void construct(void)
{
	early(1);
}

int main(void)
{
	printf("early=%ld\n", early(2));
	return 0;
}
