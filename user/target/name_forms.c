// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "name_forms.h"

#include <stdlib.h>
#include <string.h>

#include "../util/pattern.h"
#include "../util/symbol_name.h"
#include "words.h"

struct name_forms {
	const struct symbol *symbol;
	char *copy; /* of a stem that is not the whole name */
	size_t copy_room;
	const char *stem;
	size_t stem_len;
	bool has_stem;
	bool made[DEMANGLED_FORMS];
	char text[DEMANGLED_FORMS][DEMANGLED_MAX];
};

struct name_forms *name_forms__new(void)
{
	return calloc(1, sizeof(struct name_forms));
}

void name_forms__free(struct name_forms *forms)
{
	if (forms)
		free(forms->copy);
	free(forms);
}

void name_forms__set(struct name_forms *forms, const struct symbol *symbol)
{
	forms->symbol = symbol;
	forms->has_stem = false;
	memset(forms->made, false, sizeof(forms->made));
}

/* Out of memory the stem is the whole name. */
static void make_stem(struct name_forms *forms)
{
	const char *name = forms->symbol->name;

	forms->has_stem = true;
	forms->stem = name;
	forms->stem_len = symbol_stem(name);
	if (!name[forms->stem_len])
		return;
	if (forms->stem_len >= forms->copy_room) {
		char *grown = realloc(forms->copy, 2 * forms->stem_len + 1);

		if (!grown) {
			forms->stem_len = strlen(name);
			return;
		}
		forms->copy = grown;
		forms->copy_room = 2 * forms->stem_len + 1;
	}
	memcpy(forms->copy, name, forms->stem_len);
	forms->copy[forms->stem_len] = '\0';
	forms->stem = forms->copy;
}

const char *name_forms__stem(struct name_forms *forms, size_t *len)
{
	if (!forms->has_stem)
		make_stem(forms);
	if (len)
		*len = forms->stem_len;
	return forms->stem;
}

/* Where the parameters begin in a name without result: the last parenthesis that is closed. */
static size_t parameters_at(const char *text)
{
	const char *end = strrchr(text, ')');
	size_t depth = 0, i;

	/* Behind it come "const", "&" and the like; a bracket would be part of another name. */
	if (!end || strpbrk(end, ">}]:"))
		return strlen(text);
	for (i = end - text + 1; i-- > 0;) {
		depth += text[i] == ')';
		if (text[i] == '(' && !--depth)
			return i;
	}
	return strlen(text);
}

/* What costs a pass of the demangler is taken from another form where that says the same. */
static void make_form(struct name_forms *forms, enum demangled_form form)
{
	const char *stem = name_forms__stem(forms, NULL), *other;
	char *text = forms->text[form];
	size_t len;

	forms->made[form] = true;
	*text = '\0';
	if (!is_mangled(stem))
		return;
	if (form == DEMANGLED_PLAIN) {
		other = name_forms__demangled(forms, DEMANGLED_BARE);
		len = demangled_plain_length(other);
	} else if (form == DEMANGLED_BARE && forms->made[DEMANGLED_NO_RESULT]) {
		other = forms->text[DEMANGLED_NO_RESULT];
		len = parameters_at(other);
	} else {
		demangle(stem, form, text);
		return;
	}
	memcpy(text, other, len);
	text[len] = '\0';
}

const char *name_forms__demangled(struct name_forms *forms, enum demangled_form form)
{
	if (!forms->made[form])
		make_form(forms, form);
	return forms->text[form];
}

/* Whether `part` of the bytes is in the text. Shorter forms of a name are all parts of the full
 * one. */
static bool may_hold(const char *full, const char *name, size_t len)
{
	return !len || memmem(full, strlen(full), name, len);
}

bool name_forms__are_named(struct name_forms *forms, const char *name)
{
	const struct symbol *symbol = forms->symbol;
	int form = DEMANGLED_BARE;

	if (symbol_name_matches(name, symbol->name, symbol->version, symbol->default_version))
		return true;
	if (!is_mangled(symbol->name))
		return false;
	/* "::f" is "f": the global namespace has no name. */
	name += strncmp(name, "::", 2) ? 0 : 2;
	if (strchr(name, '(')) {
		const char *full = name_forms__demangled(forms, DEMANGLED_FULL);

		if (!*full || !may_hold(full, name, strcspn(name, " (<")))
			return false;
		form = DEMANGLED_FULL;
	}
	for (; form < DEMANGLED_FORMS; form++) {
		const char *text = name_forms__demangled(forms, form);

		if (*text && same_but_blanks(name, text))
			return true;
	}
	return false;
}

static bool fits_form(struct name_forms *forms, const struct function_spec *spec,
		      enum demangled_form form)
{
	const char *text = name_forms__demangled(forms, form);

	return *text && pattern__matches(spec->pattern, text, strlen(text));
}

/*
 * The result is part of the name only for patterns that have a blank, as "int ns::*" does: else
 * "ns::*" would be every function that returns something of ns.
 */
bool name_forms__fit(struct name_forms *forms, const struct function_spec *spec,
		     const struct word *word)
{
	size_t len;
	const char *stem = name_forms__stem(forms, &len), *text;

	if (pattern__matches(spec->pattern, stem, len))
		return true;
	if (!is_mangled(stem))
		return false;
	if (strchr(spec->name, ' ') && fits_form(forms, spec, DEMANGLED_FULL))
		return true;
	text = name_forms__demangled(forms, DEMANGLED_NO_RESULT);
	if (word && !may_hold(text, word->text, word->len))
		return false;
	if (fits_form(forms, spec, DEMANGLED_NO_RESULT))
		return true;
	/* An expression that asks for no more than a place in the text would have found it. */
	if (spec->kind == SPEC_REGEX && !strpbrk(spec->name, "^$\\("))
		return false;
	return fits_form(forms, spec, DEMANGLED_BARE) || fits_form(forms, spec, DEMANGLED_PLAIN);
}
