/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Go's table of functions: the layouts of all versions, built here, and damaged ones, which the
 * sanitizers watch.
 */
#include "../../user/target/gopclntab.h"
#include "support.h"

#include <errno.h>

#define TEXT 0x401000ULL

enum layout { LAYOUT_1_2, LAYOUT_1_16, LAYOUT_1_18, LAYOUT_1_20, LAYOUTS };

static const uint32_t magics[LAYOUTS] = { 0xfffffffb, 0xfffffffa, 0xfffffff0, 0xfffffff1 };

/* Two functions: main.(*T).Method at TEXT + 0x10, of Go; c_function at TEXT + 0x50, of C. */
struct made_table {
	unsigned char bytes[512];
	size_t size;
};

static void put(struct made_table *made, size_t at, uint64_t value, size_t bytes)
{
	memcpy(made->bytes + at, &value, bytes);
	if (made->size < at + bytes)
		made->size = at + bytes;
}

static size_t put_name(struct made_table *made, const char *name)
{
	size_t at = made->size;

	memcpy(made->bytes + at, name, strlen(name) + 1);
	made->size += strlen(name) + 1;
	return at;
}

static void put_record(struct made_table *made, size_t at, size_t entry_bytes, uint64_t entry,
		       size_t name, uint32_t tables)
{
	put(made, at, entry, entry_bytes);
	put(made, at + entry_bytes, name, 4);
	for (int i = 1; i < 8; i++)
		put(made, at + entry_bytes + 4 * i, i >= 3 && i <= 5 ? tables : 0, 4);
}

static struct made_table make_table(enum layout layout)
{
	struct made_table made = { .size = 0 };
	bool old = layout <= LAYOUT_1_16;
	size_t field = old ? 8 : 4;
	uint64_t base = old ? TEXT : 0;
	size_t entries = layout == LAYOUT_1_2 ? 16 : 256;
	size_t offset_base = layout == LAYOUT_1_2 ? 0 : entries;
	size_t names = layout == LAYOUT_1_2 ? 0 : 128, name[2];

	put(&made, 0, magics[layout], 4);
	put(&made, 4, 0x08010000, 4);
	put(&made, 8, 2, 8);
	if (layout == LAYOUT_1_16) {
		put(&made, 8 + 2 * 8, names, 8);
		put(&made, 8 + 6 * 8, entries, 8);
	} else if (layout > LAYOUT_1_16) {
		put(&made, 8 + 2 * 8, TEXT, 8);
		put(&made, 8 + 3 * 8, names, 8);
		put(&made, 8 + 7 * 8, entries, 8);
	}
	made.size = 128;
	put_name(&made, "");
	name[0] = put_name(&made, "main.(*T).Method");
	name[1] = put_name(&made, "c_function");
	for (int i = 0; i < 3; i++) {
		static const uint64_t places[] = { 0x10, 0x50, 0x80 };

		put(&made, entries + (2 * i) * field, base + places[i], field);
		if (i < 2)
			put(&made, entries + (2 * i + 1) * field, 320 + 64 * i - offset_base,
			    field);
		if (i < 2)
			put_record(&made, 320 + 64 * i, field, base + places[i], name[i] - names,
				   i == 0);
	}
	return made;
}

static void test_layouts(void **state)
{
	(void)state;
	for (int layout = 0; layout < LAYOUTS; layout++) {
		struct made_table made = make_table(layout);
		struct gopclntab_function function;
		struct gopclntab table;
		uint64_t start, end;

		assert_int_equal(gopclntab__parse(made.bytes, made.size, &table), 0);
		assert_int_equal(table.count, 2);
		assert_true(gopclntab__text(&table, &start, &end));
		assert_int_equal(start, TEXT + 0x10);
		assert_int_equal(end, TEXT + 0x80);
		assert_true(gopclntab__function(&table, 0, &function));
		assert_string_equal(function.name, "main.(*T).Method");
		assert_int_equal(function.address, TEXT + 0x10);
		assert_int_equal(function.size, 0x40);
		assert_false(function.foreign);
		assert_true(gopclntab__function(&table, 1, &function));
		assert_string_equal(function.name, "c_function");
		assert_int_equal(function.size, 0x30);
		assert_true(function.foreign);
		assert_false(gopclntab__function(&table, 2, &function));
	}
}

