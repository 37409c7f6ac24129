/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * throwing [N [THREADS]]: N exceptions of five types in each thread, through outer(), middle(),
 * inner() and thrower(): caught outside of all, caught midway, caught midway and thrown on, or
 * another one thrown from the handler. What each call is left by, it prints itself:
 *
 *	error<TAB>FUNCTION<TAB>NUMBER<TAB>TYPE<TAB>CAUGHT IN<TAB>RETHROWN<TAB>LINE<TAB>WHAT
 *
 * throwing uncaught     the last one nobody catches
 * throwing pointer      an exception goes to another thread by way of a std::exception_ptr
 * throwing outside N    N exceptions while none of these functions is open
 * throwing noexcept     one that meets a function which lets none pass
 */
#include <exception>
#include <new>
#include <pthread.h>
#include <stdexcept>
#include <string>
#include <vector>

#include "truth.h"

struct Coded {
	int code;
};

struct Named : std::exception {
	std::string name;

	explicit Named(const std::string &of) : name(of)
	{
	}
	const char *what() const noexcept override;
};

TRACED const char *Named::what() const noexcept
{
	return name.c_str();
}

enum way { PASSES, MIDWAY, RETHROWN, REPLACED, WAYS };

extern "C" {
TRACED int thrower(int number, const char *text);
TRACED int inner(int number);
TRACED int middle(int number);
TRACED int outer(int number);
TRACED int run(int number);
TRACED int strict(int number) noexcept;
}

/* Lines of the throws, by type; the last is that from a handler. */
static int lines[6];

static enum way way_of(int number)
{
	return (enum way)(number / 5 % WAYS);
}

static std::string text_of(int number)
{
	return "number " + std::to_string(number);
}

static int keep(int value)
{
	__asm__ volatile("" : "+r"(value));
	return value;
}

TRACED int thrower(int number, const char *text)
{
	switch (number % 5) {
	case 0:
		lines[0] = __LINE__ + 1;
		throw std::runtime_error(text);
	case 1:
		lines[1] = __LINE__ + 1;
		throw std::out_of_range(text);
	case 2:
		lines[2] = __LINE__ + 1;
		throw Named(text);
	case 3:
		lines[3] = __LINE__ + 1;
		throw Coded{ number };
	default:
		lines[4] = __LINE__ + 1;
		throw std::bad_alloc();
	}
}

TRACED int inner(int number)
{
	std::string text = text_of(number);

	return keep(thrower(number, text.c_str())) + 1;
}

TRACED int middle(int number)
{
	if (way_of(number) == PASSES)
		return keep(inner(number)) + 1;
	try {
		return keep(inner(number)) + 1;
	} catch (...) {
		if (way_of(number) == MIDWAY)
			return keep(number);
		if (way_of(number) == RETHROWN)
			throw;
		lines[5] = __LINE__ + 1;
		throw std::logic_error("instead of " + text_of(number));
	}
}

TRACED int outer(int number)
{
	return keep(middle(number)) + 1;
}

TRACED int run(int number)
{
	try {
		return keep(outer(number)) + 1;
	} catch (...) {
		return keep(number) + 2;
	}
}

TRACED int strict(int number) noexcept
{
	return keep(outer(number)) + 1;
}

static const char *type_of(int number)
{
	static const char *const types[] = { "std::runtime_error", "std::out_of_range", "Named",
					     "Coded", "std::bad_alloc" };

	return types[number % 5];
}

static std::string what_of(int number)
{
	if (number % 5 == 3)
		return "";
	return number % 5 == 4 ? "std::bad_alloc" : text_of(number);
}

static void tell(const char *function, int number, const char *type, const char *caught_in,
		 bool rethrown, int line, const std::string &what)
{
	printf("error\t%s\t%d\t%s\t%s\t%d\t%d\t%s\n", function, number, type, caught_in, rethrown,
	       line, what.c_str());
}

/* What has left which call. */
static void tell_all(int number)
{
	enum way way = way_of(number);
	const char *first = way == PASSES ? "run" : "middle";
	int line = lines[number % 5];

	tell("thrower", number, type_of(number), first, false, line, what_of(number));
	tell("inner", number, type_of(number), first, false, line, what_of(number));
	if (way == MIDWAY)
		return;
	for (const char *function : { "middle", "outer" }) {
		if (way == REPLACED)
			tell(function, number, "std::logic_error", "run", false, lines[5],
			     "instead of " + text_of(number));
		else
			tell(function, number, type_of(number), "run", way == RETHROWN, line,
			     what_of(number));
	}
}

struct worker {
	pthread_t thread;
	int first, count;
	long sum;
};

static void *work(void *argument)
{
	worker *self = static_cast<worker *>(argument);

	for (int i = 0; i < self->count; i++)
		self->sum += run(self->first + i);
	return NULL;
}

static void throw_in_threads(int count, int threads)
{
	std::vector<worker> workers(threads);
	long sum = 0;

	for (int i = 0; i < threads; i++) {
		workers[i] = { {}, i * count, count, 0 };
		pthread_create(&workers[i].thread, NULL, work, &workers[i]);
	}
	for (worker &w : workers) {
		pthread_join(w.thread, NULL);
		sum += w.sum;
	}
	for (int i = 0; i < count * threads; i++)
		tell_all(i);
	printf("sum %ld\n", sum);
}

static std::exception_ptr kept;

extern "C" TRACED int take_up(int number)
{
	if (number)
		std::rethrow_exception(kept);
	return number;
}

static void *take_up_in_thread(void *)
{
	try {
		keep(take_up(1));
	} catch (const std::exception &error) {
		printf("taken up: %s\n", error.what());
	}
	return NULL;
}

static void throw_by_pointer()
{
	pthread_t thread;

	try {
		keep(outer(5));
	} catch (...) {
	}
	try {
		keep(outer(0));
	} catch (...) {
		kept = std::current_exception();
	}
	pthread_create(&thread, NULL, take_up_in_thread, NULL);
	pthread_join(thread, NULL);
}

static void throw_outside(int count)
{
	int caught = 0;

	for (int i = 0; i < count; i++)
		try {
			throw std::runtime_error(text_of(i));
		} catch (const std::exception &) {
			caught++;
		}
	printf("caught %d\n", caught);
	keep(run(0));
}

int main(int argc, char **argv)
{
	std::string what = argc > 1 ? argv[1] : "";

	wait_for_go();
	if (what == "uncaught")
		return keep(outer(0));
	else if (what == "noexcept")
		return keep(strict(0));
	else if (what == "pointer")
		throw_by_pointer();
	else if (what == "outside")
		throw_outside((int)argument(argc, argv, 2, 100));
	else
		throw_in_threads((int)argument(argc, argv, 1, 100),
				 (int)argument(argc, argv, 2, 4));
	return 0;
}
