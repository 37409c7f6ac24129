// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "name_forms.h"

#include <stdlib.h>
#include <string.h>

#include "../util/pattern.h"
#include "symbol_name.h"

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

/* What costs a pass of the demangler is taken from another form where that says the same. */
static void make_form(struct name_forms *forms, enum demangled_form form)
{
	const char *stem = name_forms__stem(forms, NULL), *bare, *full;
	char *text = forms->text[form];

	forms->made[form] = true;
	*text = '\0';
	if (!is_mangled(stem))
		return;
	if (form == DEMANGLED_FULL || form == DEMANGLED_BARE) {
		demangle(stem, form, text);
		return;
	}
	bare = name_forms__demangled(forms, DEMANGLED_BARE);
	if (form == DEMANGLED_PLAIN) {
		size_t len = demangled_plain_length(bare);

		memcpy(text, bare, len);
		text[len] = '\0';
		return;
	}
	full = name_forms__demangled(forms, DEMANGLED_FULL);
	if (strncmp(full, bare, strlen(bare)))
		demangle(stem, form, text);
	else
		strcpy(text, full);
}

const char *name_forms__demangled(struct name_forms *forms, enum demangled_form form)
{
	if (!forms->made[form])
		make_form(forms, form);
	return forms->text[form];
}

bool name_forms__are_named(struct name_forms *forms, const char *name)
{
	const struct symbol *symbol = forms->symbol;
	bool has_parameters;

	if (symbol_name_matches(name, symbol->name, symbol->version, symbol->default_version))
		return true;
	if (!is_mangled(symbol->name))
		return false;
	/* "::f" is "f": the global namespace has no name. */
	name += strncmp(name, "::", 2) ? 0 : 2;
	has_parameters = strchr(name, '(');
	for (int form = has_parameters ? DEMANGLED_FULL : DEMANGLED_BARE; form < DEMANGLED_FORMS;
	     form++) {
		const char *text = name_forms__demangled(forms, form);

		if (*text && same_but_blanks(name, text))
			return true;
	}
	return false;
}

bool name_forms__fit(struct name_forms *forms, const struct function_spec *spec)
{
	size_t len;
	const char *stem = name_forms__stem(forms, &len);

	if (pattern__matches(spec->pattern, stem, len))
		return true;
	for (int form = 0; form < DEMANGLED_FORMS && is_mangled(stem); form++) {
		const char *text = name_forms__demangled(forms, form);

		if (*text && pattern__matches(spec->pattern, text, strlen(text)))
			return true;
	}
	return false;
}
