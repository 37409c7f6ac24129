// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "sanitize.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../util/escape.h"
#include "../util/log.h"
#include "sanitize_rule.h"

#define ELLIPSIS	  "..."
#define ELLIPSIS_LEN	  (sizeof(ELLIPSIS) - 1)
#define REPLACEMENT	  "\xef\xbf\xbd" /* U+FFFD */
#define REPLACEMENT_LEN	  (sizeof(REPLACEMENT) - 1)
#define FIRST_BLOCK_BYTES 4096

/* What was handed out for the call at hand. */
struct block {
	struct block *next;
	size_t used, room;
	char bytes[];
};

struct sanitizer {
	size_t max_characters;
	struct match_budget budget;
	struct block *blocks; /* the latest, and largest, first */
	struct rule_text now; /* the text, as far as the rules have come */
	struct rule_text alone;
	struct rule_text named; /* "name=" and the text */
	struct rule_text named_result;
	struct rule_text prefix; /* "name=" */
	struct rule_text prefix_result;
	size_t rule_count;
	struct sanitize_rule rules[];
};

int sanitizer__make(const char *const *rules, size_t count, size_t max_characters,
		    struct sanitizer **sanitizer)
{
	struct sanitizer *made;
	int err;

	if (!count && !max_characters) {
		*sanitizer = NULL;
		return 0;
	}
	made = calloc(1, sizeof(*made) + count * sizeof(made->rules[0]));
	err = made ? match_budget__make(&made->budget) : -ENOMEM;
	if (err)
		log_error("--sanitize: no memory");
	while (!err && made->rule_count < count) {
		err = sanitize_rule__make(rules[made->rule_count], &made->rules[made->rule_count]);
		made->rule_count++;
	}
	if (err) {
		sanitizer__free(made);
		return err;
	}
	made->max_characters = max_characters;
	*sanitizer = made;
	return 0;
}

static void free_blocks(struct block *block)
{
	while (block) {
		struct block *next = block->next;

		free(block);
		block = next;
	}
}

void sanitizer__free(struct sanitizer *sanitizer)
{
	if (!sanitizer)
		return;
	for (size_t i = 0; i < sanitizer->rule_count; i++)
		sanitize_rule__free(&sanitizer->rules[i]);
	match_budget__free(&sanitizer->budget);
	free_blocks(sanitizer->blocks);
	text_buffer__free(&sanitizer->now.text);
	text_buffer__free(&sanitizer->alone.text);
	text_buffer__free(&sanitizer->named.text);
	text_buffer__free(&sanitizer->named_result.text);
	text_buffer__free(&sanitizer->prefix.text);
	text_buffer__free(&sanitizer->prefix_result.text);
	free(sanitizer);
}

void sanitizer__begin(struct sanitizer *sanitizer)
{
	if (!sanitizer)
		return;
	match_budget__reset(&sanitizer->budget);
	if (!sanitizer->blocks)
		return;
	/* The largest alone is kept: it is more than all the others together. */
	free_blocks(sanitizer->blocks->next);
	sanitizer->blocks->next = NULL;
	sanitizer->blocks->used = 0;
}

/* `len` bytes that stay where they are until the next begin. NULL: no memory. */
static char *take(struct sanitizer *sanitizer, size_t len)
{
	struct block *block = sanitizer->blocks;

	if (!block || block->room - block->used < len) {
		size_t room = block ? 2 * block->room : FIRST_BLOCK_BYTES;
		struct block *grown;

		if (room < len)
			room = len;
		grown = malloc(sizeof(*grown) + room);
		if (!grown)
			return NULL;
		*grown = (struct block){ .next = block, .room = room };
		sanitizer->blocks = block = grown;
	}
	block->used += len;
	return block->bytes + block->used - len;
}

static void hide(struct rendered *value)
{
	value->text = SANITIZER_HIDDEN;
	value->len = sizeof(SANITIZER_HIDDEN) - 1;
	value->quoted = true;
	value->plain = false;
}

