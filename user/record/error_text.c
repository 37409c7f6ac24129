// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "error_text.h"

#include <stdlib.h>
#include <string.h>

#include "cxx_text.h"
#include "error_pieces.h"
#include "go_text.h"

static void read_rust(struct error_text *text, const struct error_event *event)
{
	size_t len = 0;
	const char *found = error_event__piece(event, MAAP_PIECE_TEXT, &len);

	text->type = strdup("panic");
	text->untold = "its payload is neither a &str nor a String";
	if (!found)
		return;
	text->what = malloc(len + 1);
	if (!text->what)
		return;
	memcpy(text->what, found, len);
	text->what[len] = '\0';
	text->what_len = len;
	text->what_cut = len == MAAP_ERROR_TEXT;
	text->untold = NULL;
}

/* glibc's end with the line. */
static void read_last_words(struct error_text *text, const struct error_event *event)
{
	size_t len = 0;
	const char *found = error_event__piece(event, MAAP_PIECE_TEXT, &len);

	if (!found)
		return;
	text->what_cut = len >= MAAP_ERROR_TEXT - 1;
	if (len && found[len - 1] == '\n')
		len--;
	text->what = strndup(found, len);
	text->what_len = text->what ? strlen(text->what) : 0;
}

void error_text__read(struct error_text *text, const struct error_event *event,
		      const struct process *process)
{
	uint64_t class = event->class & ~MAAP_CLASS_DEPENDENT;

	*text = (struct error_text){ 0 };
	if (event->kind == MAAP_ERROR_SIGNAL)
		read_last_words(text, event);
	else if (event->kind == MAAP_ERROR_GO_PANIC)
		go_text__read(text, event, process);
	else if (event->class == MAAP_CLASS_RUST)
		read_rust(text, event);
	else if (event->kind == MAAP_ERROR_RUST_PANIC)
		*text = (struct error_text){
			.type = strdup("panic"),
			.untold = "the program ends before its message is made"
		};
	else if (class == MAAP_CLASS_GNU || class == MAAP_CLASS_LLVM)
		cxx_text__read(text, event, process);
	else
		text->untold = "an exception of another language";
}

void error_text__clear(struct error_text *text)
{
	free(text->type);
	free(text->what);
	free(text->go_type);
	*text = (struct error_text){ 0 };
}
