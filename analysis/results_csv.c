// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../user/util/escape.h"
#include "../user/util/format.h"
#include "../user/util/strbuf.h"
#include "number_text.h"
#include "out_file.h"
#include "progress.h"
#include "tables.h"
#include "time_stamp.h"

static const char header[] =
	"Function,Call ID,Start Time,End Time,Wall Duration (s),Perf Duration (s),"
	"Duration (from log),Start CPU (%),End CPU (%),Start RSS,End RSS,Start Mem %,End Mem %,"
	"Start Threads,End Threads,Start FDs,End FDs,CPU Delta,Memory Delta (MB),Start Seconds,"
	"Thread ID,Depth,Parent ID,Module,Outcome\n";

static const char *const outcome_names[OUTCOMES] = {
	[OUTCOME_UNKNOWN] = "",
	[OUTCOME_RETURNED] = "returned",
	[OUTCOME_UNWOUND] = "unwound",
	[OUTCOME_TAIL_CALLED] = "tail-called",
	[OUTCOME_UNFINISHED] = "unfinished",
};

/* All fields of a row but the two names. */
#define ROW_BYTES (2 * ESCAPE_CSV_MAX(CALL_ID_MAX) + 2 * TIME_STAMP_LEN + 24 * NUMBER_TEXT_MAX)

static char *put_known(char *p, uint32_t number)
{
	return number == NUMBER_UNKNOWN ? p : format_u64(p, number);
}

static char *put_bytes_known(char *p, int64_t bytes)
{
	return bytes == BYTES_UNKNOWN ? p : format_i64(p, bytes);
}

/* What two numbers with few decimals differ by, without the noise of their binary forms. */
static double decimal_difference(double later, double earlier)
{
	double difference = later - earlier;

	return fabs(difference) < 1e6 ? nearbyint(difference * 1e9) / 1e9 + 0.0 : difference;
}

#define ROWS_SHOWN 16384 /* between two looks at the clock */

#define PUT_COMMA(p) (*(p)++ = ',')

static char *put_samples(char *p, const struct call *call)
{
	p = number_text(p, call->start_cpu);
	PUT_COMMA(p);
	p = number_text(p, call->end_cpu);
	PUT_COMMA(p);
	p = put_bytes_known(p, call->start_rss);
	PUT_COMMA(p);
	p = put_bytes_known(p, call->end_rss);
	PUT_COMMA(p);
	p = number_text(p, call->start_mem);
	PUT_COMMA(p);
	p = number_text(p, call->end_mem);
	PUT_COMMA(p);
	p = put_known(p, call->start_threads);
	PUT_COMMA(p);
	p = put_known(p, call->end_threads);
	PUT_COMMA(p);
	p = put_known(p, call->start_fds);
	PUT_COMMA(p);
	p = put_known(p, call->end_fds);
	PUT_COMMA(p);
	p = number_text(p, decimal_difference(call->end_cpu, call->start_cpu));
	PUT_COMMA(p);
	return number_text(p, call_memory_mb(call));
}

static char *put_times(char *p, const struct call *call)
{
	p = time_stamp_format(p, call->start_ns);
	PUT_COMMA(p);
	p = time_stamp_format(p, call->end_ns);
	PUT_COMMA(p);
	p = number_text(p, call->wall_s);
	PUT_COMMA(p);
	p = number_text(p, call->perf_s);
	PUT_COMMA(p);
	return number_text(p, call->logged_s);
}

/* Nearly every id is a UUID, which needs no look at each character as UTF-8. */
static char *put_id(char *p, const char *id)
{
	size_t len = strlen(id);

	if (strspn(id, "0123456789abcdef-") == len)
		return put_bytes(p, id, len);
	return escape_csv(p, id, len);
}

/* Names as they stand in the file, made once. */
struct table {
	struct out_file out;
	const struct calls *calls;
	struct strbuf *names; /* by function */
	uint32_t module;      /* the latest */
	struct strbuf module_text;
};

static void set_text(struct strbuf *text, const char *name)
{
	size_t len = strlen(name);
	char *p;

	text->len = 0;
	p = strbuf__reserve(text, ESCAPE_CSV_MAX(len));
	if (p)
		strbuf__took(text, escape_csv(p, name, len));
}

static void put_row(struct table *table, const struct call *call, int64_t first_ns)
{
	const struct strbuf *name = &table->names[call->function], *module = &table->module_text;
	char *p;

	if (call->module != table->module) {
		table->module = call->module;
		set_text(&table->module_text, calls__module(table->calls, call->module));
	}
	p = out_file__room(&table->out, ROW_BYTES + name->len + module->len);
	if (!p)
		return;
	p = put_bytes(p, name->bytes, name->len);
	PUT_COMMA(p);
	p = put_id(p, call->id);
	PUT_COMMA(p);
	p = put_times(p, call);
	PUT_COMMA(p);
	p = put_samples(p, call);
	PUT_COMMA(p);
	p = number_text(p, stamp_seconds(call->start_ns, first_ns));
	PUT_COMMA(p);
	p = put_known(p, call->tid);
	PUT_COMMA(p);
	p = put_known(p, call->depth);
	PUT_COMMA(p);
	p = put_id(p, call->parent);
	PUT_COMMA(p);
	p = put_bytes(p, module->bytes, module->len);
	PUT_COMMA(p);
	p = put_bytes(p, outcome_names[call->outcome], strlen(outcome_names[call->outcome]));
	*p++ = '\n';
	out_file__took(&table->out, p);
}

/* Returns 0 or -ENOMEM. */
static int name_functions(struct table *table)
{
	size_t count = calls__functions(table->calls);

	set_text(&table->module_text, "");
	table->names = calloc(count + 1, sizeof(*table->names));
	if (!table->names || table->module_text.failed)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		set_text(&table->names[i], calls__function(table->calls, i));
		if (table->names[i].failed)
			return -ENOMEM;
	}
	return 0;
}

static void free_names(struct table *table)
{
	for (size_t i = 0; table->names && i < calls__functions(table->calls); i++)
		free(table->names[i].bytes);
	free(table->names);
	free(table->module_text.bytes);
}

int results_csv__write(const struct calls *calls, const struct output_dir *folder,
		       struct progress *progress)
{
	struct table table = { .calls = calls, .module = NUMBER_UNKNOWN };
	struct call call;
	int64_t first_ns = 0;
	int err = out_file__open(&table.out, folder, "results.csv");

	if (err)
		return err;
	table.out.err = name_functions(&table);
	out_file__put(&table.out, header, sizeof(header) - 1);
	for (size_t i = 0; i < calls__count(calls) && !table.out.err; i++) {
		if (i % ROWS_SHOWN == 0)
			progress__show(progress, "writing tables and page", i, calls__count(calls));
		calls__get(calls, i, &call);
		if (i == 0)
			first_ns = call.start_ns;
		put_row(&table, &call, first_ns);
	}
	free_names(&table);
	return out_file__close(&table.out);
}
