/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * chosen and unused_choice are ifuncs: the dynamic linker asks a resolver for the implementation
 * when a reference is bound. use_chosen() holds such a reference, bound when the library is
 * loaded; nothing refers to unused_choice.
 */
#include "truth.h"

TRACED long use_chosen(long n);
long chosen(long n);
long unused_choice(long n);

TRACED static long chosen_plain(long n)
{
	return n + 20;
}

TRACED static long chosen_other(long n)
{
	return n + 21;
}

static long (*resolve_chosen(void))(long)
{
	return getenv("CHOOSE_OTHER") ? chosen_other : chosen_plain;
}

__attribute__((ifunc("resolve_chosen"))) long chosen(long n);
__attribute__((ifunc("resolve_chosen"))) long unused_choice(long n);

TRACED long use_chosen(long n)
{
	return chosen(n) + 1;
}
