/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* One value through a sanitizer of its own. */
#ifndef MAAP_TESTS_SANITIZING_H
#define MAAP_TESTS_SANITIZING_H

#include "../../user/sink/sanitize.h"
#include "support.h"

#define MAX_RULES 16

/* The text moves into a buffer that the next call uses again. */
static inline void sanitize_by(struct rendered *value, const char *const *rules, size_t count,
			       size_t max_characters)
{
	static char kept[1 << 20];
	struct sanitizer *sanitizer;

	assert_int_equal(sanitizer__make(rules, count, max_characters, &sanitizer), 0);
	sanitizer__begin(sanitizer);
	sanitizer__value(sanitizer, value);
	assert_true(value->len <= sizeof(kept));
	memmove(kept, value->text, value->len);
	value->text = kept;
	sanitizer__free(sanitizer);
}

/* sanitize_with(value, max_characters, rule..., NULL) */
static inline void sanitize_with(struct rendered *value, size_t max_characters, ...)
{
	const char *rules[MAX_RULES];
	size_t count = 0;
	va_list more;

	va_start(more, max_characters);
	while (count < MAX_RULES && (rules[count] = va_arg(more, const char *)))
		count++;
	va_end(more);
	sanitize_by(value, rules, count, max_characters);
}

static inline void assert_string_is(const struct rendered *value, const char *text)
{
	if (value->len != strlen(text) || memcmp(value->text, text, value->len))
		fail_msg("'%.*s', expected '%s'", (int)value->len, value->text, text);
}

static inline void assert_named(const char *rule, const char *name, const char *text,
				const char *wanted)
{
	struct rendered value = {.name = name, .text = text, .len = strlen(text), .quoted = true};

	sanitize_with(&value, 0, rule, NULL);
	assert_string_is(&value, wanted);
}

static inline void assert_rule(const char *rule, const char *text, const char *wanted)
{
	assert_named(rule, NULL, text, wanted);
}

/* The text is the beginning of a longer one. */
static inline void assert_cut(const char *rule, const char *name, const char *text,
			      const char *wanted)
{
	struct rendered value = {
		.name = name, .text = text, .len = strlen(text), .quoted = true, .cut = true};

	sanitize_with(&value, 0, rule, NULL);
	assert_string_is(&value, wanted);
}

#endif
