/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The bytes of a file's DWARF sections, for what libdw has no fast way to ask. */
#ifndef MAAP_DWARF_DWARF_SECTIONS_H
#define MAAP_DWARF_DWARF_SECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct Dwarf;

struct section_bytes {
	const uint8_t *start, *end; /* both NULL: there is none */
};

/* Valid as long as the Dwarf. */
struct dwarf_sections {
	struct section_bytes info, types, abbrev, str, str_offsets, line, line_str;
};

/* Compressed ones come unpacked, as libdw has left them. */
void dwarf_sections__read(struct Dwarf *dwarf, struct dwarf_sections *sections);

/*
 * Readers of one number, that move *at on and never past `end`. False: the number does not end
 * before `end`, or has more than 64 bits; *at is then of no use.
 */
bool read_long_uleb(const uint8_t **at, const uint8_t *end, uint64_t *value);
static inline bool read_uleb(const uint8_t **at, const uint8_t *end, uint64_t *value)
{
	/* Most are of one byte. */
	if (*at >= end || **at & 0x80)
		return read_long_uleb(at, end, value);
	*value = *(*at)++;
	return true;
}
bool read_sleb(const uint8_t **at, const uint8_t *end, int64_t *value);
/* Little endian, of 1 to 8 bytes. */
bool read_fixed(const uint8_t **at, const uint8_t *end, unsigned int bytes, uint64_t *value);

#endif
