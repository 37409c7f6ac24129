/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * crashing WHAT [THREADS]: ends within work(), which calls what fails. Before, it prints where that
 * will be, "line FUNCTION LINE", innermost first. With THREADS, so many others wait in waiting().
 *
 * null, overflow, abort, assert, divide, trap, jump (through a null pointer), smash (the stack),
 * exit, wait (to be killed), deep (abort in 100 calls inside each other), handled (SIGSEGV with a
 * handler that raises it once more)
 */
#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>

#include "truth.h"

struct node {
	long value;
	int member;
};

TRACED int work(const char *what, int number);
TRACED int waiting(int number);

static struct node *volatile no_node;
static volatile int zero, sink;
static int (*volatile nowhere)(int);

#define KEEP(call)                                                                                 \
	({                                                                                         \
		int value = (call);                                                                \
		__asm__ volatile("" : "+r"(value));                                                \
		value;                                                                             \
	})

/* clang-format off: what fails stands on the line that is told. */
static const int null_line = __LINE__ + 1;
TRACED int dereference(struct node *node)
{
	sink++;
	return node->member;
}

static const int divide_line = __LINE__ + 1;
TRACED int divide(int number)
{
	sink++;
	return number / zero;
}

static const int assert_line = __LINE__ + 1;
TRACED int check(int number)
{
	sink++;
	assert(number == 5);
	return number;
}

static const int abort_line = __LINE__ + 1;
TRACED int give_up(int number)
{
	sink++;
	if (number)
		abort();
	return number;
}

static const int trap_line = __LINE__ + 1;
TRACED int trap(int number)
{
	sink++;
	__asm__ volatile("ud2");
	return number;
}

static const int jump_line = __LINE__ + 1;
TRACED int jump(int number)
{
	return KEEP(nowhere(number)) + 1;
}

static const int exit_line = __LINE__ + 1;
TRACED int leave(int number)
{
	sink++;
	if (number)
		exit(number);
	return number;
}

static const int wait_line = __LINE__ + 1;
TRACED int waiting(int number)
{
	for (;;) {
		pause();
		sink++;
	}
	return number;
}

static const int overflow_line = __LINE__ + 1;
TRACED int overflow(int number)
{
	volatile char room[500];
	room[0] = number;
	return KEEP(overflow(number + 1)) + room[0];
}

static const int deep_line = __LINE__ + 1;
TRACED int deep(int number)
{
	return KEEP(number ? deep(number - 1) : give_up(1)) + 1;
}
/* clang-format on */

TRACED int smash(int number)
{
	void **frame = __builtin_frame_address(0);

	memset(frame, 0x41, 2000);
	return number;
}

static inline __attribute__((always_inline)) int divide_inlined(int number)
{
	return KEEP(divide(number)) + 1;
}

static void raise_again(int sig)
{
	signal(sig, SIG_DFL);
	raise(sig);
}

static void tell(const char *function, int line)
{
	printf("line %s %d\n", function, line);
	fflush(stdout);
}

TRACED int work(const char *what, int number)
{
	int result = 0;

	if (!strcmp(what, "null") || !strcmp(what, "handled")) {
		tell("dereference", null_line);
		result = KEEP(dereference(no_node));
	} else if (!strcmp(what, "overflow")) {
		tell("overflow", overflow_line);
		result = KEEP(overflow(number));
	} else if (!strcmp(what, "divide")) {
		tell("divide", divide_line);
		result = divide_inlined(number);
	} else if (!strcmp(what, "assert")) {
		tell("check", assert_line);
		result = KEEP(check(number));
	} else if (!strcmp(what, "abort")) {
		tell("give_up", abort_line);
		result = KEEP(give_up(number));
	} else if (!strcmp(what, "trap")) {
		tell("trap", trap_line);
		result = KEEP(trap(number));
	} else if (!strcmp(what, "jump")) {
		tell("jump", jump_line);
		result = KEEP(jump(number));
	} else if (!strcmp(what, "exit")) {
		tell("leave", exit_line);
		result = KEEP(leave(number));
	} else if (!strcmp(what, "deep")) {
		tell("deep", deep_line);
		result = KEEP(deep(100));
	} else if (!strcmp(what, "smash")) {
		result = KEEP(smash(number));
	} else {
		tell("waiting", wait_line);
		result = KEEP(waiting(number));
	}
	return KEEP(result) + 1;
}

static void *wait_in_thread(void *argument)
{
	(void)argument;
	KEEP(waiting(1));
	return NULL;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "null";
	pthread_t thread;

	prctl(PR_SET_DUMPABLE, 0); /* no core files */
	wait_for_go();
	for (long i = argument(argc, argv, 2, 0); i > 0; i--) {
		pthread_create(&thread, NULL, wait_in_thread, NULL);
		usleep(50000);
	}
	if (!strcmp(what, "handled"))
		signal(SIGSEGV, raise_again);
	return KEEP(work(what, 3));
}
