// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* texts THREADS CALLS: each thread makes so many calls, each with a text that says which it is. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int calls;

__attribute__((noinline, noipa)) int take_text(int thread, int number, const char *text)
{
	return thread + number + text[0];
}

static void *make_calls(void *thread)
{
	char text[64];

	for (int i = 0; i < calls; i++) {
		snprintf(text, sizeof(text), "thread %d call %d", (int)(long)thread, i);
		take_text((int)(long)thread, i, text);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 1;
	pthread_t threads[64];
	char line[64];

	calls = argc > 2 ? atoi(argv[2]) : 1;
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("ready %d\n", getpid());
	if (!fgets(line, sizeof(line), stdin))
		return 1;
	for (long i = 0; i < count && i < 64; i++)
		pthread_create(&threads[i], NULL, make_calls, (void *)i);
	for (long i = 0; i < count && i < 64; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
