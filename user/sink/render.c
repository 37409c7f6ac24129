/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "render.h"

#include "../util/escape.h"
#include "../util/format.h"

#define AROUND_ONE 8  /* quotes, colon, comma */
#define AROUND_ALL 64 /* {"args":[],"kwargs":{}}, a result of null */

static size_t one_max(const struct rendered *value)
{
	return AROUND_ONE + ESCAPE_JSON_MAX(value->len) +
	       (value->name ? ESCAPE_JSON_MAX(strlen(value->name)) : 0);
}

size_t render_json_max(const struct call *call)
{
	size_t bytes = AROUND_ALL;

	for (size_t i = 0; i < call->argument_count; i++)
		bytes += one_max(&call->arguments[i]);
	return bytes + (call->result ? one_max(call->result) : 0);
}

/* First as JSON, behind the place of the field, from where it is brought into that. */
size_t render_csv_max(const struct call *call)
{
	size_t json = render_json_max(call);

	return json + ESCAPE_CSV_MAX(json);
}

static char *put_value(char *p, const struct rendered *value)
{
	if (!value->quoted)
		return put_bytes(p, value->text, value->len);
	*p++ = '"';
	p = value->plain ? put_bytes(p, value->text, value->len)
			 : escape_json(p, value->text, value->len);
	*p++ = '"';
	return p;
}

static char *put_name(char *p, const char *name)
{
	*p++ = '"';
	p = escape_json(p, name, strlen(name));
	return PUT_LITERAL(p, "\":");
}

char *render_args_json(char *p, const struct call *call)
{
	const struct rendered *values = call->arguments;
	const char *comma = "";

	p = PUT_LITERAL(p, "{\"args\":[");
	for (size_t i = 0; i < call->argument_count; i++) {
		if (values[i].name)
			continue;
		p = put_bytes(p, comma, *comma != 0);
		p = put_value(p, &values[i]);
		comma = ",";
	}
	p = PUT_LITERAL(p, "],\"kwargs\":{");
	comma = "";
	for (size_t i = 0; i < call->argument_count; i++) {
		if (!values[i].name)
			continue;
		p = put_bytes(p, comma, *comma != 0);
		p = put_name(p, values[i].name);
		p = put_value(p, &values[i]);
		comma = ",";
	}
	return PUT_LITERAL(p, "}}");
}

/* In quotes, each quote in it doubled: the JSON is valid UTF-8. */
char *render_args_csv(char *p, const struct call *call)
{
	char *json = p + ESCAPE_CSV_MAX(render_json_max(call));
	const char *end = render_args_json(json, call), *quote;

	*p++ = '"';
	for (const char *at = json; at < end; at = quote + 1) {
		quote = memchr(at, '"', end - at);
		if (!quote) {
			p = put_bytes(p, at, end - at);
			break;
		}
		p = put_bytes(p, at, quote + 1 - at);
		*p++ = '"';
	}
	*p++ = '"';
	return p;
}

char *render_result_json(char *p, const struct call *call)
{
	return call->result ? put_value(p, call->result) : PUT_LITERAL(p, "null");
}

char *render_result_csv(char *p, const struct call *call)
{
	return call->result ? escape_csv(p, call->result->text, call->result->len) : p;
}

/* How many bytes of the text fit into so many columns. */
static size_t fitting(const char *text, size_t len, size_t columns)
{
	size_t at = 0;

	while (at < len && columns--) {
		uint32_t c;

		at += utf8_next(text + at, len - at, &c);
	}
	return at;
}

static char *put_fitting(char *p, const char *text, size_t len, size_t *columns)
{
	size_t used = fitting(text, len, *columns);

	*columns -= utf8_columns(text, used);
	return escape_printable(p, text, used);
}

char *render_short(char *p, const struct rendered *value, size_t columns)
{
	const char *quote = value->is_text ? "\"" : "";
	size_t quotes = value->is_text ? 2 : 0;
	size_t name = value->name ? utf8_columns(value->name, strlen(value->name)) + 1 : 0;
	bool whole = name + quotes + utf8_columns(value->text, value->len) <= columns;

	if (!whole)
		columns = columns > 3 + quotes ? columns - 3 - quotes : 0;
	if (value->name) {
		p = put_fitting(p, value->name, strlen(value->name), &columns);
		if (columns)
			*p++ = '=';
		columns -= columns > 0;
	}
	if (whole || columns) {
		p = put_bytes(p, quote, quotes / 2);
		p = put_fitting(p, value->text, value->len, &columns);
		p = put_bytes(p, quote, quotes / 2);
	}
	return whole ? p : PUT_LITERAL(p, "...");
}
