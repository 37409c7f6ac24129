// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "prototypes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../util/arena.h"
#include "prototype_parse.h"
#include "prototype_table.h"

#define NAME_MAX_LEN 96

struct prototype {
	const char *name; /* in `text` */
	size_t len;
	const char *text;
	const struct signature *signature; /* NULL: not asked for yet */
};

struct prototypes {
	struct arena *arena;
	size_t count;
	struct prototype items[]; /* by name */
};

/* The name stands before the first "(": of a function pointer among the results there is none. */
static void find_name(struct prototype *prototype)
{
	const char *end = strchr(prototype->text, '('), *start = end;

	while (start > prototype->text && start[-1] != ' ' && start[-1] != '*')
		start--;
	prototype->name = start;
	prototype->len = end - start;
}

static int compare_names(const char *a, size_t a_len, const char *b, size_t b_len)
{
	int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

	return order ? order : (a_len > b_len) - (a_len < b_len);
}

static int compare(const void *a, const void *b)
{
	const struct prototype *left = a, *right = b;

	return compare_names(left->name, left->len, right->name, right->len);
}

int prototypes__make(struct prototypes **out)
{
	struct prototypes *prototypes;
	size_t count = 0;

	while (prototype_table[count])
		count++;
	prototypes = calloc(1, sizeof(*prototypes) + count * sizeof(prototypes->items[0]));
	if (!prototypes)
		return -ENOMEM;
	prototypes->arena = arena_new();
	if (!prototypes->arena) {
		free(prototypes);
		return -ENOMEM;
	}
	for (prototypes->count = 0; prototypes->count < count; prototypes->count++) {
		prototypes->items[prototypes->count].text = prototype_table[prototypes->count];
		find_name(&prototypes->items[prototypes->count]);
	}
	qsort(prototypes->items, count, sizeof(prototypes->items[0]), compare);
	*out = prototypes;
	return 0;
}

void prototypes__free(struct prototypes *prototypes)
{
	if (!prototypes)
		return;
	arena_free(prototypes->arena);
	free(prototypes);
}

static struct prototype *find_exact(struct prototypes *prototypes, const char *name, size_t len)
{
	const struct prototype key = { .name = name, .len = len };

	return bsearch(&key, prototypes->items, prototypes->count, sizeof(key), compare);
}

/* How much of `name` is a prefix under which the library keeps its own functions once more. */
static size_t alias_prefix(const char *name, size_t len)
{
	static const char *const prefixes[] = { "__libc_",   "__GI_", "__new_", "__isoc99_",
						"__isoc23_", "_IO_",  "__" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		size_t prefix = strlen(prefixes[i]);

		if (len > prefix && !strncmp(name, prefixes[i], prefix))
			return prefix;
	}
	return 0;
}

/* Without what tells the variant: "64" for large files, or which instructions it is written for. */
static size_t stem_length(const char *name, size_t len)
{
	static const char *const variants[] = { "_avx",	 "_evex", "_sse",      "_ssse3",
						"_erms", "_fsrm", "_unaligned" };
	size_t stem = len;

	for (size_t i = 0; i < sizeof(variants) / sizeof(*variants); i++) {
		const char *at = memmem(name, len, variants[i], strlen(variants[i]));

		if (at && (size_t)(at - name) < stem)
			stem = at - name;
	}
	if (stem == len && len > 2 && !strncmp(name + len - 2, "64", 2))
		stem -= 2;
	return stem;
}

static struct prototype *find(struct prototypes *prototypes, const char *symbol)
{
	size_t len = strcspn(symbol, "@"), prefix;
	struct prototype *found;

	if (!len || len > NAME_MAX_LEN)
		return NULL;
	found = find_exact(prototypes, symbol, len);
	if (!found)
		found = find_exact(prototypes, symbol, stem_length(symbol, len));
	prefix = alias_prefix(symbol, len);
	if (!found && prefix) {
		symbol += prefix;
		len -= prefix;
		found = find_exact(prototypes, symbol, len);
		if (!found)
			found = find_exact(prototypes, symbol, stem_length(symbol, len));
	}
	return found;
}

const struct signature *prototypes__find(struct prototypes *prototypes, const char *symbol)
{
	struct prototype *prototype = find(prototypes, symbol);

	if (prototype && !prototype->signature)
		prototype->signature = parse_prototype(prototypes->arena, prototype->text);
	return prototype ? prototype->signature : NULL;
}
