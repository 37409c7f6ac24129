// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * visited LIBRARY ROUNDS: a line on stdin begins it; then loads and unloads the library so many
 * times and calls its visit() three times each, at once. Prints how often it was called.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

__attribute__((noinline, noipa)) int stay(int number)
{
	return number;
}

static int visits(const char *library)
{
	void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
	int (*visit)(int, const char *);

	if (!handle) {
		fprintf(stderr, "%s\n", dlerror());
		exit(1);
	}
	visit = (int (*)(int, const char *))dlsym(handle, "visit");
	for (int i = 1; i <= 3; i++)
		visit(i, "call");
	dlclose(handle);
	return 4;
}

int main(int argc, char **argv)
{
	int rounds = argc > 2 ? atoi(argv[2]) : 1, count = 0;
	char line[64];

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("ready %d\n", getpid());
	if (!fgets(line, sizeof(line), stdin))
		return 1;
	for (int i = 0; i < rounds; i++) {
		stay(i);
		count += visits(argv[1]);
	}
	printf("visits %d\n", count);
	return 0;
}
