/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a call's message says, by PCRE2 and the grammar that analysis/ names as its own. */
#ifndef MAAP_FUZZ_MESSAGE_ORACLE_H
#define MAAP_FUZZ_MESSAGE_ORACLE_H

#include "../../analysis/message.h"

/*
 * Ends the process if message_parse() said something else of this text than the grammar: `good` is
 * what it returned. It may refuse what the grammar takes only if a number is out of range.
 */
void check_message(const char *text, size_t len, bool good, const struct message *message);

#endif
