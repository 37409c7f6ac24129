/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* returning: functions of several types of result, each called with what it is to give back. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "truth.h"

enum level { LOW = -1, HIGH = 1 };

#define GIVES(type, name)                                                                          \
	TRACED type name(type value)                                                               \
	{                                                                                          \
		__asm__ volatile("" : "+r"(value));                                                \
		return value;                                                                      \
	}

GIVES(int, gives_int)
GIVES(signed char, gives_char)
GIVES(unsigned short, gives_short)
GIVES(long, gives_long)
GIVES(enum level, gives_level)
GIVES(const char *, gives_text)

TRACED double gives_double(double value)
{
	return value * 2;
}

/* Fails in what it calls; its own errno is that one's. */
TRACED int open_config(const char *path)
{
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		return -1;
	close(fd);
	return 0;
}

/* Fails by itself, while errno is an older one's. */
TRACED int refuse(int value)
{
	__asm__ volatile("" : "+r"(value));
	return value - 1;
}

/* Has a frame pointer, as its frame's size is known only now: its caller's is on its stack. */
TRACED int fill(int length)
{
	char text[length];

	memset(text, 'x', (size_t)length);
	__asm__ volatile("" : : "r"(text) : "memory");
	return text[0] - text[length - 1] - 1;
}

/* The caller of this one is only found by the frame pointer. */
TRACED int fill_more(int length)
{
	char text[length];
	int filled = fill(length);

	__asm__ volatile("" : "+r"(filled) : "r"(text) : "memory");
	return filled;
}

int main(void)
{
	FILE *file;
	long sum = 0;

	wait_for_go();
	for (int i = -2; i <= 2; i++) {
		sum += gives_int(i) + gives_char(i) + gives_short(i) + gives_long(i);
		sum += gives_level(i);
	}
	sum += gives_text(NULL) == NULL;
	sum += gives_text("text")[0];
	sum += gives_double(1.5) > 1;
	file = fopen("/no/such/file", "r");
	sum += file != NULL;
	file = fopen("/etc/passwd", "r");
	sum += file != NULL;
	fclose(file);
	sum += open_config("/etc/passwd/config");
	sum += open_config("/etc/passwd");
	sum += refuse(0);
	sum += fill_more(100);
	errno = 0;
	printf("sum %ld\n", sum);
	return 0;
}
