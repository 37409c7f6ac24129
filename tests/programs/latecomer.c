/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * latecomer WHAT [TIMES]: what begins as plain C, with nothing that unwinds stacks, until it loads
 * a library that does. A second thread makes calls all the time. throw    libplugin.so (C++), whose
 * exceptions then cross the functions here, first in its constructor cancel   libcanceller.so,
 * which ends threads that wait here Each has a second part after another line on stdin.
 *
 * Prints "count NAME OUTCOME=N..." for each function, as the program itself knows.
 */
#include <dlfcn.h>
#include <pthread.h>

#include "truth.h"

typedef int (*callback_fn)(int n);

enum { RETURNED, UNWOUND, OUTCOMES };

struct tally {
	const char *name;
	long made[OUTCOMES];
};

static struct tally early_calls = { .name = "early" }, busy_calls = { .name = "busy" },
		    loading_calls = { .name = "loading" }, outer_calls = { .name = "outer" },
		    relay_calls = { .name = "relay" }, starting_calls = { .name = "starting" },
		    waiting_calls = { .name = "waiting" };
static volatile int sink;
static bool is_over;
static int (*plugin_run)(callback_fn callback, int n);
static int (*plugin_throw)(int n);

/* Keeps the functions below from being leaves, which nothing could unwind through. */
static __attribute__((noinline)) void helper(int n)
{
	sink = n;
}

static void add(struct tally *tally, int outcome)
{
	__atomic_add_fetch(&tally->made[outcome], 1, __ATOMIC_RELAXED);
}

TRACED int early(int n)
{
	helper(n);
	return sink + 1;
}

TRACED int busy(int n)
{
	helper(n);
	return sink ^ 1;
}

/* Lets pass what the plug-in throws. Its constructor calls this, too. */
TRACED int relay(callback_fn callback, int n)
{
	int result;

	add(&relay_calls, callback ? UNWOUND : RETURNED);
	helper(n);
	result = callback ? callback(n) : 0;
	return result + 1;
}

static int through(int n)
{
	return relay(plugin_throw, n);
}

TRACED int outer(int n)
{
	int result = plugin_run(through, n);

	add(&outer_calls, RETURNED);
	return result + 1;
}

static void *load_library(const char *name)
{
	void *library = dlopen(name, RTLD_NOW);

	if (!library) {
		fprintf(stderr, "%s\n", dlerror());
		exit(99);
	}
	return library;
}

static void *find(void *library, const char *name)
{
	void *symbol = dlsym(library, name);

	if (!symbol) {
		fprintf(stderr, "%s is missing\n", name);
		exit(99);
	}
	return symbol;
}

/* Open while the library comes. */
TRACED void *loading(const char *name)
{
	void *library = load_library(name);

	add(&loading_calls, RETURNED);
	return library;
}

static void *be_busy(void *unused)
{
	for (int n = 0; !__atomic_load_n(&is_over, __ATOMIC_ACQUIRE); n++) {
		uint64_t until = now_ns() + 50000;

		busy(n);
		add(&busy_calls, RETURNED);
		while (now_ns() < until)
			;
	}
	return unused;
}

static long throw_many(int times)
{
	long sum = 0;

	for (int i = 0; i < times; i++)
		sum += outer(i);
	return sum;
}

static void throwing(int times)
{
	void *library;

	for (int i = 0; i < times; i++)
		relay(NULL, i);
	library = loading("libplugin.so");
	*(void **)&plugin_run = find(library, "plugin_run");
	*(void **)&plugin_throw = find(library, "plugin_throw");
	printf("constructor caught %d\n", *(int *)find(library, "plugin_caught"));
	printf("at once %ld\n", throw_many(times));
	wait_for_go();
	printf("later %ld\n", throw_many(times));
}

struct worker {
	pthread_t thread;
	int number;
	int cleaned;
	bool is_in;
};

TRACED int waiting(struct worker *w)
{
	add(&waiting_calls, UNWOUND);
	__atomic_store_n(&w->is_in, true, __ATOMIC_RELEASE);
	for (;;)
		pause();
	return w->number;
}

static void clean_up(void *argument)
{
	struct worker *w = argument;

	w->cleaned++;
}

TRACED int starting(struct worker *w)
{
	int result;

	add(&starting_calls, UNWOUND);
	pthread_cleanup_push(clean_up, w);
	result = waiting(w) + 1;
	pthread_cleanup_pop(0);
	return result;
}

static void *work(void *argument)
{
	struct worker *w = argument;

	return (void *)(intptr_t)starting(w);
}

static void start_all(struct worker *workers, int count)
{
	for (int i = 0; i < count; i++) {
		workers[i] = (struct worker){ .number = i };
		if (pthread_create(&workers[i].thread, NULL, work, &workers[i]))
			exit(99);
		while (!__atomic_load_n(&workers[i].is_in, __ATOMIC_ACQUIRE))
			usleep(100);
	}
}

static void cancel_all(struct worker *workers, int count, int (*cancel)(pthread_t))
{
	int cleaned = 0, cancelled = 0;
	void *result;

	for (int i = 0; i < count; i++) {
		cancel(workers[i].thread);
		pthread_join(workers[i].thread, &result);
		cancelled += result == PTHREAD_CANCELED;
		cleaned += workers[i].cleaned;
	}
	printf("cancelled %d, cleaned %d\n", cancelled, cleaned);
}

/* The first threads are in their calls before the library comes. */
static void cancelling(int count)
{
	struct worker *workers = calloc((size_t)count, sizeof(*workers));
	int (*cancel)(pthread_t thread);

	start_all(workers, count);
	*(void **)&cancel = find(loading("libcanceller.so"), "cancel_thread");
	cancel_all(workers, count, cancel);
	wait_for_go();
	start_all(workers, count);
	cancel_all(workers, count, cancel);
	free(workers);
}

static void print_tally(const struct tally *tally)
{
	static const char *const names[] = { "returned", "unwound" };

	printf("count %s", tally->name);
	for (int i = 0; i < OUTCOMES; i++)
		if (tally->made[i])
			printf(" %s=%ld", names[i], tally->made[i]);
	putchar('\n');
}

static void print_tallies(void)
{
	const struct tally *const all[] = { &early_calls,  &busy_calls,	 &loading_calls,
					    &outer_calls,  &relay_calls, &starting_calls,
					    &waiting_calls };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (all[i]->made[RETURNED] || all[i]->made[UNWOUND])
			print_tally(all[i]);
}

int main(int argc, char **argv)
{
	int times = (int)argument(argc, argv, 2, 100);
	pthread_t thread;

	wait_for_go();
	for (int i = 0; i < times; i++) {
		early(i);
		add(&early_calls, RETURNED);
	}
	if (pthread_create(&thread, NULL, be_busy, NULL))
		return 99;
	if (argc > 1 && !strcmp(argv[1], "cancel"))
		cancelling(times);
	else
		throwing(times);
	__atomic_store_n(&is_over, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	print_tallies();
	return 0;
}