/* Gives the value a text of its own: `text`, and `end` behind it. */
static void set_text(struct sanitizer *sanitizer, struct rendered *value, const char *text,
		     size_t len, const char *end)
{
	size_t end_len = strlen(end);
	char *copy = take(sanitizer, len + end_len);

	if (!copy) {
		hide(value);
		return;
	}
	if (len)
		memcpy(copy, text, len);
	memcpy(copy + len, end, end_len);
	value->text = copy;
	value->len = len + end_len;
	value->quoted = true;
	value->plain = false;
}

static void swap(struct rule_text *a, struct rule_text *b)
{
	struct rule_text old = *a;

	*a = *b;
	*b = old;
}

/* Is `whole` the text of `prefix` and `rest`, one after the other? */
static bool consists_of(const struct rule_text *whole, const struct rule_text *prefix,
			const struct rule_text *rest)
{
	size_t len = prefix->text.len;

	return whole->masked == rest->masked && whole->text.len == len + rest->text.len &&
	       (!len || !memcmp(whole->text.bytes, prefix->text.bytes, len)) &&
	       (!rest->text.len ||
		!memcmp(whole->text.bytes + len, rest->text.bytes, rest->text.len));
}

/* named_result: the rule's result for "name=" and `text`. Returns its changes or an error. */
static int apply_named(struct sanitizer *s, struct sanitize_rule *rule,
		       const struct rule_text *text)
{
	int err;

	s->named.text.len = 0;
	s->named.cut = text->cut;
	s->named.masked = text->masked;
	err = text_buffer__put(&s->named.text, s->prefix.text.bytes, s->prefix.text.len);
	if (!err)
		err = text_buffer__put(&s->named.text, text->text.bytes, text->text.len);
	return err ? err : sanitize_rule__apply(rule, &s->budget, &s->named, &s->named_result);
}

/* Is the name still in front? In any case: s,password=.*,password=x,i changes PASSWORD too. */
static bool has_name(const struct text_buffer *text, const struct text_buffer *prefix)
{
	return text->len >= prefix->len && prefix->len &&
	       !strncasecmp(text->bytes, prefix->bytes, prefix->len);
}

/* The name in front is taken off again, as it is or as the rule has made it. */
static int take_named_result(struct sanitizer *s)
{
	const struct text_buffer *result = &s->named_result.text;
	const struct text_buffer *changed = &s->prefix_result.text;
	size_t skip = 0;

	if (has_name(result, &s->prefix.text))
		skip = s->prefix.text.len;
	else if (changed->len && changed->bytes[changed->len - 1] == '=' &&
		 has_name(result, changed))
		skip = changed->len;
	s->now.masked = s->named_result.masked;
	s->now.text.len = 0;
	return text_buffer__put(&s->now.text, result->bytes + skip, result->len - skip);
}

/* Has the rule, seeing the name too, done no more to the text than without it? */
static bool name_made_no_difference(const struct sanitizer *s)
{
	const struct rule_text *prefixes[] = { &s->prefix, &s->prefix_result };

	for (size_t i = 0; i < 2; i++)
		if (consists_of(&s->named_result, prefixes[i], &s->alone) ||
		    consists_of(&s->named_result, prefixes[i], &s->now))
			return true;
	return false;
}

/*
 * One rule, on the text and on "name=text". Where only the name made the rule match, that result
 * counts. Where both ways changed the text, and differently, the rule sees the name with what is
 * left of the text: nothing that one way has taken away comes back by the other, as it could with
 * s/^secret// or with s/[0-9]+/#/ when the name has a digit.
 */
static int apply_rule(struct sanitizer *s, struct sanitize_rule *rule)
{
	int alone = sanitize_rule__apply(rule, &s->budget, &s->now, &s->alone);
	int named = 0;

	if (alone < 0)
		return alone;
	/* Digits are masked one by one: what is around them makes no difference. */
	if (s->prefix.text.len && !rule->digits)
		named = apply_named(s, rule, &s->now);
	if (named > 0) {
		int err = sanitize_rule__apply(rule, &s->budget, &s->prefix, &s->prefix_result);

		named = err < 0 ? err : named;
	}
	if (named < 0)
		return named;
	if (!named || name_made_no_difference(s)) {
		swap(&s->now, &s->alone);
		return 0;
	}
	if (alone)
		named = apply_named(s, rule, &s->alone);
	return named < 0 ? named : take_named_result(s);
}

