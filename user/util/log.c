/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "log.h"
#include "write_all.h"

#define LINE_BYTES 16384

static const char *program = "maap-trace";
static bool show_verbose;

void log_set_program(const char *name)
{
	program = name;
}

void log_set_verbose(bool verbose)
{
	show_verbose = verbose;
}

/*
 * Symbol names and paths come from strangers' files: a control character in one must neither
 * begin a line that looks like ours nor command the terminal.
 */
static void disarm(char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = text[i];

		if (c == '\n' || c == '\t')
			text[i] = ' ';
		else if (c < 0x20 || c == 0x7f)
			text[i] = '?';
	}
}

/* One write a message, so that lines of several writers on one terminal do not mix. */
static void log_line(const char *fmt, va_list args)
{
	int saved_errno = errno;
	char line[LINE_BYTES];
	int head = snprintf(line, 256, "%s: ", program);
	int body;
	size_t len;

	if (head < 0)
		return;
	if (head > 255)
		head = 255;
	body = vsnprintf(line + head, sizeof(line) - head - 1, fmt, args);
	if (body < 0)
		body = 0;
	len = (size_t)head + body;
	if (len > sizeof(line) - 2) {
		len = sizeof(line) - 2;
		memcpy(line + len - 3, "...", 3);
	}
	disarm(line, len);
	line[len++] = '\n';
	write_all(STDERR_FILENO, line, len, NULL); /* nobody is left to tell when this fails */
	errno = saved_errno;
}

void log_error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_line(fmt, args);
	va_end(args);
}

void log_info(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_line(fmt, args);
	va_end(args);
}

void log_verbose(const char *fmt, ...)
{
	va_list args;

	if (!show_verbose)
		return;
	va_start(args, fmt);
	log_line(fmt, args);
	va_end(args);
}
