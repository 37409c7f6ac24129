// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What a rule makes of a text. pcre2_substitute() is not used: it allocates at each call, and does
 * not know of texts that were cut.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../util/escape.h"
#include "../util/log.h"
#include "sanitize_rule.h"

#define MATCH_LIMIT	  100000 /* steps back within one match */
#define HEAP_LIMIT_KIB	  4096	 /* of the interpreter, where there is no JIT */
#define JIT_STACK_BYTES	  (32u << 10)
#define JIT_STACK_MAX	  (1u << 20)
#define MATCHES_PER_CHECK 64
#define CALL_LIMIT_NS	  100000000 /* CPU time, after which what is left of a call is hidden */
#define MESSAGE_BYTES	  256

/* Where a rule stands in its text. */
struct progress {
	size_t offset;	  /* where the next match may begin, bytes */
	size_t copied;	  /* up to here the text is in the output */
	uint32_t options; /* of the next match */
	int changes;
};

int match_budget__make(struct match_budget *budget)
{
	budget->context = pcre2_match_context_create(NULL);
	budget->stack = pcre2_jit_stack_create(JIT_STACK_BYTES, JIT_STACK_MAX, NULL);
	if (!budget->context || !budget->stack)
		return -ENOMEM;
	pcre2_set_match_limit(budget->context, MATCH_LIMIT);
	pcre2_set_heap_limit(budget->context, HEAP_LIMIT_KIB);
	pcre2_jit_stack_assign(budget->context, NULL, budget->stack);
	return 0;
}

void match_budget__reset(struct match_budget *budget)
{
	budget->matches = 0;
	budget->start_ns = 0;
}

void match_budget__free(struct match_budget *budget)
{
	pcre2_jit_stack_free(budget->stack);
	pcre2_match_context_free(budget->context);
}

/*
 * The limit of one match does not bound thousands of them. The clock is CPU time, so that a busy
 * machine hides nothing, and it is read rarely: it costs a system call.
 */
static bool is_spent(struct match_budget *budget)
{
	struct timespec now;
	uint64_t now_ns;

	if (++budget->matches % MATCHES_PER_CHECK)
		return false;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	now_ns = now.tv_sec * 1000000000ull + now.tv_nsec;
	if (!budget->start_ns)
		budget->start_ns = now_ns;
	return now_ns - budget->start_ns > CALL_LIMIT_NS;
}

static int match(struct sanitize_rule *rule, struct match_budget *budget,
		 const struct text_buffer *text, size_t offset, uint32_t options)
{
	if (is_spent(budget))
		return PCRE2_ERROR_MATCHLIMIT;
	return pcre2_match(rule->code, (PCRE2_SPTR)(text->len ? text->bytes : ""), text->len,
			   offset, options | PCRE2_NO_UTF_CHECK, rule->match, budget->context);
}

static int put_replacement(const struct sanitize_rule *rule, const struct text_buffer *from,
			   struct text_buffer *to)
{
	const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(rule->match);
	int err = 0;

	for (size_t i = 0; !err && i < rule->part_count; i++) {
		const struct rule_part *part = &rule->parts[i];
		const PCRE2_SIZE *group = &ends[2 * (part->group < 0 ? 0 : part->group)];

		if (part->group < 0)
			err = text_buffer__put(to, rule->replacement.bytes + part->at, part->len);
		else if (group[1] > group[0]) /* both are PCRE2_UNSET where it took no part */
			err = text_buffer__put(to, from->bytes + group[0], group[1] - group[0]);
	}
	return err;
}

static int copy_up_to(const struct text_buffer *from, size_t end, struct progress *progress,
		      struct text_buffer *to)
{
	size_t start = progress->copied;

	progress->copied = end;
	return from->len ? text_buffer__put(to, from->bytes + start, end - start) : 0;
}

/* Nothing longer than the empty match here: go on at the next character. */
static void step(const struct text_buffer *text, struct progress *progress)
{
	uint32_t codepoint;

	if (progress->offset < text->len)
		progress->offset += utf8_next(text->bytes + progress->offset,
					      text->len - progress->offset, &codepoint);
	else
		progress->offset++;
	progress->options = 0;
}

