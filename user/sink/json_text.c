/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "../util/escape.h"
#include "../util/format.h"
#include "json_text.h"
#include "message.h"

#define CONSTANT_BYTES 128 /* all that stands around the names */

/* A symbol worth its own key: a clone, a mangled name; not name@VERSION, which says no more. */
static bool tells_more(const struct function *function)
{
	size_t len = strlen(function->name);

	if (!function->symbol || !strcmp(function->symbol, function->name))
		return false;
	return strncmp(function->symbol, function->name, len) || function->symbol[len] != '@';
}

/* Appends before, the escaped value and after to the text and remembers where. */
static void add_part(struct json_text *text, struct json_part *part, const char *before,
		     const char *value, const char *after)
{
	char *start = text->bytes + text->len;
	char *p = put_bytes(start, before, strlen(before));

	p = escape_json(p, value, strlen(value));
	p = put_bytes(p, after, strlen(after));
	part->at = text->len;
	part->len = p - start;
	text->len += part->len;
}

int json_text_make(struct json_text *text, const struct function *function)
{
	const char *module = function->module_name ? function->module_name : "";
	const char *symbol = tells_more(function) ? function->symbol : NULL;
	char *name = message_name(function->name);
	size_t bytes = strlen(function->name) + strlen(module) + (symbol ? strlen(symbol) : 0);
	char *shrunk;

	if (!name)
		return -ENOMEM;
	bytes = ESCAPE_JSON_MAX(bytes + strlen(name)) + CONSTANT_BYTES;
	text->len = 0;
	text->bytes = malloc(bytes);
	if (text->bytes) {
		add_part(text, &text->message, "\",\"level\":\"INFO\",\"message\":\"", name, "");
		add_part(text, &text->function, "\",\"function\":\"", function->name,
			 "\",\"uuid\":\"");
		add_part(text, &text->module, ",\"module\":\"", module, "\",\"pid\":");
		text->symbol.len = 0;
		if (symbol)
			add_part(text, &text->symbol, ",\"symbol\":\"", symbol, "\"");
		shrunk = realloc(text->bytes, text->len);
		text->bytes = shrunk ? shrunk : text->bytes;
	}
	free(name);
	return text->bytes ? 0 : -ENOMEM;
}

void json_text_free(struct json_text *text)
{
	free(text->bytes);
	text->bytes = NULL;
}
