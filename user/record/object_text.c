// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "object_text.h"

#include <string.h>

#include "../util/escape.h"
#include "values.h"

/* A guess is shown from so many characters on, or more where no NUL ends them. */
#define GUESS_CHARACTERS      3
#define GUESS_OPEN_CHARACTERS 16

/* What is less leads nowhere (vm.mmap_min_addr). */
#define LOWEST_POINTER 0x10000

static enum value_form put_mark(struct object_text *object, const char *mark)
{
	strbuf__puts(object->buf, mark);
	return FORM_WORD;
}

static enum value_form put_null(struct object_text *object)
{
	strbuf__puts(object->buf, "null");
	return FORM_BARE;
}

/* Why there are no bytes. */
static enum value_form put_missing(struct object_text *object, const struct captured *head)
{
	if (!head)
		return put_mark(object, object->ops->lost ? "<lost>" : "<not captured>");
	switch (head->status) {
	case MAAP_CAPTURE_NULL:
		return put_null(object);
	case MAAP_CAPTURE_FAULT:
		return put_mark(object, "<fault>");
	default:
		return put_mark(object, "<not captured>");
	}
}

static bool is_there(const struct captured *head)
{
	return head && (head->status == MAAP_CAPTURED || head->status == MAAP_CAPTURE_CUT);
}

/* In quotes, by way of the filter. */
static void put_inner_text(struct object_text *object, const char *bytes, size_t len, bool cut)
{
	struct strbuf *scratch = object->scratch;
	const char *text;

	if (!object->filter->text) {
		put_quoted(object->buf, bytes, len);
		return;
	}
	scratch->len = 0;
	put_characters(scratch, bytes, len);
	text = scratch->bytes;
	len = scratch->len;
	object->filter->text(object->filter->context, &text, &len, cut);
	put_quoted(object->buf, text, len);
	object->buf->failed |= scratch->failed;
	scratch->failed = false;
}

/* Without the beginning of a character that the cut has gone through. */
static size_t whole_characters(const char *bytes, size_t len)
{
	for (size_t back = 1; back <= 3 && back < len; back++) {
		unsigned char c = bytes[len - back];

		if ((c & 0xc0) == 0x80)
			continue;
		return c >= 0xc0 && back < (c >= 0xf0	? 4u
					    : c >= 0xe0 ? 3u
							: 2u)
			       ? len - back
			       : len;
	}
	return len;
}

/*
 * A text with a number beside it ends at its NUL or at that number; *cut: it goes on. Behind a NUL
 * there may be more, if the number is its length, or nothing of it, if that is only the most.
 */
static size_t paired_length(const struct value_source *source, const struct captured *head,
			    bool *cut)
{
	const char *bytes = captured__bytes(head);
	size_t len = head->bytes, text = strnlen(bytes, len), most = len;

	/* A number below 0 is none: the text was read up to its NUL. */
	if (!head->whole)
		return len;

	if (source->most) {
		/* One byte more was taken. */
		if (!*cut && len)
			most = len - 1;
		*cut = text > most || (*cut && text == len);
		return text < most ? text : most;
	}
	for (size_t i = text; i < len; i++)
		*cut |= bytes[i] != 0;
	return text;
}

/* `nested`: as a field, in quotes and with escapes. */
static enum value_form put_text(struct object_text *object, const struct captured *head,
				bool nested)
{
	size_t len;
	bool cut;

	if (!is_there(head))
		return put_missing(object, head);
	len = head->bytes;
	cut = head->status == MAAP_CAPTURE_CUT;
	if (object->source->paired && !nested)
		len = paired_length(object->source, head, &cut);
	if (cut)
		len = whole_characters(captured__bytes(head), len);
	if (nested)
		put_inner_text(object, captured__bytes(head), len, cut);
	else
		put_characters(object->buf, captured__bytes(head), len);
	if (cut) {
		strbuf__puts(object->buf, "...");
		object->cut = !nested;
	}
	return FORM_TEXT;
}

/* A part of an object that stands on its own. */
static enum value_form put_part(struct object_text *object, const struct value_type *type,
				const uint8_t *bytes, size_t len)
{
	switch (type->kind) {
	case VALUE_STRUCT:
	case VALUE_OTHER:
	case VALUE_SPAN:
	case VALUE_LIBCXX_TEXT:
		strbuf__puts(object->buf, "<");
		put_characters(object->buf, type->name, strlen(type->name));
		strbuf__puts(object->buf, ">");
		return FORM_WORD;
	default:
		if (len < type->bytes)
			return put_mark(object, "<not captured>");
		return put_scalar(object->buf, type, bytes, type->bytes);
	}
}

static void put_bit_field(struct object_text *object, const struct field *field,
			  const uint8_t *bytes, size_t len)
{
	struct value_type type = *field->type;
	size_t need = (field->bit_offset + field->bit_count + 7u) / 8;
	unsigned int unused = 64 - field->bit_count;
	uint64_t word = 0;

	/* A packed one may lie in nine bytes: then it is not put together. */
	if (need > len || need > sizeof(word) || field->bit_count >= 64) {
		put_mark(object, "<not captured>");
		return;
	}
	memcpy(&word, bytes, need);
	word >>= field->bit_offset;
	if (type.kind == VALUE_SIGNED || type.is_signed)
		word = (int64_t)(word << unused) >> unused;
	else
		word = word << unused >> unused;
	type.bytes = sizeof(word);
	put_part(object, &type, (const uint8_t *)&word, sizeof(word));
}

