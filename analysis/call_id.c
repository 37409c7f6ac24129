// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "call_id.h"

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool call_id_parse(const char *text, size_t len, struct call_id *id)
{
	uint64_t halves[2] = { 0, 0 };
	int digits = 0, value;

	if (len != 36)
		return false;
	for (int i = 0; i < 36; i++) {
		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (text[i] != '-')
				return false;
			continue;
		}
		value = hex_value(text[i]);
		if (value < 0)
			return false;
		halves[digits / 16] = halves[digits / 16] << 4 | value;
		digits++;
	}
	*id = (struct call_id){ halves[0], halves[1] };
	return true;
}

char *call_id_format(char *p, const struct call_id *id)
{
	static const char hex[] = "0123456789abcdef";

	for (int i = 0; i < 32; i++) {
		uint64_t half = i < 16 ? id->high : id->low;

		*p++ = hex[half >> (60 - 4 * (i % 16)) & 0xf];
		if (i == 7 || i == 11 || i == 15 || i == 19)
			*p++ = '-';
	}
	return p;
}
