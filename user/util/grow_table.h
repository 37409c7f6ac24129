/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Tables by an id that goes on growing. */
#ifndef MAAP_UTIL_GROW_TABLE_H
#define MAAP_UTIL_GROW_TABLE_H

#include <stddef.h>

/*
 * Makes *items (*count of them, `size` bytes each) reach up to `index`, new ones all zero. Returns
 * 0 or -ENOMEM, and then all is as before.
 */
int grow_table(void **items, size_t *count, size_t size, size_t index);

#endif
