// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "error_details.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "calls.h"

#define FRAMES_MAX 1000

const char *json_text(const cJSON *json, const char *key)
{
	const cJSON *found = NULL, *item;

	cJSON_ArrayForEach(item, json) if (item->string && !strcmp(item->string, key)) found =
		item; /* of equal keys the last counts */
	return cJSON_IsString(found) ? found->valuestring : NULL;
}

/* False: no memory. */
static bool copy(const char *text, char **to)
{
	*to = text ? strdup(text) : NULL;
	return *to || !text;
}

static bool copy_text(const cJSON *json, const char *key, char **to)
{
	return copy(json_text(json, key), to);
}

static uint32_t number(const cJSON *json, const char *key, uint32_t unknown)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, key);

	if (!cJSON_IsNumber(item) || item->valuedouble < 0 || item->valuedouble >= UINT32_MAX)
		return unknown;
	return (uint32_t)item->valuedouble;
}

static bool take_frame(const cJSON *json, struct error_frame *frame)
{
	const char *pc = json_text(json, "pc");

	frame->pc = pc ? strtoull(pc, NULL, 16) : 0;
	frame->offset = number(json, "offset", 0);
	frame->line = number(json, "line", 0);
	return copy_text(json, "symbol", &frame->symbol) &&
	       copy_text(json, "module", &frame->module) && copy_text(json, "file", &frame->file);
}

static bool take_frames(const cJSON *list, struct error *error)
{
	int count = cJSON_GetArraySize(list);
	const cJSON *item;

	if (count > FRAMES_MAX)
		count = FRAMES_MAX;
	error->frames = calloc(count + 1, sizeof(*error->frames));
	if (!error->frames)
		return false;
	cJSON_ArrayForEach(item, list)
	{
		if (error->frame_count == (size_t)count)
			break;
		if (!take_frame(item, &error->frames[error->frame_count++]))
			return false;
	}
	return true;
}

static bool take_backtrace(const cJSON *json, struct error *error)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(json, "backtrace");

	if (cJSON_IsArray(list))
		return take_frames(list, error);
	if (json_text(json, "traceback"))
		return copy_text(json, "traceback", &error->traceback);
	return copy_text(json, "backtrace", &error->traceback);
}

static bool take_arguments(const cJSON *json, struct error *error)
{
	const cJSON *args = cJSON_GetObjectItemCaseSensitive(json, "args");

	if (!cJSON_IsObject(args) && !cJSON_IsArray(args))
		return true;
	error->arguments = cJSON_PrintUnformatted(args);
	return error->arguments;
}

int error_details__take(const cJSON *json, struct error *error)
{
	error->pid = number(json, "pid", NUMBER_UNKNOWN);
	error->tid = number(json, "tid", NUMBER_UNKNOWN);
	if (copy_text(json, "function", &error->function) &&
	    copy_text(json, "uuid", &error->uuid) && copy_text(json, "kind", &error->kind) &&
	    copy_text(json, "type", &error->type) && copy_text(json, "message", &error->message) &&
	    copy_text(json, "caught_in", &error->caught_in) && take_arguments(json, error) &&
	    take_backtrace(json, error))
		return 0;
	error_details__free(error);
	return -ENOMEM;
}

void error_details__free(struct error *error)
{
	for (size_t i = 0; i < error->frame_count; i++) {
		free(error->frames[i].symbol);
		free(error->frames[i].module);
		free(error->frames[i].file);
	}
	free(error->frames);
	free(error->function);
	free(error->uuid);
	free(error->kind);
	free(error->type);
	free(error->message);
	free(error->caught_in);
	free(error->arguments);
	free(error->traceback);
	*error = (struct error){ .stamp_ns = error->stamp_ns };
}
