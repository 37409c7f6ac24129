// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * exceptions WHAT [THROWS [THREADS]]: each std::thread makes THROWS / THREADS rounds of WHAT, or,
 * if that is mixed, of all in turn: through      thrower() through middle(), caught in catcher()
 * caller       the same through middle() alone, caught by a function that is not traced
 * rethrow      caught in rethrower(), by reference and by value, and thrown again to catcher()
 * inside       caught where it is thrown, in juggler()
 * destructors  through guarded(), whose object's destructor throws and catches inside
 * library      thrown by, through and caught in a shared library's functions
 * cold         from the .cold part of chilly() and of leaf_throw(), which has no call elsewhere
 * sorted       through the C library's qsort()
 * handed       caught in keeper() and thrown again from its copy by hander()
 * uncaught     thrown by thrower() through middle(), by one thread, and by nobody caught: dies
 */
#include "noted.h"
#include "thrower.h"

#include <exception>
#include <stdexcept>
#include <thread>
#include <vector>

extern "C" {
int thrower(int n);
int middle(int n);
int catcher(Callback callback, int n);
int rethrower(int n);
int juggler(int n);
int guarded(int n);
int chilly(int n);
int leaf_throw(unsigned int n);
int by_number(const void *a, const void *b);
int sorter(int n);
int keeper(int n);
int hander(int n);
}

static thread_local std::exception_ptr kept;
static volatile int sink;

TRACED int thrower(int n)
{
	truth_enter();
	spin_ns(2000);
	truth_leaving();
	throw Error(n);
}

TRACED int middle(int n)
{
	struct truth *me = truth_enter();
	int result = NOTED(thrower, n) + 1;

	truth_leave(me);
	return result;
}

TRACED int catcher(Callback callback, int n)
{
	struct truth *me = truth_enter();
	int result = 0;

	try {
		result = callback(n);
	} catch (const Error &error) {
		truth_caught(me, false);
		result = error.value;
	}
	truth_leave(me);
	return result;
}

/* A half of them is caught by value: the runtime is asked for the object before the handler. */
TRACED int rethrower(int n)
{
	struct truth *me = truth_enter();

	if (n % 2) {
		try {
			return NOTED(middle, n);
		} catch (Error error) {
			truth_caught(me, false);
			sink += error.value;
			truth_leaving();
			throw;
		}
	}
	try {
		return NOTED(middle, n);
	} catch (...) {
		truth_caught(me, false);
		truth_leaving();
		throw;
	}
}

TRACED int juggler(int n)
{
	struct truth *me = truth_enter();
	int result = 0;

	try {
		if (n >= 0)
			throw Error(n);
	} catch (const Error &error) {
		result = error.value;
	}
	truth_leave(me);
	return result;
}

/* Runs where the calls that the exception has left were: they are known to have ended now. */
TRACED Guard::~Guard()
{
	struct truth *me = truth_enter_over();

	if (number % 2) {
		try {
			NOTED(thrower, number);
		} catch (const Error &error) {
			truth_caught(me, false);
			sink += error.value;
		}
	}
	truth_leave(me);
}

TRACED int guarded(int n)
{
	NotedGuard guard(n, truth_enter());
	int result = n % 3 ? NOTED(middle, n) + 1 : n;

	truth_leave(guard.before.around);
	return result;
}

/* Keeps its caller's way to it out of the hot part. */
__attribute__((cold)) TRACED static void leave_cold_part(void)
{
	truth_leaving();
}

TRACED int chilly(int n)
{
	struct truth *me = truth_enter();

	if (__builtin_expect(n % 2, 0)) {
		leave_cold_part();
		throw Error(n);
	}
	truth_leave(me);
	return n;
}

TRACED int leaf_throw(unsigned int n)
{
	if (__builtin_expect(n > 1000000, 0)) {
		leave_cold_part();
		throw Error((int)(n - 1000000));
	}
	return (int)n * 2;
}

TRACED int by_number(const void *a, const void *b)
{
	truth_enter();
	truth_leaving();
	throw Error(*(const int *)a + *(const int *)b);
}

