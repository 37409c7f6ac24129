/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * callers [WHAT...]: calls functions of the C library that look at where they were called from, or
 * keep it to return there once more, and prints what they make of it.
 */
#include <dlfcn.h>
#include <execinfo.h>
#include <setjmp.h>
#include <sys/wait.h>

#include "truth.h"

static jmp_buf place;

static __attribute__((noinline)) void jump(int value)
{
	longjmp(place, value);
}

static void jump_back(void)
{
	volatile int times = 0;
	int value = setjmp(place);

	if (times++ < 5)
		jump(value + 1);
	printf("setjmp %d\n", value);
}

static void signal_jump_back(void)
{
	static sigjmp_buf place_too;
	volatile int times = 0;
	int value = sigsetjmp(place_too, 1);

	if (times++ < 5)
		siglongjmp(place_too, value + 1);
	printf("sigsetjmp %d\n", value);
}

/* The next after the program itself: the C library. */
static void next(void)
{
	void *found = dlsym(RTLD_NEXT, "puts");

	printf("dlsym %s\n", found ? "found" : dlerror());
}

static void child(void)
{
	int status = 0;
	pid_t pid;

	for (int i = 0; i < 5; i++) {
		pid = vfork();
		if (!pid)
			_exit(7);
		waitpid(pid, &status, 0);
	}
	printf("vfork %d\n", WEXITSTATUS(status));
}

TRACED int frames(void);

/* Its own frame, its callers', and those of the C library that called main. */
TRACED int frames(void)
{
	void *found[64];

	return backtrace(found, 64);
}

static void trace_back(void)
{
	printf("backtrace %d\n", frames());
}

static const struct {
	const char *name;
	void (*call)(void);
} all[] = {
	{ "setjmp", jump_back }, { "sigsetjmp", signal_jump_back }, { "dlsym", next },
	{ "vfork", child },	 { "backtrace", trace_back },
};

int main(int argc, char **argv)
{
	wait_for_go();
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		for (int j = 1; j < argc || argc == 1; j++) {
			if (argc == 1 || !strcmp(argv[j], all[i].name))
				all[i].call();
			fflush(stdout);
			if (argc == 1)
				break;
		}
	return 0;
}
