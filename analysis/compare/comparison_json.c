// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../user/util/escape.h"
#include "../../user/util/format.h"
#include "../../user/util/strbuf.h"
#include "../number_text.h"
#include "compare.h"

static const char method[] =
	"Verdicts by the change of the median, corrected (Holm) for the number of functions; 95 % "
	"intervals; a total's is for the number of calls as it was. By how much the state of the "
	"machine moves a run, only more recordings show.";

#define FUNCTIONS_BYTES 500000 /* the page has room for; comparison.csv has all */

static void put_text(struct strbuf *json, const char *text)
{
	size_t len = strlen(text);
	char *p = strbuf__reserve(json, ESCAPE_JSON_MAX(len) + 2);

	if (!p)
		return;
	*p++ = '"';
	p = escape_json(p, text, len);
	*p++ = '"';
	strbuf__took(json, p);
}

/* What is not finite, JSON has no word for. */
static void put_number(struct strbuf *json, double number)
{
	char *p;

	if (!isfinite(number)) {
		strbuf__puts(json, "null");
		return;
	}
	p = strbuf__reserve(json, NUMBER_TEXT_MAX);
	if (p)
		strbuf__took(json, number_text(p, number));
}

static void put_count(struct strbuf *json, size_t count)
{
	char *p = strbuf__reserve(json, FORMAT_NUMBER_MAX);

	if (p)
		strbuf__took(json, format_u64(p, count));
}

static void put_change(struct strbuf *json, const struct change *change)
{
	if (isnan(change->low)) {
		strbuf__puts(json, "null");
		return;
	}
	strbuf__puts(json, "{\"percent\":");
	put_number(json, change->percent);
	strbuf__puts(json, ",\"low\":");
	put_number(json, change->low);
	strbuf__puts(json, ",\"high\":");
	put_number(json, change->high);
	strbuf__puts(json, "}");
}

/* "KEY_before":NUMBER,"KEY_after":NUMBER, */
static void put_both(struct strbuf *json, const char *key, double before, double after)
{
	strbuf__puts(json, "\"");
	strbuf__puts(json, key);
	strbuf__puts(json, "_before\":");
	put_number(json, before);
	strbuf__puts(json, ",\"");
	strbuf__puts(json, key);
	strbuf__puts(json, "_after\":");
	put_number(json, after);
	strbuf__puts(json, ",");
}

static void put_function(struct strbuf *json, const struct compared *function)
{
	const struct sample *before = function->before, *after = function->after;

	strbuf__puts(json, "{\"name\":");
	put_text(json, function->name);
	strbuf__puts(json, ",\"calls_before\":");
	put_count(json, before ? before->count : 0);
	strbuf__puts(json, ",\"calls_after\":");
	put_count(json, after ? after->count : 0);
	strbuf__puts(json, ",");
	put_both(json, "median", function->median.before, function->median.after);
	strbuf__puts(json, "\"median_change\":");
	put_change(json, &function->median.change);
	strbuf__puts(json, ",");
	put_both(json, "total", before ? before->sum : NAN, after ? after->sum : NAN);
	strbuf__puts(json, "\"total_change\":");
	put_change(json, &function->total);
	strbuf__puts(json, ",\"verdict\":");
	put_text(json, verdict_name(function->verdict));
	strbuf__puts(json, "}");
}

/* Slower and faster ones, by the largest effect, are first. */
static void put_functions(struct strbuf *json, const struct comparison *comparison)
{
	size_t begin = json->len;

	strbuf__puts(json, "\"functions_total\":");
	put_count(json, comparison->count);
	strbuf__puts(json, ",\"slower\":");
	put_count(json, comparison->verdicts[VERDICT_SLOWER]);
	strbuf__puts(json, ",\"faster\":");
	put_count(json, comparison->verdicts[VERDICT_FASTER]);
	strbuf__puts(json, ",\"functions\":[");
	for (size_t i = 0; i < comparison->count && json->len - begin < FUNCTIONS_BYTES; i++) {
		if (i)
			strbuf__puts(json, ",");
		put_function(json, &comparison->functions[i]);
	}
}

char *comparison__json(const struct comparison *comparison, double fail_above)
{
	struct strbuf json = { 0 };

	strbuf__puts(&json, "{\"before\":");
	put_text(&json, comparison->before->label);
	strbuf__puts(&json, ",\"after\":");
	put_text(&json, comparison->after->label);
	strbuf__puts(&json, ",\"method\":");
	put_text(&json, method);
	strbuf__puts(&json, ",\"fail_above\":");
	put_number(&json, fail_above);
	strbuf__puts(&json, ",");
	put_functions(&json, comparison);
	strbuf__put(&json, "]}", sizeof("]}"));
	if (json.failed) {
		free(json.bytes);
		return NULL;
	}
	return json.bytes;
}
