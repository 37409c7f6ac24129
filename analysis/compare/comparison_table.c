// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <math.h>
#include <string.h>

#include "../../user/util/escape.h"
#include "../figures/label.h"
#include "compare.h"
#include "text.h"

#define INDENT	      2	 /* of names under their verdict */
#define NAME_COLUMNS  60 /* at most */
#define RUN_COLUMNS   60 /* of a run's label, at most */
#define CALLS_COLUMNS 30 /* what is beside such a label */

enum {
	CALLS,
	CALLS_NOW,
	MEDIAN,
	MEDIAN_NOW,
	MEDIAN_CHANGE,
	MEDIAN_INTERVAL,
	TOTAL,
	TOTAL_NOW,
	TOTAL_CHANGE,
	TOTAL_INTERVAL,
	CELLS,
};

/* What is right of the name, and how wide the terminal has to be for it: some 20 columns are left
 * for the name. */
static const struct cell {
	const char *title;
	size_t width;
	size_t from;
	const char *title_alone; /* as long as the cells left of it have no room; NULL: the same */
} layout[CELLS] = {
	[CALLS] = { "CALLS", 5, 112, NULL },
	[CALLS_NOW] = { "NOW", 5, 112, NULL },
	[MEDIAN] = { "MEDIAN", 9, 100, NULL },
	[MEDIAN_NOW] = { "NOW", 9, 100, NULL },
	[MEDIAN_CHANGE] = { "CHANGE", 8, 0, "MEDIAN" },
	[MEDIAN_INTERVAL] = { "95 % INTERVAL", 20, 0, NULL },
	[TOTAL] = { "TOTAL", 9, 132, NULL },
	[TOTAL_NOW] = { "NOW", 9, 132, NULL },
	[TOTAL_CHANGE] = { "CHANGE", 8, 0, "TOTAL" },
	[TOTAL_INTERVAL] = { "95 % INTERVAL", 20, 80, NULL },
};

struct table {
	FILE *file;
	size_t columns; /* of the terminal */
	size_t name_columns;
};

/* printf counts bytes, a terminal characters. */
static void put_right(FILE *file, const char *text, size_t columns)
{
	size_t len = strlen(text), width = utf8_columns(text, len);

	fprintf(file, "%*s%s", (int)(width < columns ? columns - width : 0), "", text);
}

static void put_titles(const struct table *table)
{
	fprintf(table->file, "%-*s", (int)table->name_columns, "FUNCTION");
	for (size_t i = 0; i < CELLS; i++) {
		const struct cell *cell = &layout[i];
		bool alone = cell->title_alone && table->columns < cell[-1].from;

		if (table->columns < cell->from)
			continue;
		fputc(' ', table->file);
		put_right(table->file, alone ? cell->title_alone : cell->title, cell->width);
	}
	fputc('\n', table->file);
}

static void put_function(const struct table *table, const struct compared *function)
{
	const struct sample *before = function->before, *after = function->after;
	const double totals[2] = { before ? before->sum : NAN, after ? after->sum : NAN };
	const size_t room = table->name_columns - INDENT;
	const bool enough = function->verdict < VERDICT_TOO_FEW;
	char name[LABEL_BYTES(NAME_COLUMNS)], cells[CELLS][CELL_BYTES];
	size_t width = label__make(name, function->name, room);

	count_text(cells[CALLS], before ? before->count : 0);
	count_text(cells[CALLS_NOW], after ? after->count : 0);
	seconds_text(cells[MEDIAN], function->median.before);
	seconds_text(cells[MEDIAN_NOW], function->median.after);
	change_from_text(cells[MEDIAN_CHANGE], &function->median.change, function->median.before);
	interval_text(cells[MEDIAN_INTERVAL], &function->median.change, enough);
	seconds_text(cells[TOTAL], totals[0]);
	seconds_text(cells[TOTAL_NOW], totals[1]);
	change_from_text(cells[TOTAL_CHANGE], &function->total, totals[0]);
	interval_text(cells[TOTAL_INTERVAL], &function->total, enough);
	fprintf(table->file, "%*s%s%*s", INDENT, "", name, (int)(room - width), "");
	for (size_t i = 0; i < CELLS; i++) {
		if (table->columns < layout[i].from)
			continue;
		fputc(' ', table->file);
		put_right(table->file, cells[i], layout[i].width);
	}
	fputc('\n', table->file);
}

/* As wide as the longest name that is shown, and as there is room. */
static size_t name_columns_of(const struct comparison *comparison, size_t rows, size_t columns)
{
	size_t most = columns, widest = strlen("FUNCTION");

	for (size_t i = 0; i < CELLS; i++)
		most -= columns < layout[i].from ? 0 : layout[i].width + 1;
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

/* "3 slower, 1 gone", over as many lines as it takes. */
static void put_verdicts(const struct comparison *comparison, FILE *file, size_t columns)
{
	size_t used = 0;

	for (enum verdict verdict = 0; verdict < VERDICTS; verdict++) {
		char text[64];
		size_t len;

		if (!comparison->verdicts[verdict])
			continue;
		len = (size_t)snprintf(text, sizeof(text), "%zu %s", comparison->verdicts[verdict],
				       verdict_name(verdict));
		if (used && used + len + 3 > columns) {
			fputs(",\n", file);
			used = 0;
		} else if (used) {
			fputs(", ", file);
			used += 2;
		}
		fputs(text, file);
		used += len;
	}
	fputs("\n\n", file);
}

static void put_heading(const struct comparison *comparison, FILE *file, size_t columns)
{
	char before[LABEL_BYTES(RUN_COLUMNS)], after[LABEL_BYTES(RUN_COLUMNS)];
	size_t room = columns - CALLS_COLUMNS;

	if (room > RUN_COLUMNS)
		room = RUN_COLUMNS;
	label__make(before, comparison->before->label, room);
	label__make(after, comparison->after->label, room);
	fprintf(file, "before: %s, %zu calls\nafter:  %s, %zu calls\n", before,
		comparison->before->calls, after, comparison->after->calls);
	put_verdicts(comparison, file, columns);
}

void comparison__print(const struct comparison *comparison, FILE *file, size_t rows, size_t columns)
{
	size_t shown = rows < comparison->count ? rows : comparison->count;
	struct table table = {
		.file = file,
		.columns = columns < COMPARISON_MIN_COLUMNS ? COMPARISON_MIN_COLUMNS : columns,
	};

	table.name_columns = name_columns_of(comparison, shown, table.columns);
	put_heading(comparison, file, table.columns);
	if (shown)
		put_titles(&table);
	for (size_t i = 0; i < shown; i++) {
		const struct compared *function = &comparison->functions[i];

		if (!i || function->verdict != function[-1].verdict)
			fprintf(file, "%s:\n", verdict_name(function->verdict));
		put_function(&table, function);
	}
	if (shown < comparison->count)
		fprintf(file, "and %zu more\n", comparison->count - shown);
}
