/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The names of one symbol, and the words that lead to it without demangling all. */
#include "../../user/target/demangle.h"
#include "../../user/target/name_forms.h"
#include "../../user/target/words.h"
#include "support.h"

static const struct {
	const char *symbol;
	const char *forms[DEMANGLED_FORMS];
} names[] = {
	{ "_ZN2ns3maxIiEET_S1_S1_",
	  { "int ns::max<int>(int, int)", "ns::max<int>(int, int)", "ns::max<int>", "ns::max" } },
	{ "_ZN3FooC1Ei", { "Foo::Foo(int)", "Foo::Foo(int)", "Foo::Foo", "Foo::Foo" } },
	{ "_ZN3FooD0Ev", { "Foo::~Foo()", "Foo::~Foo()", "Foo::~Foo", "Foo::~Foo" } },
	{ "_ZNK3Foo3getEv", { "Foo::get() const", "Foo::get() const", "Foo::get", "Foo::get" } },
	{ "_ZN3FooltERKS_",
	  { "Foo::operator<(Foo const&)", "Foo::operator<(Foo const&)", "Foo::operator<",
	    "Foo::operator<" } },
	{ "_ZN3FoolsIiEERS_T_",
	  { "Foo& Foo::operator<< <int>(int)", "Foo::operator<< <int>(int)",
	    "Foo::operator<< <int>", "Foo::operator<<" } },
	{ "_ZNK3FooptEv",
	  { "Foo::operator->() const", "Foo::operator->() const", "Foo::operator->",
	    "Foo::operator->" } },
	{ "_ZN3FooclEi",
	  { "Foo::operator()(int)", "Foo::operator()(int)", "Foo::operator()",
	    "Foo::operator()" } },
	{ "_ZN3FoocvSt6vectorIiSaIiEEEv",
	  { "Foo::operator std::vector<int, std::allocator<int> >()",
	    "Foo::operator std::vector<int, std::allocator<int> >()",
	    "Foo::operator std::vector<int, std::allocator<int> >",
	    "Foo::operator std::vector<int, std::allocator<int> >" } },
	{ "_Znwm",
	  { "operator new(unsigned long)", "operator new(unsigned long)", "operator new",
	    "operator new" } },
	{ "_ZN12_GLOBAL__N_13fooEv",
	  { "(anonymous namespace)::foo()", "(anonymous namespace)::foo()",
	    "(anonymous namespace)::foo", "(anonymous namespace)::foo" } },
	{ "_ZZ4mainENKUlvE_clEv",
	  { "main::{lambda()#1}::operator()() const", "main::{lambda()#1}::operator()() const",
	    "main::{lambda()#1}::operator()", "main::{lambda()#1}::operator()" } },
	{ "_Z1fPFviE", { "f(void (*)(int))", "f(void (*)(int))", "f", "f" } },
	{ "_ZN1A1fIXgtLi3ELi2EEEEvv",
	  { "void A::f<((3)>(2))>()", "A::f<((3)>(2))>()", "A::f<((3)>(2))>", "A::f" } },
	{ "_Z3fooB5cxx11v", { "foo[abi:cxx11]()", "foo[abi:cxx11]()", "foo[abi:cxx11]", "foo" } },
	{ "_ZN4core3fmt9Formatter3new17h0123456789abcdefE",
	  { "core::fmt::Formatter::new", "core::fmt::Formatter::new", "core::fmt::Formatter::new",
	    "core::fmt::Formatter::new" } },
	{ "_ZN65_$LT$alloc..vec..Vec$LT$T$C$A$GT$$u20$as$u20$core..fmt..Debug$GT$3fmt"
	  "17h0123456789abcdefE",
	  { "<alloc::vec::Vec<T,A> as core::fmt::Debug>::fmt",
	    "<alloc::vec::Vec<T,A> as core::fmt::Debug>::fmt",
	    "<alloc::vec::Vec<T,A> as core::fmt::Debug>::fmt",
	    "<alloc::vec::Vec<T,A> as core::fmt::Debug>::fmt" } },
	{ "_RINvNtC3std3mem8align_ofjE",
	  { "std::mem::align_of::<usize>", "std::mem::align_of::<usize>",
	    "std::mem::align_of::<usize>", "std::mem::align_of" } },
	{ "_RNvCs1234_7mycrate3foo",
	  { "mycrate::foo", "mycrate::foo", "mycrate::foo", "mycrate::foo" } },
};

static void test_forms(void **state)
{
	static char buffer[DEMANGLED_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		for (int form = 0; form < DEMANGLED_FORMS; form++) {
			size_t len = demangle(names[i].symbol, form, buffer);

			assert_int_equal(len, strlen(buffer));
			assert_string_equal(buffer, names[i].forms[form]);
		}
}

/* Forms that are made of others are the same as those that are demangled. */
static void test_made_forms(void **state)
{
	struct name_forms *forms = name_forms__new();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const struct symbol symbol = { .name = names[i].symbol };

		name_forms__set(forms, &symbol);
		for (int form = 0; form < DEMANGLED_FORMS; form++) {
			assert_string_equal(name_forms__demangled(forms, form),
					    names[i].forms[form]);
			assert_true(name_forms__are_named(forms, names[i].forms[form]));
		}
		name_forms__set(forms, &symbol);
		for (int form = DEMANGLED_FORMS - 1; form >= 0; form--)
			assert_string_equal(name_forms__demangled(forms, form),
					    names[i].forms[form]);
	}
	name_forms__free(forms);
}

