// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "terminal_width.h"

#include <stdlib.h>
#include <sys/ioctl.h>

#define COLUMNS_MAX 10000 /* more is no width, but a slip */

size_t terminal_width(FILE *file, size_t otherwise)
{
	const char *variable = getenv("COLUMNS");
	struct winsize size;
	char *end;
	long columns;

	if (!ioctl(fileno(file), TIOCGWINSZ, &size) && size.ws_col)
		return size.ws_col;
	if (!variable)
		return otherwise;
	columns = strtol(variable, &end, 10);
	return *end || columns < 1 || columns > COLUMNS_MAX ? otherwise : (size_t)columns;
}
