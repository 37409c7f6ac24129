// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "symbols.h"

#include "debug_files.h"
#include "go_module.h"
#include "../util/symbol_name.h"

enum { STAGE_BEGIN, STAGE_FILE, STAGE_DEBUG, STAGE_GO, STAGE_END };

/* The next place to look for symbols in. */
static void begin_stage(struct module_symbols *symbols)
{
	struct elf_file *elf = symbols->module->elf, *debug = NULL;

	switch (++symbols->stage) {
	case STAGE_DEBUG:
		debug = module__symbol_file(symbols->module);
		symbols->iter = debug ? (struct symbol_iter){ .elf = debug, .code = elf }
				      : (struct symbol_iter){ .table = SYMBOLS_END };
		break;
	case STAGE_GO:
		/* Only where the file itself has no full table. */
		symbols->iter = (struct symbol_iter){
			.elf = elf,
			.table = elf_file__has_section(elf, ".symtab") ? SYMBOLS_END : SYMBOLS_GO,
		};
		break;
	default:
		symbols->iter = (struct symbol_iter){ .elf = elf };
		break;
	}
}

/* Each stage has its own tables: .dynsym is the mapped file's, Go's table comes last. */
static bool is_past(const struct module_symbols *symbols)
{
	if (symbols->stage == STAGE_FILE)
		return symbols->iter.table >= SYMBOLS_GO;
	return symbols->stage == STAGE_DEBUG && symbols->iter.table > SYMBOLS_SYMTAB;
}

bool module_symbols__next(struct module_symbols *symbols, struct symbol *symbol)
{
	if (symbols->stage == STAGE_BEGIN)
		begin_stage(symbols);
	while (symbols->stage < STAGE_END) {
		if (!is_past(symbols) && symbol_iter__next(&symbols->iter, symbol) &&
		    !is_past(symbols))
			return true;
		begin_stage(symbols);
	}
	return false;
}

bool module__is_cold(const struct module *module, const struct symbol *symbol, size_t *base)
{
	struct gopclntab_function go;

	return is_cold_name(symbol->name, base) &&
	       !(module->go && go_module__function_at(module->elf, symbol->address, &go));
}
