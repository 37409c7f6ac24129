// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Arguments and results of every type that C has, with the values at their edges. */
#include "arguments.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <wchar.h>

enum colour { RED = 1, GREEN = 2, BLUE = 7 };
enum access { READ = 1, WRITE = 2, EXECUTE = 4 };

struct pair {
	int first;
	short second;
	const char *name;
};

struct large {
	long number;
	enum colour colour;
	unsigned int low : 3;
	int high : 5;
	const char *text;
	double ratio;
	struct pair inner;
};

struct node {
	struct node *next;
};

SUBJECT int8_t of_signed(int8_t a, int16_t b, int c, long d, long long e)
{
	return a + b + c + d + e;
}

SUBJECT uint16_t of_unsigned(uint8_t a, uint16_t b, unsigned int c, unsigned long d)
{
	return a + b + c + d;
}

SUBJECT int of_nine(int a, int b, int c, int d, int e, int f, int g, const char *h, int8_t i)
{
	return a + b + c + d + e + f + g + (h ? h[0] : 0) + i;
}

SUBJECT bool of_bool(bool yes, bool no)
{
	return yes && !no;
}

SUBJECT char of_char(char c, char s, wchar_t w)
{
	return c + s + w ? c : s;
}

SUBJECT enum colour of_enum(enum colour colour, enum access access)
{
	return access ? colour : RED;
}

SUBJECT void *of_pointer(void *p, const struct node *node, int (*function)(void))
{
	return node && function ? NULL : p;
}

SUBJECT const char *of_text(const char *text)
{
	return text;
}

SUBJECT size_t of_writable(char *text, size_t room)
{
	return text ? room : 0;
}

SUBJECT size_t of_pair(const char *text, size_t len)
{
	return text ? len : 0;
}

SUBJECT int of_repeated(const char *text, int times, int count)
{
	return times + count + !text;
}

SUBJECT size_t of_sized(const char *text, size_t n)
{
	return text ? n : 0;
}

SUBJECT int of_signed_pair(const char *text, int nByte)
{
	return text ? nByte : 0;
}

SUBJECT long of_buffer(const void *data, unsigned long count)
{
	return data ? count : 0;
}

SUBJECT struct pair of_struct(struct pair pair)
{
	pair.first++;
	return pair;
}

SUBJECT struct large of_large(struct large large, int after)
{
	large.number += after;
	return large;
}

SUBJECT double of_double(int before, double x, float y, int after)
{
	return before + x + y + after;
}

SUBJECT long double of_long_double(long double x, int after)
{
	return x + after;
}

SUBJECT __int128 of_int128(__int128 wide, int after)
{
	return wide + after;
}

SUBJECT void of_nothing(void)
{
	__asm__ volatile("");
}

SUBJECT int of_many(const char *format, ...)
{
	return format[0];
}

static void numbers(void)
{
	of_signed(INT8_MIN, INT16_MIN, INT_MIN, LONG_MIN, LLONG_MAX);
	expect("of_signed", "127", "{'a': %d, 'b': %d, 'c': %d, 'd': %ld, 'e': %lld}", INT8_MIN,
	       INT16_MIN, INT_MIN, LONG_MIN, LLONG_MAX);
	of_signed(-1, 0, 1, -1, 0);
	expect("of_signed", "-1", "{'a': -1, 'b': 0, 'c': 1, 'd': -1, 'e': 0}");
	of_unsigned(UINT8_MAX, UINT16_MAX, UINT_MAX, ULONG_MAX);
	expect("of_unsigned", "252", "{'a': 255, 'b': 65535, 'c': %u, 'd': %lu}", UINT_MAX,
	       ULONG_MAX);
	of_nine(1, -2, 3, -4, 5, -6, INT_MIN + 10, "eight", -9);
	expect("of_nine", "-2147483549",
	       "{'a': 1, 'b': -2, 'c': 3, 'd': -4, 'e': 5, 'f': -6, 'g': %d, 'h': 'eight', "
	       "'i': -9}",
	       INT_MIN + 10);
	of_bool(true, false);
	expect("of_bool", "True", "{'yes': True, 'no': False}");
	of_int128((__int128)1 << 100, 7);
	expect("of_int128", "'*'", "{'wide': '*', 'after': 7}");
}

static void characters(void)
{
	of_char('a', '\n', L'\u00e9');
	expect("of_char", "'a'", "{'c': 'a', 's': '\\\\n', 'w': '\u00e9'}");
	of_char('\0', '\xff', L'"');
	expect("of_char", "'\\\\0'", "{'c': '\\\\0', 's': '\\\\xff', 'w': '\"'}");
	of_enum(GREEN, WRITE | EXECUTE);
	expect("of_enum", "'GREEN'", "{'colour': 'GREEN', 'access': 'WRITE|EXECUTE'}");
	of_enum((enum colour)5, (enum access)0);
	expect("of_enum", "'RED'", "{'colour': 5, 'access': 0}");
}

static int nobody(void)
{
	return 0;
}

static void pointers(void)
{
	struct node node = { NULL };

	of_pointer(&node, &node, nobody);
	expect("of_pointer", "None", "{'p': '%p', 'node': '%p', 'function': '%p'}", (void *)&node,
	       (void *)&node, (void *)nobody);
	of_pointer(NULL, NULL, NULL);
	expect("of_pointer", "None", "{'p': None, 'node': None, 'function': None}");
	of_pointer((void *)0x10, NULL, NULL);
	expect("of_pointer", "'0x10'", "{'p': '0x10', 'node': None, 'function': None}");
}

