// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "listing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "code_map.h"
#include "function.h"
#include "ifunc.h"
#include "symbols.h"

static int add(struct listing *listing, const struct listed_function *function)
{
	if (listing->count == listing->room) {
		size_t room = listing->room ? 2 * listing->room : 1024;
		struct listed_function *grown = reallocarray(listing->items, room, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		listing->items = grown;
		listing->room = room;
	}
	listing->items[listing->count++] = *function;
	return 0;
}

static size_t underscores(const char *name)
{
	return strspn(name, "_");
}

/* Of several names for one address first the one that people use. */
static int compare(const void *a, const void *b)
{
	const struct listed_function *x = a, *y = b;
	size_t x_lead, y_lead;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	/* It has its resolver's address, and is not that one. */
	if (x->undecided != y->undecided)
		return x->undecided ? 1 : -1;
	x_lead = underscores(x->symbol);
	y_lead = underscores(y->symbol);
	if (x_lead != y_lead)
		return x_lead < y_lead ? -1 : 1;
	return strcmp(x->symbol, y->symbol);
}

static void sort(struct listing *listing)
{
	size_t kept = 0;

	if (listing->count)
		qsort(listing->items, listing->count, sizeof(*listing->items), compare);
	for (size_t i = 0; i < listing->count; i++) {
		const struct listed_function *item = &listing->items[i];

		if (kept && listing->items[kept - 1].order == item->order &&
		    listing->items[kept - 1].address == item->address &&
		    listing->items[kept - 1].undecided == item->undecided)
			continue;
		listing->items[kept++] = *item;
	}
	listing->count = kept;
}

static int add_symbol(struct target *target, uint32_t order, const struct symbol *symbol,
		      struct listing *listing)
{
	struct module *module = target->modules[order];
	struct code_map *code = module__code(module);
	struct listed_function function = {
		.module = module,
		.symbol = symbol->name,
		.address = symbol->address,
		.size = symbol->size,
		.order = order,
	};
	size_t base;

	if ((symbol->kind != SYMBOL_FUNCTION && symbol->kind != SYMBOL_IFUNC) ||
	    module__is_cold(module, symbol, &base) ||
	    (code && code_map__in_stubs(code, symbol->address)))
		return 0;
	if (symbol->kind == SYMBOL_IFUNC) {
		function.undecided = ifunc__resolve(target, module, symbol, &function.address) != 0;
		/* The size is the resolver's. */
		function.size = 0;
	}
	return add(listing, &function);
}

int listing__of_target(struct target *target, struct listing *out)
{
	struct listing listing = { 0 };
	int err = 0;

	for (size_t i = 0; i < target->module_count && !err; i++) {
		struct module_symbols symbols = { .module = target->modules[i] };
		struct symbol symbol;

		while (!err && module_symbols__next(&symbols, &symbol))
			err = add_symbol(target, i, &symbol, &listing);
	}
	if (err) {
		listing__free(&listing);
		return err;
	}
	sort(&listing);
	*out = listing;
	return 0;
}

int listing__of_list(const struct target *target, const struct function_list *list,
		     struct listing *out)
{
	struct listing listing = { 0 };
	int err = 0;

	for (size_t i = 0; i < list->count && !err; i++) {
		const struct function *function = list->items[i];
		struct listed_function listed = {
			.module = function->module,
			.symbol = function->symbol,
			.address = function->address,
			.size = function->size,
		};

		while (listed.order < target->module_count &&
		       target->modules[listed.order] != function->module)
			listed.order++;
		err = add(&listing, &listed);
	}
	if (err) {
		listing__free(&listing);
		return err;
	}
	sort(&listing);
	*out = listing;
	return 0;
}

void listing__free(struct listing *listing)
{
	free(listing->items);
	*listing = (struct listing){ 0 };
}
