// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "errors.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../user/util/log.h"
#include "calls.h"
#include "error_details.h"
#include "file_lines.h"
#include "json_plain.h"
#include "log_line.h"
#include "reserve.h"
#include "text_hash.h"
#include "time_stamp.h"

struct reading {
	struct errors *errors;
	const struct errors_wanted *wanted;
	struct string_table *seen; /* lines, by hash and length */
};

static bool belongs(const struct errors_wanted *wanted, const struct error *error,
		    const cJSON *json)
{
	const char *run = json_text(json, "run");

	if (wanted->run_id)
		return run && !strcmp(run, wanted->run_id);
	return error->stamp_ns >= wanted->start_ns && error->stamp_ns <= wanted->end_ns;
}

/* Returns 0 or -ENOMEM. *before: the very line has been read already. */
static int note_seen(struct reading *reading, const char *text, size_t len, bool *before)
{
	const uint64_t key[2] = { text_hash(text, len), len };
	uint32_t count = string_table__count(reading->seen);

	if (string_table__add(reading->seen, (const char *)key, sizeof(key)) == STRING_NONE)
		return -ENOMEM;
	*before = string_table__count(reading->seen) == count;
	return 0;
}

static int count_function(struct errors *errors, const char *name)
{
	uint32_t known = string_table__count(errors->functions), number;

	if (!name)
		return 0;
	number = string_table__add(errors->functions, name, strlen(name));
	if (number == STRING_NONE ||
	    reserve((void **)&errors->by_function, &errors->by_function_room,
		    sizeof(*errors->by_function), (size_t)number + 1))
		return -ENOMEM;
	if (number == known)
		errors->by_function[number] = 0;
	errors->by_function[number]++;
	return 0;
}

static int keep(struct errors *errors, const cJSON *json, struct error *error)
{
	int err = reserve((void **)&errors->items, &errors->room, sizeof(*errors->items),
			  errors->count + 1);

	if (!err)
		err = error_details__take(json, error);
	if (!err)
		errors->items[errors->count++] = *error;
	return err;
}

static int add(struct reading *reading, const cJSON *json, const char *text, size_t len)
{
	struct errors *errors = reading->errors;
	const char *stamp = json_text(json, "timestamp");
	struct error error = { .stamp_ns = 0 };
	bool before;
	int err;

	if (!stamp || !json_text(json, "message") ||
	    !time_stamp_parse(stamp, strlen(stamp), &error.stamp_ns)) {
		errors->bad_lines++;
		return 0;
	}
	if (!belongs(reading->wanted, &error, json))
		return 0;
	err = note_seen(reading, text, len, &before);
	if (err || before)
		return err;
	errors->total++;
	err = count_function(errors, json_text(json, "function"));
	if (!err && errors->count < ERRORS_KEPT)
		err = keep(errors, json, &error);
	return err;
}

static int read_line(void *arg, const char *text, size_t len, uint64_t place)
{
	struct reading *reading = arg;
	cJSON *json = NULL;
	int err = text ? json_parse_object(text, len, &json) : -EINVAL;

	(void)place;
	if (!err)
		err = add(reading, json, text, len);
	else if (err == -EINVAL && len)
		reading->errors->bad_lines++;
	cJSON_Delete(json);
	return err == -EINVAL ? 0 : err;
}

static int by_time(const void *a, const void *b)
{
	const struct error *x = a, *y = b;

	return x->stamp_ns < y->stamp_ns ? -1 : x->stamp_ns > y->stamp_ns;
}

int errors__read(int dirfd, const char *path, const char *name, const struct errors_wanted *wanted,
		 struct errors *errors)
{
	struct reading reading = { .errors = errors, .wanted = wanted };
	struct log_files files;
	int err;

	*errors = (struct errors){ .functions = string_table__new() };
	reading.seen = string_table__new();
	err = errors->functions && reading.seen ? 0 : -ENOMEM;
	if (!err) {
		err = log_files__open(dirfd, path, name, &files);
		errors->found = files.count > 0;
		if (!err)
			err = file_lines(&files, read_line, &reading);
		log_files__close(&files);
	}
	string_table__free(reading.seen);
	if (err == -ENOMEM)
		log_error("not enough memory for the errors in %s", path);
	if (errors->count)
		qsort(errors->items, errors->count, sizeof(*errors->items), by_time);
	return err;
}

void errors__free(struct errors *errors)
{
	for (size_t i = 0; i < errors->count; i++)
		error_details__free(&errors->items[i]);
	free(errors->items);
	free(errors->by_function);
	string_table__free(errors->functions);
	*errors = (struct errors){ .count = 0 };
}

size_t errors__of(const struct errors *errors, const char *function)
{
	uint32_t number;

	if (!errors->functions)
		return 0;
	number = string_table__find(errors->functions, function, strlen(function));
	return number == STRING_NONE ? 0 : errors->by_function[number];
}
