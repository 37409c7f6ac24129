/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is said of an error in one line, the same everywhere. */
#ifndef MAAP_SINK_ERROR_LINE_H
#define MAAP_SINK_ERROR_LINE_H

#include "../record/error_record.h"
#include "../util/strbuf.h"

/*
 * "std::runtime_error: no such row", "SIGSEGV (SEGV_MAPERR) at 0x10: nothing is mapped there",
 * "exit status 3", "ENOENT: No such file or directory". Bytes as the program has them.
 */
void put_error_line(struct strbuf *buf, const struct error_record *record);

/* What is mapped at the fault address: "rw-p libx.so 0x7f…-0x7f…". Nothing is put if nothing is. */
void put_fault_mapping(struct strbuf *buf, const struct error_record *record);

/* Whether the fault address is one that the event has: signals that tell of one. */
bool has_fault_address(const struct error_event *event);

void put_format(struct strbuf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