/* The caller's notes of qsort()'s call of by_number(). */
static int by_number_noted(const void *a, const void *b)
{
	return NOTED(by_number, a, b);
}

TRACED int sorter(int n)
{
	struct truth *me = truth_enter();
	int numbers[2] = { n, n + 1 };

	qsort(numbers, 2, sizeof(*numbers), by_number_noted);
	truth_leave(me);
	return numbers[0];
}

TRACED int keeper(int n)
{
	struct truth *me = truth_enter();

	try {
		NOTED(thrower, n);
	} catch (...) {
		truth_caught(me, false);
		kept = std::current_exception();
	}
	truth_leave(me);
	return n;
}

TRACED int hander(int n)
{
	truth_enter();
	sink += n;
	truth_leaving();
	std::rethrow_exception(kept);
}

/* Callbacks: noted calls that are not traced themselves. */
static int call_middle(int n)
{
	return NOTED(middle, n);
}

static int call_rethrower(int n)
{
	return NOTED(rethrower, n);
}

static int call_guarded(int n)
{
	return NOTED(guarded, n);
}

static int call_library_throw(int n)
{
	return NOTED(library_throw, n);
}

static int call_library_through(int n)
{
	return NOTED(library_through, call_middle, n);
}

static int call_sorter(int n)
{
	return NOTED(sorter, n);
}

/* A function that is not traced catches. */
template <typename Call> static int caught_here(Call call)
{
	try {
		return call();
	} catch (const Error &error) {
		truth_caught(nullptr, false);
		return -error.value;
	}
}

static int round_cold(int n)
{
	return caught_here([n] { return NOTED(chilly, n); }) +
	       caught_here([n] { return NOTED(leaf_throw, n % 2 ? n + 1000000u : (unsigned)n); });
}

static int round_library(int n)
{
	return NOTED(library_catch, call_library_throw, n) + NOTED(library_catch, call_middle, n) +
	       NOTED(catcher, call_library_through, n);
}

static int round_handed(int n)
{
	NOTED(keeper, n);
	return caught_here([n] { return NOTED(hander, n); });
}

static const struct {
	const char *name;
	int (*round)(int n);
} rounds[] = {
	{ "through", [](int n) { return NOTED(catcher, call_middle, n); } },
	{ "caller", [](int n) { return caught_here([n] { return NOTED(middle, n); }); } },
	{ "rethrow", [](int n) { return NOTED(catcher, call_rethrower, n); } },
	{ "inside", [](int n) { return NOTED(juggler, n); } },
	{ "destructors", [](int n) { return NOTED(catcher, call_guarded, n); } },
	{ "library", round_library },
	{ "cold", round_cold },
	{ "sorted", [](int n) { return NOTED(catcher, call_sorter, n); } },
	{ "handed", round_handed },
};

#define ROUNDS (sizeof(rounds) / sizeof(*rounds))

static void run(const char *what, int first, int count, long *sum)
{
	*sum = 0;
	for (int i = first; i < first + count; i++) {
		for (size_t kind = 0; kind < ROUNDS; kind++) {
			if (strcmp(what, "mixed") ? !strcmp(what, rounds[kind].name)
						  : i % ROUNDS == kind)
				*sum += rounds[kind].round(i);
		}
	}
}

static struct truth *enter_for_library(void)
{
	return truth_enter();
}

static void caught_for_library(struct truth *here)
{
	truth_caught(here, false);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "mixed";
	int throws = (int)argument(argc, argv, 2, 400);
	int threads = (int)argument(argc, argv, 3, 4);
	std::vector<long> sums(threads);
	std::vector<std::thread> workers;

	library_notes = { enter_for_library, truth_leaving, caught_for_library };
	truth_room(16L * throws + 2);
	wait_for_go();
	if (!strcmp(what, "uncaught"))
		return call_middle(1);
	for (int i = 0; i < threads; i++)
		workers.emplace_back(run, what, i * (throws / threads), throws / threads, &sums[i]);
	for (int i = 0; i < threads; i++) {
		workers[i].join();
		printf("thread %d: %ld\n", i, sums[i]);
	}
	truth_print();
	return 0;
}
