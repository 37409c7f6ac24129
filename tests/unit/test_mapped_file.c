/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The mapped file by its path, where the mapping itself leads nowhere: the same file or none, and
 * nothing but a regular file is opened. No address of these mappings is mapped here.
 */
#include "../../user/target/mapped_file.h"
#include "../../user/util/log.h"
#include "support.h"

#include <errno.h>
#include <sys/stat.h>

static struct proc_mapping mapping_of(const char *path)
{
	struct proc_mapping map = { .start = 0x1000, .end = 0x2000, .executable = true };
	struct stat info;

	assert_int_equal(stat(path, &info), 0);
	map.dev = info.st_dev;
	map.ino = info.st_ino;
	snprintf(map.path, sizeof(map.path), "%s", path);
	return map;
}

static void opens_the_same_file(void **state)
{
	struct proc_mapping map;
	struct stat info;
	int fd;

	(void)state;
	write_file("file", "1");
	map = mapping_of(path_of("file"));
	fd = mapped_file__open(getpid(), &map);
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &info), 0);
	assert_int_equal(info.st_ino, map.ino);
	close(fd);
}

static void refuses_a_file_that_took_its_place(void **state)
{
	struct proc_mapping map;

	(void)state;
	write_file("file", "1");
	write_file("other", "2");
	map = mapping_of(path_of("file"));
	assert_int_equal(rename(path_of("other"), path_of("file")), 0);
	assert_int_equal(mapped_file__open(getpid(), &map), -ESTALE);
}

static void takes_another_device_by_the_inode(void **state)
{
	struct proc_mapping map;
	const char *said;
	int fd;

	(void)state;
	write_file("file", "1");
	map = mapping_of(path_of("file"));
	map.dev++;
	log_set_verbose(true);
	stderr_begin();
	fd = mapped_file__open(getpid(), &map);
	said = stderr_end();
	log_set_verbose(false);
	assert_true(fd >= 0);
	assert_non_null(strstr(said, "by its inode number alone"));
	close(fd);
}

/* Would wait for a writer. */
static void opens_no_pipe(void **state)
{
	struct proc_mapping map;

	(void)state;
	assert_int_equal(mkfifo(path_of("pipe"), 0600), 0);
	map = mapping_of(path_of("pipe"));
	alarm(10);
	assert_int_equal(mapped_file__open(getpid(), &map), -EINVAL);
	alarm(0);
}

static void says_that_there_is_none(void **state)
{
	struct proc_mapping map;

	(void)state;
	write_file("file", "1");
	map = mapping_of(path_of("file"));
	assert_int_equal(unlink(path_of("file")), 0);
	assert_int_equal(mapped_file__open(getpid(), &map), -ENOENT);
	memset(map.path, 'x', sizeof(map.path) - 1);
	map.path[0] = '/';
	assert_int_equal(mapped_file__open(getpid(), &map), -ENAMETOOLONG);
}

static void paths_lose_what_the_kernel_adds(void **state)
{
	static const char *const paths[][2] = {
		{ "/bin/x", "/bin/x" },
		{ "/bin/x (deleted)", "/bin/x" },
		{ "/bin/x (deleted) (deleted)", "/bin/x (deleted)" },
		{ " (deleted)", " (deleted)" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		struct proc_mapping map = { 0 };
		char *path, *outer;

		snprintf(map.path, sizeof(map.path), "%s", paths[i][0]);
		path = mapped_file__path(getpid(), &map);
		outer = mapped_file__outer_path(&map);
		assert_string_equal(path, paths[i][1]);
		assert_string_equal(outer, paths[i][1]);
		free(path);
		free(outer);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_folder(opens_the_same_file),
		in_folder(refuses_a_file_that_took_its_place),
		in_folder(takes_another_device_by_the_inode),
		in_folder(opens_no_pipe),
		in_folder(says_that_there_is_none),
		cmocka_unit_test(paths_lose_what_the_kernel_adds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
