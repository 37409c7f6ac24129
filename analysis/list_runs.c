// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "list_runs.h"

#include <stdio.h>
#include <string.h>

#include "../user/util/escape.h"
#include "time_stamp.h"

#define ID_SHOWN 64

static void print_span(int64_t first_ns, int64_t last_ns, size_t lines)
{
	printf("%s  %s  %9zu", time_stamp_text(first_ns).text, time_stamp_text(last_ns).text,
	       lines);
}

static void print_id(const char *id)
{
	char text[ESCAPE_PRINTABLE_MAX(ID_SHOWN) + 1];
	size_t len = strnlen(id, ID_SHOWN);

	*escape_printable(text, id, len) = '\0';
	printf("%-18s", text);
}

void list_runs(const struct log *log, const struct run_window *window)
{
	printf("%4s  %-26s  %-26s  %9s\n", "run", "start", "end", "lines");
	for (size_t i = 0; i < window->count; i++) {
		const struct cluster *cluster = &window->clusters[i];

		if (cluster->run)
			printf("%4zu  ", cluster->run);
		else
			printf("   -  ");
		print_span(cluster->first_ns, cluster->last_ns, cluster->records);
		puts(i == window->taken ? "  taken"
		     : cluster->run	? ""
					: "  too small to be a run");
	}
	if (!log->recording_count)
		return;
	printf("\n%-18s  %-26s  %-26s  %9s\n", "recording", "start", "end", "lines");
	for (size_t i = 0; i < log->recording_count; i++) {
		const struct recording *recording = &log->recordings[i];

		print_id(string_table__get(log->runs, i));
		printf("  ");
		print_span(recording->first_ns, recording->last_ns, recording->records);
		putchar('\n');
	}
}
