// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "error_return.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool parse_number(const char *text, int64_t *value)
{
	const char *digits = text + (*text == '-');
	bool hex = !strncmp(digits, "0x", 2);
	char *end;

	digits += hex ? 2 : 0;
	if (!*digits || digits[strspn(digits, hex ? "0123456789abcdefABCDEF" : "0123456789")])
		return false;
	errno = 0;
	/* 0xffffffffffffffff is one too: its bits are what is compared. */
	*value = hex && *text != '-' ? (int64_t)strtoull(text, &end, 16)
				     : strtoll(text, &end, hex ? 16 : 10);
	return !errno && !*end;
}

static bool parse_condition(const char *text, struct error_return_rule *parsed)
{
	static const struct {
		const char *sign;
		enum maap_comparison comparison;
	} signs[] = {
		{ "<=", MAAP_IS_AT_MOST }, { ">=", MAAP_IS_AT_LEAST }, { "==", MAAP_IS_EQUAL },
		{ "!=", MAAP_IS_UNEQUAL }, { "<", MAAP_IS_LESS },      { ">", MAAP_IS_MORE },
	};

	parsed->null = !strcmp(text, "null") || !strcmp(text, "!null");
	parsed->value = 0;
	parsed->comparison = *text == '!' ? MAAP_IS_UNEQUAL : MAAP_IS_EQUAL;
	if (parsed->null)
		return true;
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		size_t len = strlen(signs[i].sign);

		if (strncmp(text, signs[i].sign, len))
			continue;
		parsed->comparison = signs[i].comparison;
		return parse_number(text + len, &parsed->value);
	}
	return false;
}

int error_return__parse(const char *text, struct error_return_rule *parsed)
{
	const char *colon = strrchr(text, ':');

	if (!colon || colon == text || !parse_condition(colon + 1, parsed))
		return -EINVAL;
	parsed->function = strndup(text, colon - text);
	return parsed->function ? 0 : -ENOMEM;
}

bool error_return__condition(const struct error_return_rule *wanted,
			     const struct signature *signature, struct error_condition *condition)
{
	const struct value_type *type = signature ? signature->result : NULL;
	enum value_kind kind = type ? type->kind : VALUE_UNKNOWN;

	*condition = (struct error_condition){
		.comparison = wanted->comparison,
		.value = wanted->value,
		.bytes = sizeof(uint64_t),
	};
	switch (kind) {
	case VALUE_UNKNOWN:
		condition->bytes = wanted->null ? sizeof(uint64_t) : sizeof(int32_t);
		condition->is_signed = !wanted->null;
		return true;
	case VALUE_SIGNED:
	case VALUE_UNSIGNED:
	case VALUE_BOOL:
	case VALUE_CHARACTER:
	case VALUE_ENUM:
		condition->bytes = type->bytes;
		condition->is_signed = kind == VALUE_SIGNED || type->is_signed;
		/* What is less than 0 in no unsigned type is meant by its bits. */
		if (wanted->value < 0 && !condition->is_signed)
			condition->is_signed = true;
		return type->bytes == 1 || type->bytes == 2 || type->bytes == 4 || type->bytes == 8;
	case VALUE_POINTER:
	case VALUE_TEXT:
		condition->is_signed = wanted->value < 0;
		return true;
	default:
		return false;
	}
}
