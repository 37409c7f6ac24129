// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "csv_reader.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef CSV_BLOCK_BYTES /* tests have smaller ones */
#define CSV_BLOCK_BYTES (256 << 10)
#endif

enum state {
	FIELD_START,
	PLAIN,	     /* in an unquoted field */
	QUOTED,	     /* in a quoted one */
	QUOTE_QUOTE, /* behind a quote in a quoted field: its end, or the first of two */
	LOST,	     /* behind a stray quote: the next line end ends the row */
};

struct csv_reader {
	int fd;
	bool at_end;
	/* The bytes [0, filled) of `buffer`, of which [0, position) are read. */
	char *buffer;
	size_t room, filled, position;
	/* The row being read: its fields are moved to the front of what they were read from. */
	enum state state;
	size_t row;		       /* where it starts */
	size_t field, to;	       /* where its last field starts, and where that goes on */
	bool quoted;		       /* its last field was */
	enum csv_fault fault;	       /* CSV_FAULTS: none */
	size_t count;		       /* fields finished */
	size_t starts[CSV_FIELDS_MAX]; /* from `row`; a field ends at its terminator */
	struct csv_field fields[CSV_FIELDS_MAX];

	char *names; /* of the header, one behind the other */
	struct csv_field columns[CSV_FIELDS_MAX];
	size_t column_count; /* 0: no header was read */
	size_t faults[CSV_FAULTS];
};

/* Which bytes end a stretch of plain text. */
static const bool ends_plain[256] = { ['\0'] = true, ['"'] = true, [','] = true, ['\n'] = true };
static const bool ends_quoted[256] = { ['\0'] = true, ['"'] = true };

struct csv_reader *csv_reader__new(int fd)
{
	struct csv_reader *reader = calloc(1, sizeof(*reader));

	if (!reader)
		return NULL;
	reader->fd = fd;
	reader->room = CSV_BLOCK_BYTES;
	reader->buffer = malloc(reader->room);
	reader->fault = CSV_FAULTS;
	if (reader->buffer)
		return reader;
	free(reader);
	return NULL;
}

void csv_reader__free(struct csv_reader *reader)
{
	if (!reader)
		return;
	free(reader->buffer);
	free(reader->names);
	free(reader);
}

/* The first fault of a row is the one that counts. */
static void row__fail(struct csv_reader *reader, enum csv_fault fault)
{
	if (reader->fault == CSV_FAULTS)
		reader->fault = fault;
}

static void row__begin(struct csv_reader *reader)
{
	reader->state = FIELD_START;
	reader->row = reader->field = reader->to = reader->position;
	reader->quoted = false;
	reader->fault = CSV_FAULTS;
	reader->count = 0;
}

/* Drops what is read and no longer needed: all before the row, and of a bad row everything. */
static void drop_read(struct csv_reader *reader)
{
	size_t kept = reader->row;

	if (reader->fault != CSV_FAULTS)
		kept = reader->field = reader->to = reader->position;
	reader->field -= kept;
	reader->to -= kept;
	reader->row = 0;
	memmove(reader->buffer, reader->buffer + kept, reader->filled - kept);
	reader->filled -= kept;
	reader->position -= kept;
}

static int make_room(struct csv_reader *reader)
{
	char *grown;

	/* One more: the carriage return of a line end is taken off later. */
	if (reader->to - reader->field > CSV_FIELD_MAX + 1 ||
	    reader->position - reader->row > CSV_ROW_MAX)
		row__fail(reader, CSV_TOO_LONG);
	drop_read(reader);
	if (reader->room - reader->filled >= CSV_BLOCK_BYTES / 2)
		return 0;
	grown = realloc(reader->buffer, 2 * reader->room);
	if (!grown)
		return -ENOMEM;
	reader->buffer = grown;
	reader->room *= 2;
	return 0;
}

/* Returns 0 with at_end set or more to read, or a negative errno. */
static int fill(struct csv_reader *reader)
{
	ssize_t n;
	int err = make_room(reader);

	if (err)
		return err;
	n = TEMP_FAILURE_RETRY(
		read(reader->fd, reader->buffer + reader->filled, reader->room - reader->filled));
	if (n < 0)
		return -errno;
	reader->at_end = n == 0;
	reader->filled += n;
	return 0;
}

