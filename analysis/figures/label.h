/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Function names as labels in a figure, and as parts of file names. */
#ifndef MAAP_ANALYSIS_FIGURES_LABEL_H
#define MAAP_ANALYSIS_FIGURES_LABEL_H

#include <stddef.h>

#define LABEL_COLUMNS	60	      /* of a function's name, at most */
#define LABEL_BYTES(n)	(4 * (n) + 4) /* for a label of n columns */
#define FILE_NAME_BYTES 80	      /* of a name within a file name, at most */

/*
 * `text` as one line of at most `columns` columns: control characters become '?', bad UTF-8 U+FFFD;
 * what is too long loses its middle, since C++ names differ at both ends. `label` has
 * LABEL_BYTES(columns) bytes. Returns its width in columns: 2 for the wide characters of East Asia
 * and for emoji.
 */
size_t label__make(char *label, const char *text, size_t columns);

/* Each character outside [A-Za-z0-9._-] becomes '_'. `part` has FILE_NAME_BYTES + 1 bytes. */
void label__file_name(char *part, const char *name);

#endif
