/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * namespaced threads       threads that exist before "ready", and call count_call() after it
 * namespaced child         after it, a child in a PID namespace of its own calls count_call()
 * namespaced root DIR LIB  after it, it takes DIR for its root and maps LIB there; calls after one
 *                          more go
 * namespaced exec          after it, a thread calls count_call() once and becomes
 *                          "namespaced after", which calls on under the PID
 *
 * Prints "thread tid=T calls=N" for each thread, "child pid=N calls=N" with the PID that its parent
 * knows. Waits for a last go before it ends.
 */
#include "truth.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <sys/wait.h>

#define THREADS 3
#define CALLS	20

TRACED long count_call(long number, long thread);
TRACED long call_all(long thread);

static pthread_barrier_t ready_line, start_line, end_line;

TRACED long count_call(long number, long thread)
{
	return number + thread;
}

TRACED long call_all(long thread)
{
	long sum = 0;

	for (long i = 0; i < CALLS; i++)
		sum += count_call(i, thread);
	return sum;
}

static void wait_for_line(void)
{
	char line[64];

	if (!fgets(line, sizeof(line), stdin))
		exit(3);
}

static void *work(void *argument)
{
	pthread_barrier_wait(&ready_line);
	pthread_barrier_wait(&start_line);
	call_all(1 + (long)argument);
	printf("thread tid=%d calls=%d\n", (int)syscall(SYS_gettid), CALLS);
	pthread_barrier_wait(&end_line);
	return NULL;
}

static int run_threads(void)
{
	pthread_t threads[THREADS];

	pthread_barrier_init(&ready_line, NULL, THREADS + 1);
	pthread_barrier_init(&start_line, NULL, THREADS + 1);
	pthread_barrier_init(&end_line, NULL, THREADS + 1);
	for (long i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, work, (void *)i))
			return 2;
	pthread_barrier_wait(&ready_line);
	wait_for_go();
	pthread_barrier_wait(&start_line);
	call_all(0);
	printf("thread tid=%d calls=%d\n", (int)getpid(), CALLS);
	pthread_barrier_wait(&end_line);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	return 0;
}

static int run_child(void)
{
	int status = 0;
	pid_t pid;

	wait_for_go();
	if (unshare(CLONE_NEWPID))
		return 2;
	pid = fork();
	if (!pid) {
		/* The first of its namespace. */
		call_all(0);
		_exit(getpid() == 1 ? 0 : 4);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		return 2;
	printf("child pid=%d calls=%d\n", (int)pid, CALLS);
	return 0;
}

static int run_in_root(const char *dir, const char *library)
{
	wait_for_go();
	if (chroot(dir) || chdir("/"))
		return 2;
	if (!dlopen(library, RTLD_NOW)) {
		fprintf(stderr, "%s\n", dlerror());
		return 2;
	}
	/* Until the tracer has looked at it. */
	wait_for_line();
	call_all(0);
	printf("thread tid=%d calls=%d\n", (int)getpid(), CALLS);
	return 0;
}

static int run_after(void)
{
	call_all(0);
	printf("thread tid=%d calls=%d\n", (int)getpid(), CALLS);
	return 0;
}

static void *become_after(void *path)
{
	count_call(0, 1);
	printf("thread tid=%d calls=1\n", (int)syscall(SYS_gettid));
	fflush(stdout);
	execl(path, path, "after", (char *)NULL);
	return NULL;
}

static int run_exec(char *path)
{
	pthread_t thread;

	wait_for_go();
	if (pthread_create(&thread, NULL, become_after, path))
		return 2;
	pthread_join(thread, NULL);
	return 2;
}

int main(int argc, char **argv)
{
	int status = 2;

	if (argc > 1 && !strcmp(argv[1], "threads"))
		status = run_threads();
	else if (argc > 1 && !strcmp(argv[1], "child"))
		status = run_child();
	else if (argc > 1 && !strcmp(argv[1], "exec"))
		status = run_exec(argv[0]);
	else if (argc > 1 && !strcmp(argv[1], "after"))
		status = run_after();
	else if (argc > 3 && !strcmp(argv[1], "root"))
		status = run_in_root(argv[2], argv[3]);
	fflush(stdout);
	if (!status)
		wait_for_line();
	return status;
}
