/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "label.h"

#include <stdbool.h>
#include <string.h>

#include "../../user/util/escape.h"

#define ELLIPSIS "\xe2\x80\xa6"

/* Unicode's East Asian Width W and F and the emoji, roughly: too wide a guess costs some pixels. */
static size_t columns_of(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} wide[] = {
		{ 0x1100, 0x115f }, { 0x231a, 0x231b },	  { 0x23e9, 0x23f3 },	{ 0x25fd, 0x25fe },
		{ 0x2600, 0x27bf }, { 0x2b1b, 0x2b55 },	  { 0x2e80, 0xa4cf },	{ 0xa960, 0xa97f },
		{ 0xac00, 0xd7a3 }, { 0xf900, 0xfaff },	  { 0xfe10, 0xfe6f },	{ 0xff00, 0xff60 },
		{ 0xffe0, 0xffe6 }, { 0x1f000, 0x1faff }, { 0x20000, 0x3fffd },
	};

	for (size_t i = 0; c >= wide[0].first && i < sizeof(wide) / sizeof(wide[0]); i++) {
		if (c >= wide[i].first && c <= wide[i].last)
			return 2;
	}
	return 1;
}

/* U+FFFE, U+FFFF and their like in every plane: XML, and with it SVG, has no room for them. */
static bool is_noncharacter(uint32_t c)
{
	return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

/* Takes one character off *text; writes it, made printable, at *p if it is not NULL. */
static size_t take(const char **text, size_t *len, char **p)
{
	uint32_t c;
	size_t n = utf8_next(*text, *len, &c);

	if (p && c != UINT32_MAX && is_noncharacter(c))
		*(*p)++ = '?';
	else if (p)
		*p = escape_printable(*p, *text, n);
	*text += n;
	*len -= n;
	return c == UINT32_MAX ? 1 : columns_of(c);
}

static size_t width_of(const char *text)
{
	size_t len = strlen(text), width = 0;

	while (len)
		width += take(&text, &len, NULL);
	return width;
}

size_t label__make(char *label, const char *text, size_t columns)
{
	size_t width = width_of(text), len = strlen(text), column = 0, used = 0;
	bool cut = width > columns, in_gap = false;
	size_t head = cut ? columns / 2 : columns; /* columns kept on the left of the ellipsis */
	size_t tail_from = cut ? width - (columns - head - 1) : 0;
	char *p = label;

	while (len) {
		char *here = p;
		size_t w = take(&text, &len, &p);
		bool kept = column + w <= head || (cut && column >= tail_from);

		column += w;
		if (kept) {
			used += w;
			continue;
		}
		p = here;
		if (!in_gap) {
			p = stpcpy(p, ELLIPSIS);
			used++;
		}
		in_gap = true;
	}
	*p = '\0';
	return used;
}

void label__file_name(char *part, const char *name)
{
	size_t len = strlen(name), used = 0;

	while (len && used < FILE_NAME_BYTES) {
		uint32_t c;
		size_t n = utf8_next(name, len, &c);
		bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';

		part[used++] = kept ? (char)c : '_';
		name += n;
		len -= n;
	}
	part[used] = '\0';
}