static void field__finish(struct csv_reader *reader)
{
	size_t len = reader->to - reader->field;

	if (len > CSV_FIELD_MAX || reader->count == CSV_FIELDS_MAX)
		row__fail(reader, CSV_TOO_LONG);
	if (reader->fault == CSV_FAULTS) {
		reader->starts[reader->count] = reader->field - reader->row;
		reader->fields[reader->count].len = len;
		/* Where its end stood at the latest, which is read; there is room behind the file's
		 * end, since none was needed to see that it is the end. */
		reader->buffer[reader->to] = '\0';
		reader->count++;
	}
	reader->field = reader->to = reader->position;
	reader->state = FIELD_START;
}

/* Moves `len` bytes of the field, read at `from`, to where it goes on. */
static void field__take(struct csv_reader *reader, size_t from, size_t len)
{
	if (reader->fault != CSV_FAULTS)
		return;
	if (reader->to != from)
		memmove(reader->buffer + reader->to, reader->buffer + from, len);
	reader->to += len;
}

/* Text up to a byte that ends it. Returns that byte, -1 when it is not there yet. */
static int read_text(struct csv_reader *reader, const bool *ends)
{
	const char *buffer = reader->buffer;
	size_t from = reader->position, p = from, end = reader->filled;

	while (p < end && !ends[(unsigned char)buffer[p]])
		p++;
	field__take(reader, from, p - from);
	reader->position = p;
	if (p == end)
		return -1;
	reader->position++;
	return buffer[p];
}

/* Returns whether the row has ended. */
static bool read_plain(struct csv_reader *reader)
{
	int c = read_text(reader, ends_plain);

	if (c == ',') {
		field__finish(reader);
	} else if (c == '\n') {
		/* Of CRLF. */
		if (reader->to > reader->field && reader->buffer[reader->to - 1] == '\r')
			reader->to--;
		field__finish(reader);
		return true;
	} else if (c == '"') {
		row__fail(reader, CSV_STRAY_QUOTE);
		reader->state = LOST;
	} else if (c == '\0') {
		row__fail(reader, CSV_NUL_BYTE);
	}
	return false;
}

static void read_quoted(struct csv_reader *reader)
{
	int c = read_text(reader, ends_quoted);

	if (c == '"')
		reader->state = QUOTE_QUOTE;
	else if (c == '\0')
		row__fail(reader, CSV_NUL_BYTE);
}

/* Returns whether the row has ended. */
static bool read_behind_quote(struct csv_reader *reader)
{
	char c = reader->buffer[reader->position];

	/* A carriage return counts when its line feed is there to be seen. */
	if (c == '\r' && reader->position + 1 < reader->filled &&
	    reader->buffer[reader->position + 1] == '\n')
		c = reader->buffer[++reader->position];
	reader->position++;
	if (c == '"') {
		field__take(reader, reader->position - 1, 1);
		reader->state = QUOTED;
	} else if (c == ',' || c == '\n') {
		field__finish(reader);
		return c == '\n';
	} else {
		row__fail(reader, CSV_STRAY_QUOTE);
		reader->state = LOST;
	}
	return false;
}

static bool read_lost(struct csv_reader *reader)
{
	const char *from = reader->buffer + reader->position;
	const char *newline = memchr(from, '\n', reader->filled - reader->position);

	reader->position = newline ? (size_t)(newline - reader->buffer) + 1 : reader->filled;
	return newline;
}

/* Can what is next be told apart without more bytes? Not a carriage return behind a quote. */
static bool can_read(const struct csv_reader *reader)
{
	size_t left = reader->filled - reader->position;

	if (left == 1 && !reader->at_end && reader->state == QUOTE_QUOTE)
		return reader->buffer[reader->position] != '\r';
	return left > 0;
}

