/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * command [WORD...]: a command to launch. Copies stdin to stdout, prints its words and its ids,
 * calls work() for each word. The word exit=N makes it exit with N, signal=N die of signal N.
 */
#include "truth.h"

#include <signal.h>

TRACED size_t work(const char *word);

TRACED size_t work(const char *word)
{
	return strlen(word);
}

static void copy_stdin(void)
{
	int c;

	while ((c = getchar()) != EOF)
		putchar(c);
}

int main(int argc, char **argv)
{
	int status = 0;
	int i;

	copy_stdin();
	printf("uid=%d gid=%d\n", (int)getuid(), (int)getgid());
	for (i = 1; i < argc; i++) {
		printf("[%s]\n", argv[i]);
		work(argv[i]);
		sscanf(argv[i], "exit=%d", &status);
	}
	fflush(stdout);
	for (i = 1; i < argc; i++) {
		int number;

		if (sscanf(argv[i], "signal=%d", &number) == 1)
			raise(number);
	}
	return status;
}
