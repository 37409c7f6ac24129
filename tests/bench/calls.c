// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Time of a call to each of some functions that differ in their first instruction alone. Waits for
 * a line on stdin before each round, so that a tracer can come and go between them.
 *
 * The entry probe can move past mov and endbr64 to a push that the kernel emulates, but not past
 * xor, which overwrites the first argument.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void begins_with_push(void);
void begins_with_nop(void);
void begins_with_mov(void);
void begins_with_endbr64(void);
void begins_with_xor(void);

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
	"subject begins_with_endbr64, endbr64\n"
	"subject begins_with_xor, xor %edi, %edi\n"
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

static void (*const functions[])(void) = { begins_with_push, begins_with_nop, begins_with_mov,
					   begins_with_endbr64, begins_with_xor };

enum { FUNCTIONS = sizeof(functions) / sizeof(*functions), BATCHES = 20 };

static double time_batch(void (*function)(void), int calls)
{
	double start = now_ns();

	for (int i = 0; i < calls; i++)
		function();
	return (now_ns() - start) / calls;
}

/* The least of the batches, as what else the machine does only adds; they take turns for the same.
 */
static void time_all(int calls)
{
	double least[FUNCTIONS];

	for (int batch = 0; batch < BATCHES; batch++)
		for (int i = 0; i < FUNCTIONS; i++) {
			double time = time_batch(functions[i], calls / BATCHES);

			if (!batch || time < least[i])
				least[i] = time;
		}
	for (int i = 0; i < FUNCTIONS; i++)
		printf("%.1f%c", least[i], i + 1 < FUNCTIONS ? ' ' : '\n');
}

int main(int argc, char **argv)
{
	int calls = argc > 1 ? atoi(argv[1]) : 100000;
	char line[64];

	setvbuf(stdout, NULL, _IOLBF, 0);
	while (fgets(line, sizeof(line), stdin))
		time_all(calls);
	return 0;
}
