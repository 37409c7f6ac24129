/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What several unit tests need: a folder of their own, what was written. */
#ifndef MAAP_TESTS_SUPPORT_H
#define MAAP_TESTS_SUPPORT_H

/* clang-format off: cmocka.h needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

static char folder[4096]; /* of the running test, made and removed by the fixtures below */

static inline int make_folder_fixture(void **state)
{
	const char *base = getenv("TMPDIR");

	(void)state;
	snprintf(folder, sizeof(folder), "%s/maap-unit-XXXXXX", base ? base : "/tmp");
	return mkdtemp(folder) ? 0 : -1;
}

static inline int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline int remove_folder_fixture(void **state)
{
	(void)state;
	return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#define in_folder(test)                                                                            \
	cmocka_unit_test_setup_teardown(test, make_folder_fixture, remove_folder_fixture)

/* "FOLDER/name" in one of a few buffers that are used in turn. */
static inline const char *path_of(const char *name)
{
	static char paths[8][8192];
	static int next;
	char *path = paths[next++ % 8];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

static inline int exists(const char *name)
{
	return access(path_of(name), F_OK) == 0;
}

/* All of a file, terminated; the caller frees it. Its absence fails the test. */
static inline char *read_file(const char *name, size_t *len)
{
	FILE *file = fopen(path_of(name), "re");
	char *text = NULL;
	size_t used = 0, room = 0, n;

	if (!file)
		fail_msg("%s is not there", name);
	do {
		room = 2 * room + 4096;
		text = realloc(text, room + 1);
		assert_non_null(text);
		n = fread(text + used, 1, room - used, file);
		used += n;
	} while (used == room);
	text[used] = '\0';
	fclose(file);
	if (len)
		*len = used;
	return text;
}

static inline void write_file(const char *name, const char *text)
{
	FILE *file = fopen(path_of(name), "we");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	assert_int_equal(fclose(file), 0);
}

static inline void assert_file_is(const char *name, const char *text)
{
	char *found = read_file(name, NULL);

	assert_string_equal(found, text);
	free(found);
}

/*
 * stderr into a pipe (which limit_file_size() leaves alone) until stderr_end(), which returns what
 * was said, up to a pipe's capacity; valid until the next call.
 */
static int saved_stderr = -1;
static int said_pipe = -1;

static inline void stderr_begin(void)
{
	int ends[2];

	fflush(stderr);
	assert_int_equal(pipe(ends), 0);
	saved_stderr = dup(STDERR_FILENO);
	assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
	close(ends[1]);
	said_pipe = ends[0];
}

static inline const char *stderr_end(void)
{
	static char said[65536];
	size_t used = 0;
	ssize_t n;

	fflush(stderr);
	dup2(saved_stderr, STDERR_FILENO); /* closes the pipe's last writing end */
	close(saved_stderr);
	while ((n = read(said_pipe, said + used, sizeof(said) - 1 - used)) > 0)
		used += n;
	said[used] = '\0';
	close(said_pipe);
	return said;
}

static inline void assert_says(const char *said, const char *what)
{
	if (!strstr(said, what))
		fail_msg("\"%s\" does not say \"%s\"", said, what);
}

static inline size_t count_char(const char *text, char c)
{
	size_t count = 0;

	for (; *text; text++)
		count += *text == c;
	return count;
}

/* Files of this process can grow to `bytes` only: a full disk that needs neither root nor mount. */
static inline void limit_file_size(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

#define NO_LIMIT RLIM_INFINITY

#endif
