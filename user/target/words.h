/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Demangling every symbol of a large program for one name takes seconds. A name's words stand in
 * its mangled form as well: only symbols that have one of them need to be looked at.
 */
#ifndef MAAP_TARGET_WORDS_H
#define MAAP_TARGET_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct word {
	const char *text;
	size_t len;
};

/*
 * The longest word of a demangled name that must stand in any symbol of that name; `glob`: the name
 * is one, and parts of words do not count. False if there is none: names of types and operators
 * are abbreviated in symbols.
 */
bool words__telling(const char *name, bool glob, struct word *word);

/*
 * The words in a mangled symbol, or what could be some, in any order; begin with a zeroed iterator.
 * Whatever a demangler takes for a word is among them.
 */
struct word_iter {
	const char *symbol;
	size_t number;	   /* where the length's digits begin */
	size_t digits_end; /* past them */
	size_t at, end;	   /* what is left of the word that they announce */
	size_t looked_at;  /* bytes */
};

bool word_iter__next(struct word_iter *iter, struct word *word);

#endif