static bool read_some(struct csv_reader *reader)
{
	switch (reader->state) {
	case FIELD_START:
		reader->quoted = reader->buffer[reader->position] == '"';
		reader->state = reader->quoted ? QUOTED : PLAIN;
		reader->position += reader->quoted;
		reader->field = reader->to = reader->position;
		return false;
	case PLAIN:
		return read_plain(reader);
	case QUOTED:
		read_quoted(reader);
		return false;
	case QUOTE_QUOTE:
		return read_behind_quote(reader);
	default:
		return read_lost(reader);
	}
}

/* The file ends in a row; a last line end may be missing. Returns whether there is one. */
static bool end_row(struct csv_reader *reader)
{
	if (reader->state == FIELD_START && !reader->count && reader->fault == CSV_FAULTS)
		return false;
	if (reader->state == QUOTED)
		row__fail(reader, CSV_UNTERMINATED);
	field__finish(reader);
	return true;
}

/* Reads to the end of a row, good or not. Returns 1, 0 at the end, or a negative errno. */
static int read_row(struct csv_reader *reader)
{
	row__begin(reader);
	for (;;) {
		int err;

		while (can_read(reader)) {
			if (read_some(reader))
				return 1;
		}
		if (reader->at_end)
			return end_row(reader);
		err = fill(reader);
		if (err)
			return err;
	}
}

int csv_reader__next(struct csv_reader *reader, struct csv_field **fields, size_t *count)
{
	int ret;

	while ((ret = read_row(reader)) == 1) {
		/* A blank line. */
		if (reader->fault == CSV_FAULTS && reader->count == 1 && !reader->fields[0].len &&
		    !reader->quoted)
			continue;
		if (reader->position - reader->row > CSV_ROW_MAX)
			row__fail(reader, CSV_TOO_LONG);
		if (reader->column_count && reader->count != reader->column_count)
			row__fail(reader, CSV_FIELD_COUNT);
		if (reader->fault == CSV_FAULTS)
			break;
		reader->faults[reader->fault]++;
	}
	if (ret != 1)
		return ret;
	for (size_t i = 0; i < reader->count; i++)
		reader->fields[i].text = reader->buffer + reader->row + reader->starts[i];
	*fields = reader->fields;
	*count = reader->count;
	return 1;
}

/* A byte order mark would be part of the first name, and even keep its quotes from being seen. */
static int skip_mark(struct csv_reader *reader)
{
	int err = 0;

	while (!err && !reader->at_end && reader->filled < 3)
		err = fill(reader);
	if (!err && reader->filled >= 3 && !memcmp(reader->buffer, "\xef\xbb\xbf", 3))
		reader->position = 3;
	return err;
}

int csv_reader__header(struct csv_reader *reader)
{
	struct csv_field *fields;
	size_t count, bytes = 0;
	char *p;
	int ret = skip_mark(reader);

	if (!ret)
		ret = csv_reader__next(reader, &fields, &count);
	if (ret != 1)
		return ret ? ret : -ENODATA;
	for (size_t i = 0; i < count; i++)
		bytes += fields[i].len + 1;
	reader->names = p = malloc(bytes);
	if (!p)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		reader->columns[i] = (struct csv_field){ .text = p, .len = fields[i].len };
		p = memcpy(p, fields[i].text, fields[i].len + 1);
		p += fields[i].len + 1;
	}
	reader->column_count = count;
	return 0;
}

int csv_reader__column(const struct csv_reader *reader, const char *name)
{
	for (size_t i = 0; i < reader->column_count; i++) {
		if (!strcmp(reader->columns[i].text, name))
			return i;
	}
	return -ENOENT;
}

size_t csv_reader__faults(const struct csv_reader *reader, enum csv_fault fault)
{
	return reader->faults[fault];
}

const char *csv_fault_name(enum csv_fault fault)
{
	static const char *const names[CSV_FAULTS] = {
		[CSV_STRAY_QUOTE] = "a quote out of place",
		[CSV_UNTERMINATED] = "cut off inside quotes",
		[CSV_TOO_LONG] = "too long",
		[CSV_NUL_BYTE] = "a NUL byte",
		[CSV_FIELD_COUNT] = "not as many fields as the header",
	};

	return names[fault];
}
