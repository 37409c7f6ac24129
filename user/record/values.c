// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "values.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../probe/capture.h"
#include "../util/log.h"
#include "captured_ops.h"
#include "object_text.h"

struct values {
	struct text_filter filter;
	struct strbuf part; /* a text inside of a value on its way through that */
	struct strbuf text;
	struct rendered *items; /* the arguments, then the result */
	size_t *starts;		/* of each item in text: it moves while it grows */
	size_t room;
	bool told;
};

int values__new(const struct text_filter *filter, struct values **out)
{
	*out = calloc(1, sizeof(**out));
	if (*out)
		(*out)->filter = *filter;
	return *out ? 0 : -ENOMEM;
}

void values__free(struct values *values)
{
	if (!values)
		return;
	free(values->text.bytes);
	free(values->part.bytes);
	free(values->items);
	free(values->starts);
	free(values);
}

static int make_room(struct values *values, size_t count)
{
	struct rendered *items;
	size_t *starts;

	if (count <= values->room)
		return 0;
	items = reallocarray(values->items, count, sizeof(*items));
	if (items)
		values->items = items;
	starts = reallocarray(values->starts, count, sizeof(*starts));
	if (starts)
		values->starts = starts;
	if (!items || !starts)
		return -ENOMEM;
	values->room = count;
	return 0;
}

static void begin_item(struct values *values, size_t index, const char *name)
{
	values->items[index] = (struct rendered){ .name = name };
	values->starts[index] = values->text.len;
}

static void end_item(struct values *values, size_t index, enum value_form form, bool cut)
{
	struct rendered *item = &values->items[index];

	item->len = values->text.len - values->starts[index];
	item->quoted = form != FORM_BARE;
	item->plain = form == FORM_BARE || form == FORM_HEX;
	item->is_text = form == FORM_TEXT;
	item->cut = cut;
}

static void render_source(struct values *values, size_t index, const struct value_source *source,
			  const struct captured_ops *ops)
{
	struct object_text object = { .buf = &values->text,
				      .source = source,
				      .ops = ops,
				      .filter = &values->filter,
				      .scratch = &values->part };
	enum value_form form;

	begin_item(values, index, source->name);
	form = object_text__put(&object);
	end_item(values, index, form, object.cut);
}

/* Nothing is known of the function but its registers. */
static void render_word(struct values *values, size_t index, uint64_t word)
{
	begin_item(values, index, NULL);
	put_hex(&values->text, word);
	end_item(values, index, FORM_HEX, false);
}

static void render_arguments(struct values *values, const struct capture *capture,
			     const struct call_event *event, const struct capture_event *entry)
{
	struct captured_ops ops;

	if (!capture) {
		for (size_t i = 0; i < MAAP_CALL_ARGS; i++)
			render_word(values, i, event->args[i]);
		return;
	}
	captured_ops__read(&ops, &capture->entry, entry, event->flags & MAAP_CAPTURE_LOST,
			   event->args, MAAP_CALL_ARGS);
	for (size_t i = 0; i < capture->value_count; i++)
		render_source(values, i, &capture->values[i], &ops);
}

static void render_result(struct values *values, size_t index, const struct capture *capture,
			  const struct call_event *event, const struct capture_event *at_return)
{
	struct captured_ops ops;

	if (!capture) {
		render_word(values, index, event->result);
		return;
	}
	captured_ops__read(&ops, &capture->result, at_return, event->flags & MAAP_CAPTURE_LOST,
			   &event->result, 1);
	render_source(values, index, &capture->output, &ops);
}

static bool has_result(const struct capture *capture, const struct call_event *event)
{
	const struct value_type *type = capture ? capture->output.type : NULL;

	return event->outcome == MAAP_RETURNED && !(type && type->kind == VALUE_VOID);
}

void values__render(struct values *values, const struct call_event *event,
		    const struct capture_event *entry, const struct capture_event *at_return,
		    struct call *call)
{
	const struct capture *capture = call->function->capture;
	size_t count = capture ? capture->value_count : MAAP_CALL_ARGS;
	bool returned = has_result(capture, event);

	values->text.len = 0;
	values->text.failed = false;
	if (make_room(values, count + 1))
		values->text.failed = true;
	if (!values->text.failed)
		render_arguments(values, capture, event, entry);
	if (!values->text.failed && returned)
		render_result(values, count, capture, event, at_return);
	if (values->text.failed) {
		if (!values->told)
			log_error("no memory for the arguments of some calls: they are left out");
		values->told = true;
		return;
	}
	for (size_t i = 0; i < count + returned; i++)
		values->items[i].text = values->text.bytes + values->starts[i];
	call->arguments = values->items;
	call->argument_count = count;
	call->result = returned ? &values->items[count] : NULL;
}