static void texts(void)
{
	static char vast[5001];
	char *edge = edge_of_memory();

	of_text("plain");
	expect("of_text", "'plain'", "{'text': 'plain'}");
	of_text(NULL);
	expect("of_text", "None", "{'text': None}");
	of_text("");
	expect("of_text", "''", "{'text': ''}");
	memset(vast, 'v', 5000);
	of_text(vast);
	expect("of_text", "'v' * 5000", "{'text': 'v' * 5000}");
	of_text("a\xff\xc3\xa9\xe2\x82");
	expect("of_text", "'a\\\\xff\u00e9\\\\xe2\\\\x82'", "{'text': 'a\\\\xff\u00e9\\\\xe2\\\\x82'}");
	of_text("two\nlines\t\"quoted\" \\ \x1b[31m");
	expect("of_text", "'two\\nlines\\t\"quoted\" \\\\ \\x1b[31m'",
	       "{'text': 'two\\nlines\\t\"quoted\" \\\\ \\x1b[31m'}");
	of_text(edge);
	expect("of_text", "'<fault>'", "{'text': '<fault>'}");
	of_text((const char *)8);
	expect("of_text", "'<fault>'", "{'text': '<fault>'}");
	of_text((const char *)-1);
	expect("of_text", "'<fault>'", "{'text': '<fault>'}");
	memcpy(edge - 4, "end", 4);
	of_text(edge - 4);
	expect("of_text", "'end'", "{'text': 'end'}");
	/* Nothing ends it but the end of memory. */
	memcpy(edge - 5, "never", 5);
	of_text(edge - 5);
	expect("of_text", "'neve...'", "{'text': 'neve...'}");
}

static void pairs(void)
{
	char *edge = edge_of_memory();
	char room[16] = "in it";

	memcpy(edge - 6, "bounds", 6);
	of_pair(edge - 6, 6);
	expect("of_pair", "6", "{'text': 'bounds', 'len': 6}");
	of_pair("abcdef", 3);
	expect("of_pair", "3", "{'text': 'abc', 'len': 3}");
	of_pair("ab", 100);
	expect("of_pair", "100", "{'text': 'ab...', 'len': 100}");
	of_pair("ab\0cd", 5);
	expect("of_pair", "5", "{'text': 'ab...', 'len': 5}");
	of_pair("ab\0\0", 4);
	expect("of_pair", "4", "{'text': 'ab', 'len': 4}");
	of_repeated("ab cd", 2, 3);
	expect("of_repeated", "5", "{'text': 'ab cd', 'times': 2, 'count': 3}");
	of_sized("label", 3);
	expect("of_sized", "3", "{'text': 'lab...', 'n': 3}");
	of_sized("label", 5);
	expect("of_sized", "5", "{'text': 'label', 'n': 5}");
	of_sized("all of it", SIZE_MAX);
	expect("of_sized", "18446744073709551615",
	       "{'text': 'all of it', 'n': 18446744073709551615}");
	of_pair(NULL, 0);
	expect("of_pair", "0", "{'text': '', 'len': 0}");
	of_signed_pair("to the end", -1);
	expect("of_signed_pair", "-1", "{'text': 'to the end', 'nByte': -1}");
	of_signed_pair("to the end", 2);
	expect("of_signed_pair", "2", "{'text': 'to', 'nByte': 2}");
	of_buffer("GET / HTTP/1.1\r\n", 5);
	expect("of_buffer", "5", "{'data': '* \"GET /\"?', 'count': 5}");
	of_buffer("\x01\x02\x03", 3);
	expect("of_buffer", "3", "{'data': '*', 'count': 3}");
	of_writable(room, sizeof(room));
	expect("of_writable", "16", "{'text': 'in it', 'room': 16}");
	of_writable(NULL, 0);
	expect("of_writable", "0", "{'text': None, 'room': 0}");
}

static void objects(void)
{
	struct pair pair = { -5, 6, "name" };
	struct large large = { LONG_MIN, BLUE, 5, -3, "t\"xt", 0.1, { 1, 2, "x" } };

	of_struct(pair);
	expect("of_struct", "'{first=-4, second=6, name=\"name\"}'",
	       "{'pair': '{first=-5, second=6, name=\"name\"}'}");
	pair.name = NULL;
	of_struct(pair);
	expect("of_struct", "'{first=-4, second=6, name=null}'",
	       "{'pair': '{first=-5, second=6, name=null}'}");
	of_large(large, 1);
	expect("of_large",
	       "'{number=-9223372036854775807, colour=BLUE, low=5, high=-3, text=\"t\\\\\"xt\", "
	       "ratio=0.1, inner=<struct pair>}'",
	       "{'large': '{number=-9223372036854775808, colour=BLUE, low=5, high=-3, "
	       "text=\"t\\\\\"xt\", ratio=0.1, inner=<struct pair>}', 'after': 1}");
}

static void floats(void)
{
	of_double(1, 2.5, 3.5f, 4);
	expect("of_double", "'<xmm>'", "{'before': 1, 'x': '<xmm>', 'y': '<xmm>', 'after': 4}");
	of_long_double(1.5L, 4);
	expect("of_long_double", "'*'", "{'x': '*', 'after': 4}");
	of_nothing();
	expect("of_nothing", "None", "{}");
	of_many("%d %s", 5, "more");
	expect("of_many", "37", "{'format': '%%d %%s'}");
}

int main(void)
{
	wait_for_go();
	numbers();
	characters();
	pointers();
	texts();
	pairs();
	objects();
	floats();
	return 0;
}
