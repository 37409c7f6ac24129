// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * __builtin_longjmp out of many traced calls, unseen by anybody, then work in the function that they
 * were made from, which gives back a text. Prints the nanoseconds of that work.
 */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define SUBJECT __attribute__((noinline, noipa))

static void *buffer[5];

static long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000L + now.tv_nsec;
}

SUBJECT void dive(int depth)
{
	if (!depth)
		__builtin_longjmp(buffer, 1);
	dive(depth - 1);
	__asm__ volatile("");
}

SUBJECT const char *work(const char *text, long spin_ns)
{
	long end;

	if (!__builtin_setjmp(buffer))
		dive(100);
	end = now_ns() + spin_ns;
	while (now_ns() < end)
		;
	return text;
}

int main(void)
{
	char line[64];

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("ready %d\n", getpid());
	if (!fgets(line, sizeof(line), stdin))
		return 1;
	for (int i = 0; i < 20; i++)
		work("a text", 2000000);
	return 0;
}
