/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <inttypes.h>
#include <math.h>
#include <time.h>

#include "../../user/util/format.h"
#include "support.h"

static char out[2 * FORMAT_NUMBER_MAX];

#define assert_formats(call, expected)                                                             \
	do {                                                                                       \
		char *end_ = (call);                                                               \
		assert_true(end_ - out <= FORMAT_NUMBER_MAX);                                      \
		*end_ = '\0';                                                                      \
		assert_string_equal(out, expected);                                                \
	} while (0)

/* Every length of number, its edges and what lies between. */
static uint64_t sample_number(unsigned int i)
{
	uint64_t random = ((uint64_t)rand() << 42) ^ ((uint64_t)rand() << 21) ^ rand();

	if (i < 64)
		return 1ull << i;
	if (i < 128)
		return (1ull << (i - 64)) - 1;
	if (i < 148) {
		uint64_t power = 1;

		for (unsigned int n = i - 128; n; n--)
			power *= 10;
		return power;
	}
	return random >> (rand() % 64);
}

static void test_integers(void **state)
{
	char expected[64];

	(void)state;
	for (unsigned int i = 0; i < 20000; i++) {
		for (int around = -1; around <= 1; around++) {
			uint64_t value = sample_number(i) + around;

			snprintf(expected, sizeof(expected), "%" PRIu64, value);
			assert_formats(format_u64(out, value), expected);
			snprintf(expected, sizeof(expected), "%" PRId64, (int64_t)value);
			assert_formats(format_i64(out, (int64_t)value), expected);
			snprintf(expected, sizeof(expected), "0x%" PRIx64, value);
			assert_formats(format_hex(out, value), expected);
		}
	}
	assert_formats(format_i64(out, INT64_MIN), "-9223372036854775808");
	assert_formats(format_u64(out, UINT64_MAX), "18446744073709551615");
	assert_formats(format_hex(out, 0), "0x0");
}

static void test_seconds(void **state)
{
	char expected[64];

	(void)state;
	for (unsigned int i = 0; i < 20000; i++) {
		uint64_t ns = sample_number(i), s = ns / 1000000000, rest = ns % 1000000000;

		snprintf(expected, sizeof(expected), "%" PRIu64 ".%09" PRIu64, s, rest);
		assert_formats(format_seconds9(out, ns), expected);
		snprintf(expected, sizeof(expected), "%" PRIu64 ".%06" PRIu64, s, rest / 1000);
		assert_formats(format_seconds6(out, ns), expected);
	}
	assert_formats(format_seconds9(out, 12345), "0.000012345");
}

static void test_mb(void **state)
{
	(void)state;
	assert_formats(format_mb6(out, 0), "0.000000");
	assert_formats(format_mb6(out, 4096), "0.003906");
	assert_formats(format_mb6(out, -4096), "-0.003906");
	assert_formats(format_mb6(out, 3 << 20), "3.000000");
	assert_formats(format_mb6(out, (3 << 20) - 4096), "2.996094");
	assert_formats(format_mb6(out, (1 << 20) - 1), "0.999999");
	assert_formats(format_mb6(out, (1ll << 40) + 524288), "1048576.500000");
	assert_formats(format_mb6(out, INT64_MIN), "-8796093022208.000000");
	for (int64_t bytes = -5000000; bytes < 5000000; bytes += 4096 * 7) {
		char expected[64];

		snprintf(expected, sizeof(expected), "%.6f", bytes / 1048576.0);
		assert_formats(format_mb6(out, bytes), expected);
	}
}

static void test_percent(void **state)
{
	(void)state;
	assert_formats(format_percent1(out, 0), "0.0");
	assert_formats(format_percent1(out, 12.34), "12.3");
	assert_formats(format_percent1(out, 99.96), "100.0");
	assert_formats(format_percent1(out, 1600), "1600.0");
	assert_formats(format_percent1(out, -3), "0.0");
	assert_formats(format_percent1(out, NAN), "0.0");
	assert_formats(format_percent1(out, INFINITY), "1000000000000.0");
	assert_formats(format_percent3(out, 0.1234), "0.123");
	assert_formats(format_percent3(out, 100), "100.000");
	assert_formats(format_percent3(out, 0.0006), "0.001");
}

static void test_local_time(void **state)
{
	struct local_time_cache cache = {0};
	char expected[64];

	(void)state;
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	for (int i = 0; i < 5000; i++) {
		uint64_t second = 1700000000ull + (uint64_t)rand() % 100000000;
		uint32_t ns = rand() % 1000000000;
		time_t when = second;
		struct tm tm;
		size_t n;

		localtime_r(&when, &tm);
		n = strftime(expected, sizeof(expected), "%Y-%m-%d %H:%M:%S", &tm);
		snprintf(expected + n, sizeof(expected) - n, ",%06u", ns / 1000);
		assert_formats(format_local_time(out, &cache, second * 1000000000 + ns, ','),
			       expected);
	}
	/* The night the clocks go forward; and seconds that share a slot of the cache. */
	assert_formats(format_local_time(out, &cache, 1774745999999999999, '.'),
		       "2026-03-29 01:59:59.999999");
	assert_formats(format_local_time(out, &cache, 1774746000000000000, ','),
		       "2026-03-29 03:00:00,000000");
	assert_formats(format_local_time(out, &cache, 1774746000000000000 + 16000000000, ','),
		       "2026-03-29 03:00:16,000000");
	assert_formats(format_local_time(out, &cache, 1774746000000000000, ','),
		       "2026-03-29 03:00:00,000000");
	assert_formats(format_local_time(out, &cache, 0, ','), "1970-01-01 01:00:00,000000");
}

static void test_human_ns(void **state)
{
	(void)state;
	assert_formats(format_human_ns(out, 0), "0 ns");
	assert_formats(format_human_ns(out, 999), "999 ns");
	assert_formats(format_human_ns(out, 1000), "1.00 µs");
	assert_formats(format_human_ns(out, 12345), "12.35 µs");
	assert_formats(format_human_ns(out, 999994), "999.99 µs");
	assert_formats(format_human_ns(out, 999995), "1.00 ms");
	assert_formats(format_human_ns(out, 1500000), "1.50 ms");
	assert_formats(format_human_ns(out, 999994999), "999.99 ms");
	assert_formats(format_human_ns(out, 999995000), "1.00 s");
	assert_formats(format_human_ns(out, 90000000000), "90.00 s");
	assert_formats(format_human_ns(out, UINT64_MAX), "18446744073.71 s");
}

static void test_human_bytes(void **state)
{
	(void)state;
	assert_formats(format_human_bytes(out, 0), "0 B");
	assert_formats(format_human_bytes(out, 512), "+512 B");
	assert_formats(format_human_bytes(out, -4096), "-4.0 KiB");
	assert_formats(format_human_bytes(out, 1572864), "+1.5 MiB");
	assert_formats(format_human_bytes(out, (1 << 20) - 1), "+1.0 MiB");
	assert_formats(format_human_bytes(out, 2ll << 30), "+2.0 GiB");
	assert_formats(format_human_bytes(out, INT64_MIN), "-8.0 EiB");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_integers),    cmocka_unit_test(test_seconds),
		cmocka_unit_test(test_mb),	    cmocka_unit_test(test_percent),
		cmocka_unit_test(test_local_time),  cmocka_unit_test(test_human_ns),
		cmocka_unit_test(test_human_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
