// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdlib.h>

#include "json_out.h"
#include "payload_parts.h"

#define NAME_MAX      2000 /* bytes */
#define ARGUMENTS_MAX 1000

/* [function, thread, ns after the base, seconds, depth, arguments, whether they were cut] */
static void put_open(const struct report_input *input, const struct sample *sample,
		     const struct open_call *open, struct strbuf *json)
{
	struct call call;
	const char *name = calls__get_open(input->calls, open->index, &call);
	char *arguments = calls__arguments(input->calls, &call);
	bool cut = false;

	json__comma(json);
	strbuf__puts(json, "[");
	json__text(json, name, NAME_MAX, NULL);
	strbuf__puts(json, ",");
	json__u64(json, open->thread);
	strbuf__puts(json, ",");
	json__u64(json, (uint64_t)call.start_ns - (uint64_t)sample->base_ns);
	strbuf__puts(json, ",");
	json__double(json, call.duration_s);
	strbuf__puts(json, ",");
	if (call.depth == NUMBER_UNKNOWN)
		json__null(json);
	else
		json__u64(json, call.depth);
	strbuf__puts(json, ",");
	json__text(json, arguments, ARGUMENTS_MAX, &cut);
	strbuf__puts(json, cut ? ",1]" : ",0]");
	free(arguments);
}

void payload__put_open(const struct report_input *input, const struct sample *sample,
		       struct strbuf *json)
{
	json__key(json, "open_total");
	json__u64(json, calls__open_count(input->calls));
	json__key(json, "open");
	strbuf__puts(json, "[");
	for (size_t i = 0; i < sample->open_count; i++)
		put_open(input, sample, &sample->open[i], json);
	strbuf__puts(json, "]");
}
