// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The arena and the map of addresses. */
#include "support.h"

#include "../../user/util/arena.h"
#include "../../user/util/pointer_map.h"

static void test_arena_objects_stay_apart(void **state)
{
	static const size_t sizes[] = { 1, 7, 8, 100, 16384, 16385, 65536, 65537, 300000, 3 };
	struct arena *arena = arena_new();
	unsigned char *objects[ARRAY_LEN(sizes) * 20];

	(void)state;
	assert_non_null(arena);
	for (size_t i = 0; i < ARRAY_LEN(objects); i++) {
		size_t size = sizes[i % ARRAY_LEN(sizes)];

		objects[i] = arena_alloc(arena, size);
		assert_non_null(objects[i]);
		assert_int_equal((uintptr_t)objects[i] % 16, 0);
		for (size_t at = 0; at < size; at += 97)
			assert_int_equal(objects[i][at], 0);
		memset(objects[i], 1 + i % 250, size);
	}
	for (size_t i = 0; i < ARRAY_LEN(objects); i++) {
		size_t size = sizes[i % ARRAY_LEN(sizes)];

		assert_int_equal(objects[i][0], 1 + i % 250);
		assert_int_equal(objects[i][size - 1], 1 + i % 250);
	}
	arena_free(arena);
	arena_free(NULL);
}

static void test_arena_strings(void **state)
{
	struct arena *arena = arena_new();
	char *first, *second;

	(void)state;
	first = arena_string(arena, "first one", 5);
	second = arena_string(arena, "", 0);
	assert_string_equal(first, "first");
	assert_string_equal(second, "");
	assert_null(arena_array(arena, SIZE_MAX / 2, 16));
	assert_null(arena_alloc(arena, SIZE_MAX - 8));
	arena_free(arena);
}

static void test_map(void **state)
{
	static char keys[5000], values[5000];
	struct pointer_map map = { 0 };
	size_t position = 0, count = 0;

	(void)state;
	assert_null(pointer_map__get(&map, &keys[0]));
	for (size_t i = 0; i < sizeof(keys); i++)
		assert_int_equal(pointer_map__put(&map, &keys[i], &values[i]), 0);
	assert_int_equal(pointer_map__put(&map, &keys[7], &values[8]), 0);
	assert_int_equal(map.count, sizeof(keys));
	for (size_t i = 0; i < sizeof(keys); i++)
		assert_ptr_equal(pointer_map__get(&map, &keys[i]), &values[i == 7 ? 8 : i]);
	assert_null(pointer_map__get(&map, &values[0]));
	while (pointer_map__next(&map, &position))
		count++;
	assert_int_equal(count, sizeof(keys));
	pointer_map__clear(&map);
	assert_null(pointer_map__get(&map, &keys[0]));
	pointer_map__clear(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arena_objects_stay_apart),
		cmocka_unit_test(test_arena_strings),
		cmocka_unit_test(test_map),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
