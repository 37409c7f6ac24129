/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* timing.log in a folder of the test's own: opened, and read back line by line with cJSON. */
#ifndef MAAP_TESTS_JSON_LINES_H
#define MAAP_TESTS_JSON_LINES_H

#include <time.h>

#include <cjson/cJSON.h>

#include "../../user/sink/json_log.h"
#include "support.h"

#define MAX_LINES 4096

static struct output_dir *dir;

static inline int setup(void **state)
{
	if (make_folder_fixture(state))
		return -1;
	setenv("TZ", "UTC0", 1);
	tzset();
	return output_dir_open(folder, "--logdir", NULL, &dir);
}

static inline int teardown(void **state)
{
	output_dir_close(dir);
	return remove_folder_fixture(state);
}

static inline struct sink *open_log(const struct run *run)
{
	struct json_log_options options = {dir, 0, 0};
	struct sink *sink = NULL;

	assert_int_equal(json_log_open(&options, run, &sink), 0);
	return sink;
}

/* Each line of a file, parsed; a line that is not one JSON object fails the test. */
struct lines {
	size_t count;
	cJSON *items[MAX_LINES];
};

static inline struct lines *parse_lines(const char *name)
{
	struct lines *lines = calloc(1, sizeof(*lines));
	char *text = read_file(name, NULL), *line = text, *end;

	while ((end = strchr(line, '\n'))) {
		cJSON *object;

		*end = '\0';
		object = cJSON_ParseWithOpts(line, NULL, 1);
		if (!cJSON_IsObject(object))
			fail_msg("not a JSON object: %s", line);
		lines->items[lines->count++] = object;
		line = end + 1;
	}
	assert_string_equal(line, ""); /* the last one is whole too */
	free(text);
	return lines;
}

static inline void free_lines(struct lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		cJSON_Delete(lines->items[i]);
	free(lines);
}

static inline const char *string_of(const cJSON *line, const char *key)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(line, key);

	if (!cJSON_IsString(value))
		fail_msg("no string \"%s\"", key);
	return value->valuestring;
}

/* The keys in their order, separated by blanks: a reader may rely on it. */
static inline void assert_keys(const cJSON *line, const char *expected)
{
	char keys[1024] = "";
	const cJSON *item;

	cJSON_ArrayForEach(item, line)
	{
		strcat(keys, keys[0] ? " " : "");
		strcat(keys, item->string);
	}
	assert_string_equal(keys, expected);
}

static inline void assert_raw(const cJSON *line, const char *key, const char *expected)
{
	char *text = cJSON_PrintUnformatted(cJSON_GetObjectItemCaseSensitive(line, key));

	if (!text || strcmp(text, expected))
		fail_msg("%s is %s, not %s", key, text, expected);
	free(text);
}

#endif
