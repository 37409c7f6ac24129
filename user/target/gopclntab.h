/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Go's table of its functions, which stays in the program when it is stripped. Layouts: Go's
 * runtime/symtab.go and debug/gosym, of 1.2, 1.16, 1.18 and 1.20; 64 bits, little endian.
 */
#ifndef MAAP_TARGET_GOPCLNTAB_H
#define MAAP_TARGET_GOPCLNTAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gopclntab {
	const unsigned char *data; /* the table itself, not ours */
	size_t size;		   /* bytes of data; may go past the table's end */
	size_t count;		   /* functions */
	size_t names;		   /* where names are counted from, an offset in data */
	size_t entries;	     /* pairs of (entry, offset of the record), one more entry at the end */
	size_t records;	     /* where the offsets of records are counted from */
	unsigned int field;  /* bytes of each number in entries */
	bool relative;	     /* 1.18 and later: entries count from text_start */
	uint64_t text_start; /* as the header has it, 0 unknown; the caller may correct it */
};

struct gopclntab_function {
	const char *name; /* plain: "main.(*T).Method", "main.f[...]"; part of the data */
	uint64_t address;
	uint64_t size; /* up to the next function, padding included; 0 unknown */
	bool foreign;  /* C that Go's own linker took in (cgo): nothing but a name and an address */
};

/*
 * Whatever the bytes hold, nothing outside of them is read. They must stay as long as the table.
 * Returns 0; -EINVAL: no such table.
 */
int gopclntab__parse(const unsigned char *data, size_t size, struct gopclntab *table);

/* Where the header of a relative table has text_start, an offset in data. */
#define GOPCLNTAB_TEXT_START_AT 24

/* False past the end, and for a function whose record is damaged. */
bool gopclntab__function(const struct gopclntab *table, size_t index,
			 struct gopclntab_function *function);

/* The function that holds the address. False outside of Go's text. */
bool gopclntab__find(const struct gopclntab *table, uint64_t address,
		     struct gopclntab_function *function);

/* First address, and the first behind the last function. False if the table has none. */
bool gopclntab__text(const struct gopclntab *table, uint64_t *start, uint64_t *end);

#endif
