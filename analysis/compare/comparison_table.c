// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <string.h>

#include "../../user/util/escape.h"
#include "compare.h"
#include "text.h"

/* Columns of all but the name, blanks between them included. */
#define OTHERS_COLUMNS 66
#define NAME_COLUMNS   60 /* at most */
#define LABEL_COLUMNS  60

/* printf counts bytes, a terminal characters. */
static void put_right(FILE *file, const char *text, size_t columns)
{
	size_t len = strlen(text), width = utf8_columns(text, len);

	fprintf(file, "%*s%s", (int)(width < columns ? columns - width : 0), "", text);
}

static void put_row(FILE *file, const char *name, size_t name_columns, const char *const cells[6])
{
	static const size_t widths[6] = { 6, 6, 10, 10, 9, 20 };
	size_t width = utf8_columns(name, strlen(name));

	fprintf(file, "%s%*s", name, (int)(name_columns - width), "");
	for (size_t i = 0; i < 6; i++) {
		/* A cell that is too wide pushes the next, and never runs into it. */
		fputc(' ', file);
		put_right(file, cells[i], widths[i] - 1 + (i == 5));
	}
	fputc('\n', file);
}

static void put_function(FILE *file, const struct compared *function, size_t name_columns)
{
	char name[SHORT_NAME_BYTES(NAME_COLUMNS)], calls[2][COUNT_BYTES];
	char median[2][SECONDS_BYTES], change[CHANGE_BYTES], interval[INTERVAL_BYTES];
	const char *const cells[6] = { calls[0], calls[1], median[0], median[1], change, interval };

	/* Two columns of indentation. */
	short_name(name, function->name, name_columns - 2);
	count_text(calls[0], function->before ? function->before->count : 0);
	count_text(calls[1], function->after ? function->after->count : 0);
	seconds_text(median[0], function->median.before);
	seconds_text(median[1], function->median.after);
	change_text(change, function->median.change.percent);
	interval_text(interval, &function->median.change);
	fputs("  ", file);
	put_row(file, name, name_columns - 2, cells);
}

/* As wide as the longest name that is shown, and as there is room. */
static size_t name_columns_of(const struct comparison *comparison, size_t rows, size_t columns)
{
	size_t most = columns - OTHERS_COLUMNS, widest = strlen("  no significant change:");

	if (most > NAME_COLUMNS)
		most = NAME_COLUMNS;
	for (size_t i = 0; i < rows; i++) {
		char name[SHORT_NAME_BYTES(NAME_COLUMNS)];
		size_t width = short_name(name, comparison->functions[i].name, NAME_COLUMNS) + 2;

		if (width > widest)
			widest = width;
	}
	return widest < most ? widest : most;
}

static void put_heading(const struct comparison *comparison, FILE *file)
{
	char before[SHORT_NAME_BYTES(LABEL_COLUMNS)], after[SHORT_NAME_BYTES(LABEL_COLUMNS)];
	const char *separator = "";

	short_name(before, comparison->before->label, LABEL_COLUMNS);
	short_name(after, comparison->after->label, LABEL_COLUMNS);
	fprintf(file, "before: %s, %zu calls\nafter:  %s, %zu calls\n", before,
		comparison->before->calls, after, comparison->after->calls);
	for (enum verdict verdict = 0; verdict < VERDICTS; verdict++) {
		if (!comparison->verdicts[verdict])
			continue;
		fprintf(file, "%s%zu %s", separator, comparison->verdicts[verdict],
			verdict_name(verdict));
		separator = ", ";
	}
	fputs("\n\n", file);
}

void comparison__print(const struct comparison *comparison, FILE *file, size_t rows, size_t columns)
{
	static const char *const titles[6] = { "CALLS", "NOW",	  "MEDIAN",
					       "NOW",	"CHANGE", "95 % INTERVAL" };
	size_t shown = rows < comparison->count ? rows : comparison->count;
	size_t name_columns = name_columns_of(comparison, shown, columns);

	put_heading(comparison, file);
	if (shown)
		put_row(file, "FUNCTION", name_columns, titles);
	for (size_t i = 0; i < shown; i++) {
		const struct compared *function = &comparison->functions[i];

		if (!i || function->verdict != function[-1].verdict)
			fprintf(file, "%s:\n", verdict_name(function->verdict));
		put_function(file, function, name_columns);
	}
	if (shown < comparison->count)
		fprintf(file, "and %zu more\n", comparison->count - shown);
}
