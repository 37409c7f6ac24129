/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A program that calls functions with all kinds of arguments and prints what a tracer should have
 * seen of each, one line a call: "call NAME | ARGUMENTS | RETURN", both as Python literals;
 * arguments as a dictionary, or a list where they have no names.
 */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE_BYTES 4096
#define SUBJECT	   __attribute__((noinline, noipa))

static void expect(const char *name, const char *result, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void expect(const char *name, const char *result, const char *format, ...)
{
	va_list args;

	printf("call %s | ", name);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf(" | %s\n", result);
}

/* The program waits for a line, so that a tracer can attach. */
static void wait_for_go(void)
{
	char line[64];

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("ready %d\n", getpid());
	if (!fgets(line, sizeof(line), stdin))
		exit(1);
}

/* Two pages, the second of which nobody may touch: returns the address between. */
static char *edge_of_memory(void)
{
	char *pages = (char *)mmap(NULL, 2 * PAGE_BYTES, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (pages == MAP_FAILED || mprotect(pages + PAGE_BYTES, PAGE_BYTES, PROT_NONE))
		exit(1);
	return pages + PAGE_BYTES;
}

#endif
