/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How arguments and return values look, in one place for every sink. As the functions of format.h:
 * each writes at `p` and returns the new end.
 */
#ifndef MAAP_SINK_RENDER_H
#define MAAP_SINK_RENDER_H

#include "../record/call.h"

#define RENDER_ARGS_MAX	  256 /* bytes of render_args_json(), render_args_csv() */
#define RENDER_RESULT_MAX 32  /* bytes of either result function */
#define RENDER_ARG_MAX	  32  /* bytes of render_arg_text() */

/* {"args":["0x1f",…],"kwargs":{}}: valid JSON, valid UTF-8; both empty when none were captured. */
char *render_args_json(char *p, const struct call *call);

/* The same as a CSV field, quotes doubled: written so at once, it is in every row. */
char *render_args_csv(char *p, const struct call *call);

/* "0x5" in quotes, or null when the call gave none. */
char *render_result_json(char *p, const struct call *call);

/* 0x5, or nothing. */
char *render_result_text(char *p, const struct call *call);

/* How many arguments there are to show, and the one at `i`: 0x1f. */
unsigned int render_arg_count(const struct call *call);
char *render_arg_text(char *p, const struct call *call, unsigned int i);

#endif
