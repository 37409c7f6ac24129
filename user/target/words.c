// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "words.h"

#include <ctype.h>
#include <string.h>

/* Bytes; more than the words of any honest symbol have, nested ones counted each time. */
#define MAX_LOOKED_AT 65536

/* Printed by demanglers where symbols have a code or nothing. */
static const char *const abbreviated[] = {
	"Complex",
	"Float16",
	"Imaginary",
	"TLS",
	"__float128",
	"__int128",
	"_Float128",
	"_Float16",
	"_Float32",
	"_Float32x",
	"_Float64",
	"_Float64x",
	"abi",
	"alias",
	"alignof",
	"allocator",
	"and",
	"anonymous",
	"arg",
	"as",
	"atomic",
	"auto",
	"base",
	"basic_iostream",
	"basic_istream",
	"basic_ostream",
	"basic_string",
	"bfloat16_t",
	"bool",
	"call",
	"cast",
	"char",
	"char16_t",
	"char32_t",
	"char8_t",
	"char_traits",
	"clone",
	"closure",
	"co_await",
	"complex",
	"const",
	"const_cast",
	"covariant",
	"crate",
	"decimal128",
	"decimal32",
	"decimal64",
	"decltype",
	"default",
	"delete",
	"double",
	"dyn",
	"dynamic_cast",
	"enum",
	"explicit",
	"extern",
	"f128",
	"f16",
	"f32",
	"f64",
	"false",
	"float",
	"fn",
	"for",
	"function",
	"gs",
	"half",
	"hidden",
	"i128",
	"i16",
	"i32",
	"i64",
	"i8",
	"imaginary",
	"impl",
	"init",
	"int",
	"iostream",
	"isize",
	"istream",
	"lambda",
	"long",
	"module",
	"mut",
	"namespace",
	"new",
	"noexcept",
	"non",
	"nullptr",
	"nullptr_t",
	"object",
	"operator",
	"ostream",
	"parm",
	"reference",
	"reinterpret_cast",
	"requires",
	"restrict",
	"return",
	"shim",
	"short",
	"signed",
	"sizeof",
	"static_cast",
	"std",
	"str",
	"string",
	"struct",
	"template",
	"temporary",
	"this",
	"throw",
	"thunk",
	"to",
	"transaction",
	"true",
	"type",
	"typeid",
	"typename",
	"u128",
	"u16",
	"u32",
	"u64",
	"u8",
	"union",
	"unnamed",
	"unsafe",
	"unsigned",
	"usize",
	"virtual",
	"void",
	"volatile",
	"wchar_t",
	"wrapper",
};

/* In symbols, operators are two letters. */
static const struct {
	const char *name; /* behind "operator", without blanks; longer ones first */
	const char *code;
} operators[] = {
	{ "delete[]", "da" }, { "delete", "dl" }, { "new[]", "na" }, { "new", "nw" },
	{ "co_await", "aw" }, { "<=>", "ss" },	  { "<<=", "lS" },   { ">>=", "rS" },
	{ "->*", "pm" },      { "->", "pt" },	  { "++", "pp" },    { "--", "mm" },
	{ "&&", "aa" },	      { "||", "oo" },	  { "==", "eq" },    { "!=", "ne" },
	{ "<=", "le" },	      { ">=", "ge" },	  { "<<", "ls" },    { ">>", "rs" },
	{ "+=", "pL" },	      { "-=", "mI" },	  { "*=", "mL" },    { "/=", "dV" },
	{ "%=", "rM" },	      { "&=", "aN" },	  { "|=", "oR" },    { "^=", "eO" },
	{ "()", "cl" },	      { "[]", "ix" },	  { "/", "dv" },     { "%", "rm" },
	{ "^", "eo" },	      { "|", "or" },	  { "=", "aS" },     { "<", "lt" },
	{ ">", "gt" },	      { "!", "nt" },	  { "~", "co" },     { ",", "cm" },
};

