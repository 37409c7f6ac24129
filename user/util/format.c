/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <stdbool.h>
#include <time.h>

#include "format.h"

#define NS_PER_SECOND 1000000000u

static const char digit_pairs[] = "00010203040506070809"
				  "10111213141516171819"
				  "20212223242526272829"
				  "30313233343536373839"
				  "40414243444546474849"
				  "50515253545556575859"
				  "60616263646566676869"
				  "70717273747576777879"
				  "80818283848586878889"
				  "90919293949596979899";

static inline void put_pair(char *p, unsigned int value)
{
	memcpy(p, digit_pairs + 2 * value, 2);
}

static inline void put_four(char *p, unsigned int value)
{
	put_pair(p, value / 100);
	put_pair(p + 2, value % 100);
}

/* Exactly `width` digits, zeros in front; `width` at most 9. */
static inline char *put_digits(char *p, uint32_t value, int width)
{
	int at = width;

	for (; at >= 4; at -= 4) {
		put_four(p + at - 4, value % 10000);
		value /= 10000;
	}
	if (at >= 2) {
		at -= 2;
		put_pair(p + at, value % 100);
		value /= 100;
	}
	if (at)
		p[0] = '0' + value;
	return p + width;
}

/* 1233 / 4096 is log10(2): exact for 32 bits with the one correction. */
static inline int count_digits(uint32_t value)
{
	static const uint32_t powers[] = { 0,	   10,	    100,      1000,	 10000,
					   100000, 1000000, 10000000, 100000000, 1000000000 };
	int guess = ((32 - __builtin_clz(value | 1)) * 1233) >> 12;

	return guess + (value >= powers[guess]);
}

/* In place and not by way of a buffer: bytes stored one by one are slow to load again as words. */
static inline char *put_u32(char *p, uint32_t value)
{
	char *end = p + count_digits(value);
	char *at = end;

	while (value >= 10000) {
		at -= 4;
		put_four(at, value % 10000);
		value /= 10000;
	}
	if (value >= 100) {
		at -= 2;
		put_pair(at, value % 100);
		value /= 100;
	}
	if (value >= 10)
		put_pair(at - 2, value);
	else
		at[-1] = '0' + value;
	return end;
}

char *format_u64(char *p, uint64_t value)
{
	if (value <= UINT32_MAX)
		return put_u32(p, value);
	p = format_u64(p, value / NS_PER_SECOND);
	return put_digits(p, value % NS_PER_SECOND, 9);
}

char *format_i64(char *p, int64_t value)
{
	if (value >= 0)
		return format_u64(p, value);
	*p++ = '-';
	return format_u64(p, -(uint64_t)value);
}

/* The eight hex digits of `value`, the first in the lowest byte, all at once. */
static inline uint64_t hex_digits(uint32_t value)
{
	const uint64_t ones = 0x0101010101010101;
	uint64_t nibbles = __builtin_bswap32(value);
	uint64_t letters;

	nibbles = (nibbles | nibbles << 16) & 0x0000ffff0000ffff;
	nibbles = (nibbles | nibbles << 8) & 0x00ff00ff00ff00ff;
	nibbles = ((nibbles >> 4) | nibbles << 8) & 0x0f0f0f0f0f0f0f0f;
	letters = ((nibbles + 6 * ones) >> 4) & ones; /* 1 in the bytes of a to f */
	return nibbles + '0' * ones + letters * ('a' - '0' - 10);
}

char *format_hex(char *p, uint64_t value)
{
	int digits = (67 - __builtin_clzll(value | 1)) / 4;
	uint64_t words[2] = { hex_digits(value >> 32), hex_digits(value) };

	p = PUT_LITERAL(p, "0x");
	if (digits <= 8) {
		words[1] >>= 8 * (8 - digits);
		put_bytes(p, (const char *)&words[1], 8); /* what is too much is overwritten */
		return p + digits;
	}
	words[0] >>= 8 * (16 - digits);
	put_bytes(p, (const char *)&words[0], 8);
	put_bytes(p + digits - 8, (const char *)&words[1], 8);
	return p + digits;
}

char *format_seconds9(char *p, uint64_t ns)
{
	p = format_u64(p, ns / NS_PER_SECOND);
	*p++ = '.';
	return put_digits(p, ns % NS_PER_SECOND, 9);
}

char *format_seconds6(char *p, uint64_t ns)
{
	p = format_u64(p, ns / NS_PER_SECOND);
	*p++ = '.';
	return put_digits(p, ns % NS_PER_SECOND / 1000, 6);
}

