// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "code_symbols.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "symbols.h"

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_symbols(const void *a, const void *b)
{
	const struct code_symbol *x = a, *y = b;
	int order = compare(x->address, y->address);

	return order ? order : compare(y->size, x->size);
}

static int compare_names(const char *a, size_t a_len, const char *b, size_t b_len)
{
	int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

	return order ? order : compare(a_len, b_len);
}

static int compare_colds(const void *a, const void *b)
{
	const struct cold_symbol *x = a, *y = b;
	int order = compare_names(x->name, x->base, y->name, y->base);

	return order ? order : compare(x->range.start, y->range.start);
}

static bool is_in_code(const struct symbol *symbol)
{
	return symbol->kind != SYMBOL_IMPORT && symbol->kind != SYMBOL_OTHER;
}

static size_t count_symbols(struct module *module)
{
	struct module_symbols iter = { .module = module };
	struct symbol symbol;
	size_t count = 0;

	while (module_symbols__next(&iter, &symbol))
		count += is_in_code(&symbol);
	return count;
}

/* The first part whose function has that name; as many as follow have it too. */
static size_t first_cold(const struct code_symbols *symbols, const char *name, size_t len)
{
	size_t low = 0, high = symbols->cold_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct cold_symbol *cold = &symbols->colds[middle];

		if (compare_names(cold->name, cold->base, name, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool names_cold(const struct code_symbols *symbols, size_t index, const char *name,
		       size_t len)
{
	return index < symbols->cold_count && symbols->colds[index].base == len &&
	       !memcmp(symbols->colds[index].name, name, len);
}

/* Notes for each part which functions have the name that it is called by. */
static void find_owners(struct code_symbols *symbols)
{
	for (size_t i = 0; i < symbols->count; i++) {
		const struct code_symbol *symbol = &symbols->items[i];
		size_t len = strcspn(symbol->name, "@");

		for (size_t at = first_cold(symbols, symbol->name, len);
		     names_cold(symbols, at, symbol->name, len); at++) {
			struct cold_symbol *cold = &symbols->colds[at];

			cold->shared |= cold->owner && cold->owner != symbol->address;
			cold->owner = symbol->address;
		}
	}
}

static int compare_ranges(const void *a, const void *b)
{
	const struct code_range *x = a, *y = b;

	return compare(x->start, y->start);
}

static void take_symbol(struct module *module, const struct symbol *symbol,
			struct code_symbols *symbols)
{
	const struct code_range range = { symbol->address, symbol->address + symbol->size };
	size_t base;

	symbols->items[symbols->count++] =
		(struct code_symbol){ symbol->address, symbol->size, symbol->name };
	if (!module__is_cold(module, symbol, &base))
		return;
	symbols->colds[symbols->cold_count++] = (struct cold_symbol){
		.name = symbol->name,
		.base = base,
		.range = range,
	};
	if (symbol->size)
		symbols->cold_ranges[symbols->range_count++] = range;
}

int code_symbols__read(struct module *module, struct code_symbols *out)
{
	struct module_symbols iter = { .module = module };
	size_t room = count_symbols(module) + 1;
	struct code_symbols symbols = {
		.items = calloc(room, sizeof(*symbols.items)),
		.colds = calloc(room, sizeof(*symbols.colds)),
		.cold_ranges = calloc(room, sizeof(*symbols.cold_ranges)),
	};
	struct symbol symbol;

	if (!symbols.items || !symbols.colds || !symbols.cold_ranges) {
		code_symbols__free(&symbols);
		return -ENOMEM;
	}
	while (module_symbols__next(&iter, &symbol))
		if (is_in_code(&symbol))
			take_symbol(module, &symbol, &symbols);
	qsort(symbols.items, symbols.count, sizeof(*symbols.items), compare_symbols);
	qsort(symbols.colds, symbols.cold_count, sizeof(*symbols.colds), compare_colds);
	qsort(symbols.cold_ranges, symbols.range_count, sizeof(*symbols.cold_ranges),
	      compare_ranges);
	find_owners(&symbols);
	*out = symbols;
	return 0;
}

void code_symbols__free(struct code_symbols *symbols)
{
	free(symbols->items);
	free(symbols->colds);
	free(symbols->cold_ranges);
	*symbols = (struct code_symbols){ 0 };
}

size_t code_symbols__after(const struct code_symbols *symbols, uint64_t address)
{
	size_t low = 0, high = symbols->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (symbols->items[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t code_symbols__cold_parts(const struct code_symbols *symbols, uint64_t address,
				struct cold_part *parts, size_t room)
{
	size_t count = 0;

	for (size_t i = code_symbols__after(symbols, address);
	     i-- > 0 && symbols->items[i].address == address;) {
		const char *name = symbols->items[i].name;
		size_t len = strcspn(name, "@");

		for (size_t at = first_cold(symbols, name, len);
		     count < room && names_cold(symbols, at, name, len); at++)
			parts[count++] = (struct cold_part){ symbols->colds[at].range,
							     !symbols->colds[at].shared };
	}
	return count;
}

bool code_symbols__cold_at(const struct code_symbols *symbols, uint64_t address,
			   struct code_range *range)
{
	size_t low = 0, high = symbols->range_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (symbols->cold_ranges[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low || address >= symbols->cold_ranges[low - 1].end)
		return false;
	*range = symbols->cold_ranges[low - 1];
	return true;
}
