/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A folder for each test, and the page of made-up calls in it. */
#ifndef MAAP_TESTS_PAGE_FIXTURE_H
#define MAAP_TESTS_PAGE_FIXTURE_H

#include "page_data.h"

#include <ftw.h>
#include <unistd.h>

#include "../../analysis/report/report.h"
#include "fake_page_aggregate.h"

static char folder[64];
static struct output_dir *dir;

static inline int setup(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/maap-unit-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	return output_dir_open(folder, "--outdir", NULL, &dir);
}

static inline int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline int teardown(void **state)
{
	(void)state;
	output_dir_close(dir);
	return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline char *read_report(size_t *len)
{
	char path[128], *text;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, REPORT_NAME);
	file = fopen(path, "re");
	assert_non_null(file);
	fseek(file, 0, SEEK_END);
	*len = (size_t)ftell(file);
	rewind(file);
	text = malloc(*len + 1);
	assert_int_equal(fread(text, 1, *len, file), *len);
	fclose(file);
	return text;
}

static inline void write_report_of(const struct run_info *info, const struct calls *calls,
				   const struct errors *errors, const char *comparison,
				   struct page_data *page)
{
	struct aggregate aggregate;
	struct report_input input = { calls, &aggregate, errors, info, comparison };
	size_t len;
	char *file;

	fake_aggregate(calls, &aggregate);
	assert_int_equal(report__write(&input, dir), 0);
	fake_aggregate_free(&aggregate);
	file = read_report(&len);
	page_data_read(page, file, len);
}

static inline void write_report(const struct calls *calls, const struct errors *errors,
				const char *comparison, struct page_data *page)
{
	struct run_info info = fake_info(calls);

	write_report_of(&info, calls, errors, comparison, page);
}

static inline const char *page_function(const struct page_data *page, uint64_t place)
{
	const cJSON *list = cJSON_GetObjectItem(page->json, "functions");

	return cJSON_GetArrayItem(cJSON_GetArrayItem(list, (int)place), 0)->valuestring;
}

#define with_folder(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

#endif
