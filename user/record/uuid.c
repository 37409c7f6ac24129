// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "uuid.h"

static char *put_hex(char *out, uint64_t value, int digits)
{
	for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
		*out++ = "0123456789abcdef"[(value >> shift) & 0xf];
	return out;
}

void uuid__format(char text[MAAP_UUID_LEN + 1], uint64_t epoch_ns, uint32_t run_key, uint64_t call)
{
	uint64_t ms = epoch_ns / 1000000;
	uint64_t key = run_key & 0x3fffffff;
	uint64_t version_and_a = 0x7000 | key >> 18;
	uint64_t variant_and_b =
		0x8000000000000000 | (key & 0x3ffff) << 44 | (call & 0xfffffffffff);

	text = put_hex(text, ms >> 16, 8);
	*text++ = '-';
	text = put_hex(text, ms, 4);
	*text++ = '-';
	text = put_hex(text, version_and_a, 4);
	*text++ = '-';
	text = put_hex(text, variant_and_b >> 48, 4);
	*text++ = '-';
	text = put_hex(text, variant_and_b, 12);
	*text = '\0';
}
