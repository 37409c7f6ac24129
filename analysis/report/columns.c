// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "columns.h"

#include <math.h>

#define VALUE_BYTES_MAX 10
#define CHUNK		65536 /* reserved at once: strbuf doubles, so this is about small columns */
#define NS_MAX		9e18

void column__put(struct strbuf *column, uint64_t value)
{
	char *p = strbuf__reserve(column, column->room ? VALUE_BYTES_MAX : CHUNK);

	if (!p)
		return;
	while (value >= 0x80) {
		*p++ = (char)(value | 0x80);
		value >>= 7;
	}
	*p++ = (char)value;
	column->len = p - column->bytes;
}

void column__put_unknown(struct strbuf *column)
{
	column__put(column, 0);
}

void column__put_signed(struct strbuf *column, int64_t value)
{
	uint64_t zigzag = (uint64_t)value << 1 ^ (uint64_t)(value >> 63);

	column__put(column, zigzag == UINT64_MAX ? zigzag : zigzag + 1);
}

void column__put_seconds(struct strbuf *column, double seconds)
{
	double ns = seconds * 1e9;

	if (!(fabs(ns) < NS_MAX))
		column__put_unknown(column);
	else
		column__put_signed(column, (int64_t)(ns < 0 ? ns - 0.5 : ns + 0.5));
}