/*
 * A match in a cut text. Where one began, reached the cut, and could have gone on, all from its
 * start is to be taken away: *mask_from, which is left alone otherwise. A match as it stands that
 * ends at the cut is as good: its replacement hides all.
 */
static int match_cut(struct sanitize_rule *rule, struct match_budget *budget,
		     const struct text_buffer *text, const struct progress *progress,
		     size_t *mask_from)
{
	const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(rule->match);
	int found =
		match(rule, budget, text, progress->offset, progress->options | PCRE2_PARTIAL_HARD);
	size_t start;

	if (found != PCRE2_ERROR_PARTIAL)
		return found;
	start = ends[0];
	found = match(rule, budget, text, progress->offset, progress->options);
	if (found < 0 && found != PCRE2_ERROR_NOMATCH)
		return found;
	if (start < text->len && (found < 0 || ends[0] > start || ends[1] < text->len))
		*mask_from = start;
	return found;
}

static int replace(struct sanitize_rule *rule, const struct text_buffer *from,
		   struct progress *progress, struct text_buffer *to)
{
	const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(rule->match);
	size_t start = ends[0], end = ends[1];
	int err;

	/* \K within a look-around can turn the order round. */
	if (start < progress->copied || end < start)
		return -ERANGE;
	err = copy_up_to(from, start, progress, to);
	err = err ? err : put_replacement(rule, from, to);
	progress->copied = end;
	progress->offset = end;
	progress->options = start == end ? PCRE2_NOTEMPTY_ATSTART | PCRE2_ANCHORED : 0;
	progress->changes++;
	return err;
}

/* The rest of the text, up to `end`. Returns the number of changes or a negative errno. */
static int finish(const struct rule_text *in, size_t end, struct progress *progress,
		  struct rule_text *out)
{
	int err;

	if (end < progress->copied)
		return -ERANGE;
	if (end < in->text.len) {
		out->masked = true;
		progress->changes++;
	}
	err = copy_up_to(&in->text, end, progress, &out->text);
	return err ? err : progress->changes;
}

static void tell_failure(struct sanitize_rule *rule, int error)
{
	char message[MESSAGE_BYTES] = "its result is too long";

	if (rule->failed)
		return;
	rule->failed = true;
	if (error)
		pcre2_get_error_message(error, (PCRE2_UCHAR *)message, sizeof(message));
	log_error("--sanitize %s: %s: such a text is hidden as a whole", rule->source, message);
}

static int substitute(struct sanitize_rule *rule, struct match_budget *budget,
		      const struct rule_text *in, struct rule_text *out)
{
	struct progress progress = { 0 };
	int err = 0;

	while (!err && progress.offset <= in->text.len) {
		size_t mask_from = SIZE_MAX;
		int found =
			in->cut ? match_cut(rule, budget, &in->text, &progress, &mask_from)
				: match(rule, budget, &in->text, progress.offset, progress.options);

		if (mask_from != SIZE_MAX)
			return finish(in, mask_from, &progress, out);
		if (found == PCRE2_ERROR_NOMATCH && !progress.options)
			break;
		if (found == PCRE2_ERROR_NOMATCH) {
			step(&in->text, &progress);
		} else if (found < 0) {
			tell_failure(rule, found);
			return -EIO;
		} else {
			err = replace(rule, &in->text, &progress, &out->text);
			if (!rule->every_match)
				break;
		}
	}
	if (!err)
		err = finish(in, in->text.len, &progress, out);
	if (err < 0)
		tell_failure(rule, 0);
	return err;
}

static int mask_digits(const struct rule_text *in, struct rule_text *out)
{
	int err = text_buffer__put(&out->text, in->text.bytes, in->text.len);
	int changes = 0;

	for (size_t i = 0; !err && i < out->text.len; i++) {
		if (out->text.bytes[i] < '0' || out->text.bytes[i] > '9')
			continue;
		out->text.bytes[i] = '#';
		changes++;
	}
	return err ? err : changes;
}

int sanitize_rule__apply(struct sanitize_rule *rule, struct match_budget *budget,
			 const struct rule_text *in, struct rule_text *out)
{
	out->text.len = 0;
	out->cut = in->cut;
	out->masked = in->masked;
	return rule->digits ? mask_digits(in, out) : substitute(rule, budget, in, out);
}
