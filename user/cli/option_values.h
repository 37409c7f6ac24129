/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Values of options: numbers, and those of which there may be several. For options.c. */
#ifndef MAAP_CLI_OPTION_VALUES_H
#define MAAP_CLI_OPTION_VALUES_H

#include "options.h"

/* Logs what is wrong and what to give instead. Returns -EINVAL. */
int option__wrong_value(const char *option, const char *value, const char *wanted);

/* A whole number up to `max`. Returns 0, or -EINVAL (logged). */
int option__parse_count(const char *option, const char *text, uint64_t max, uint64_t *value);

/* These return 0, -EINVAL (logged) or -ENOMEM. */
int option__add_pids(struct options *options, const char *list);
int option__add_sanitize_rule(struct options *options, const char *rule);
int option__add_error_return(struct options *options, const char *text);

/* Fills in `selected`: a function whose results are looked at is traced. Returns 0 or -ENOMEM. */
int options__select_all(struct options *options);

#endif