/* Whatever a name is asked for by, its symbol has the word that is looked for. */
static void test_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		for (int form = 0; form < DEMANGLED_FORMS; form++) {
			const char *name = names[i].forms[form];
			struct word_iter iter = { .symbol = names[i].symbol };
			struct word word, found;
			bool there = false;

			if (!words__telling(SPEC_NAME, name, &word))
				continue;
			if (!word__is_in(&word, names[i].symbol))
				fail_msg("%.*s of %s", (int)word.len, word.text, name);
			while (word_iter__next(&iter, &found))
				there |= found.len == word.len &&
					 !memcmp(found.text, word.text, word.len);
			if (!there && !word.part)
				fail_msg("%.*s of %s", (int)word.len, word.text, name);
		}
}

static void assert_word(enum spec_kind kind, const char *name, const char *wanted, bool part)
{
	struct word word;

	if (!wanted) {
		assert_false(words__telling(kind, name, &word));
		return;
	}
	assert_true(words__telling(kind, name, &word));
	assert_int_equal(word.len, strlen(wanted));
	assert_memory_equal(word.text, wanted, word.len);
	assert_int_equal(word.part, part);
}

static void test_telling_word(void **state)
{
	(void)state;
	assert_word(SPEC_NAME, "ns::largest<int>", "largest", false);
	assert_word(SPEC_NAME, "string", "string", false); /* a function's own name */
	assert_word(SPEC_NAME, "std::string::operator[](unsigned long)", "ix", true);
	assert_word(SPEC_NAME, "operator new(unsigned long)", "nw", true);
	assert_word(SPEC_NAME, "std::string", NULL, false);
	assert_word(SPEC_NAME,
		    "<T as m::gr\xc3\xb6\xc3\x9f"
		    "er>::go",
		    "go", false);
	assert_word(SPEC_NAME, "<'lifetime as x::y>", "x", false);
	assert_word(SPEC_GLOB, "ns::parse_*", "parse_", true);
	assert_word(SPEC_GLOB, "ns::detail::*", "detail", false);
	assert_word(SPEC_GLOB, "*[abcdef]*", NULL, false);
	assert_word(SPEC_GLOB, "*perat*", NULL, false); /* operator */
	assert_word(SPEC_REGEX, "^ns::parse", "parse", true);
	assert_word(SPEC_REGEX, "parses?$", "parse", true);
	assert_word(SPEC_REGEX, "parse|scan", NULL, false);
	assert_word(SPEC_REGEX, "(parse)?", NULL, false);
	assert_word(SPEC_REGEX, "\\bparse", NULL, false);
}

static void test_blanks(void **state)
{
	(void)state;
	assert_true(same_but_blanks("f(int,char)", "f(int, char)"));
	assert_true(same_but_blanks("f( int , char )", "f(int, char)"));
	assert_true(same_but_blanks("v<v<int>>", "v<v<int> >"));
	assert_false(same_but_blanks("f(unsignedint)", "f(unsigned int)"));
	assert_false(same_but_blanks("f(int)", "f(int, int)"));
	assert_false(same_but_blanks("", "f"));
}

/* Short symbols that stand for names without end, deep ones, and what is none. */
static void test_hostile(void **state)
{
	static char buffer[DEMANGLED_MAX], symbol[9000];
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t len = sprintf(symbol, "_Z1f1AIiiE");

	(void)state;
	for (int i = 0; i < 34; i++)
		len += sprintf(symbol + len, "S_IS%c_S%c_E", digits[i], digits[i]);
	assert_int_equal(demangle(symbol, DEMANGLED_FULL, buffer), 0);
	assert_int_equal(demangle(symbol, DEMANGLED_BARE, buffer), 1);
	memset(symbol, 'N', sizeof(symbol) - 1);
	memcpy(symbol, "_Z", 2);
	assert_int_equal(demangle(symbol, DEMANGLED_FULL, buffer), 0);
	memset(symbol + 2, 'P', 3000);
	symbol[3000] = '\0';
	demangle(symbol, DEMANGLED_FULL, buffer);
	assert_int_equal(demangle("", DEMANGLED_FULL, buffer), 0);
	assert_int_equal(demangle("_Z", DEMANGLED_FULL, buffer), 0);
	assert_int_equal(demangle("main", DEMANGLED_FULL, buffer), 0);
}

/* Any bytes: nothing is read outside of them. */
static void test_noise(void **state)
{
	static char buffer[DEMANGLED_MAX];

	(void)state;
	srand(1);
	for (int i = 0; i < 20000; i++) {
		static const char letters[] = "ZRNSTIEKvijcd0123456789_fooL$.<>()[] *";
		size_t len = 3 + rand() % 60;
		char *symbol = malloc(len + 1);
		struct word_iter iter = { .symbol = symbol };
		struct word word;

		for (size_t j = 0; j < len; j++)
			symbol[j] = letters[rand() % (sizeof(letters) - 1)];
		memcpy(symbol, rand() % 4 ? "_Z" : "_R", 2);
		symbol[len] = '\0';
		for (int form = 0; form < DEMANGLED_FORMS; form++)
			demangle(symbol, form, buffer);
		while (word_iter__next(&iter, &word))
			assert_true(word.text >= symbol && word.text + word.len <= symbol + len);
		demangled_plain_length(symbol);
		words__telling(rand() % 3, symbol, &word);
		free(symbol);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),  cmocka_unit_test(test_made_forms),
		cmocka_unit_test(test_words),  cmocka_unit_test(test_telling_word),
		cmocka_unit_test(test_blanks), cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