char *format_mb6(char *p, int64_t bytes)
{
	uint64_t size = bytes < 0 ? -(uint64_t)bytes : (uint64_t)bytes;
	uint64_t whole = size >> 20;
	uint32_t millionths = ((size & 0xfffff) * 1000000 + (1 << 19)) >> 20;

	if (millionths == 1000000) {
		millionths = 0;
		whole++;
	}
	if (bytes < 0 && (whole || millionths))
		*p++ = '-';
	p = format_u64(p, whole);
	*p++ = '.';
	return put_digits(p, millionths, 6);
}

/* Rounded to the nearest 1/scale; far past any real figure it stays at the limit. */
static inline uint64_t scaled(double value, double scale)
{
	if (!(value > 0))
		return 0;
	if (value > 1e12)
		value = 1e12;
	return (uint64_t)(value * scale + 0.5);
}

char *format_percent1(char *p, double percent)
{
	uint64_t tenths = scaled(percent, 10);

	p = format_u64(p, tenths / 10);
	*p++ = '.';
	*p++ = '0' + tenths % 10;
	return p;
}

char *format_percent3(char *p, double percent)
{
	uint64_t thousandths = scaled(percent, 1000);

	p = format_u64(p, thousandths / 1000);
	*p++ = '.';
	return put_digits(p, thousandths % 1000, 3);
}

/* "YYYY-MM-DD HH:MM:SS" of a second; the range of epoch_ns ends in 2554: four digits do. */
static void local_second(char *text, uint64_t second)
{
	time_t when = second;
	struct tm tm = { .tm_mday = 1, .tm_year = 70 };

	localtime_r(&when, &tm);
	put_digits(text, tm.tm_year + 1900, 4);
	text[4] = '-';
	put_digits(text + 5, tm.tm_mon + 1, 2);
	text[7] = '-';
	put_digits(text + 8, tm.tm_mday, 2);
	text[10] = ' ';
	put_digits(text + 11, tm.tm_hour, 2);
	text[13] = ':';
	put_digits(text + 14, tm.tm_min, 2);
	text[16] = ':';
	put_digits(text + 17, tm.tm_sec, 2);
}

char *format_local_time(char *p, struct local_time_cache *cache, uint64_t epoch_ns, char separator)
{
	uint64_t second = epoch_ns / NS_PER_SECOND;
	uint32_t us = epoch_ns % NS_PER_SECOND / 1000;
	__typeof__(&cache->slots[0]) slot = &cache->slots[second % LOCAL_TIME_SLOTS];

	if (slot->second_plus_1 != second + 1) {
		local_second(slot->text, second);
		slot->second_plus_1 = second + 1;
	}
	p = put_bytes(p, slot->text, sizeof(slot->text));
	*p++ = separator;
	return put_digits(p, us, 6);
}

char *format_human_ns(char *p, uint64_t ns)
{
	static const struct {
		uint64_t below; /* ns, such that rounding to hundredths stays under 1000 */
		uint32_t unit_ns;
		const char *name;
	} units[] = {
		{ 999995, 1000, " µs" },
		{ 999995000, 1000000, " ms" },
		{ UINT64_MAX, NS_PER_SECOND, " s" },
	};
	uint64_t hundredths;
	int i = 0;

	if (ns < 1000) {
		p = format_u64(p, ns);
		return PUT_LITERAL(p, " ns");
	}
	while (i < 2 && ns >= units[i].below)
		i++;
	hundredths = ns / (units[i].unit_ns / 100);
	if (ns % (units[i].unit_ns / 100) >= units[i].unit_ns / 200)
		hundredths++;
	p = format_u64(p, hundredths / 100);
	*p++ = '.';
	p = put_digits(p, hundredths % 100, 2);
	return put_bytes(p, units[i].name, strlen(units[i].name));
}

char *format_human_bytes(char *p, int64_t bytes)
{
	static const char *const names[] = { " B", " KiB", " MiB", " GiB", " TiB", " PiB", " EiB" };
	uint64_t size = bytes < 0 ? -(uint64_t)bytes : (uint64_t)bytes;
	double value = size;
	int i = 0;

	if (bytes)
		*p++ = bytes < 0 ? '-' : '+';
	while (value >= 1023.95 && i < 6) {
		value /= 1024;
		i++;
	}
	p = i ? format_percent1(p, value) : format_u64(p, size);
	return put_bytes(p, names[i], strlen(names[i]));
}
