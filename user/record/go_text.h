/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Go: what a panic's value is. */
#ifndef MAAP_RECORD_GO_TEXT_H
#define MAAP_RECORD_GO_TEXT_H

#include "error_text.h"

void go_text__read(struct error_text *text, const struct error_event *event,
		   const struct process *process);

#endif
