/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* One argument or result as text: scalars, texts, structs with their fields. */
#ifndef MAAP_RECORD_OBJECT_TEXT_H
#define MAAP_RECORD_OBJECT_TEXT_H

#include "../probe/capture.h"
#include "captured_ops.h"
#include "value_text.h"

struct text_filter;

struct object_text {
	struct strbuf *buf;
	const struct value_source *source;
	const struct captured_ops *ops;
	const struct text_filter *filter;
	struct strbuf *scratch; /* for the filter */
	bool cut;		/* set: there was more of the text than was captured */
};

/* Puts the value, or in <> why it is not known. */
enum value_form object_text__put(struct object_text *object);

#endif