static bool is_word_byte(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

static bool is_abbreviated(const struct word *word)
{
	for (size_t i = 0; i < sizeof(abbreviated) / sizeof(*abbreviated); i++)
		if (word->part ? !!memmem(abbreviated[i], strlen(abbreviated[i]), word->text,
					  word->len)
			       : !strncmp(abbreviated[i], word->text, word->len) &&
					 !abbreviated[i][word->len])
			return true;
	return false;
}

/* Where the glob's set that begins at `at` ends. */
static size_t set_end(const char *name, size_t at)
{
	const char *end = name[at + 1] ? strchr(name + at + 2, ']') : NULL;

	return end ? (size_t)(end - name) : at;
}

/* Of a word that a pattern may go on at either side only a part is sure. */
static void look_around(enum spec_kind kind, const char *name, struct word *word)
{
	char before = word->text > name ? word->text[-1] : '\0';
	char after = word->text[word->len];

	if (kind == SPEC_REGEX) {
		word->part = true;
		/* The last letter may be there any number of times, also none. */
		if (after && strchr("?*", after))
			word->len--;
	} else if (kind == SPEC_GLOB) {
		word->part =
			(before && strchr("*?]\\", before)) || (after && strchr("*?[\\", after));
	}
}

static bool is_usable(const char *name, const struct word *word)
{
	char before = word->text > name ? word->text[-1] : '\0';
	char after = word->text[word->len];

	/* Numbers, lifetimes and characters of Rust, and what is not ASCII have forms of their own.
	 */
	if (isdigit((unsigned char)*word->text) || before == '\'' || (signed char)before < 0 ||
	    (signed char)after < 0 || word->len < (word->part ? 3 : 1))
		return false;
	return !is_abbreviated(word);
}

/* A name that is one word is a function's own, which is never abbreviated. */
static bool is_one_word(const char *name)
{
	size_t len = 0;

	while (is_word_byte(name[len]))
		len++;
	return len && !name[len] && !isdigit((unsigned char)*name);
}

static bool operator_code(const char *name, struct word *word)
{
	const char *at = strstr(name, "operator");

	if (!at)
		return false;
	at += strlen("operator");
	at += strspn(at, " ");
	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++)
		if (!strncmp(at, operators[i].name, strlen(operators[i].name))) {
			*word = (struct word){ operators[i].code, 2, true };
			return true;
		}
	return false;
}

static bool longest_word(enum spec_kind kind, const char *name, struct word *word)
{
	struct word best = { .len = 0 };

	for (size_t i = 0; name[i]; i++) {
		struct word found = { .text = name + i };

		if (kind == SPEC_GLOB && name[i] == '[') {
			i = set_end(name, i);
			continue;
		}
		while (is_word_byte(found.text[found.len]))
			found.len++;
		if (!found.len)
			continue;
		i += found.len - 1;
		look_around(kind, name, &found);
		if (found.len > best.len && is_usable(name, &found))
			best = found;
	}
	if (best.len)
		*word = best;
	return best.len;
}

bool words__telling(enum spec_kind kind, const char *name, struct word *word)
{
	/* What an expression with alternatives or groups asks for is not sure. */
	if (kind == SPEC_REGEX && strpbrk(name, "|()[]{}\\"))
		return false;
	if (kind != SPEC_GLOB && kind != SPEC_REGEX && is_one_word(name)) {
		*word = (struct word){ name, strlen(name), false };
		return true;
	}
	return longest_word(kind, name, word) ||
	       (kind != SPEC_GLOB && kind != SPEC_REGEX && operator_code(name, word));
}

/* Letters in front would make it the end of another word; a length's digits stand there. */
bool word__is_in(const struct word *word, const char *symbol)
{
	size_t left = strlen(symbol);
	const char *at = symbol;

	while ((at = memmem(at, left, word->text, word->len))) {
		if (word->part || at == symbol || !isalpha((unsigned char)at[-1]))
			return true;
		at++;
		left = strlen(at);
	}
	return false;
}

/*
 * The next number that could be a length. Digits before it may belong to something else ("_1" and
 * then "5"), so each that begins with a later digit is tried too.
 */
static bool next_number(struct word_iter *iter)
{
	const char *symbol = iter->symbol;
	size_t at = iter->number + 1, end = iter->digits_end, value = 0;

	if (at >= end) {
		at = end;
		while (symbol[at] && !isdigit((unsigned char)symbol[at]))
			at++;
		for (end = at; isdigit((unsigned char)symbol[end]); end++)
			;
		/* No length has more digits. */
		if (end - at > 5)
			at = end - 5;
	}
	iter->number = at;
	iter->digits_end = end;
	for (size_t i = at; i < end; i++)
		value = 10 * value + symbol[i] - '0';
	/* Rust's newer mangling puts a "_" before words that would look like digits otherwise. */
	iter->at = end + (symbol[1] == 'R' && symbol[end] == '_');
	iter->end = iter->at + strnlen(symbol + iter->at, value);
	iter->looked_at += iter->end - iter->at;
	return at < end && iter->looked_at < MAX_LOOKED_AT;
}

/* Rust's older mangling has more than one in what it calls an identifier: "$LT$a..b$GT$". */
bool word_iter__next(struct word_iter *iter, struct word *word)
{
	while (true) {
		while (iter->at < iter->end && !is_word_byte(iter->symbol[iter->at]))
			iter->at++;
		if (iter->at < iter->end)
			break;
		if (!next_number(iter))
			return false;
	}
	word->text = iter->symbol + iter->at;
	word->part = false;
	for (word->len = 0; iter->at < iter->end && is_word_byte(iter->symbol[iter->at]);
	     iter->at++)
		word->len++;
	return true;
}
