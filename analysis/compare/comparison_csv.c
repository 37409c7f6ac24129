// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <string.h>

#include "../../user/util/escape.h"
#include "../../user/util/format.h"
#include "../number_text.h"
#include "../out_file.h"
#include "compare.h"

#define NUMBERS 12

static const char header[] =
	"Function,Calls before,Calls after,Median before (s),Median after (s),Median change (%),"
	"Median change CI low (%),Median change CI high (%),Total before (s),Total after (s),"
	"Total change (%),Total change CI low (%),Total change CI high (%),Verdict\n";

static char *put_change(char *p, const struct change *change)
{
	const double numbers[] = { change->percent, change->low, change->high };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		*p++ = ',';
		p = number_text(p, numbers[i]);
	}
	return p;
}

/* Of a run that does not have the function: 0 calls and no time; its median is not known. */
static char *put_pair(char *p, double before, double after)
{
	*p++ = ',';
	p = number_text(p, before);
	*p++ = ',';
	return number_text(p, after);
}

static void put_row(struct out_file *out, const struct compared *function)
{
	const struct sample *before = function->before, *after = function->after;
	size_t len = strlen(function->name);
	char *p = out_file__room(out, ESCAPE_CSV_MAX(len) + NUMBERS * (NUMBER_TEXT_MAX + 1) + 64);

	if (!p)
		return;
	p = escape_csv(p, function->name, len);
	*p++ = ',';
	p = format_u64(p, before ? before->count : 0);
	*p++ = ',';
	p = format_u64(p, after ? after->count : 0);
	p = put_pair(p, function->median.before, function->median.after);
	p = put_change(p, &function->median.change);
	p = put_pair(p, before ? before->sum : 0, after ? after->sum : 0);
	p = put_change(p, &function->total);
	*p++ = ',';
	p = put_bytes(p, verdict_name(function->verdict), strlen(verdict_name(function->verdict)));
	*p++ = '\n';
	out_file__took(out, p);
}

int comparison__write_csv(const struct comparison *comparison, const struct output_dir *folder)
{
	struct out_file out;
	int err = out_file__open(&out, folder, "comparison.csv");

	if (err)
		return err;
	out_file__put(&out, header, sizeof(header) - 1);
	for (size_t i = 0; i < comparison->count; i++)
		put_row(&out, &comparison->functions[i]);
	return out_file__close(&out);
}
