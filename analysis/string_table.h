/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Each string once, under a number that counts from 0 by first appearance. */
#ifndef MAAP_ANALYSIS_STRING_TABLE_H
#define MAAP_ANALYSIS_STRING_TABLE_H

#include <stddef.h>
#include <stdint.h>

#define STRING_NONE UINT32_MAX

struct string_table;

/* NULL when there is no memory. The caller frees it; NULL may be freed. */
struct string_table *string_table__new(void);
void string_table__free(struct string_table *table);

/* The number of the string, which is copied if it is new. STRING_NONE: no memory. */
uint32_t string_table__add(struct string_table *table, const char *text, size_t len);

/* The same without adding: STRING_NONE if it is not there. */
uint32_t string_table__find(const struct string_table *table, const char *text, size_t len);

uint32_t string_table__count(const struct string_table *table);

/* Terminated; it lives as long as the table. STRING_NONE gives "". */
const char *string_table__get(const struct string_table *table, uint32_t number);
size_t string_table__len(const struct string_table *table, uint32_t number);

#endif
