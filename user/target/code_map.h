/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where the functions of a file and their parts lie, and their code. */
#ifndef MAAP_TARGET_CODE_MAP_H
#define MAAP_TARGET_CODE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "call_frames.h"

struct code_map;
struct module;

/*
 * Cheap: what is asked for is read when it is first asked for. The module stays the caller's and
 * must outlive the map. Returns 0 or a negative errno.
 */
int code_map__open(struct module *module, struct code_map **out);

/* The module's own map, opened at the first call; it goes with the module. NULL without memory. */
struct code_map *module__code(struct module *module);

/* NULL is accepted. */
void code_map__free(struct code_map *map);

/*
 * From the address to the end of its function: by its symbol's size, else by .eh_frame, else up to
 * the next symbol or the end of the section. False for addresses outside of code.
 */
bool code_map__function_at(struct code_map *map, uint64_t address, struct code_range *range);

/* A part of a function that the compiler moved away from its body. */
struct cold_part {
	struct code_range range; /* empty: a way that the compiler thinks is never gone */
	bool sure;		 /* no other function of this file has its name */
};

/*
 * The parts that belong, by their names (SYMBOL.cold, SYMBOL.cold.N), to the function at the
 * address, `room` of them at most. Returns how many were written.
 */
size_t code_map__cold_parts(struct code_map *map, uint64_t address, struct cold_part *parts,
			    size_t room);

/* The symbol with .cold in its name that covers the address. */
bool code_map__cold_at(struct code_map *map, uint64_t address, struct code_range *range);

/* The entry of .eh_frame that covers the address. */
bool code_map__frame_range_at(struct code_map *map, uint64_t address, struct code_range *range);

enum frame_state code_map__frame_at(struct code_map *map, uint64_t address);

/* Whether the address lies among the stubs that lead to functions of other files (.plt). */
bool code_map__in_stubs(struct code_map *map, uint64_t address);

/* Whether a symbol stands for that very address. */
bool code_map__names_function(struct code_map *map, uint64_t address);

/*
 * The name of the function symbol that the address lies in or, where sizes are not known, behind;
 * *start is its address. NULL: there is none.
 */
const char *code_map__symbol_at(struct code_map *map, uint64_t address, uint64_t *start);

/* Whether the file has its full symbol table: else static functions have no names. */
bool code_map__has_names(struct code_map *map);

/* The offset in the file of an address in code. */
bool code_map__offset_of(struct code_map *map, uint64_t address, uint64_t *offset);

/* Code or data as in the file. Returns how many bytes were read, fewer at a segment's end. */
size_t code_map__read(struct code_map *map, uint64_t address, void *buffer, size_t size);

/* An address in data, as the dynamic linker will leave it there. */
bool code_map__read_pointer(struct code_map *map, uint64_t address, uint64_t *value);

#endif
