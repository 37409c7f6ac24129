// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * switches thread|main [ROUNDS]: plain C with a switch of stacks of its own, which no name gives
 * away. A fiber takes turns with a thread whose stack is the lower half of one mapping, its own the
 * upper; or with the main thread. Prints how often each function was called.
 */
#include <pthread.h>

#include "truth.h"

#define STACK_BYTES (256 << 10)

TRACED void tick(int number);
TRACED void turns(int rounds);
TRACED void stay(int rounds);

void switch_stacks(void **from, void *to);

__asm__(".text\n"
	".type switch_stacks, @function\n"
	"switch_stacks:\n"
	"	push %rbp\n"
	"	push %rbx\n"
	"	push %r12\n"
	"	push %r13\n"
	"	push %r14\n"
	"	push %r15\n"
	"	mov %rsp, (%rdi)\n"
	"	mov %rsi, %rsp\n"
	"	pop %r15\n"
	"	pop %r14\n"
	"	pop %r13\n"
	"	pop %r12\n"
	"	pop %rbx\n"
	"	pop %rbp\n"
	"	ret\n"
	".size switch_stacks, . - switch_stacks\n");

static void *starter_sp, *fiber_sp;
static char *stacks; /* the thread's, then the fiber's */
static int rounds;
static long ticks, turning, staying;

TRACED void tick(int number)
{
	ticks++;
	__asm__ volatile("" : : "r"(number) : "memory");
}

/* A call that is open over every switch. */
TRACED void turns(int number)
{
	turning++;
	for (int i = 0; i < number; i++) {
		tick(i);
		switch_stacks(&fiber_sp, starter_sp);
	}
	__asm__ volatile("" : : : "memory");
}

static void fiber(void)
{
	for (;;)
		turns(10);
}

TRACED void stay(int number)
{
	staying++;
	for (int i = 0; i < number; i++) {
		tick(i);
		switch_stacks(&starter_sp, fiber_sp);
	}
	__asm__ volatile("" : : : "memory");
}

static void *work(void *unused)
{
	void **sp = (void **)(stacks + 2 * STACK_BYTES - 64);

	(void)unused;
	*--sp = NULL;
	*--sp = (void *)fiber;
	fiber_sp = sp - 6; /* registers */
	for (int i = 0; i < rounds; i++)
		stay(20);
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_attr_t attributes;
	pthread_t thread;

	rounds = (int)argument(argc, argv, 2, 200);
	stacks = mmap(NULL, 2 * STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		      -1, 0);
	if (stacks == MAP_FAILED || pthread_attr_init(&attributes) ||
	    pthread_attr_setstack(&attributes, stacks, STACK_BYTES))
		return 99;
	wait_for_go();
	if (argc > 1 && !strcmp(argv[1], "main"))
		work(NULL);
	else if (pthread_create(&thread, &attributes, work, NULL) || pthread_join(thread, NULL))
		return 99;
	printf("ticks %ld, turns %ld, stays %ld\n", ticks, turning, staying);
	return 0;
}