static void put_field(struct object_text *object, size_t index, const uint8_t *bytes, size_t len)
{
	const struct field *field = &object->source->type->fields[index];
	int op = object->source->texts[index];

	if (*field->name) {
		put_characters(object->buf, field->name, strlen(field->name));
		strbuf__puts(object->buf, "=");
	}
	if (value_type__is_text(field->type) && op != CAPTURE_NONE) {
		put_text(object, captured_ops__head(object->ops, op), true);
		return;
	}
	if (field->offset >= len)
		put_mark(object, "<not captured>");
	else if (field->bit_count)
		put_bit_field(object, field, bytes + field->offset, len - field->offset);
	else
		put_part(object, field->type, bytes + field->offset, len - field->offset);
}

static enum value_form put_struct(struct object_text *object, const uint8_t *bytes, size_t len)
{
	const struct value_type *type = object->source->type;

	strbuf__puts(object->buf, "{");
	for (size_t i = 0; i < type->field_count; i++) {
		if (i)
			strbuf__puts(object->buf, ", ");
		if (i == CAPTURE_FIELDS) {
			strbuf__puts(object->buf, "...");
			break;
		}
		put_field(object, i, bytes, len);
	}
	strbuf__puts(object->buf, "}");
	return FORM_WORD;
}

static enum value_form put_bytes(struct object_text *object, const uint8_t *bytes, size_t len)
{
	const struct value_type *type = object->source->type;

	if (type->kind == VALUE_STRUCT)
		return put_struct(object, bytes, len);
	return put_part(object, type, bytes, len);
}

/* The object out of its registers. False if one of them is missing. */
static bool gather_pieces(const struct object_text *object, uint8_t *bytes, size_t size)
{
	const struct value_source *source = object->source;

	for (size_t i = 0; i < source->place.piece_count; i++) {
		const struct value_piece *piece = &source->place.pieces[i];
		const struct captured *head = captured_ops__head(object->ops, source->words[i]);
		int arg = source->args[i];
		uint64_t word;

		if (arg >= 0 && (size_t)arg < object->ops->register_count)
			word = object->ops->registers[arg];
		else if (is_there(head) && head->bytes == sizeof(word))
			memcpy(&word, captured__bytes(head), sizeof(word));
		else
			return false;
		if (piece->size <= sizeof(word) && (size_t)piece->offset + piece->size <= size)
			memcpy(bytes + piece->offset, &word, piece->size);
	}
	return true;
}

static enum value_form put_pieces(struct object_text *object)
{
	uint8_t bytes[CAPTURE_OBJECT_BYTES] = { 0 };

	if (!gather_pieces(object, bytes, sizeof(bytes)))
		return put_missing(object, NULL);
	return put_bytes(object, bytes,
			 object->source->type->bytes < sizeof(bytes) ? object->source->type->bytes
								     : sizeof(bytes));
}

static enum value_form put_memory(struct object_text *object)
{
	const struct captured *head = captured_ops__head(object->ops, object->source->object);

	/* An empty struct has no bytes to take. */
	if (!object->source->type->bytes && object->source->type->kind == VALUE_STRUCT)
		return put_struct(object, NULL, 0);
	if (!is_there(head))
		return put_missing(object, head);
	return put_bytes(object, (const uint8_t *)captured__bytes(head), head->bytes);
}

/* How much of it is characters that people print. */
static size_t printable_prefix(const char *bytes, size_t len)
{
	size_t at = 0;

	while (at < len) {
		uint32_t c;
		size_t used = utf8_next(bytes + at, len - at, &c);

		if (c == UINT32_MAX || (c < ' ' && (c < '\t' || c > '\r')) ||
		    (c >= 0x7f && c < 0xa0))
			break;
		at += used;
	}
	return at;
}

/* A word of unknown meaning; the text behind it, if it looks like one, with a question mark. */
static enum value_form put_guess(struct object_text *object)
{
	const struct captured *head = captured_ops__head(object->ops, object->source->texts[0]);
	uint64_t word = 0;
	size_t len;
	bool cut;

	if (!gather_pieces(object, (uint8_t *)&word, sizeof(word)))
		return put_missing(object, NULL);
	if (object->source->type && !word)
		return put_null(object);
	put_hex(object->buf, word);
	if (object->ops->lost && word >= LOWEST_POINTER)
		strbuf__puts(object->buf, " <lost>");
	if (!is_there(head))
		return object->ops->lost ? FORM_WORD : FORM_HEX;
	len = printable_prefix(captured__bytes(head), head->bytes);
	if (len < GUESS_CHARACTERS || (len < head->bytes && len < GUESS_OPEN_CHARACTERS))
		return FORM_HEX;
	cut = len < head->bytes || head->status == MAAP_CAPTURE_CUT;
	strbuf__puts(object->buf, " ");
	put_inner_text(object, captured__bytes(head), len, cut);
	strbuf__puts(object->buf, cut ? "...?" : "?");
	return FORM_WORD;
}

enum value_form object_text__put(struct object_text *object)
{
	const struct value_source *source = object->source;

	if (!source->type)
		return put_guess(object);
	switch (source->place.kind) {
	case PLACE_VECTOR:
		return put_mark(object, "<xmm>");
	case PLACE_GONE:
		return put_mark(object, "<optimized out>");
	case PLACE_CONSTANT:
		return put_bytes(object, (const uint8_t *)&source->place.constant,
				 sizeof(source->place.constant));
	default:
		break;
	}
	if (source->paired && source->type->kind == VALUE_POINTER)
		return put_guess(object);
	if (value_type__is_text(source->type) && source->texts[0] != CAPTURE_NONE)
		return put_text(object, captured_ops__head(object->ops, source->texts[0]), false);
	return source->place.kind == PLACE_REGISTERS ? put_pieces(object) : put_memory(object);
}
