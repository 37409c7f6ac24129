/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What exceptions and panics are and say, from the words of their objects. */
#include <signal.h>

#include "../../user/record/error_text.h"
#include "support.h"

static struct made {
	struct error_event event;
	char data[8192];
} made;

static struct error_text text;

static void begin(enum maap_error_kind kind, uint64_t class)
{
	memset(&made, 0, sizeof(made));
	made.event.kind = kind;
	made.event.class = class;
	for (int i = 0; i < MAAP_PIECES; i++)
		made.event.pieces[i].bytes = MAAP_ERROR_NOTHING;
}

static void put_piece(enum maap_error_piece which, const char *bytes, size_t len)
{
	memcpy(made.data + made.event.data_bytes, bytes, len);
	made.event.pieces[which] = (struct error_piece){ made.event.data_bytes, len };
	made.event.data_bytes += (len + 7) & ~7;
}

static void check(const char *type, const char *what)
{
	error_text__read(&text, &made.event, NULL);
	assert_string_equal(text.type ? text.type : "-", type);
	assert_string_equal(text.what ? text.what : "-", what ? what : "-");
	if (!what)
		assert_non_null(text.untold);
	else
		assert_null(text.untold);
	error_text__clear(&text);
}

static void test_cxx_types(void **state)
{
	static const char *const cases[][2] = {
		{ "St13runtime_error", "std::runtime_error" },
		{ "*N2ns5ErrorE", "ns::Error" },
		{ "NSt8ios_base7failureB5cxx11E", "std::ios_base::failure" },
		{ "NSt10filesystem7__cxx1116filesystem_errorE",
		  "std::filesystem::filesystem_error" },
		{ "NSt3__112future_errorE", "std::future_error" },
		{ "1AIJNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEEiEE",
		  "A<std::string, int>" },
		{ "not mangled", "not mangled" },
		{ "\xff\xfe", "\xff\xfe" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		begin(MAAP_ERROR_RAISE, MAAP_CLASS_GNU);
		put_piece(MAAP_PIECE_NAME, cases[i][0], strlen(cases[i][0]));
		check(cases[i][1], NULL);
	}
}

static void test_cxx_values(void **state)
{
	static const struct {
		const char *name, *type;
		uint64_t word;
		const char *what;
	} cases[] = {
		{ "i", "int", 0xdeadbeefffffffff, "-1" },
		{ "j", "unsigned int", 0xffffffff, "4294967295" },
		{ "l", "long", UINT64_MAX, "-1" },
		{ "m", "unsigned long", UINT64_MAX, "18446744073709551615" },
		{ "PKc", "char const*", 0, "oh no" },
		{ "NSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE", "std::string", 0,
		  "oh no" },
		{ "d", "double", 5, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		begin(MAAP_ERROR_RAISE, MAAP_CLASS_LLVM);
		put_piece(MAAP_PIECE_NAME, cases[i].name, strlen(cases[i].name));
		made.event.words[0] = cases[i].word;
		made.event.word_bytes = 8;
		put_piece(MAAP_PIECE_TEXT, "oh no", 5);
		check(cases[i].type, cases[i].what);
	}
}

static void test_other_languages(void **state)
{
	(void)state;
	begin(MAAP_ERROR_RAISE, 0x1234);
	check("-", NULL);
	begin(MAAP_ERROR_RAISE, MAAP_CLASS_RUST);
	put_piece(MAAP_PIECE_TEXT, "index out", 9);
	check("panic", "index out");
	begin(MAAP_ERROR_RAISE, MAAP_CLASS_RUST);
	check("panic", NULL);
	begin(MAAP_ERROR_RUST_PANIC, 0);
	check("panic", NULL);
}

static void test_long_text(void **state)
{
	char long_one[MAAP_ERROR_TEXT];

	(void)state;
	memset(long_one, 'x', sizeof(long_one));
	begin(MAAP_ERROR_RAISE, MAAP_CLASS_RUST);
	put_piece(MAAP_PIECE_TEXT, long_one, sizeof(long_one));
	error_text__read(&text, &made.event, NULL);
	assert_true(text.what_cut);
	assert_int_equal(text.what_len, sizeof(long_one));
	error_text__clear(&text);
}

static void test_last_words(void **state)
{
	(void)state;
	begin(MAAP_ERROR_SIGNAL, 0);
	put_piece(MAAP_PIECE_TEXT, "assertion failed\n", 17);
	check("-", "assertion failed");
}

/* Lengths and places that are none: nothing outside of the data is read. */
static void test_damaged_pieces(void **state)
{
	static const uint32_t odd[] = {
		0, 1, 8191, 8192, 8193, 0x7fffffff, 0xfffffffe, 0xffffffff
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(odd); i++)
		for (size_t j = 0; j < ARRAY_LEN(odd); j++) {
			begin(MAAP_ERROR_RAISE, i % 2 ? MAAP_CLASS_GNU : MAAP_CLASS_RUST);
			made.event.data_bytes = 64;
			for (int k = 0; k < MAAP_PIECES; k++)
				made.event.pieces[k] = (struct error_piece){ odd[i], odd[j] };
			error_text__read(&text, &made.event, NULL);
			error_text__clear(&text);
		}
}

static void test_signal_names(void **state)
{
	(void)state;
	assert_string_equal(signal_name(SIGSEGV), "SIGSEGV");
	assert_string_equal(signal_name(SIGRTMIN + 3), "real-time signal");
	assert_string_equal(signal_code_name(SIGSEGV, SEGV_MAPERR), "SEGV_MAPERR");
	assert_string_equal(signal_code_name(SIGFPE, FPE_INTDIV), "FPE_INTDIV");
	assert_string_equal(signal_code_name(SIGTERM, SI_USER), "SI_USER");
	assert_null(signal_code_name(SIGSEGV, 77));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cxx_types),	cmocka_unit_test(test_cxx_values),
		cmocka_unit_test(test_other_languages), cmocka_unit_test(test_long_text),
		cmocka_unit_test(test_last_words),	cmocka_unit_test(test_damaged_pieces),
		cmocka_unit_test(test_signal_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
