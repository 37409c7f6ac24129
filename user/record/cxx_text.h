/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* C++: types by their mangled names, what() by the function that gives it. */
#ifndef MAAP_RECORD_CXX_TEXT_H
#define MAAP_RECORD_CXX_TEXT_H

#include "error_text.h"

void cxx_text__read(struct error_text *text, const struct error_event *event,
		    const struct process *process);

#endif
