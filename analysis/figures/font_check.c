// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "font_check.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "figure_file.h"

#define PNG_BYTES 4096 /* more than enough for so small ones */

void font_check__begin(struct font_check *check, struct strbuf *script)
{
	char text[512];

	for (int i = 0; i < FONT_CHECK_FDS; i++)
		check->fds[i] = figure_file__inheritable(memfd_create("font-check", MFD_CLOEXEC));
	if (check->fds[0] < 0 || check->fds[1] < 0) {
		font_check__free(check);
		return;
	}
	snprintf(text, sizeof(text),
		 "reset\nset terminal pngcairo size 48,24 noenhanced font \"DejaVu Sans,9\"\n"
		 "unset key\nunset border\nunset tics\n"
		 "set output '/dev/fd/%d'\nplot [0:1] [0:1] NaN\n"
		 "set label \"maap\" at 0,0.5\n"
		 "set output '/dev/fd/%d'\nplot [0:1] [0:1] NaN\nset output\n",
		 check->fds[0], check->fds[1]);
	strbuf__puts(script, text);
}

bool font_check__finds_none(const struct font_check *check)
{
	char png[FONT_CHECK_FDS][PNG_BYTES];
	ssize_t len[FONT_CHECK_FDS];

	for (int i = 0; i < FONT_CHECK_FDS; i++) {
		if (check->fds[i] < 0 || !figure_file__is_complete(check->fds[i], FIGURE_PNG))
			return false;
		len[i] = pread(check->fds[i], png[i], PNG_BYTES, 0);
	}
	return len[0] > 0 && len[0] == len[1] && !memcmp(png[0], png[1], len[0]);
}

void font_check__free(struct font_check *check)
{
	for (int i = 0; i < FONT_CHECK_FDS; i++) {
		if (check->fds[i] >= 0)
			close(check->fds[i]);
		check->fds[i] = -1;
	}
}
