// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Stacks that are not what they seem. stacks signal: a handler on an alternate stack above the
 * thread's own, where a careless return probe makes the kernel drop the pending ones. stacks
 * disarm: the same with SS_AUTODISARM. stacks given-up: the stack lay among the thread's own frames
 * and is given up before deep calls come by there. stacks jump: longjmp out of a traced call, then
 * deeper calls over its remains.
 */
#include <setjmp.h>
#include <signal.h>

#include "truth.h"

#ifndef SS_AUTODISARM
#define SS_AUTODISARM (1U << 31)
#endif

#define ROUNDS 50

static volatile int sink;
static jmp_buf place;

TRACED int inner(int value)
{
	USES_SAVED_REGISTER();
	sink += value;
	return sink;
}

TRACED int outer(int value)
{
	int result = inner(value);

	raise(SIGUSR1);
	return result + inner(value);
}

TRACED int thrower(int value)
{
	USES_SAVED_REGISTER();
	sink += value;
	longjmp(place, 1);
}

TRACED int after(int value)
{
	USES_SAVED_REGISTER();
	sink -= value;
	return sink;
}

/* A frame that lies over what thrower() has left. */
static TRACED int deeper(int value)
{
	volatile char room[4096];

	memset((char *)room, 0x5a, sizeof(room));
	return after(value) + room[17];
}

TRACED int deep(int levels)
{
	volatile char room[1024];

	memset((char *)room, levels, sizeof(room));
	return levels ? deep(levels - 1) + room[5] : inner(1);
}

static void on_signal(int signal)
{
	(void)signal;
	inner(1);
}

static void use_stack(char *stack, size_t size, unsigned int flags)
{
	stack_t alternate = { .ss_sp = stack, .ss_size = size, .ss_flags = (int)flags };
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_ONSTACK };

	if (sigaltstack(&alternate, NULL) || sigaction(SIGUSR1, &action, NULL))
		exit(3);
}

/* A handler's stack where deep() will be, for one signal. */
static void __attribute__((noinline)) lend_stack(void)
{
	char stack[32768];
	stack_t none = { .ss_flags = SS_DISABLE };

	use_stack(stack, sizeof(stack), 0);
	raise(SIGUSR1);
	if (sigaltstack(&none, NULL))
		exit(3);
}

static void one_round(const char *how, int i)
{
	if (!strcmp(how, "given-up")) {
		lend_stack();
		deep(40);
	} else if (strcmp(how, "jump")) {
		outer(i);
	} else {
		if (!setjmp(place))
			thrower(i);
		deeper(i);
	}
}

int main(int argc, char **argv)
{
	char stack[65536]; /* above the frames of all calls below */
	const char *how = argc > 1 ? argv[1] : "signal";
	char line[16];

	if (!strcmp(how, "signal") || !strcmp(how, "disarm"))
		use_stack(stack, sizeof(stack), strcmp(how, "disarm") ? 0 : SS_AUTODISARM);
	printf("ready %d\n", getpid());
	fflush(stdout);
	if (!fgets(line, sizeof(line), stdin))
		return 2;
	for (int i = 0; i < ROUNDS; i++)
		one_round(how, i);
	printf("survived\n");
	return 0;
}
