// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "demangle.h"

#include <ctype.h>
#include <libiberty/demangle.h>
#include <setjmp.h>
#include <string.h>

/* Longer ones cost libiberty more stack than it grants itself. */
#define MAX_SYMBOL 4096

struct writer {
	char *buffer;
	size_t len;
	jmp_buf full;
};

bool is_mangled(const char *symbol)
{
	return symbol[0] == '_' && (symbol[1] == 'Z' || symbol[1] == 'R');
}

/*
 * A name of a few hundred characters can stand for one of terabytes. libiberty's callback cannot
 * ask it to stop; it holds no memory but its stack while it prints, so that leaving it is sound.
 */
static void write_part(const char *part, size_t len, void *context)
{
	struct writer *writer = context;

	if (len >= DEMANGLED_MAX - writer->len)
		longjmp(writer->full, 1);
	memcpy(writer->buffer + writer->len, part, len);
	writer->len += len;
}

static int options_of(enum demangled_form form)
{
	if (form == DEMANGLED_FULL)
		return DMGL_PARAMS | DMGL_ANSI;
	return form == DEMANGLED_NO_RESULT ? DMGL_PARAMS | DMGL_ANSI | DMGL_RET_DROP : DMGL_ANSI;
}

/* "17h", a hash of 16 digits, "E": the end of Rust's older mangling. */
static bool may_be_rust(const char *symbol)
{
	size_t len = strlen(symbol);

	return symbol[1] == 'R' || (len > 20 && !strncmp(symbol + len - 20, "17h", 3));
}

static bool print(const char *symbol, int options, struct writer *writer)
{
	if (setjmp(writer->full))
		return false;
	if (may_be_rust(symbol) && rust_demangle_callback(symbol, options, write_part, writer))
		return true;
	writer->len = 0;
	return symbol[1] == 'Z' && cplus_demangle_v3_callback(symbol, options, write_part, writer);
}

size_t demangle(const char *symbol, enum demangled_form form, char *buffer)
{
	struct writer writer = { .buffer = buffer };

	/* Without its parameters "f.avx2" would be "f", and with them it is "f() [clone .avx2]". */
	if (form > DEMANGLED_NO_RESULT && is_mangled(symbol) && !may_be_rust(symbol) &&
	    strchr(symbol, '.'))
		form = DEMANGLED_NO_RESULT;
	if (!is_mangled(symbol) || strnlen(symbol, MAX_SYMBOL + 1) > MAX_SYMBOL ||
	    !print(symbol, options_of(form), &writer))
		return 0;
	buffer[writer.len] = '\0';
	/* A name with a NUL in it is nobody's. */
	if (strlen(buffer) != writer.len)
		return 0;
	if (form == DEMANGLED_PLAIN) {
		writer.len = demangled_plain_length(buffer);
		buffer[writer.len] = '\0';
	}
	return writer.len;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

/* Where the bracket that ends at `end` (past it) begins; `end` itself if it has no beginning. */
static size_t bracket_start(const char *name, size_t end)
{
	size_t depth = 0, round = 0;

	for (size_t i = end; i-- > 0;) {
		/* Comparisons within arguments stand in parentheses. */
		if (name[i] == ')')
			round++;
		else if (name[i] == '(' && round)
			round--;
		else if (round)
			continue;
		else if (name[i] == '>' && !(i && name[i - 1] == '-'))
			depth++;
		else if (name[i] == '<' && depth && !--depth)
			return i;
	}
	return end;
}

/* Whether the last component of the name is an operator, up to `end`. */
static bool ends_in_operator(const char *name, size_t end)
{
	static const char word[] = "operator";
	const size_t len = sizeof(word) - 1;

	/* What follows the word is punctuation, or a blank and a type. */
	for (size_t i = end; i >= len; i--)
		if (!strncmp(name + i - len, word, len) &&
		    (i == len || !is_word(name[i - len - 1])))
			return !memchr(name + i, ':', end - i) || name[i] == ' ';
	return false;
}

/* "operator<", "operator<<", "operator<=>", "operator->", "operator->*": the brackets are names. */
static size_t operator_end(const char *name, size_t end)
{
	size_t i = end;

	while (i && strchr("<>=-*", name[i - 1]))
		i--;
	if (i >= 8 && !strncmp(name + i - 8, "operator", 8) && (i == 8 || !is_word(name[i - 9])))
		return end;
	return 0;
}

size_t demangled_plain_length(const char *name)
{
	size_t len = strlen(name), start;

	while (len && name[len - 1] == ']') {
		for (start = len; start > 1 && name[start - 1] != '['; start--)
			;
		if (start < 2 || strncmp(name + start - 1, "[abi:", 5))
			break;
		len = start - 1;
	}
	if (!len || name[len - 1] != '>' || operator_end(name, len))
		return len;
	start = bracket_start(name, len);
	/* "<T as Trait>" is no list of arguments, nor is what a conversion leads to. */
	if (start == len || !start)
		return len;
	if (name[start - 1] == ':')
		return start > 2 && name[start - 2] == ':' ? start - 2 : len;
	if (name[start - 1] == ' ' && operator_end(name, start - 1))
		return start - 1;
	if (ends_in_operator(name, start) && !operator_end(name, start))
		return len;
	return start;
}

bool same_but_blanks(const char *a, const char *b)
{
	const char *a_start = a, *b_start = b;

	while (true) {
		while (*a == ' ' && !(a > a_start && is_word(a[-1]) && is_word(a[1])))
			a++;
		while (*b == ' ' && !(b > b_start && is_word(b[-1]) && is_word(b[1])))
			b++;
		if (*a != *b)
			return false;
		if (!*a)
			return true;
		a++;
		b++;
	}
}
