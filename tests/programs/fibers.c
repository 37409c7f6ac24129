/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * fibers WHAT [ROUNDS]: swapcontext() under open traced calls. Each fiber makes ROUNDS calls of
 * outer(), which calls inner() twice, and gives way to the others in both.
 * robin   fibers on malloc'ed stacks and on parts of one static array, one after the other, all
 *         below driving(), a traced call of the thread's own stack
 * link    the same, but they end through uc_link
 * moving  fibers that two threads take in turn: each goes on where it was left, on the other one
 */
#include <pthread.h>
#include <ucontext.h>

#include "truth.h"

#define FIBERS	    8
#define STACK_BYTES 65536

TRACED int inner(int n);
TRACED int outer(int n);
TRACED int driving(int n);

struct fiber {
	ucontext_t context;
	ucontext_t *back; /* who lets it run */
	struct truth *top;
	int number;
	int sum;
	bool ended;
};

static char stacks[FIBERS / 2][STACK_BYTES];
static struct fiber fibers[FIBERS];
static ucontext_t drivers[2];
static __thread struct fiber *running;
static pthread_barrier_t turn;
static const char *how;
static int rounds;

/* What a thread keeps may be another thread's after a switch: the compiler must not keep it too. */
static TRACED void give_way(void)
{
	struct fiber *me = running;

	me->top = truth_top;
	swapcontext(&me->context, me->back);
}

static TRACED void end_note(struct truth *t, uint64_t result)
{
	truth_return(t, result);
	t->tid = (int)syscall(SYS_gettid);
}

static int call(const char *name, int (*function)(int), int n)
{
	struct truth *t = truth_begin(name);
	int result = function(n);

	end_note(t, (uint32_t)result);
	return result;
}

TRACED int inner(int n)
{
	struct truth *t = truth_enter();

	t->own_ns = spin_ns(2000);
	give_way();
	truth_leave(t);
	return n + 1;
}

TRACED int outer(int n)
{
	struct truth *t = truth_enter();
	int result = call("inner", inner, n);

	give_way();
	result += call("inner", inner, n + 1);
	truth_leave(t);
	return result;
}

static void live(int number)
{
	struct fiber *me = &fibers[number];

	/* They do not go in step: some give way at other places. */
	for (int i = 0; i < rounds; i++) {
		me->sum += call("outer", outer, i);
		if (number % 3)
			give_way();
	}
	me->ended = true;
	if (strcmp(how, "link"))
		give_way();
}

static void make_fiber(struct fiber *fiber, int number)
{
	fiber->number = number;
	getcontext(&fiber->context);
	fiber->context.uc_stack.ss_sp = number % 2 ? stacks[number / 2] : malloc(STACK_BYTES);
	fiber->context.uc_stack.ss_size = STACK_BYTES;
	fiber->context.uc_link = &drivers[0];
	makecontext(&fiber->context, (void (*)(void))live, 1, number);
}

static TRACED void run_until_it_gives_way(struct fiber *fiber, ucontext_t *driver)
{
	struct truth *mine = truth_top;

	fiber->back = driver;
	running = fiber;
	truth_top = fiber->top;
	swapcontext(driver, &fiber->context);
	truth_top = mine;
}

static bool all_ended(void)
{
	for (int i = 0; i < FIBERS; i++) {
		if (!fibers[i].ended)
			return false;
	}
	return true;
}

static void run_each(ucontext_t *driver, int first, int step)
{
	for (int i = first; i < FIBERS; i += step) {
		if (!fibers[i].ended)
			run_until_it_gives_way(&fibers[i], driver);
	}
}

TRACED int driving(int n)
{
	struct truth *t = truth_enter();

	while (!all_ended())
		run_each(&drivers[0], 0, 1);
	truth_leave(t);
	return n;
}

/* In odd turns one thread takes the odd fibers, in even turns the even ones. */
static void *drive_in_turn(void *argument)
{
	int me = (int)(intptr_t)argument;
	bool done;

	for (int i = 0;; i++) {
		pthread_barrier_wait(&turn);
		done = all_ended();
		pthread_barrier_wait(&turn);
		if (done)
			return NULL;
		run_each(&drivers[me], (i + me) % 2, 2);
	}
}

static void drive_on_two_threads(void)
{
	pthread_t second;

	pthread_barrier_init(&turn, NULL, 2);
	if (pthread_create(&second, NULL, drive_in_turn, (void *)1)) {
		perror("pthread_create");
		exit(99);
	}
	drive_in_turn(NULL);
	pthread_join(second, NULL);
}

int main(int argc, char **argv)
{
	how = argc > 1 ? argv[1] : "robin";
	rounds = (int)argument(argc, argv, 2, 20);
	truth_room(3L * FIBERS * rounds + 1);
	for (int i = 0; i < FIBERS; i++)
		make_fiber(&fibers[i], i);
	wait_for_go();
	if (!strcmp(how, "moving"))
		drive_on_two_threads();
	else
		call("driving", driving, 1);
	for (int i = 0; i < FIBERS; i++)
		printf("fiber %d: %d\n", i, fibers[i].sum);
	truth_print();
	return 0;
}
