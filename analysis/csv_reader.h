/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Rows of a CSV file (RFC 4180; line ends LF or CRLF, a byte order mark at the start), as a stream:
 * memory is that of the longest row. Cost is linear in the bytes, whatever they are.
 *
 * A row that breaks the rules is counted by cause and left out; reading goes on behind it:
 * - a quote where none may stand: behind the next line end. That is what a writer leaves who was
 *   killed in a row and whose successor appended: one row is lost, not the file.
 * - too long, a NUL byte: behind the row's own end, so that text in quotes is never taken for rows.
 * Lines with nothing in them are no rows.
 *
 * Not libcsv: last released in 2013, it takes blanks off around unquoted fields, bounds no length,
 * and hands out single fields at a third of the speed.
 */
#ifndef MAAP_ANALYSIS_CSV_READER_H
#define MAAP_ANALYSIS_CSV_READER_H

#include <stddef.h>

#ifndef CSV_FIELD_MAX		  /* tests have smaller limits */
#define CSV_FIELD_MAX  (1 << 20)  /* bytes of a field, without its quotes */
#define CSV_ROW_MAX    (16 << 20) /* of a row */
#define CSV_FIELDS_MAX 1024	  /* in a row */
#endif

/* `len` bytes, none of them NUL, and a NUL behind them; any bytes otherwise, UTF-8 or not. */
struct csv_field {
	char *text;
	size_t len;
};

enum csv_fault {
	CSV_STRAY_QUOTE,  /* in an unquoted field, or text behind a closing quote */
	CSV_UNTERMINATED, /* the file ends inside quotes */
	CSV_TOO_LONG,	  /* one of the limits above */
	CSV_NUL_BYTE,
	CSV_FIELD_COUNT, /* not as many fields as the header */
	CSV_FAULTS,
};

struct csv_reader;

/* Reads from `fd`, which stays the caller's, from where it stands. NULL without memory. */
struct csv_reader *csv_reader__new(int fd);
void csv_reader__free(struct csv_reader *reader);

/*
 * Takes the first row as names of columns; from then on, a row with another number of fields is
 * bad. Returns 0, -ENODATA if there is no row, or another negative errno.
 */
int csv_reader__header(struct csv_reader *reader);

/* The column called exactly `name`, the first if there are several; -ENOENT if there is none. */
int csv_reader__column(const struct csv_reader *reader, const char *name);

/*
 * The next good row: 1 and *fields (valid, and the caller's to change, until the next call) and
 * *count; 0 at the end; or a negative errno of reading.
 */
int csv_reader__next(struct csv_reader *reader, struct csv_field **fields, size_t *count);

/* Rows left out so far, and why, for people: "a quote out of place". */
size_t csv_reader__faults(const struct csv_reader *reader, enum csv_fault fault);
const char *csv_fault_name(enum csv_fault fault);

#endif
