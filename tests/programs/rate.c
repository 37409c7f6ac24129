/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * rate: calls a function for ever and prints, for each window of calls, what one costs and the
 * function's first bytes as they are in memory: "window=3 ps_per_call=2100 code=55…". A
 * breakpoint shows in the bytes, its cost in the figure. Ends at end of file on stdin.
 */
#include "truth.h"

#include <poll.h>

#define WINDOW_NS   20000000
#define BATCH_CALLS 1000
#define CODE_BYTES  8

TRACED uint64_t often(uint64_t value);

TRACED uint64_t often(uint64_t value)
{
	USES_SAVED_REGISTER();
	return value + 1;
}

static void print_window(long number, uint64_t ns, uint64_t calls)
{
	const volatile unsigned char *code = (const volatile unsigned char *)(uintptr_t)often;
	int i;

	printf("window=%ld ps_per_call=%" PRIu64 " code=", number, ns * 1000 / calls);
	for (i = 0; i < CODE_BYTES; i++)
		printf("%02x", code[i]);
	putchar('\n');
	fflush(stdout);
}

static bool asked_to_stop(void)
{
	struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};

	return poll(&in, 1, 0) > 0;
}

int main(void)
{
	uint64_t start, ns, calls;
	long window = 0;
	int i;

	printf("ready %d\n", (int)getpid());
	while (!asked_to_stop()) {
		calls = 0;
		start = now_ns();
		do {
			for (i = 0; i < BATCH_CALLS; i++)
				often(calls);
			calls += BATCH_CALLS;
			ns = now_ns() - start;
		} while (ns < WINDOW_NS);
		print_window(window++, ns, calls);
	}
	puts("stopped");
	return 0;
}
