/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * forks WHAT [TIMES]: forking(), a traced call around one of working(), makes a child in the
 * middle. fork      the child returns through forking() as its parent does, calls working() on, and
 * ends vfork     the child calls working() on its parent's memory and becomes "forks after", in a
 * call of becoming() that never ends clone     a child by clone() with a stack of its own, on a
 * copy of the memory shared    the same on its parent's memory, which waits (CLONE_VM |
 * CLONE_VFORK) beside    the same, and its parent runs on (CLONE_VM) threads   fork() while another
 * thread calls working() all the time nested    the child forks in a call of its own too, and so
 * does that one quick     TIMES children, one after the other, of one call each after     what a
 * child becomes: three calls of working(), and one before main() Each process prints its calls by
 * one write before it ends.
 */
#include <sched.h>
#include <sys/wait.h>

#include "truth.h"

#include <pthread.h>

#define CALLS	    10
#define STACK_BYTES 65536
#define ROOM	    2000

TRACED long working(long n);
TRACED long forking(long (*make_child)(void), long n);
TRACED long becoming(long n);

static int children; /* that this process has to wait for */
static int generation;
static bool is_child;
static bool stop;
static bool busy;
static int times;

static long call_working(long n)
{
	struct truth *t = truth_begin("working");
	long result = working(n);

	truth_return(t, (uint64_t)result);
	t->args[0] = (uint64_t)n;
	t->arg_count = 1;
	return result;
}

TRACED long working(long n)
{
	struct truth *t = truth_enter();

	t->own_ns = spin_ns(2000);
	truth_leave(t);
	return n + 1;
}

TRACED long forking(long (*make_child)(void), long n)
{
	struct truth *t = truth_enter();
	long result = call_working(n);

	result += make_child();
	if (!is_child)
		result += call_working(n + 1);
	truth_leave(t);
	return result;
}

static long call_forking(long (*make_child)(void), long n)
{
	struct truth *t = truth_begin("forking");
	long result = forking(make_child, n);

	truth_return(t, (uint64_t)result);
	return result;
}

static void work(int calls)
{
	for (int i = 0; i < calls; i++)
		call_working(i);
}

/* What a child does first: its calls are its own from here on. */
static void begin_as_child(void)
{
	is_child = true;
	children = 0;
	generation++;
	truth_forked();
}

static void say_calls(void)
{
	truth_print();
	fflush(stdout);
}

static _Noreturn void end_as_child(int status)
{
	say_calls();
	_exit(status);
}

static void wait_for_children(void)
{
	int status;

	for (; children; children--) {
		if (wait(&status) < 0) {
			perror("wait");
			exit(99);
		}
		if (status)
			printf("child's status %x\n", (unsigned int)status);
	}
}

/* Returns in the child, too. */
static long by_fork(void)
{
	pid_t child = fork();

	if (child < 0) {
		perror("fork");
		exit(99);
	}
	if (!child) {
		begin_as_child();
		return call_working(100);
	}
	children++;
	return 0;
}

static void become_after(void)
{
	execl("/proc/self/exe", "forks", "after", (char *)NULL);
	_exit(98);
}

TRACED long becoming(long n)
{
	truth_enter();
	truth_leaving();
	become_after();
	return n;
}

/* On its parent's memory, which finds its own notes again. */
static void live_shared(void)
{
	truth_top = NULL;
	call_working(200);
	call_working(201);
}

static long by_vfork(void)
{
	struct truth *mine = truth_top;
	struct truth *t;
	pid_t child = vfork();

	if (child < 0) {
		perror("vfork");
		exit(99);
	}
	if (!child) {
		live_shared();
		t = truth_begin("becoming");
		t->outcome = "unfinished";
		becoming(1);
		_exit(98);
	}
	truth_top = mine;
	children++;
	return 0;
}

static int live_on_copy(void *unused)
{
	(void)unused;
	begin_as_child();
	work(CALLS);
	end_as_child(0);
}

static int live_on_shared(void *unused)
{
	(void)unused;
	live_shared();
	_exit(0);
}

static long by_clone_of(int (*body)(void *), int flags)
{
	struct truth *mine = truth_top;
	char *stack = malloc(STACK_BYTES);

	if (clone(body, stack + STACK_BYTES, flags | SIGCHLD, NULL) < 0) {
		perror("clone");
		exit(99);
	}
	children++;
	/* It has its parent's thread data, too: nothing is noted meanwhile. */
	if (flags & CLONE_VM)
		wait_for_children();
	truth_top = mine;
	return 0;
}

static long by_clone(void)
{
	return by_clone_of(live_on_copy, 0);
}

static long by_clone_shared(void)
{
	return by_clone_of(live_on_shared, CLONE_VM | CLONE_VFORK);
}

static long by_clone_beside(void)
{
	return by_clone_of(live_on_shared, CLONE_VM);
}

/* Three generations, each forked inside the call of the one before. */
static long by_fork_again(void)
{
	long result = by_fork();

	if (is_child && generation < 3) {
		is_child = false;
		result += call_forking(by_fork_again, 10 * generation);
		is_child = true;
	}
	return result;
}

static void *keep_busy(void *unused)
{
	(void)unused;
	for (int i = 0; i < ROOM / 4 && !__atomic_load_n(&stop, __ATOMIC_RELAXED); i++) {
		call_working(i);
		__atomic_store_n(&busy, true, __ATOMIC_RELAXED);
	}
	return NULL;
}

static void fork_beside_thread(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, keep_busy, NULL)) {
		perror("pthread_create");
		exit(99);
	}
	while (!__atomic_load_n(&busy, __ATOMIC_RELAXED))
		;
	for (int i = 0; i < 3 && !is_child; i++)
		call_forking(by_fork, i);
	if (is_child)
		return;
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
}

static long by_quick_fork(void)
{
	pid_t child = fork();

	if (!child) {
		begin_as_child();
		call_working(300);
		end_as_child(0);
	}
	children++;
	wait_for_children();
	return 0;
}

static void fork_quickly(void)
{
	for (int i = 0; i < times; i++)
		call_forking(by_quick_fork, i);
}

static const struct {
	const char *name;
	long (*make_child)(void);
} kinds[] = {
	{ "fork", by_fork },	       { "vfork", by_vfork },	      { "clone", by_clone },
	{ "shared", by_clone_shared }, { "beside", by_clone_beside }, { "nested", by_fork_again },
};

static void run(const char *what)
{
	if (!strcmp(what, "threads"))
		fork_beside_thread();
	else if (!strcmp(what, "quick"))
		fork_quickly();
	for (size_t kind = 0; kind < sizeof(kinds) / sizeof(*kinds); kind++) {
		if (!strcmp(what, kinds[kind].name))
			call_forking(kinds[kind].make_child, 1);
	}
}

static __attribute__((constructor)) void before_main(int argc, char **argv)
{
	truth_room(ROOM);
	if (argc > 1 && !strcmp(argv[1], "after"))
		call_working(400);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "fork";

	/* What one process prints stays together. */
	setvbuf(stdout, malloc(1 << 20), _IOFBF, 1 << 20);
	times = (int)argument(argc, argv, 2, 200);
	if (!strcmp(what, "after")) {
		work(3);
		say_calls();
		return 0;
	}
	wait_for_go();
	run(what);
	if (is_child)
		work(CALLS);
	wait_for_children();
	if (is_child)
		end_as_child(0);
	call_working(500);
	printf("done\n");
	say_calls();
	return 0;
}
