/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../util/escape.h"
#include "../util/format.h"
#include "../util/histogram.h"
#include "summary_table.h"

#define NAME_COLUMNS_MIN 8
#define NAME_COLUMNS_MAX 48 /* a longer name is printed in full and shifts its row */
#define CELL_BYTES	 FORMAT_NUMBER_MAX

enum column { CALLS, ERRORS, TOTAL, SELF, MEAN, P50, P99, MAX, CPU, MEMORY, COLUMNS };

static const struct {
	const char *name;
	int width;
} columns[COLUMNS] = {
	[CALLS] = { "calls", 9 },    [ERRORS] = { "errors", 7 }, [TOTAL] = { "total", 11 },
	[SELF] = { "self", 11 },     [MEAN] = { "mean", 10 },	 [P50] = { "p50", 10 },
	[P99] = { "p99", 10 },	     [MAX] = { "max", 10 },	 [CPU] = { "cpu", 11 },
	[MEMORY] = { "memory", 12 },
};

static int by_total(const void *left, const void *right)
{
	const struct summary_row *a = *(const struct summary_row *const *)left;
	const struct summary_row *b = *(const struct summary_row *const *)right;

	if (a->total_ns != b->total_ns)
		return a->total_ns < b->total_ns ? 1 : -1;
	if (a->calls != b->calls)
		return a->calls < b->calls ? 1 : -1;
	return a->function->id < b->function->id ? -1 : 1;
}

/* What is missing to `width` columns; printf itself pads by bytes, and "µ" has two. */
static int blanks_for(const char *text, int width)
{
	int blanks = width - (int)utf8_columns(text, strlen(text));

	return blanks > 0 ? blanks : 0;
}

static void print_cell(FILE *to, const char *text, int width)
{
	fprintf(to, " %*s%s", blanks_for(text, width), "", text);
}

/* Of some of the calls it may not be known. */
static char *put_cpu(char *p, const struct summary_row *row)
{
	if (row->cpu_calls < row->calls)
		*p++ = '>';
	return format_human_ns(p, row->cpu_ns);
}

/* Terminated text of one cell; "-" for what there is nothing to say about. */
static void cell_text(char *text, const struct summary_row *row, enum column column, bool errors)
{
	bool ended = row->ended > 0;
	char *p = text;

	if (column == CALLS)
		p = format_u64(p, row->calls);
	else if (column == TOTAL && row->calls)
		p = format_human_ns(p, row->total_ns);
	else if (column == SELF && row->calls)
		p = format_human_ns(p, row->self_ns);
	else if (column == MEAN && ended)
		p = format_human_ns(p, (row->ended_ns + row->ended / 2) / row->ended);
	else if (column == P50 && row->histogram)
		p = format_human_ns(p, histogram_percentile(row->histogram, 50));
	else if (column == P99 && row->histogram)
		p = format_human_ns(p, histogram_percentile(row->histogram, 99));
	else if (column == MAX && ended)
		p = format_human_ns(p, row->max_ns);
	else if (column == CPU && row->cpu_calls)
		p = put_cpu(p, row);
	else if (column == MEMORY && row->has_resources)
		p = format_human_bytes(p, row->memory_bytes);
	else if (column == ERRORS && errors)
		p = format_u64(p, row->errors);
	else
		*p++ = '-';
	*p = '\0';
}

/* A symbol's name may hold anything; the terminal must not obey it. Caller frees; NULL: memory. */
static char *printable_name(const struct function *function)
{
	size_t len = strlen(function->name);
	char *text = malloc(ESCAPE_PRINTABLE_MAX(len) + 1);

	if (text)
		*escape_printable(text, function->name, len) = '\0';
	return text;
}

static int print_row(const struct summary_row *row, int name_columns, bool errors, FILE *to)
{
	char *name = printable_name(row->function);
	char text[CELL_BYTES];

	if (!name)
		return -ENOMEM;
	fprintf(to, "%s%*s", name, blanks_for(name, name_columns), "");
	for (enum column i = 0; i < COLUMNS; i++) {
		cell_text(text, row, i, errors);
		print_cell(to, text, columns[i].width);
	}
	fputc('\n', to);
	free(name);
	return 0;
}

static int widest_name(const struct summary_row *rows, size_t count)
{
	size_t widest = NAME_COLUMNS_MIN;

	for (size_t i = 0; i < count; i++) {
		const char *name = rows[i].function->name;
		size_t width = utf8_columns(name, strlen(name));

		if (width > widest)
			widest = width;
	}
	return widest < NAME_COLUMNS_MAX ? widest : NAME_COLUMNS_MAX;
}

int summary_table_print(const struct summary_row *rows, size_t count, bool errors, FILE *to)
{
	const struct summary_row **sorted = calloc(count + 1, sizeof(*sorted));
	int name_columns = widest_name(rows, count);
	int err = 0;

	if (!sorted)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		sorted[i] = &rows[i];
	qsort(sorted, count, sizeof(*sorted), by_total);
	fprintf(to, "%-*s", name_columns, "function");
	for (enum column i = 0; i < COLUMNS; i++)
		print_cell(to, columns[i].name, columns[i].width);
	fputc('\n', to);
	for (size_t i = 0; i < count && !err; i++)
		err = print_row(sorted[i], name_columns, errors, to);
	free(sorted);
	return err;
}
