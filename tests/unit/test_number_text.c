/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <float.h>
#include <math.h>

#include "../../analysis/number_text.h"
#include "support.h"

/* In memory of just the bytes that are promised to be enough; terminated in a copy. */
static const char *text_of(double number)
{
	static char text[NUMBER_TEXT_MAX + 1];
	char *exact = malloc(NUMBER_TEXT_MAX), *end = number_text(exact, number);

	assert_true(end <= exact + NUMBER_TEXT_MAX);
	memcpy(text, exact, end - exact);
	text[end - exact] = '\0';
	free(exact);
	return text;
}

/* What Python's repr() prints. */
static void test_forms(void **state)
{
	static const struct {
		double number;
		const char *text;
	} cases[] = {
		{ 0.0, "0.0" },
		{ -0.0, "-0.0" },
		{ 1, "1.0" },
		{ -1.5, "-1.5" },
		{ 0.1, "0.1" },
		{ 100, "100.0" },
		{ 0.000000001, "1e-09" },
		{ 4.5109e-05, "4.5109e-05" },
		{ 0.00012345, "0.00012345" },
		{ 0.0001, "0.0001" },
		{ 0.00009999, "9.999e-05" },
		{ 1.0 / 3, "0.3333333333333333" },
		{ 0.1 + 0.2, "0.30000000000000004" },
		{ 2.0 / 3 * 1e-5, "6.666666666666667e-06" },
		{ 999999.999999999, "999999.999999999" },
		{ 1000000.000000001, "1000000.000000001" },
		{ 123456789.123456789, "123456789.12345679" },
		{ 1764000000.1234567, "1764000000.1234567" },
		{ 1e15, "1000000000000000.0" },
		{ 9999999999999998, "9999999999999998.0" },
		{ 1e16, "1e+16" },
		{ 1.5e16, "1.5e+16" },
		{ 1e22, "1e+22" },
		{ 1e100, "1e+100" },
		{ DBL_MAX, "1.7976931348623157e+308" },
		{ -DBL_MAX, "-1.7976931348623157e+308" },
		{ DBL_MIN, "2.2250738585072014e-308" },
		{ 5e-324, "5e-324" },
		{ -2.5e-320, "-2.5e-320" },
		{ INFINITY, "inf" },
		{ -INFINITY, "-inf" },
		{ NAN, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(text_of(cases[i].number), cases[i].text);
}

/* From the first that is no zero to the last one. */
static int significant_digits(const char *text)
{
	int digits = 0, zeros = 0;

	for (; *text && *text != 'e'; text++) {
		if (*text == '0')
			zeros += digits > 0;
		if (*text < '1' || *text > '9')
			continue;
		digits += zeros + 1;
		zeros = 0;
	}
	return digits;
}

/* It reads as the same number again, and no text with fewer digits does. */
static void assert_shortest(double number)
{
	const char *text = text_of(number);
	char shorter[64];

	if (strtod(text, NULL) != number)
		fail_msg("%.17g is written as %s", number, text);
	if (significant_digits(text) < 2)
		return;
	snprintf(shorter, sizeof(shorter), "%.*e", significant_digits(text) - 2, number);
	if (strtod(shorter, NULL) == number)
		fail_msg("%s is written as %s", shorter, text);
}

static uint64_t next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return *seed;
}

static void test_round_trip(void **state)
{
	uint64_t seed = 1, bits;
	double number;

	(void)state;
	for (int i = 0; i < 50000; i++) {
		bits = next_random(&seed) ^ next_random(&seed) >> 32;
		memcpy(&number, &bits, sizeof(number));
		if (isfinite(number))
			assert_shortest(number);
		/* Durations: whole ns, and a third of them. */
		assert_shortest((double)(bits >> (20 + i % 40)) / 1e9);
		assert_shortest((double)(bits >> (20 + i % 40)) / 3e9);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
