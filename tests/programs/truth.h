/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a traced program knows about its own calls. It notes each call from outside (the caller)
 * and from inside (the callee) and prints one line a call at the end; the tests compare. A true
 * record lies between the two, whatever else the machine does:
 *
 *	inner_end - inner_start <= duration <= outer_end - outer_start
 *
 *	call name=f pid=7 tid=7 id=3 parent=2 depth=1 outer=S,E inner=S,E own=NS args=1f,20 ret=3f
 *
 * Times in ns of CLOCK_MONOTONIC, id and parent count from 1 in each process (parent 0: none), args
 * and ret are hexadecimal and only there when the program noted them; a call that never returned
 * has outer_end 0.
 *
 * A call that does not return to its caller has outcome=unwound|tail-called|unfinished, and
 *exact=no when the tracer can see its end only by what comes after. Nothing is noted by code that
 *runs while the frame is left: inner_end is the last moment before (the throw, the longjmp, the
 *jump), outer_end the first one after (in the handler, behind setjmp, in the function jumped to).
 *
 * For C++ too.
 */
#ifndef TRUTH_H
#define TRUTH_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/mman.h>
#include <sys/syscall.h>

/* A function that stays as it is written: its own symbol, its own frame, really called. */
#define TRACED __attribute__((noinline, noipa))

/* Makes the function begin with push %rbx. */
#define USES_SAVED_REGISTER() __asm__ volatile("" : : : "rbx")

#define TRUTH_ARGS 6

struct truth {
	const char *name;
	struct truth *around; /* the noted call directly around it on this thread */
	const char *extra;    /* more "key=value" text, may be NULL */
	uint64_t outer_start; /* ns */
	uint64_t outer_end;   /* ns */
	uint64_t inner_start; /* ns */
	uint64_t inner_end;   /* ns */
	uint64_t own_ns;      /* time spent in its own loops, children excluded */
	uint64_t args[TRUTH_ARGS];
	uint64_t ret;
	int arg_count;	      /* -1: not noted */
	const char *outcome;  /* NULL: returned */
	struct truth *behind; /* the innermost of the calls that ended as this one began */
	int depth;
	int pid;
	int tid;
	long id;
	bool has_ret;
	bool bounded; /* the tracer cannot see the very moment of its end */
};

static struct truth *truth_calls; /* all threads' notes, in order of begin */
static long truth_limit;
static long truth_count;
static long truth_first; /* those before are of the process that forked this one */
static __thread struct truth *truth_top;

static inline uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

