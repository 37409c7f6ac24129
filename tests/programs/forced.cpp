// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * forced exit|cancel [THREADS]: C++ threads that end inside traced calls, by pthread_exit() or
 * pthread_cancel(), through an object with a traced destructor and a handler that throws on.
 * Every other thread, counted by its number, catches an exception there and returns.
 */
#include "noted.h"

#include <cxxabi.h>
#include <pthread.h>
#include <thread>
#include <vector>

extern "C" {
int leaving(int n);
int guarded(int n);
int handling(int n);
int starting(int n);
}

/* When such a call is seen to end depends on what runs on the way: the outcome is what counts. */
static const char any_end[] = "exact=any";

struct Worker {
	pthread_t thread;
	struct truth *top; /* its innermost open call as it ends */
	int number;
	int destroyed;
	bool is_in; /* about to wait */
};

static bool by_exit;
static thread_local Worker *self;

static bool ends_early(int n)
{
	return n % 2 == 0;
}

static void mark_chain(struct truth *from)
{
	for (; from; from = from->around)
		from->extra = any_end;
}

TRACED int leaving(int n)
{
	struct truth *t = truth_enter();

	truth_leaving();
	if (!ends_early(n))
		throw n;
	mark_chain(t);
	self->top = t;
	if (by_exit)
		pthread_exit((void *)(intptr_t)(n + 1));
	__atomic_store_n(&self->is_in, true, __ATOMIC_RELEASE);
	for (;;)
		pause();
}

TRACED Guard::~Guard()
{
	struct truth *t = truth_enter_over();

	self->destroyed++;
	truth_leave(t);
}

TRACED int guarded(int n)
{
	NotedGuard guard(n, truth_enter());

	return NOTED(leaving, n) + 1;
}

TRACED int handling(int n)
{
	struct truth *t = truth_enter();

	try {
		return NOTED(guarded, n);
	} catch (abi::__forced_unwind &) {
		truth_caught(t, false);
		self->top = t;
		throw;
	} catch (int value) {
		truth_caught(t, false);
		truth_leave(t);
		return value;
	}
}

TRACED int starting(int n)
{
	struct truth *t = truth_enter();
	int result = NOTED(handling, n) + 1;

	truth_leave(t);
	return result;
}

static void *work(void *argument)
{
	self = (Worker *)argument;
	return (void *)(intptr_t)(NOTED(starting, self->number) + 1);
}

static void cancel(Worker *w)
{
	while (!__atomic_load_n(&w->is_in, __ATOMIC_ACQUIRE))
		usleep(100);
	usleep(100);
	pthread_cancel(w->thread);
}

static void finish(Worker *w)
{
	void *result;

	if (!by_exit && ends_early(w->number))
		cancel(w);
	pthread_join(w->thread, &result);
	if (ends_early(w->number))
		truth_left(w->top, nullptr, "unwound", false);
	printf("worker %d: %ld, destroyed %d\n", w->number,
	       result == PTHREAD_CANCELED ? -1 : (long)(intptr_t)result, w->destroyed);
}

int main(int argc, char **argv)
{
	int threads = (int)argument(argc, argv, 2, 20);
	std::vector<Worker> workers((size_t)threads);

	by_exit = argc > 1 && !strcmp(argv[1], "exit");
	truth_room(6L * threads);
	wait_for_go();
	for (int i = 0; i < threads; i++) {
		workers[i].number = i;
		if (pthread_create(&workers[i].thread, nullptr, work, &workers[i]))
			return 99;
	}
	for (int i = 0; i < threads; i++)
		finish(&workers[i]);
	truth_print();
	return 0;
}
