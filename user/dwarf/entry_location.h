/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where debug information says that a parameter lies when its function is entered. */
#ifndef MAAP_DWARF_ENTRY_LOCATION_H
#define MAAP_DWARF_ENTRY_LOCATION_H

#include "debug_info.h"
#include "signature.h"

enum entry_location {
	LOCATION_NONE,	   /* nothing is said */
	LOCATION_NOT_HERE, /* there is a list of places, none for the entry */
	LOCATION_UNUSABLE, /* a place that holds only later (a local slot), or is not understood */
	LOCATION_COMPUTED, /* not passed as it is: constant in part, made up, or partly unknown */
	LOCATION_PLACE,	   /* *place is it */
};

/*
 * `parameter` is an entry of the function that begins at `pc`; `bytes` is the size of its type's
 * objects, `used_bytes` without the padding at its end; `go`: it is Go code. *place is set only for
 * LOCATION_PLACE.
 */
enum entry_location entry_location(Dwarf_Die *function, Dwarf_Die *parameter, uint64_t pc,
				   uint64_t bytes, uint64_t used_bytes, bool go,
				   struct value_place *place);

/* Whether debug information says that, anywhere in its function, it lies at that place. */
bool is_ever_at(Dwarf_Die *function, Dwarf_Die *parameter, uint64_t pc, uint64_t bytes,
		const struct value_place *place);

bool same_place(const struct value_place *a, const struct value_place *b);

#endif