static void test_find(void **state)
{
	struct made_table made = make_table(LAYOUT_1_18);
	struct gopclntab_function function;
	struct gopclntab table;

	(void)state;
	assert_int_equal(gopclntab__parse(made.bytes, made.size, &table), 0);
	assert_false(gopclntab__find(&table, 0, &function));
	assert_false(gopclntab__find(&table, TEXT + 0xf, &function));
	assert_true(gopclntab__find(&table, TEXT + 0x10, &function));
	assert_string_equal(function.name, "main.(*T).Method");
	assert_true(gopclntab__find(&table, TEXT + 0x4f, &function));
	assert_string_equal(function.name, "main.(*T).Method");
	assert_true(gopclntab__find(&table, TEXT + 0x50, &function));
	assert_true(gopclntab__find(&table, TEXT + 0x7f, &function));
	assert_string_equal(function.name, "c_function");
	assert_false(gopclntab__find(&table, TEXT + 0x80, &function));
	assert_false(gopclntab__find(&table, UINT64_MAX, &function));
}

/* Everything that can be asked of a table; the bytes are copied so that none lies behind them. */
static void exercise(const unsigned char *bytes, size_t size, size_t functions)
{
	unsigned char *copy = malloc(size ? size : 1);
	struct gopclntab_function function;
	struct gopclntab table;
	uint64_t start, end;

	assert_non_null(copy);
	memcpy(copy, bytes, size);
	if (!gopclntab__parse(copy, size, &table)) {
		for (size_t i = 0; i < table.count && i < functions; i++)
			if (gopclntab__function(&table, i, &function))
				assert_true(strlen(function.name) > 0);
		gopclntab__text(&table, &start, &end);
		gopclntab__find(&table, TEXT + 0x20, &function);
	}
	free(copy);
}

static void test_cut_short(void **state)
{
	(void)state;
	for (int layout = 0; layout < LAYOUTS; layout++) {
		struct made_table made = make_table(layout);

		for (size_t size = 0; size <= made.size; size++)
			exercise(made.bytes, size, SIZE_MAX);
	}
}

static void test_damaged(void **state)
{
	static const unsigned char values[] = { 0, 1, 0x7f, 0x80, 0xff };

	(void)state;
	for (int layout = 0; layout < LAYOUTS; layout++)
		for (size_t at = 0; at < make_table(layout).size; at++)
			for (size_t i = 0; i < ARRAY_LEN(values); i++) {
				struct made_table made = make_table(layout);

				made.bytes[at] = values[i];
				exercise(made.bytes, made.size, SIZE_MAX);
				memset(made.bytes + at, values[i], made.size - at < 8 ? 1 : 8);
				exercise(made.bytes, made.size, SIZE_MAX);
			}
}

/* The last byte of the table belongs to a name that does not end. */
static void test_endless_name(void **state)
{
	struct made_table made = make_table(LAYOUT_1_18);
	struct gopclntab_function function;
	struct gopclntab table;
	unsigned char *copy;

	(void)state;
	put(&made, 320 + 4, made.size - 128, 4);
	put(&made, made.size, 'x', 1);
	copy = malloc(made.size);
	assert_non_null(copy);
	memcpy(copy, made.bytes, made.size);
	assert_int_equal(gopclntab__parse(copy, made.size, &table), 0);
	assert_false(gopclntab__function(&table, 0, &function));
	assert_true(gopclntab__function(&table, 1, &function));
	free(copy);
}

static void test_other_files(void **state)
{
	struct made_table made = make_table(LAYOUT_1_20);
	struct gopclntab table;

	(void)state;
	assert_int_equal(gopclntab__parse(made.bytes, 0, &table), -EINVAL);
	made.bytes[0] = 0xf2; /* a version of the future */
	assert_int_equal(gopclntab__parse(made.bytes, made.size, &table), -EINVAL);
	made = make_table(LAYOUT_1_20);
	made.bytes[7] = 4; /* of 32 bits */
	assert_int_equal(gopclntab__parse(made.bytes, made.size, &table), -EINVAL);
	made = make_table(LAYOUT_1_20);
	made.bytes[8] = 0; /* of no function */
	assert_int_equal(gopclntab__parse(made.bytes, made.size, &table), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layouts),	    cmocka_unit_test(test_find),
		cmocka_unit_test(test_cut_short),   cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_other_files), cmocka_unit_test(test_endless_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
