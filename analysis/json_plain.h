/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * cJSON for lines that other writers wrote. It takes less than they write (Python's NaN and lone
 * surrogates, numbers of more than 63 characters), more than JSON is, and ends a text at \u0000.
 * For it, a line is checked by json_scan.h, and what it would not take whole is replaced: such a
 * number by a string of its characters, such a surrogate and \u0000 by U+FFFD.
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