static int set_prefix(struct sanitizer *s, const char *name)
{
	int err;

	s->prefix.text.len = 0;
	if (!name || !*name)
		return 0;
	err = text_buffer__put_valid(&s->prefix.text, name, strlen(name));
	return err ? err : text_buffer__put(&s->prefix.text, "=", 1);
}

static int apply_rules(struct sanitizer *s, const char *name, const char *text, size_t len,
		       bool cut)
{
	int err = set_prefix(s, name);

	s->now.text.len = 0;
	s->now.cut = cut;
	s->now.masked = false;
	if (!err)
		err = text_buffer__put_valid(&s->now.text, text, len);
	for (size_t i = 0; !err && i < s->rule_count; i++)
		err = apply_rule(s, &s->rules[i]);
	return err;
}

/*
 * The length of a cut text without half a character at its end, or U+FFFD where that was: it is not
 * what the text went on with, and no match would reach the cut over it.
 */
static size_t without_half_character(const char *text, size_t len)
{
	uint32_t codepoint;

	if (len >= REPLACEMENT_LEN &&
	    !memcmp(text + len - REPLACEMENT_LEN, REPLACEMENT, REPLACEMENT_LEN))
		return len - REPLACEMENT_LEN;
	for (size_t back = 1; back <= 3 && back <= len; back++) {
		if ((text[len - back] & 0xc0) == 0x80)
			continue;
		utf8_next(text + len - back, back, &codepoint);
		return codepoint == UINT32_MAX ? len - back : len;
	}
	return len;
}

static void sanitize(struct sanitizer *s, struct rendered *value)
{
	bool marked = value->cut && value->len >= ELLIPSIS_LEN &&
		      !memcmp(value->text + value->len - ELLIPSIS_LEN, ELLIPSIS, ELLIPSIS_LEN);
	size_t len = value->len - (marked ? ELLIPSIS_LEN : 0);
	const char *end = marked ? ELLIPSIS : "";

	if (value->cut)
		len = without_half_character(value->text, len);
	if (apply_rules(s, value->name, value->text, len, value->cut)) {
		hide(value);
		return;
	}
	if (s->now.masked)
		end = SANITIZER_CUT;
	else if (text_buffer__is(&s->now.text, value->text, len))
		return;
	set_text(s, value, s->now.text.bytes, s->now.text.len, end);
}

/* The bytes of the first `max` characters. */
static size_t bytes_of(const char *text, size_t len, size_t max)
{
	size_t at = 0;
	uint32_t codepoint;

	if (len <= max)
		return len;
	while (at < len && max--)
		at += utf8_next(text + at, len - at, &codepoint);
	return at;
}

void sanitizer__value(struct sanitizer *sanitizer, struct rendered *value)
{
	size_t len;

	if (!sanitizer)
		return;
	if (sanitizer->rule_count)
		sanitize(sanitizer, value);
	if (!sanitizer->max_characters)
		return;
	len = bytes_of(value->text, value->len, sanitizer->max_characters);
	if (len < value->len)
		set_text(sanitizer, value, value->text, len, ELLIPSIS);
}

void sanitizer__values(struct sanitizer *sanitizer, struct rendered *values, size_t count)
{
	for (size_t i = 0; sanitizer && i < count; i++)
		sanitizer__value(sanitizer, &values[i]);
}

void sanitizer__text(struct sanitizer *sanitizer, const char **text, size_t *len, bool cut)
{
	struct rendered value = { .text = *text, .len = *len, .quoted = true, .cut = cut };

	if (!sanitizer || !sanitizer->rule_count)
		return;
	sanitize(sanitizer, &value);
	*text = value.text;
	*len = value.len;
}
