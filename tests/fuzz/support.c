// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* In place of user/util/log.c: messages are made, so that what goes into them is looked at, and
 * not shown. */
#include <stdarg.h>

#include "../../user/util/log.h"
#include "support.h"

struct fuzz_sizes fuzz_sizes = FUZZ_SIZES_LARGE;

static void make_message(const char *fmt, va_list args)
{
	char text[4096];

	vsnprintf(text, sizeof(text), fmt, args);
}

#define MESSAGE_FUNCTION(name)                                                                     \
	void name(const char *fmt, ...)                                                            \
	{                                                                                          \
		va_list args;                                                                      \
                                                                                                   \
		va_start(args, fmt);                                                               \
		make_message(fmt, args);                                                           \
		va_end(args);                                                                      \
	}

MESSAGE_FUNCTION(log_error)
MESSAGE_FUNCTION(log_info)
MESSAGE_FUNCTION(log_verbose)

void log_set_program(const char *name)
{
	(void)name;
}

void log_set_verbose(bool verbose)
{
	(void)verbose;
}
