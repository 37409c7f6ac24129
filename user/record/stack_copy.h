/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The copy of a stack that comes with an error. */
#ifndef MAAP_RECORD_STACK_COPY_H
#define MAAP_RECORD_STACK_COPY_H

#include <stdbool.h>
#include <stdint.h>

#include "../../bpf/error_event.h"

/* The word at an address, the kernel's own return addresses put right. False: it was not copied. */
bool stack_copy__word(const struct error_event *event, uint64_t address, uint64_t *value);

/* The address behind the last byte, 0 where there is no copy. */
uint64_t stack_copy__end(const struct error_event *event);

#endif