static inline uint64_t clock_ns(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

/* Busy for ns nanoseconds of wall time; returns how long it really took. */
static inline uint64_t spin_ns(uint64_t ns)
{
	uint64_t start = now_ns();
	uint64_t now = start;

	while (now - start < ns)
		now = now_ns();
	return now - start;
}

/* Room for limit calls, resident beforehand so that noting one faults no page in. */
static inline void truth_room(long limit)
{
	size_t bytes = (size_t)limit * sizeof(*truth_calls);

	void *room = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (room == MAP_FAILED) {
		perror("mmap");
		exit(99);
	}
	truth_calls = (struct truth *)room;
	truth_limit = limit;
}

/* The caller, right before the call; around is the noted call that it is made from. */
static inline struct truth *truth_begin_in(const char *name, struct truth *around)
{
	long id = __atomic_add_fetch(&truth_count, 1, __ATOMIC_RELAXED);
	struct truth *t = &truth_calls[id - 1];

	if (id > truth_limit) {
		fprintf(stderr, "truth: more than %ld calls\n", truth_limit);
		_exit(99);
	}
	t->name = name;
	t->id = id;
	t->pid = (int)syscall(SYS_getpid);
	t->tid = (int)syscall(SYS_gettid);
	t->around = around;
	t->depth = around ? around->depth + 1 : 0;
	t->behind = around == truth_top ? NULL : truth_top;
	t->arg_count = -1;
	truth_top = t;
	t->outer_start = now_ns();
	return t;
}

static inline struct truth *truth_begin(const char *name)
{
	return truth_begin_in(name, truth_top);
}

/* The calls from `from` out to `to`, which has not ended, have been left in this way. */
static inline void truth_left(struct truth *from, const struct truth *to, const char *outcome,
			      bool bounded)
{
	uint64_t now = now_ns();

	for (; from && from != to; from = from->around) {
		from->outcome = outcome;
		from->bounded = bounded;
		from->outer_end = now;
	}
}

/* The callee, first and last. */
static inline struct truth *truth_enter(void)
{
	truth_top->inner_start = now_ns();
	return truth_top;
}

/* Right before a throw, a longjmp, or what else may leave any of the open calls. */
static inline void truth_leaving(void)
{
	uint64_t now = now_ns();
	struct truth *t;

	for (t = truth_top; t; t = t->around) {
		if (!t->inner_start)
			t->inner_start = now;
		t->inner_end = now;
	}
}

/* First in a handler, or behind setjmp, of the call `here` (NULL: of a caller not noted). */
static inline void truth_caught(struct truth *here, bool bounded)
{
	truth_left(truth_top, here, "unwound", bounded);
	truth_top = here;
}

/* The callee, right before it jumps to a function that enters with truth_enter_over(). */
static inline struct truth *truth_jump(struct truth *t, const char *name)
{
	t->outcome = "tail-called";
	t->inner_end = now_ns();
	return truth_begin_in(name, t->around);
}

/* A callee whose beginning ends others: it was jumped to, or runs at their place on the stack. */
static inline struct truth *truth_enter_over(void)
{
	struct truth *t = truth_enter();

	if (t->behind)
		truth_left(t->behind, t->around,
			   t->behind->outcome ? t->behind->outcome : "unwound",
			   !t->behind->outcome);
	t->behind = NULL;
	return t;
}

/* In the child of a fork: the calls that were open are the parent's. */
static inline void truth_forked(void)
{
	truth_first = truth_count;
	truth_top = NULL;
}

static inline void truth_leave(struct truth *t)
{
	t->inner_end = now_ns();
}

/* The caller, right after the call. */
static inline void truth_end(struct truth *t)
{
	t->outer_end = now_ns();
	truth_top = t->id > truth_first ? t->around : NULL;
	if (t->inner_start)
		return;
	/* nothing was noted inside */
	t->inner_start = t->outer_end;
	t->inner_end = t->outer_end;
}

static inline void truth_return(struct truth *t, uint64_t ret)
{
	truth_end(t);
	t->ret = ret;
	t->has_ret = true;
}

static inline void truth_print_one(const struct truth *t)
{
	int i;

	printf("call name=%s pid=%d tid=%d id=%ld parent=%ld depth=%d", t->name, t->pid, t->tid,
	       t->id, t->around ? t->around->id : 0, t->depth);
	printf(" outer=%" PRIu64 ",%" PRIu64 " inner=%" PRIu64 ",%" PRIu64 " own=%" PRIu64,
	       t->outer_start, t->outer_end, t->inner_start, t->inner_end, t->own_ns);
	for (i = 0; i < t->arg_count; i++)
		printf("%s%" PRIx64, i ? "," : " args=", t->args[i]);
	if (t->has_ret)
		printf(" ret=%" PRIx64, t->ret);
	if (t->outcome)
		printf(" outcome=%s", t->outcome);
	if (t->bounded)
		printf(" exact=no");
	if (t->extra)
		printf(" %s", t->extra);
	putchar('\n');
}

static inline void truth_print(void)
{
	long i;

	for (i = truth_first; i < truth_count; i++)
		truth_print_one(&truth_calls[i]);
	fflush(stdout);
}

/*
 * Say "ready PID" and wait for a line on stdin, so that a tracer can come first. End of file
 * counts as a line: a launched program with no input goes on at once.
 */
static inline void wait_for_go(void)
{
	char line[64];

	printf("ready %d\n", (int)getpid());
	fflush(stdout);
	if (!fgets(line, sizeof(line), stdin))
		return;
}

static inline long argument(int argc, char **argv, int index, long otherwise)
{
	return argc > index ? strtol(argv[index], NULL, 0) : otherwise;
}

#endif
