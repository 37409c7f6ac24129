/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * jumping WHAT [TIMES]: out of traced calls by longjmp and its kin, and nothing else.
 * longjmp     from sinking(), below wading() and diving(), back to a caller that is not traced
 * siglongjmp  the same by siglongjmp(), which restores the signal mask
 * _longjmp    the same by _longjmp()
 * within      back into holding(), a traced call that goes on
 * handler     by siglongjmp() from a signal handler, which had interrupted ringing()
 * stack       the same with the handler on a stack of its own
 * Each is followed by deeper calls over what the left ones were.
 */
#include <setjmp.h>
#include <signal.h>

#include "truth.h"

TRACED int sinking(int n);
TRACED int diving(int n);
TRACED int wading(int n);
TRACED int holding(int n);
TRACED int handling(int n);
TRACED int ringing(int n);
TRACED int after(int n);

static sigjmp_buf place;
static const char *how;
static volatile int sink;
static struct truth *interrupted;

static int call(const char *name, int (*function)(int), int n)
{
	struct truth *t = truth_begin(name);
	int result = function(n);

	truth_return(t, (uint32_t)result);
	return result;
}

static _Noreturn void jump(int n)
{
	truth_leaving();
	if (!strcmp(how, "longjmp"))
		longjmp(place, n + 1);
	if (!strcmp(how, "_longjmp"))
		_longjmp(place, n + 1);
	siglongjmp(place, n + 1);
}

TRACED int sinking(int n)
{
	truth_enter();
	sink += n;
	jump(n);
}

TRACED int diving(int n)
{
	struct truth *t = truth_enter();
	int result = call("sinking", sinking, n) + 1;

	truth_leave(t);
	return result;
}

TRACED int wading(int n)
{
	struct truth *t = truth_enter();
	int result = call("diving", diving, n) + 1;

	truth_leave(t);
	return result;
}

TRACED int after(int n)
{
	struct truth *t = truth_enter();

	sink -= n;
	truth_leave(t);
	return sink;
}

/* A frame that lies over what the left calls were. */
static TRACED int deeper(int n)
{
	volatile char room[4096];

	memset((char *)room, 0x5a, sizeof(room));
	return call("after", after, n) + room[n % 4096];
}

/* Its own frame is there when the jump has come back to it. */
TRACED int holding(int n)
{
	struct truth *t = truth_enter();
	int landed = sigsetjmp(place, 1);

	if (!landed)
		call("wading", wading, n);
	truth_caught(t, true);
	landed += deeper(n);
	truth_leave(t);
	return landed;
}

TRACED int handling(int n)
{
	truth_enter();
	sink += n;
	jump(n);
}

static void on_signal(int number)
{
	/* On a stack of its own it is inside nothing. */
	if (!strcmp(how, "stack")) {
		interrupted = truth_top;
		truth_top = NULL;
	}
	call("handling", handling, number);
}

TRACED int ringing(int n)
{
	struct truth *t = truth_enter();

	truth_leaving();
	raise(SIGUSR1);
	truth_leave(t);
	return n;
}

static void handle_signal(bool own_stack)
{
	struct sigaction action = { .sa_handler = on_signal };
	stack_t stack = { .ss_sp = malloc(65536), .ss_size = 65536 };

	action.sa_flags = own_stack ? SA_ONSTACK : 0;
	if (sigaltstack(&stack, NULL) || sigaction(SIGUSR1, &action, NULL)) {
		perror("sigaltstack");
		exit(99);
	}
}

/* The first call that will be left, at the bottom of the stack. */
static int leave(int n)
{
	if (!strcmp(how, "handler") || !strcmp(how, "stack"))
		return call("ringing", ringing, n);
	return call("wading", wading, n);
}

static int one_round(int n)
{
	int landed;

	if (!strcmp(how, "within"))
		return call("holding", holding, n);
	if (!strcmp(how, "siglongjmp") || !strcmp(how, "handler") || !strcmp(how, "stack"))
		landed = sigsetjmp(place, 1);
	else
		landed = _setjmp(place);
	if (!landed)
		leave(n);
	truth_caught(NULL, true);
	truth_left(interrupted, NULL, "unwound", true);
	interrupted = NULL;
	return landed + deeper(n);
}

int main(int argc, char **argv)
{
	int times = (int)argument(argc, argv, 2, 100);
	long sum = 0;

	how = argc > 1 ? argv[1] : "longjmp";
	truth_room(5L * times);
	handle_signal(!strcmp(how, "stack"));
	wait_for_go();
	for (int i = 0; i < times; i++)
		sum += one_round(i);
	printf("sum %ld\n", sum);
	truth_print();
	return 0;
}
