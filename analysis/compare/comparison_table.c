// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <string.h>

#include "../../user/util/escape.h"
#include "../figures/label.h"
#include "compare.h"
#include "text.h"

/* Columns of all but the name, blanks between them included. */
#define OTHERS_COLUMNS 62
#define INDENT	       2  /* of names under their verdict */
#define NAME_COLUMNS   60 /* at most */
#define RUN_COLUMNS    60

/* printf counts bytes, a terminal characters. */
static void put_right(FILE *file, const char *text, size_t columns)
{
	size_t len = strlen(text), width = utf8_columns(text, len);

	fprintf(file, "%*s%s", (int)(width < columns ? columns - width : 0), "", text);
}

/* Right of a name that took `width` of its `columns`. */
static void put_cells(FILE *file, size_t width, size_t columns, const char *const cells[6])
{
	static const size_t widths[6] = { 5, 5, 9, 9, 8, 20 };

	fprintf(file, "%*s", (int)(columns - width), "");
	for (size_t i = 0; i < 6; i++) {
		/* A cell that is too wide pushes the next, and never runs into it. */
		fputc(' ', file);
		put_right(file, cells[i], widths[i]);
	}
	fputc('\n', file);
}

static void put_function(FILE *file, const struct compared *function, size_t name_columns)
{
	char name[LABEL_BYTES(NAME_COLUMNS)], calls[2][COUNT_BYTES];
	char median[2][SECONDS_BYTES], change[CHANGE_BYTES], interval[INTERVAL_BYTES];
	const char *const cells[6] = { calls[0], calls[1], median[0], median[1], change, interval };
	size_t width = label__make(name, function->name, name_columns - INDENT);

	count_text(calls[0], function->before ? function->before->count : 0);
	count_text(calls[1], function->after ? function->after->count : 0);
	seconds_text(median[0], function->median.before);
	seconds_text(median[1], function->median.after);
	change_text(change, function->median.change.percent);
	interval_text(interval, &function->median.change);
	fprintf(file, "%*s%s", INDENT, "", name);
	put_cells(file, width, name_columns - INDENT, cells);
}

/* As wide as the longest name that is shown, and as there is room. */
static size_t name_columns_of(const struct comparison *comparison, size_t rows, size_t columns)
{
	size_t most = columns - OTHERS_COLUMNS, widest = strlen("  no significant change:");

	if (most > NAME_COLUMNS)
		most = NAME_COLUMNS;
	for (size_t i = 0; i < rows; i++) {
		char name[LABEL_BYTES(NAME_COLUMNS)];
		size_t width =
			label__make(name, comparison->functions[i].name, NAME_COLUMNS) + INDENT;

		if (width > widest)
			widest = width;
	}
	return widest < most ? widest : most;
}

static void put_heading(const struct comparison *comparison, FILE *file)
{
	char before[LABEL_BYTES(RUN_COLUMNS)], after[LABEL_BYTES(RUN_COLUMNS)];
	const char *separator = "";

	label__make(before, comparison->before->label, RUN_COLUMNS);
	label__make(after, comparison->after->label, RUN_COLUMNS);
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
	if (shown) {
		fputs("FUNCTION", file);
		put_cells(file, strlen("FUNCTION"), name_columns, titles);
	}
	for (size_t i = 0; i < shown; i++) {
		const struct compared *function = &comparison->functions[i];

		if (!i || function->verdict != function[-1].verdict)
			fprintf(file, "%s:\n", verdict_name(function->verdict));
		put_function(file, function, name_columns);
	}
	if (shown < comparison->count)
		fprintf(file, "and %zu more\n", comparison->count - shown);
}
