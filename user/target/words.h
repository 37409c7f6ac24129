/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Demangling every symbol of a large program for one name takes seconds. A name's words stand in
 * its mangled form as well: only symbols that have one of them need to be looked at.
 */
#ifndef MAAP_TARGET_WORDS_H
#define MAAP_TARGET_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "function_spec.h"

struct word {
	const char *text; /* not terminated */
	size_t len;
	bool part; /* may lie anywhere in a symbol, not only at the beginning of a word */
};

/*
 * What must stand in any mangled symbol that the name, glob or expression fits: its longest word,
 * or what is sure of one, or an operator's code. False if nothing is sure: names of types are
 * abbreviated in symbols.
 */
bool words__telling(enum spec_kind kind, const char *name, struct word *word);

/* Whether the word stands in the mangled symbol where one could begin. */
bool word__is_in(const struct word *word, const char *symbol);

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
