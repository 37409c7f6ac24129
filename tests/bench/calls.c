// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Time of a call to each of three functions that differ in their first instruction alone. Waits for a
 * line on stdin before each round, so that a tracer can come and go between them.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void begins_with_push(void);
void begins_with_nop(void);
void begins_with_mov(void);

__asm__(".text\n"
	".macro subject name:req first:vararg\n"
	".globl \\name\n"
	".type \\name, @function\n"
	"\\name:\n"
	"	\\first\n"
	"	push %rbx\n"
	"	pop %rbx\n"
	"	ret\n"
	".size \\name, . - \\name\n"
	".endm\n"
	"subject begins_with_nop, nop\n"
	"subject begins_with_mov, mov %rsp, %rax\n"
	".globl begins_with_push\n"
	".type begins_with_push, @function\n"
	"begins_with_push:\n"
	"	push %rbx\n"
	"	pop %rbx\n"
	"	ret\n"
	".size begins_with_push, . - begins_with_push\n");

static double now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e9 + now.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Median over ten batches. */
static double time_call(void (*function)(void), int calls)
{
	double times[10];

	for (int batch = 0; batch < 10; batch++) {
		double start = now_ns();

		for (int i = 0; i < calls / 10; i++)
			function();
		times[batch] = (now_ns() - start) / (calls / 10);
	}
	qsort(times, 10, sizeof(*times), by_value);
	return times[5];
}

int main(int argc, char **argv)
{
	int calls = argc > 1 ? atoi(argv[1]) : 100000;
	char line[64];

	setvbuf(stdout, NULL, _IOLBF, 0);
	while (fgets(line, sizeof(line), stdin))
		printf("%.1f %.1f %.1f\n", time_call(begins_with_push, calls),
		       time_call(begins_with_nop, calls), time_call(begins_with_mov, calls));
	return 0;
}
