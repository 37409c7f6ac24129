/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * One rule of --sanitize: how it is written, and what it makes of a text. Private to sanitize.c,
 * which knows what the rules are applied to.
 */
#ifndef MAAP_SINK_SANITIZE_RULE_H
#define MAAP_SINK_SANITIZE_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "text_buffer.h"

/* A part of TEXT: as it stands, or what a group of the match holds. */
struct rule_part {
	size_t at, len; /* of the literal: into replacement */
	int group;	/* -1: a literal; 0: the whole match */
};

struct sanitize_rule {
	const char *source; /* as the user wrote it; not ours */
	bool digits;	    /* every digit becomes '#'; nothing below is used */
	bool every_match;
	pcre2_code *code;
	pcre2_match_data *match;
	struct text_buffer replacement; /* the literals of TEXT, one after the other */
	struct rule_part *parts;
	size_t part_count;
	bool failed; /* that it can fail has been said */
};

/* What bounds the matching, for all rules together. */
struct match_budget {
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
	unsigned int matches; /* since the last reset */
	uint64_t start_ns;    /* CPU time of the thread when it was first read; 0: not yet */
};

/* A text on its way through the rules. */
struct rule_text {
	struct text_buffer text;
	bool cut;    /* it went on, where it was taken from */
	bool masked; /* its end was taken away, because a match may begin there and go on */
};

/*
 * Reads "digits" or "s/REGEX/TEXT/[gi]" into *rule, which points to `source` from then on. A
 * mistake is logged with what is accepted. Returns 0, -EINVAL or -ENOMEM; free in any case.
 */
int sanitize_rule__make(const char *source, struct sanitize_rule *rule);
void sanitize_rule__free(struct sanitize_rule *rule);

/* Reads TEXT of length `len`; `rule` has its regex already. Logs, returns 0, -EINVAL, -ENOMEM. */
int sanitize_rule__read_replacement(struct sanitize_rule *rule, char delimiter, const char *text,
				    size_t len);

int match_budget__make(struct match_budget *budget);
void match_budget__reset(struct match_budget *budget);
void match_budget__free(struct match_budget *budget);

/*
 * Writes `in`, valid UTF-8, as the rule has it to `out`. Returns the number of changes, or a
 * negative errno: then `out` is not to be shown, and the reason has been logged once for the rule.
 */
int sanitize_rule__apply(struct sanitize_rule *rule, struct match_budget *budget,
			 const struct rule_text *in, struct rule_text *out);

#endif
