/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From a function's signature to what the kernel takes of each call, and back: which of what was
 * taken makes up which value. */
#ifndef MAAP_PROBE_CAPTURE_H
#define MAAP_PROBE_CAPTURE_H

#include "../../bpf/event.h"
#include "../target/function.h"
#include "../dwarf/signature.h"

#define CAPTURE_FIELDS	     12	 /* of a struct that are shown */
#define CAPTURE_OBJECT_BYTES 256 /* of an object that are looked at */
#define CAPTURE_NONE	     (-1)

/* Where the bytes of one argument or result come from. */
struct value_source {
	const char *name;	       /* NULL: not known */
	const struct value_type *type; /* NULL: not known, a word that may lead to text */
	struct value_place place;
	int8_t object;		  /* op with the object's bytes */
	int8_t args[MAX_PIECES];  /* index of the piece's register in call_event.args … */
	int8_t words[MAX_PIECES]; /* … or op with that register */
	bool paired;		  /* its text is as long as the argument after it says … */
	bool most;		  /* … or that is the most of it, and one byte more was taken */
	int8_t texts[CAPTURE_FIELDS]; /* op with the text of the value (at 0), or of its fields */
};

struct capture {
	struct capture_plan entry;
	struct capture_plan result;
	size_t value_count;
	struct value_source output; /* type->kind VALUE_VOID: none */
	struct value_source values[];
};

/*
 * `text_bytes`: of a text, at most MAAP_CAPTURE_LIMIT. Returns 0 or -ENOMEM; free() frees it. The
 * signature must outlive it.
 */
int capture__make(const struct function *function, uint32_t text_bytes, struct capture **out);

#endif
