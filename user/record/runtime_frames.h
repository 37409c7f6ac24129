/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which functions are the language runtimes' own, by their names. */
#ifndef MAAP_RECORD_RUNTIME_FRAMES_H
#define MAAP_RECORD_RUNTIME_FRAMES_H

#include "backtrace.h"

/* How many frames, innermost first, only raise the error and are not the program's. */
size_t runtime_frames(const struct backtrace *backtrace, enum maap_error_kind kind);

/* Whether nothing is to be expected beneath that function. NULL is accepted. */
bool is_beginning(const char *function);

/* Whether that function enters a handler to end the program: nobody has caught the exception. */
bool is_terminating(const char *function);

/* The same by the stack there: a handler proper is not called by the unwinder. */
bool is_called_by_unwinder(const struct backtrace *backtrace);

/* Whether that function is Rust's own, between a panic and the code that caught it, or threw it. */
bool is_rust_machinery(const char *function);

/* Whether that function is where Rust's runtime starts a program or thread, and catches all. */
bool is_rust_start(const char *function);

#endif
