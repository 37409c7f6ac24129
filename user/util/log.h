/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Messages to the person at the terminal: stderr, one line each, prefixed "maap-trace: ". */
#ifndef MAAP_UTIL_LOG_H
#define MAAP_UTIL_LOG_H

#include <stdbool.h>

/* The name that prefixes every line; static storage is expected. Default "maap-trace". */
void log_set_program(const char *name);

/* Show log_verbose() lines too. */
void log_set_verbose(bool verbose);

/* An error or a warning: always shown. A newline is added. */
void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* News that a person or script waits for: always shown. */
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Detail for -v. */
void log_verbose(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
