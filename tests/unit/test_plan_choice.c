// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Which exit method a plan gets, and how plans are printed. */
#include "../../user/probe/plan_text.h"
#include "planned.h"

struct choice_case {
	struct probe_plan plan;
	struct exit_evidence evidence;
	enum exit_wish wish;
	enum exit_method method;
	bool dangerous;
	const char *says;
};

static const struct function c_function = { .name = "f" },
			     go_function = { .name = "g", .go = true };

#define C_PLAN(...)                                                                                \
	{                                                                                          \
		.function = &c_function, .decoded = true, __VA_ARGS__                              \
	}
#define UNWINDS                                                                                    \
	{                                                                                          \
		.unwinds = true, .reason = "libx throws"                                           \
	}

static const struct choice_case choices[] = {
	{ C_PLAN(.leaf = false), { 0 }, EXIT_WISH_AUTO, EXIT_RETURN_PROBE, false, "nothing" },
	{ C_PLAN(.leaf = false), UNWINDS, EXIT_WISH_AUTO, EXIT_INSTRUCTIONS, false, "libx throws" },
	{ C_PLAN(.leaf = false),
	  { .switches = true, .reason = "fibers" },
	  EXIT_WISH_AUTO,
	  EXIT_INSTRUCTIONS,
	  false,
	  "fibers" },
	{ C_PLAN(.leaf = true), UNWINDS, EXIT_WISH_AUTO, EXIT_RETURN_PROBE, false, "leaf" },
	{ C_PLAN(.leaf = true),
	  { .forbids = true, .reason = "seccomp" },
	  EXIT_WISH_AUTO,
	  EXIT_INSTRUCTIONS,
	  false,
	  "seccomp" },
	{ C_PLAN(.recursive = true), { 0 }, EXIT_WISH_AUTO, EXIT_INSTRUCTIONS, false, "64" },
	{ C_PLAN(.exits_unseen = "a jump"), { 0 }, EXIT_WISH_AUTO, EXIT_RETURN_PROBE, false, "" },
	{ C_PLAN(.exits_unseen = "a jump"), UNWINDS, EXIT_WISH_AUTO, EXIT_INSTRUCTIONS, false,
	  "not all exits are seen: a jump" },
	{ { .function = &c_function, .exits_unseen = "bad code" },
	  UNWINDS,
	  EXIT_WISH_AUTO,
	  EXIT_REFUSED,
	  false,
	  "bad code" },
	{ { .function = &c_function, .exits_unseen = "bad code" },
	  { 0 },
	  EXIT_WISH_INSTRUCTIONS,
	  EXIT_REFUSED,
	  false,
	  "bad code" },
	{ { .function = &c_function, .exits_unseen = "bad code" },
	  { 0 },
	  EXIT_WISH_AUTO,
	  EXIT_RETURN_PROBE,
	  false,
	  "" },
	{ { .function = &go_function, .decoded = true, .leaf = true },
	  { 0 },
	  EXIT_WISH_AUTO,
	  EXIT_INSTRUCTIONS,
	  false,
	  "Go" },
	{ { .function = &go_function, .decoded = true, .leaf = true },
	  { 0 },
	  EXIT_WISH_RETURN_PROBE,
	  EXIT_RETURN_PROBE,
	  true,
	  "Go" },
	{ C_PLAN(.leaf = false), UNWINDS, EXIT_WISH_RETURN_PROBE, EXIT_RETURN_PROBE, true,
	  "libx throws" },
	{ C_PLAN(.leaf = true), UNWINDS, EXIT_WISH_RETURN_PROBE, EXIT_RETURN_PROBE, false,
	  "asked" },
	{ C_PLAN(.leaf = false), { 0 }, EXIT_WISH_INSTRUCTIONS, EXIT_INSTRUCTIONS, false, "asked" },
};

static void test_exit_choice(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(choices); i++) {
		struct exit_choice choice;

		probe_plan__choose_exit(&choices[i].plan, &choices[i].evidence, choices[i].wish,
					&choice);
		if (choice.method != choices[i].method || choice.dangerous != choices[i].dangerous)
			fail_msg("case %zu: method %d, dangerous %d", i, choice.method,
				 choice.dangerous);
		assert_says(choice.reason, choices[i].says);
	}
}

static void test_plan_as_text(void **state)
{
	static const struct function function = {
		.name = "compress",
		.symbol = "compress",
		.module_name = "libz.so.1",
		.address = AT,
		.offset = AT,
		.size = sizeof(leafcold),
	};
	static const unsigned char returns[] = { 0x31, 0xc0, 0xc3 };
	const struct setting setting = { .cold = returns, .cold_size = sizeof(returns) };
	const struct exit_choice choice = { EXIT_INSTRUCTIONS, false, "asked for" };
	struct planned it;
	FILE *file = fopen(path_of("plan"), "we");

	(void)state;
	PLAN(&it, leafcold, &setting);
	it.plan.function = &function;
	assert_int_equal(plan_text__print(file, &it.plan, &choice), 0);
	assert_int_equal(fclose(file), 0);
	assert_file_is("plan", "compress  libz.so.1  0x1000\n"
			       "  entry   +0x3  jbe 0x2003  fast: the kernel emulates it; what is "
			       "before it would cost a single step\n"
			       "  exit    instructions: asked for\n"
			       "  return  stepped  +0xc  0x2005\n"
			       "  note    leaf: it calls nothing and jumps nowhere else\n");
	done(&it);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exit_choice),
		in_folder(test_plan_as_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
