/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../util/grow_table.h"
#include "../util/histogram.h"
#include "../util/log.h"
#include "../util/write_all.h"
#include "summary.h"
#include "summary_table.h"

struct summary {
	struct sink sink; /* first: a sink is its summary */
	const struct run *run;
	uint64_t calls;
	uint64_t unfinished;
	uint64_t lost[MAAP_LOSS_REASONS];
	uint64_t errors[ERROR_KINDS];
	size_t row_count;
	struct summary_row *rows; /* by function id */
};

static int summary_call(struct sink *sink, const struct call *call)
{
	struct summary *summary = (struct summary *)sink;
	struct summary_row *row;

	if (grow_table((void **)&summary->rows, &summary->row_count, sizeof(*row),
		       call->function->id))
		return -ENOMEM;
	row = &summary->rows[call->function->id];
	summary->calls++;
	row->calls++;
	row->total_ns += call->duration_ns;
	row->self_ns += call->self_ns;
	if (call->has_resources) {
		row->has_resources = true;
		row->cpu_calls += call->has_thread_cpu;
		row->cpu_ns += call->thread_cpu_ns;
		row->memory_bytes += (int64_t)(call->rss_end_bytes - call->rss_start_bytes);
	}
	if (call->outcome == MAAP_UNFINISHED) {
		summary->unfinished++;
		return 0;
	}
	row->ended_ns += call->duration_ns;
	if (call->duration_ns > row->max_ns)
		row->max_ns = call->duration_ns;
	if (!row->histogram)
		row->histogram = histogram_new(); /* tried again with the next call if it fails */
	if (row->histogram)
		histogram_record(row->histogram, call->duration_ns);
	row->ended++;
	return 0;
}

static int summary_loss(struct sink *sink, const struct loss *loss)
{
	struct summary *summary = (struct summary *)sink;

	if ((unsigned int)loss->reason < MAAP_LOSS_REASONS)
		summary->lost[loss->reason] += loss->count;
	return 0;
}

static int summary_error(struct sink *sink, const struct error_record *record)
{
	struct summary *summary = (struct summary *)sink;
	uint32_t id;

	summary->errors[record->kind]++;
	if (!record->function)
		return 0;
	id = record->function->id;
	if (grow_table((void **)&summary->rows, &summary->row_count, sizeof(*summary->rows), id))
		return -ENOMEM;
	summary->rows[id].errors++;
	return 0;
}

static int summary_close(struct sink *sink)
{
	struct summary *summary = (struct summary *)sink;

	for (size_t i = 0; i < summary->row_count; i++)
		histogram_free(summary->rows[i].histogram);
	free(summary->rows);
	free(summary);
	return 0;
}

int summary_open(const struct run *run, struct sink **sink)
{
	struct summary *summary = calloc(1, sizeof(*summary));

	if (!summary) {
		log_error("no memory for the summary");
		return -ENOMEM;
	}
	summary->sink = (struct sink){ .name = "summary",
				       .call = summary_call,
				       .loss = summary_loss,
				       .close = summary_close,
				       .error = summary_error };
	summary->run = run;
	*sink = &summary->sink;
	return 0;
}

/* "lost 136 (nesting 130, write 6)"; `unwritten` calls join those lost to writing before. */
static void print_lost(const struct summary *summary, FILE *to, uint64_t unwritten)
{
	const char *before = " (";
	uint64_t total = unwritten;

	for (int i = 0; i < MAAP_LOSS_REASONS; i++)
		total += summary->lost[i];
	fprintf(to, "lost %llu", (unsigned long long)total);
	for (int i = 0; i < MAAP_LOSS_REASONS; i++) {
		uint64_t count = summary->lost[i] + (i == MAAP_LOSS_WRITE ? unwritten : 0);

		if (!count)
			continue;
		fprintf(to, "%s%s %llu", before, loss_reason_name(i), (unsigned long long)count);
		before = ", ";
	}
	if (total)
		fputc(')', to);
}

/* "errors 3 (exception 2, signal 1)  thrown outside of traced calls 5"; nothing if there is none.
 */
static void print_errors(const struct summary *summary, FILE *to, const struct summary_facts *facts)
{
	const char *before = " (";
	uint64_t total = 0;

	for (int i = 0; i < ERROR_KINDS; i++)
		total += summary->errors[i];
	if (!total && !facts->raised_outside && !facts->errors_lost)
		return;
	fprintf(to, "errors %llu", (unsigned long long)total);
	for (int i = 0; i < ERROR_KINDS; i++) {
		if (!summary->errors[i])
			continue;
		fprintf(to, "%s%s %llu", before, error_kind_name(i),
			(unsigned long long)summary->errors[i]);
		before = ", ";
	}
	if (total)
		fputc(')', to);
	if (facts->errors_lost)
		fprintf(to, "  errors not told for want of room %llu",
			(unsigned long long)facts->errors_lost);
	if (facts->raised_outside)
		fprintf(to, "  thrown outside of traced calls %llu",
			(unsigned long long)facts->raised_outside);
	fputc('\n', to);
}

static void print_rotated_out(FILE *to, const struct summary_facts *facts, uint64_t calls)
{
	if (!facts->rotated_out)
		return;
	fprintf(to, "%llu of %llu calls are no longer in timing.log (rotated out)",
		(unsigned long long)facts->rotated_out, (unsigned long long)calls);
	if (facts->results)
		fprintf(to, "; they are in %s\n", facts->results);
	else
		fprintf(to, ", nor anywhere else: raise --max-bytes or --backup-count\n");
}

static int print_all(struct summary *summary, FILE *to, const struct summary_facts *facts)
{
	const struct function_list *functions = summary->run->functions;
	uint64_t calls = summary->calls; /* = rows written */
	int err = 0;

	calls -= facts->unwritten < calls ? facts->unwritten : calls;
	/* Those that were never called have their row too. */
	if (functions->count)
		err = grow_table((void **)&summary->rows, &summary->row_count,
				 sizeof(summary->rows[0]), functions->count - 1);
	if (err)
		return err;
	for (size_t i = 0; i < functions->count; i++)
		summary->rows[i].function = functions->items[i];
	err = summary_table_print(summary->rows, functions->count, facts->catches_errors, to);
	if (err)
		return err;
	fprintf(to, "calls %llu  ", (unsigned long long)calls);
	print_lost(summary, to, facts->unwritten);
	fprintf(to, "  unfinished %llu  overhead ~%llu ns/call\n",
		(unsigned long long)summary->unfinished, (unsigned long long)facts->overhead_ns);
	print_errors(summary, to, facts);
	print_rotated_out(to, facts, calls);
	return 0;
}

/* Through write_all(), so that a reader who has gone is an error and not the end of us. */
static int give_out(FILE *to, const char *text, size_t len)
{
	int fd = fileno(to);

	if (fd < 0) /* a stream without a file beneath */
		return fwrite(text, 1, len, to) == len ? 0 : -EIO;
	if (fflush(to))
		return -errno;
	return write_all(fd, text, len, NULL);
}

int summary_print(struct sink *sink, FILE *to, const struct summary_facts *facts)
{
	char *text = NULL;
	size_t len = 0;
	FILE *memory = open_memstream(&text, &len);
	int err;

	if (!memory)
		return -ENOMEM;
	err = print_all((struct summary *)sink, memory, facts);
	if (fclose(memory) && !err)
		err = -ENOMEM;
	if (!err)
		err = give_out(to, text, len);
	free(text);
	return err;
}
