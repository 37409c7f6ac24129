/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * cJSON for lines that other writers wrote. It takes less than what is written (Python's NaN and
 * lone surrogates, numbers of more than 63 characters) and more than JSON is; for it, a line is
 * checked by json_scan.h, and what it would refuse is replaced: such a number by a string of its
 * characters, such a surrogate by U+FFFD.
 */
#ifndef MAAP_ANALYSIS_JSON_PLAIN_H
#define MAAP_ANALYSIS_JSON_PLAIN_H

#include <cjson/cJSON.h>
#include <stddef.h>

/*
 * The object that the line is, to be deleted; JSON_PADDING bytes more may be read, of which the
 * first is below 0x20. Returns 0; -EINVAL, when it is no object; or -ENOMEM.
 */
int json_parse_object(const char *text, size_t len, cJSON **json);

#endif
