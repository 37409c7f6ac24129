// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * visited LIBRARY ROUNDS [fork | LIBRARY2]: a line on stdin begins it; then loads and unloads the
 * library so many times and calls its visit() three times each, at once. Prints how often it was
 * called. With fork, a child does it; with another library, that one too is loaded at the end.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
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
	int rounds = argc > 2 ? atoi(argv[2]) : 1, count = 0, status;
	char line[64];

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("ready %d\n", getpid());
	if (!fgets(line, sizeof(line), stdin))
		return 1;
	if (argc > 3 && !strcmp(argv[3], "fork")) {
		pid_t child = fork();

		if (child)
			return waitpid(child, &status, 0) != child || status;
	}
	for (int i = 0; i < rounds; i++) {
		stay(i);
		count += visits(argv[1]);
	}
	if (argc > 3 && strcmp(argv[3], "fork"))
		count += visits(argv[3]);
	printf("visits %d\n", count);
	return 0;
}
