/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * symbols [LIBRARY...]: functions to be found by name: global, local, with an alias, and those of
 * libraries that it loads first. Then prints "calls NAME N" for each function it called.
 * Library functions, where there are any: twin_work (also here), library_work, use_chosen (calls
 * an ifunc), and versioned (two versions).
 */
#include "truth.h"

#include <dlfcn.h>

typedef long (*work_fn)(long);

TRACED long global_work(long n);
TRACED long twin_work(long n);
TRACED long first_name(long n);
long second_name(long n) __attribute__((alias("first_name")));

/* In a section of its own: another distance between address and file offset than .text has. */
__attribute__((section(".far_text"))) TRACED long far_work(long n);

TRACED long global_work(long n)
{
	return n + 1;
}

TRACED static long local_work(long n)
{
	return n + 2;
}

TRACED long twin_work(long n)
{
	return n + 3;
}

TRACED long first_name(long n)
{
	return n + 4;
}

TRACED long far_work(long n)
{
	return n + 5;
}

static void call(const char *label, work_fn function, long count)
{
	long i;

	if (!function)
		return;
	for (i = 0; i < count; i++)
		function(i);
	printf("calls %s %ld\n", label, count);
}

static void call_library(void *library)
{
	call("library:twin_work", (work_fn)dlsym(library, "twin_work"), 12);
	call("library_work", (work_fn)dlsym(library, "library_work"), 13);
	call("use_chosen", (work_fn)dlsym(library, "use_chosen"), 14);
	call("versioned@OLD_1", (work_fn)dlvsym(library, "versioned", "OLD_1"), 15);
	call("versioned@@NEW_2", (work_fn)dlvsym(library, "versioned", "NEW_2"), 16);
}

int main(int argc, char **argv)
{
	void *libraries[8];
	int count = 0;
	int i;

	for (i = 1; i < argc && count < 8; i++) {
		libraries[count] = dlopen(argv[i], RTLD_NOW | RTLD_LOCAL);
		if (!libraries[count]) {
			fprintf(stderr, "%s\n", dlerror());
			return 99;
		}
		count++;
	}
	wait_for_go();
	call("global_work", global_work, 5);
	call("local_work", local_work, 6);
	call("twin_work", twin_work, 7);
	call("first_name", first_name, 8);
	call("second_name", second_name, 9);
	call("far_work", far_work, 10);
	for (i = 0; i < count; i++)
		call_library(libraries[i]);
	return 0;
}
