/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "../util/format.h"
#include "render.h"

#define CSV_QUOTE "\"\"" /* a quote within a quoted field */

char *render_args_json(char *p, const struct call *call)
{
	unsigned int count = render_arg_count(call);

	p = PUT_LITERAL(p, "{\"args\":[");
	for (unsigned int i = 0; i < count; i++) {
		if (i)
			*p++ = ',';
		*p++ = '"';
		p = format_hex(p, call->args[i]);
		*p++ = '"';
	}
	return PUT_LITERAL(p, "],\"kwargs\":{}}");
}

char *render_args_csv(char *p, const struct call *call)
{
	unsigned int count = render_arg_count(call);

	p = PUT_LITERAL(p, "\"{" CSV_QUOTE "args" CSV_QUOTE ":[");
	for (unsigned int i = 0; i < count; i++) {
		if (i)
			*p++ = ',';
		p = PUT_LITERAL(p, CSV_QUOTE);
		p = format_hex(p, call->args[i]);
		p = PUT_LITERAL(p, CSV_QUOTE);
	}
	return PUT_LITERAL(p, "]," CSV_QUOTE "kwargs" CSV_QUOTE ":{}}\"");
}

char *render_result_json(char *p, const struct call *call)
{
	if (!call->has_result)
		return PUT_LITERAL(p, "null");
	*p++ = '"';
	p = format_hex(p, call->result);
	*p++ = '"';
	return p;
}

char *render_result_text(char *p, const struct call *call)
{
	return call->has_result ? format_hex(p, call->result) : p;
}

unsigned int render_arg_count(const struct call *call)
{
	return call->has_args ? MAAP_CALL_ARGS : 0;
}

char *render_arg_text(char *p, const struct call *call, unsigned int i)
{
	return format_hex(p, call->args[i]);
}
