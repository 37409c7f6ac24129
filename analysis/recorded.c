// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "recorded.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The names in "functions":[{"name":...},...]. Returns 0 or -ENOMEM. */
static int take_names(const cJSON *json, struct string_table *names)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(json, "functions"), *item, *name;

	cJSON_ArrayForEach(item, list)
	{
		name = cJSON_GetObjectItemCaseSensitive(item, "name");
		if (cJSON_IsString(name) &&
		    string_table__add(names, name->valuestring, strlen(name->valuestring)) ==
			    STRING_NONE)
			return -ENOMEM;
	}
	return 0;
}

static int read_head(const struct log *log, line_ref ref, struct string_table *names)
{
	size_t len = line_ref_len(ref);
	char *line = malloc(len + 1);
	cJSON *json = NULL;
	int err = 0;

	if (!line)
		return -ENOMEM;
	/* What has been cut meanwhile is told where the calls are read. */
	if (log_files__read(&log->files, line_ref_place(ref), line, len) == (ssize_t)len)
		json = cJSON_ParseWithLength(line, len);
	if (json)
		err = take_names(json, names);
	cJSON_Delete(json);
	free(line);
	return err;
}

static int add_called(const struct calls *calls, struct string_table *called)
{
	struct call call;
	const char *name;

	for (size_t i = 0; i < calls__functions(calls); i++) {
		name = calls__function(calls, i);
		if (string_table__add(called, name, strlen(name)) == STRING_NONE)
			return -ENOMEM;
	}
	for (size_t i = 0; i < calls__open_count(calls); i++) {
		name = calls__get_open(calls, i, &call);
		if (string_table__add(called, name, strlen(name)) == STRING_NONE)
			return -ENOMEM;
	}
	return 0;
}

static int find_never(const struct calls *calls, struct recorded *recorded)
{
	uint32_t count = string_table__count(recorded->functions);
	struct string_table *called = string_table__new();
	int err = called ? add_called(calls, called) : -ENOMEM;

	recorded->never = calloc(count + 1, sizeof(*recorded->never));
	if (!recorded->never)
		err = -ENOMEM;
	for (uint32_t i = 0; i < count && !err; i++) {
		const char *name = string_table__get(recorded->functions, i);

		if (string_table__find(called, name, strlen(name)) == STRING_NONE)
			recorded->never[recorded->never_count++] = name;
	}
	string_table__free(called);
	return err;
}

int recorded__read(const struct log *log, const struct calls *calls, recording_fn belongs,
		   const void *arg, struct recorded *recorded)
{
	int err;

	*recorded = (struct recorded){ .functions = string_table__new() };
	err = recorded->functions ? 0 : -ENOMEM;
	for (size_t i = 0; i < log->recording_count; i++)
		recorded->cut |= belongs(arg, i) && !log->recordings[i].has_first;
	for (size_t i = 0; i < log->head_count && !err; i++)
		if (belongs(arg, log->heads[i].run))
			err = read_head(log, log->heads[i].line, recorded->functions);
	/* Calls of functions that seem never called may have rotated away. */
	if (!err && !recorded->cut)
		err = find_never(calls, recorded);
	return err;
}

void recorded__free(struct recorded *recorded)
{
	string_table__free(recorded->functions);
	free(recorded->never);
	*recorded = (struct recorded){ .cut = false };
}
