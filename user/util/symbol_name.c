// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "symbol_name.h"

#include <stdio.h>
#include <string.h>

#define DIGITS "0123456789"

/* Length of the one suffix that the text begins with, 0 if that is none. */
static size_t one_suffix(const char *text)
{
	static const char *const numbered[] = { ".constprop.",	".isra.",	 ".part.",
						".lto_priv.",	".llvm.",	 ".clone.",
						".localalias.", ".specialized.", ".__uniq." };
	static const char alone[] = ".localalias";

	for (size_t i = 0; i < sizeof(numbered) / sizeof(*numbered); i++) {
		size_t len = strlen(numbered[i]);

		if (!strncmp(text, numbered[i], len) && strspn(text + len, DIGITS))
			return len + strspn(text + len, DIGITS);
	}
	return strncmp(text, alone, sizeof(alone) - 1) ? 0 : sizeof(alone) - 1;
}

bool is_clone_suffix(const char *suffix, size_t len)
{
	while (len) {
		size_t used = one_suffix(suffix);

		if (!used || used > len)
			return false;
		suffix += used;
		len -= used;
	}
	return true;
}

size_t symbol_stem(const char *name)
{
	size_t len = strcspn(name, "@");

	for (size_t i = 1; i < len; i++)
		if (name[i] == '.' && is_clone_suffix(name + i, len - i))
			return i;
	return len;
}

/* What compilers and BOLT move away from a function's body: GCC's and LLVM's cold parts, BOLT's
 * warm ones, parts made for basic block sections. */
static const char *const part_suffixes[] = { ".cold", ".warm", ".__part" };

/* Where the first of these suffixes begins, NULL if there is none. */
static const char *find_part_suffix(const char *name, const char *suffix)
{
	size_t len = strlen(suffix);
	const char *at = strstr(name, suffix);

	while (at && at[len] && at[len] != '.' && at[len] != '@')
		at = strstr(at + 1, suffix);
	return at;
}

bool is_cold_name(const char *name, size_t *base)
{
	const char *first = NULL;

	for (size_t i = 0; i < sizeof(part_suffixes) / sizeof(*part_suffixes); i++) {
		const char *at = find_part_suffix(name, part_suffixes[i]);

		if (at && (!first || at < first))
			first = at;
	}
	if (!first || first == name)
		return false;
	*base = first - name;
	return true;
}

bool symbol_name_matches(const char *wanted, const char *symbol, const char *version,
			 bool default_version)
{
	size_t base = strcspn(symbol, "@");
	size_t wanted_base = strcspn(wanted, "@");
	const char *at = symbol + base;
	char joined[256];

	if (wanted_base && wanted[wanted_base]) {
		if (!*at && version) {
			snprintf(joined, sizeof(joined), "%s%s", default_version ? "@@" : "@",
				 version);
			at = joined;
		}
		/* "@" and "@@" alike: which version is the default matters to linkers alone. */
		return base == wanted_base && !strncmp(symbol, wanted, base) &&
		       !strcmp(at + strspn(at, "@"),
			       wanted + wanted_base + strspn(wanted + wanted_base, "@"));
	}
	if (base < wanted_base || memcmp(symbol, wanted, wanted_base))
		return false;
	return base == wanted_base || (symbol[wanted_base] == '.' && !*at &&
				       is_clone_suffix(symbol + wanted_base, base - wanted_base));
}
