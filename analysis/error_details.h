/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A line of error.log, from JSON to struct error. */
#ifndef MAAP_ANALYSIS_ERROR_DETAILS_H
#define MAAP_ANALYSIS_ERROR_DETAILS_H

#include <cjson/cJSON.h>

#include "errors.h"

/* The text under a key, NULL if there is none. It lives as long as `json`. */
const char *json_text(const cJSON *json, const char *key);

/* Fills all but the time stamp. Returns 0 or -ENOMEM, and then there is nothing to free. */
int error_details__take(const cJSON *json, struct error *error);
void error_details__free(struct error *error);

#endif
