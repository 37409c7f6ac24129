/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * unwinding WHAT [THREADS]: threads that end inside traced calls.
 * exit      by pthread_exit() in leaving(), below between(), below starting()
 * cancel    by pthread_cancel(), while they wait in waiting(), likewise
 * cleanup   the same through cleanup handlers of between(), which call cleaned()
 * at-exit   the same with a destructor of a thread's own data, which calls cleaned() at the end
 * Every other thread, counted by its number, is left alone and returns.
 */
#include <pthread.h>

#include "truth.h"

TRACED int leaving(int n);
TRACED int waiting(int n);
TRACED int between(int n);
TRACED int starting(int n);
TRACED int cleaned(int n);

struct worker {
	pthread_t thread;
	struct truth *top; /* its innermost open call as it ends */
	int number;
	int cleaned;
	bool is_in; /* about to wait */
};

static const char *how;
static pthread_key_t own_data;
static __thread struct worker *self;

static int call(const char *name, int (*function)(int), int n)
{
	struct truth *t = truth_begin(name);
	int result = function(n);

	truth_return(t, (uint32_t)result);
	return result;
}

static bool ends_early(int n)
{
	return n % 2 == 0;
}

TRACED int leaving(int n)
{
	struct truth *t = truth_enter();

	if (ends_early(n)) {
		self->top = t;
		truth_leaving();
		pthread_exit((void *)(intptr_t)(n + 1));
	}
	truth_leave(t);
	return n;
}

TRACED int waiting(int n)
{
	struct truth *t = truth_enter();

	self->top = t;
	truth_leaving();
	if (ends_early(n)) {
		__atomic_store_n(&self->is_in, true, __ATOMIC_RELEASE);
		for (;;)
			pause();
	}
	truth_leave(t);
	return n;
}

TRACED int cleaned(int n)
{
	struct truth *t = truth_enter();

	self->cleaned++;
	truth_leave(t);
	return n;
}

/* A handler runs in its function's frame: the calls inside that have been left. */
static void clean_up(void *around)
{
	truth_caught(around, true);
	self->top = around;
	call("cleaned", cleaned, self->number);
}

static int leave(int n)
{
	return !strcmp(how, "exit") ? call("leaving", leaving, n) : call("waiting", waiting, n);
}

TRACED int between(int n)
{
	struct truth *t = truth_enter();
	int result;

	if (strcmp(how, "cleanup")) {
		result = leave(n) + 1;
		truth_leave(t);
		return result;
	}
	pthread_cleanup_push(clean_up, t);
	pthread_cleanup_push(clean_up, t);
	result = leave(n) + 1;
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(1);
	truth_leave(t);
	return result;
}

TRACED int starting(int n)
{
	struct truth *t = truth_enter();
	int result = call("between", between, n) + 1;

	truth_leave(t);
	return result;
}

/* Runs when the thread's calls are all gone. */
static void forget_data(void *data)
{
	self = data;
	truth_caught(NULL, true);
	self->top = NULL;
	call("cleaned", cleaned, self->number);
}

static void *work(void *argument)
{
	self = argument;
	if (!strcmp(how, "at-exit"))
		pthread_setspecific(own_data, self);
	return (void *)(intptr_t)(call("starting", starting, self->number) + 1);
}

static void cancel(struct worker *w)
{
	while (!__atomic_load_n(&w->is_in, __ATOMIC_ACQUIRE))
		usleep(100);
	usleep(100);
	pthread_cancel(w->thread);
}

static void finish(struct worker *w)
{
	void *result;

	if (strcmp(how, "exit") && ends_early(w->number))
		cancel(w);
	pthread_join(w->thread, &result);
	if (ends_early(w->number))
		truth_left(w->top, NULL, "unwound", true);
	printf("worker %d: %ld, cleaned %d\n", w->number,
	       result == PTHREAD_CANCELED ? -1 : (long)(intptr_t)result, w->cleaned);
}

int main(int argc, char **argv)
{
	int threads = (int)argument(argc, argv, 2, 20);
	struct worker *workers = calloc((size_t)threads, sizeof(*workers));

	how = argc > 1 ? argv[1] : "exit";
	truth_room(5L * threads);
	pthread_key_create(&own_data, forget_data);
	wait_for_go();
	for (int i = 0; i < threads; i++) {
		workers[i].number = i;
		if (pthread_create(&workers[i].thread, NULL, work, &workers[i])) {
			perror("pthread_create");
			exit(99);
		}
	}
	for (int i = 0; i < threads; i++)
		finish(&workers[i]);
	truth_print();
	free(workers);
	return 0;
}
