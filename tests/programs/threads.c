/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * threads many [N]: 8 threads, N calls each, numbered from 0 in each thread.
 * threads burst: 200 threads that start at once, each calls twice.
 * threads leave: a thread ends inside a call (no unwinding), the process goes on.
 * Prints "thread tid=T calls=N" for each thread.
 */
#include "truth.h"

#include <pthread.h>

#define MANY_THREADS  8
#define BURST_THREADS 200
#define CALLS_A_REST  200
#define REST_US	      2000

TRACED long count_call(long number, long thread);
TRACED void leave_thread(long thread);

struct worker {
	pthread_t thread;
	long index;
	long calls;
	int tid;
};

static pthread_barrier_t start_line;

TRACED long count_call(long number, long thread)
{
	return number + thread;
}

TRACED void leave_thread(long thread)
{
	syscall(SYS_exit, (int)thread);
	/* Not by a jump: that would be the end of this call. */
	__asm__ volatile("");
}

static void *work(void *argument)
{
	struct worker *w = argument;
	long i;

	w->tid = (int)syscall(SYS_gettid);
	pthread_barrier_wait(&start_line);
	for (i = 0; i < w->calls; i++) {
		count_call(i, w->index);
		if (i % CALLS_A_REST == CALLS_A_REST - 1)
			usleep(REST_US);
	}
	return NULL;
}

static void *work_and_leave(void *argument)
{
	struct worker *w = argument;

	w->tid = (int)syscall(SYS_gettid);
	count_call(0, w->index);
	leave_thread(w->index);
	return NULL;
}

static void run(long threads, long calls, void *(*body)(void *))
{
	struct worker *workers = calloc((size_t)threads, sizeof(*workers));
	long i;

	pthread_barrier_init(&start_line, NULL, (unsigned int)threads);
	for (i = 0; i < threads; i++) {
		workers[i].index = i;
		workers[i].calls = calls;
		if (pthread_create(&workers[i].thread, NULL, body, &workers[i])) {
			perror("pthread_create");
			exit(99);
		}
	}
	for (i = 0; i < threads; i++) {
		pthread_join(workers[i].thread, NULL);
		printf("thread tid=%d calls=%ld\n", workers[i].tid, calls);
	}
	free(workers);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "many";

	wait_for_go();
	if (!strcmp(what, "many"))
		run(MANY_THREADS, argument(argc, argv, 2, 10000), work);
	else if (!strcmp(what, "burst"))
		run(BURST_THREADS, 2, work);
	else
		run(1, 1, work_and_leave);
	count_call(0, -1);
	printf("thread tid=%d calls=1\n", (int)getpid());
	return 0;
}
