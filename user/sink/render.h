/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How arguments and return values look, in one place for every sink. As the functions of format.h:
 * each writes at `p` and returns the new end.
 */
#ifndef MAAP_SINK_RENDER_H
#define MAAP_SINK_RENDER_H

#include "../record/call.h"

/* Bytes that either of these writes at most for this call, result included. */
size_t render_json_max(const struct call *call);
size_t render_csv_max(const struct call *call);

/* {"args":["0x1f",…],"kwargs":{"n":5,…}}: valid JSON, valid UTF-8; both empty when none were
 * captured. */
char *render_args_json(char *p, const struct call *call);

/* The same as a CSV field, quotes doubled. */
char *render_args_csv(char *p, const struct call *call);

/* A JSON value, null when the call gave none. */
char *render_result_json(char *p, const struct call *call);

/* As a CSV field: 0x5, or nothing. */
char *render_result_csv(char *p, const struct call *call);

/*
 * For the terminal, cut to `columns` columns with "..." at the end: n=5, s="text". At most
 * RENDER_SHORT_MAX(columns) bytes.
 */
#define RENDER_SHORT_MAX(columns) (4 * (columns) + 8)
char *render_short(char *p, const struct rendered *value, size_t columns);

#endif
