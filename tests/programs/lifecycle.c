/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * lifecycle exit STATUS | abort | hang | fork | exec: ends and turns in the middle of a traced
 * call, outside() around inside(). Three whole calls of one_step() come first.
 * hang: prints "inside", waits there for a line on stdin, then returns through both.
 * fork: the child returns through both too, calls one_step() ten times and exits with 5.
 * exec: the process becomes "lifecycle after", which calls one_step() twice.
 */
#include "truth.h"

#include <sys/wait.h>

TRACED long one_step(long n);
TRACED long outside(const char *what, long n);
TRACED long inside(const char *what, long n);

static bool is_child;

TRACED long one_step(long n)
{
	return n + 1;
}

static void say(const char *text)
{
	puts(text);
	fflush(stdout);
}

static void become(const char *mode)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n < 0)
		exit(99);
	path[n] = '\0';
	execl(path, path, mode, (char *)NULL);
	perror("execl");
	exit(99);
}

TRACED long inside(const char *what, long n)
{
	char line[64];

	if (!strcmp(what, "exit"))
		exit((int)n);
	if (!strcmp(what, "abort"))
		abort();
	if (!strcmp(what, "hang")) {
		say("inside");
		if (!fgets(line, sizeof(line), stdin))
			exit(98);
	}
	if (!strcmp(what, "fork"))
		is_child = fork() == 0;
	if (!strcmp(what, "exec"))
		become("after");
	return n + 1;
}

TRACED long outside(const char *what, long n)
{
	return inside(what, n) + 1;
}

static long steps(long count)
{
	long sum = 0;
	long i;

	for (i = 0; i < count; i++)
		sum += one_step(i);
	return sum;
}

static int finish_fork(void)
{
	int status;

	if (is_child) {
		printf("child steps=%ld\n", steps(10));
		fflush(stdout);
		_exit(5);
	}
	if (wait(&status) < 0 || !WIFEXITED(status))
		status = 99 << 8;
	printf("child status=%d\n", WEXITSTATUS(status));
	return WEXITSTATUS(status) == 5 ? 0 : 1;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "exit";
	long result;

	if (!strcmp(what, "after")) {
		printf("after steps=%ld\n", steps(2));
		return 0;
	}
	wait_for_go();
	steps(3);
	result = outside(what, argument(argc, argv, 2, 3));
	if (!strcmp(what, "fork"))
		return finish_fork();
	printf("result=%ld\n", result);
	return 0;
}
