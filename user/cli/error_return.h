/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* --error-return 'FUNC:COND': which results of which functions are errors. */
#ifndef MAAP_CLI_ERROR_RETURN_H
#define MAAP_CLI_ERROR_RETURN_H

#include "../../bpf/error_event.h"
#include "../dwarf/signature.h"

#define ERROR_RETURNS_MAX 64

struct error_return_rule {
	char *function; /* as FUNCTION; freed by whoever has parsed it */
	enum maap_comparison comparison;
	int64_t value;
	bool null; /* of pointers: `null` and `!null` */
};

/*
 * The condition stands behind the last colon: <N, <=N, >N, >=N, ==N, !=N, null, !null. Returns 0;
 * -EINVAL where there is none; -ENOMEM.
 */
int error_return__parse(const char *text, struct error_return_rule *parsed);

/*
 * As the kernel side compares, by the type of the function's result; a type that is not known is
 * taken for an int, or a pointer where it is compared with null. Returns false where a result of
 * that type cannot be compared.
 */
bool error_return__condition(const struct error_return_rule *wanted,
			     const struct signature *signature, struct error_condition *condition);

#endif
