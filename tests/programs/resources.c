/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * resources spin|sleep|touch|shared|release|beside [TIMES]: calls that use what their name says.
 * beside: a second thread, which never enters a traced function, spins while the first sleeps.
 * More on a call's line, differences between readings right before and right after the call:
 * window = wall time, thread_cpu by the thread's clock, process_cpu by those of all threads (the
 * process's own clock sees another thread's time only tick by tick), waited = time the thread was
 * ready but had no CPU (schedstat), minflt by getrusage.
 */
#include "truth.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>

#define CALL_NS	  50000000
#define PAGES	  300
#define PAGE_SIZE 4096

TRACED void spin_50ms(void);
TRACED void sleep_50ms(void);
TRACED void touch_pages(char *memory, long pages);
TRACED void release_pages(char *memory, long pages);

struct usage {
	uint64_t wall;	      /* ns */
	uint64_t thread_cpu;  /* ns */
	uint64_t process_cpu; /* ns */
	uint64_t waited;      /* ns */
	long minor_faults;
};

static int schedstat_fd = -1;
static clockid_t spinner_clock;
static bool has_spinner;

static uint64_t waited_ns(void)
{
	char text[128];
	uint64_t waited;
	ssize_t n;

	n = pread(schedstat_fd, text, sizeof(text) - 1, 0);
	if (n <= 0)
		return 0;
	text[n] = '\0';
	if (sscanf(text, "%*u %" SCNu64, &waited) != 1)
		return 0;
	return waited;
}

static struct usage usage_now(void)
{
	struct usage u;
	struct rusage ru;

	getrusage(RUSAGE_SELF, &ru);
	u.minor_faults = ru.ru_minflt;
	u.waited = waited_ns();
	u.wall = now_ns();
	u.thread_cpu = clock_ns(CLOCK_THREAD_CPUTIME_ID);
	u.process_cpu = u.thread_cpu + (has_spinner ? clock_ns(spinner_clock) : 0);
	return u;
}

static void note_usage(struct truth *t, const struct usage *before)
{
	struct usage after = usage_now();
	char text[256];

	snprintf(text, sizeof(text),
		 "window=%" PRIu64 " thread_cpu=%" PRIu64 " process_cpu=%" PRIu64 " waited=%" PRIu64
		 " minflt=%ld",
		 after.wall - before->wall, after.thread_cpu - before->thread_cpu,
		 after.process_cpu - before->process_cpu, after.waited - before->waited,
		 after.minor_faults - before->minor_faults);
	t->extra = strdup(text);
}

/* Everything is read once before the call, so that no first use faults a page in during it. */
static struct usage before;

TRACED void spin_50ms(void)
{
	struct truth *t = truth_enter();

	spin_ns(CALL_NS);
	truth_leave(t);
}

TRACED void sleep_50ms(void)
{
	struct truth *t = truth_enter();
	struct timespec rest = { .tv_nsec = CALL_NS };

	nanosleep(&rest, NULL);
	truth_leave(t);
}

TRACED void touch_pages(char *memory, long pages)
{
	struct truth *t = truth_enter();
	long i;

	for (i = 0; i < pages; i++)
		memory[i * PAGE_SIZE] = 1;
	truth_leave(t);
}

TRACED void release_pages(char *memory, long pages)
{
	struct truth *t = truth_enter();

	munmap(memory, (size_t)pages * PAGE_SIZE);
	truth_leave(t);
}

static char *fresh_pages(int sharing)
{
	char *memory = mmap(NULL, PAGES * PAGE_SIZE, PROT_READ | PROT_WRITE,
			    sharing | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED) {
		perror("mmap");
		exit(99);
	}
	madvise(memory, PAGES * PAGE_SIZE, MADV_NOHUGEPAGE);
	return memory;
}

static void call_plain(const char *name, void (*function)(void))
{
	struct truth *t;

	before = usage_now();
	t = truth_begin(name);
	function();
	truth_end(t);
	note_usage(t, &before);
}

static void call_pages(const char *name, void (*function)(char *, long), char *memory)
{
	struct truth *t;

	before = usage_now();
	t = truth_begin(name);
	function(memory, PAGES);
	truth_end(t);
	note_usage(t, &before);
}

static void one_round(const char *what)
{
	char *memory;

	if (!strcmp(what, "spin")) {
		call_plain("spin_50ms", spin_50ms);
		return;
	}
	if (!strcmp(what, "sleep") || !strcmp(what, "beside")) {
		call_plain("sleep_50ms", sleep_50ms);
		return;
	}
	memory = fresh_pages(strcmp(what, "shared") ? MAP_PRIVATE : MAP_SHARED);
	call_pages("touch_pages", touch_pages, memory);
	if (!strcmp(what, "release"))
		call_pages("release_pages", release_pages, memory);
}

static void *spin_for_ever(void *unused)
{
	(void)unused;
	for (;;)
		spin_ns(1000000);
	return NULL;
}

static void start_spinner(void)
{
	pthread_t spinner;

	if (pthread_create(&spinner, NULL, spin_for_ever, NULL) ||
	    pthread_getcpuclockid(spinner, &spinner_clock)) {
		perror("pthread_create");
		exit(99);
	}
	has_spinner = true;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "spin";
	long times = argument(argc, argv, 2, 5);
	long i;

	truth_room(2 * times);
	schedstat_fd = open("/proc/thread-self/schedstat", O_RDONLY);
	before = usage_now();
	if (!strcmp(what, "beside"))
		start_spinner();
	wait_for_go();
	for (i = 0; i < times; i++) {
		one_round(what);
		/* Spins one after the other can fall in with the scheduler's ticks, so that the CPU
		 * is lost at the same place of each, between a reading and its call. */
		if (!strcmp(what, "spin"))
			usleep((useconds_t)(300 + 700 * i));
	}
	truth_print();
	return 0;
}
