/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * crashing WHAT [THREADS]: ends within work(), which calls what fails. Before, it prints where that
 * will be, "line FUNCTION LINE" (0: any). With THREADS, so many others wait in waiting().
 *
 * null, overflow, abort, assert, divide, trap (an instruction that is none), breakpoint, bus (past
 * the end of a file), forbidden (by seccomp), jump (through a null pointer), smash (the stack),
 * exit, wait and tick (to be killed, tick while it asks for the time), deep (abort in 100 calls
 * inside each other), handled (SIGSEGV with a handler that raises it once more)
 */
#include <assert.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
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

/* Where each fails, counted from the line before it. */
static const int null_line = __LINE__ + 4;
TRACED int dereference(struct node *node)
{
	sink++;
	return node->member;
}

static const int divide_line = __LINE__ + 4;
TRACED int divide(int number)
{
	sink++;
	return number / zero;
}

static const int assert_line = __LINE__ + 4;
TRACED int check(int number)
{
	sink++;
	assert(number == 5);
	return number;
}

static const int abort_line = __LINE__ + 5;
TRACED int give_up(int number)
{
	sink++;
	if (number)
		abort();
	return number;
}

static const int trap_line = __LINE__ + 4;
TRACED int trap(int number)
{
	sink++;
	__asm__ volatile("ud2");
	return number;
}

static const int breakpoint_line = __LINE__ + 4;
TRACED int stop_here(int number)
{
	sink++;
	__asm__ volatile("int3; nop");
	return number;
}

static const int bus_line = __LINE__ + 4;
TRACED int read_past(const volatile char *map)
{
	sink++;
	return map[5000];
}

static const int forbidden_line = __LINE__ + 4;
TRACED int ask(int number)
{
	sink++;
	return getppid() + number;
}

static const int jump_line = __LINE__ + 3;
TRACED int jump(int number)
{
	return KEEP(nowhere(number)) + 1;
}

static const int exit_line = __LINE__ + 5;
TRACED int leave(int number)
{
	sink++;
	if (number)
		exit(number);
	return number;
}

static const int wait_line = __LINE__ + 4;
TRACED int waiting(int number)
{
	for (;;) {
		pause();
		sink++;
	}
	return number;
}

TRACED int overflow(int number)
{
	volatile char room[500];
	room[0] = number;
	return KEEP(overflow(number + 1)) + room[0];
}

static const int deep_line = __LINE__ + 3;
TRACED int deep(int number)
{
	return KEEP(number ? deep(number - 1) : give_up(1)) + 1;
}

/* Two pages of a file that has one byte. */
static const char *map_file(void)
{
	FILE *file = tmpfile();

	if (!file || fputc('x', file) == EOF || fflush(file))
		exit(99);
	return mmap(NULL, 8192, PROT_READ, MAP_SHARED, fileno(file), 0);
}

static void forbid(int number)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(filter) / sizeof(*filter), filter };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		exit(99);
}

TRACED int smash(int number)
{
	void **frame = __builtin_frame_address(0);

	memset(frame, 0x41, 2000);
	return number;
}

/* In the code that the kernel maps. */
static const int tick_line = __LINE__ + 6;
TRACED int tick(int number)
{
	struct timespec now;

	for (;;)
		sink += clock_gettime(CLOCK_MONOTONIC, &now);
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
		tell("overflow", 0);
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
	} else if (!strcmp(what, "breakpoint")) {
		tell("stop_here", breakpoint_line);
		result = KEEP(stop_here(number));
	} else if (!strcmp(what, "bus")) {
		tell("read_past", bus_line);
		result = KEEP(read_past(map_file()));
	} else if (!strcmp(what, "forbidden")) {
		tell("ask", forbidden_line);
		forbid(SYS_getppid);
		result = KEEP(ask(number));
	} else if (!strcmp(what, "jump")) {
		tell("jump", jump_line);
		result = KEEP(jump(number));
	} else if (!strcmp(what, "exit")) {
		tell("leave", exit_line);
		result = KEEP(leave(number));
	} else if (!strcmp(what, "deep")) {
		tell("deep", deep_line);
		result = KEEP(deep(100));
	} else if (!strcmp(what, "tick")) {
		tell("tick", tick_line);
		result = KEEP(tick(number));
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
