/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A text of bounded length that is put together piece by piece; what is too much is cut. */
#ifndef MAAP_DWARF_BOUNDED_TEXT_H
#define MAAP_DWARF_BOUNDED_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#define BOUNDED_TEXT_MAX                                                                           \
	2048 /* names in debug information may be as long as their author likes                    \
	      */

struct bounded_text {
	size_t len;
	bool cut; /* it ends in "..." and takes no more */
	char text[BOUNDED_TEXT_MAX + 4];
};

/* Empty. Cheaper than to clear it all. */
void bounded_text__start(struct bounded_text *buffer);

void put_text(struct bounded_text *buffer, const char *text);

/* '\0' for an empty one. */
char last_character(const struct bounded_text *buffer);

#endif
