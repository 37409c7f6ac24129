/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is the same in every log line of one function, escaped once. */
#ifndef MAAP_SINK_JSON_TEXT_H
#define MAAP_SINK_JSON_TEXT_H

#include "../target/function.h"

/* One part of a line, within json_text.bytes. */
struct json_part {
	uint32_t at;
	uint32_t len;
};

struct json_text {
	char *bytes;		   /* NULL: not made yet */
	size_t len;		   /* of all parts */
	struct json_part message;  /* ","level":"INFO","message":"NAME */
	struct json_part function; /* ","function":"NAME","uuid":" */
	struct json_part module;   /* ,"module":"MODULE","pid": */
	struct json_part symbol;   /* ,"symbol":"SYMBOL" or nothing */
};

/* 0 or -ENOMEM. */
int json_text_make(struct json_text *text, const struct function *function);
void json_text_free(struct json_text *text);

#endif
