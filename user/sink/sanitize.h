/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * --sanitize and --max-arg-length: what may be seen of arguments, return values and messages. Runs
 * before any sink. Every function but make takes NULL for a sanitizer and then does nothing.
 *
 * Each rule is applied to the text and, where the value has a name, to "name=text" too, so that
 * s/password=\S+/password=xxx/ masks a parameter of that name. Neither way shows again what the
 * other has taken away. Rules come one after the other, truncation last.
 *
 * A value that a rule cannot be applied to (limits of the match, no memory) is never shown as it
 * was: it becomes SANITIZER_HIDDEN.
 */
#ifndef MAAP_SINK_SANITIZE_H
#define MAAP_SINK_SANITIZE_H

#include <stdbool.h>
#include <stddef.h>

#include "../record/call.h"

#define SANITIZER_HIDDEN "<not sanitized: hidden>"
/* Stands for the end of a cut text, where a match may have begun that went on behind the cut. */
#define SANITIZER_CUT "<cut: hidden>"

struct sanitizer;

/*
 * `rules`: "digits" or "s/REGEX/TEXT/[gi]", applied in this order; the strings must outlive the
 * sanitizer. `max_characters`: longer values are truncated to so many, and "..."; 0: none are.
 * Writes NULL to *sanitizer where there is nothing to do. Returns 0; -EINVAL for a bad rule, which
 * has been logged with what is accepted; -ENOMEM. Free with sanitizer__free().
 */
int sanitizer__make(const char *const *rules, size_t count, size_t max_characters,
		    struct sanitizer **sanitizer);
void sanitizer__free(struct sanitizer *sanitizer);

/* Once for each call: what the functions below have handed out is no longer valid. */
void sanitizer__begin(struct sanitizer *sanitizer);

/*
 * Rewrites a value. Its text is the sanitizer's if it changed, and a quoted string then: a bare
 * number that a rule or the limit has changed is none any more.
 */
void sanitizer__value(struct sanitizer *sanitizer, struct rendered *value);
void sanitizer__values(struct sanitizer *sanitizer, struct rendered *values, size_t count);

/*
 * Any other text of `*len` bytes: rules only, no truncation. `cut`: it is the beginning of a longer
 * one. What is not UTF-8 becomes U+FFFD where a rule changes the text.
 */
void sanitizer__text(struct sanitizer *sanitizer, const char **text, size_t *len, bool cut);

#endif
