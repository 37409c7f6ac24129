// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "option_values.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "../sink/sanitize.h"
#include "../util/log.h"

int option__wrong_value(const char *option, const char *value, const char *wanted)
{
	log_error("%s %s: give %s", option, value, wanted);
	return -EINVAL;
}

int option__parse_count(const char *option, const char *text, uint64_t max, uint64_t *value)
{
	char *end;
	unsigned long long number;

	errno = 0;
	number = strtoull(text, &end, 10);
	if (text[strspn(text, "0123456789")] || end == text || errno || number > max)
		return option__wrong_value(option, text,
					   max < UINT64_MAX ? "a whole number that is not too large"
							    : "a whole number");
	*value = number;
	return 0;
}

static int add_pid(struct options *options, const char *text)
{
	pid_t *grown;
	uint64_t pid;

	if (option__parse_count("--pid", text, INT_MAX, &pid))
		return -EINVAL;
	if (!pid)
		return option__wrong_value("--pid", text, "the PID of a running process");
	grown = reallocarray(options->pids, options->pid_count + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	options->pids = grown;
	grown[options->pid_count++] = pid;
	return 0;
}

int option__add_pids(struct options *options, const char *list)
{
	char *copy = strdup(list), *rest = copy, *part;
	int err = copy ? 0 : -ENOMEM;

	while (!err && (part = strsep(&rest, ",")))
		err = add_pid(options, part);
	free(copy);
	return err;
}

/* Compiled here for the sake of the mistakes in it alone: before anything is done. */
int option__add_sanitize_rule(struct options *options, const char *rule)
{
	struct sanitizer *tried;
	const char **grown;
	int err = sanitizer__make(&rule, 1, 0, &tried);

	if (err)
		return err;
	sanitizer__free(tried);
	grown = reallocarray(options->sanitize_rules, options->sanitize_rule_count + 1,
			     sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	options->sanitize_rules = grown;
	grown[options->sanitize_rule_count++] = rule;
	return 0;
}

int option__add_error_return(struct options *options, const char *text)
{
	struct error_return_rule rule, *grown;
	int err;

	if (options->error_return_count == ERROR_RETURNS_MAX) {
		log_error("--error-return can be given %d times at most: a pattern may stand for "
			  "several functions",
			  ERROR_RETURNS_MAX);
		return -EINVAL;
	}
	err = error_return__parse(text, &rule);
	if (err == -EINVAL)
		return option__wrong_value(
			"--error-return", text,
			"FUNCTION:CONDITION, such as 'open_db:<0', 'parse:==0' or "
			"'find:null' (< <= > >= == != with a whole number, null, !null)");
	if (err)
		return err;
	grown = reallocarray(options->error_returns, options->error_return_count + 1,
			     sizeof(*grown));
	if (!grown) {
		free(rule.function);
		return -ENOMEM;
	}
	options->error_returns = grown;
	grown[options->error_return_count++] = rule;
	return 0;
}

int options__select_all(struct options *options)
{
	size_t count = options->function_count;

	options->selected =
		calloc(count + options->error_return_count + 1, sizeof(*options->selected));
	if (!options->selected)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		options->selected[i] = options->functions[i];
	for (size_t i = 0; i < options->error_return_count; i++)
		options->selected[count + i] = options->error_returns[i].function;
	return 0;
}
