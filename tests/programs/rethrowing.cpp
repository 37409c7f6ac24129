/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * rethrowing: exceptions whose objects lie where others have lain before, and destructors that call
 * what is traced while one is under way. Prints what is to be told of which call:
 *
 *	error<TAB>FUNCTION<TAB>NUMBER<TAB>TYPE<TAB>CAUGHT IN<TAB>RETHROWN<TAB>LINE (0: any)<TAB>WHAT
 */
#include <exception>
#include <stdexcept>
#include <string>

#include "truth.h"

extern "C" {
TRACED int fail(int number);
TRACED int pass_on(int number);
TRACED int take_up(int number);
TRACED int note(int number);
TRACED int unwind(int number);
}

static std::exception_ptr kept;

static int keep(int value)
{
	__asm__ volatile("" : "+r"(value));
	return value;
}

TRACED int fail(int number)
{
	if (number)
		throw std::runtime_error("number " + std::to_string(number));
	return number;
}

/* Within somebody's handler. */
TRACED int pass_on(int number)
{
	if (number)
		throw;
	return number;
}

TRACED int take_up(int number)
{
	if (number)
		std::rethrow_exception(kept);
	return number;
}

TRACED int note(int number)
{
	return keep(number) + 1;
}

struct Noting {
	int number;

	~Noting()
	{
		keep(note(number));
	}
};

TRACED int unwind(int number)
{
	Noting first{ number };

	return keep(fail(number)) + 1;
}

static void tell(const char *function, int number, const char *type, bool rethrown,
		 const char *what)
{
	printf("error\t%s\t%d\t%s\tmain\t%d\t0\t%s\n", function, number, type, rethrown, what);
}

int main()
{
	wait_for_go();
	try {
		keep(fail(1));
	} catch (const std::exception &error) {
		tell("fail", 1, "std::runtime_error", false, error.what());
	}
	/* Not seen to be thrown; the same size, at the same place. */
	try {
		throw std::logic_error("two");
	} catch (const std::exception &) {
		try {
			keep(pass_on(2));
		} catch (const std::exception &error) {
			tell("pass_on", 2, "std::logic_error", true, error.what());
		}
	}
	try {
		throw std::logic_error("three");
	} catch (const std::exception &) {
		kept = std::current_exception();
	}
	try {
		keep(take_up(3));
	} catch (const std::exception &error) {
		tell("take_up", 3, "std::logic_error", true, error.what());
	}
	kept = nullptr;
	try {
		keep(unwind(4));
	} catch (const std::exception &error) {
		tell("fail", 4, "std::runtime_error", false, error.what());
		tell("unwind", 4, "std::runtime_error", false, error.what());
	}
	try {
		keep(fail(5));
	} catch (const std::exception &error) {
		tell("fail", 5, "std::runtime_error", false, error.what());
	}
	return 0;
}
