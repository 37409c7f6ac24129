/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "../../user/util/safe_file.h"
#include "support.h"

#define STRANGER 65534

static mode_t mode_of(const char *name)
{
	struct stat st;

	assert_int_equal(lstat(path_of(name), &st), 0);
	return st.st_mode & 07777;
}

static uid_t owner_of(const char *name)
{
	struct stat st;

	assert_int_equal(lstat(path_of(name), &st), 0);
	return st.st_uid;
}

static struct output_dir *open_dir(const char *name, const struct file_owner *owner)
{
	struct output_dir *dir = NULL;

	assert_int_equal(output_dir_open(path_of(name), "--logdir", owner, &dir), 0);
	return dir;
}

static void make_link(const char *target, const char *name, uid_t owner)
{
	assert_int_equal(symlink(target, path_of(name)), 0);
	if (owner != geteuid())
		assert_int_equal(lchown(path_of(name), owner, owner), 0);
}

/* The test is about somebody else's files: only root can make them. */
static void need_root(void)
{
	if (geteuid() != 0) {
		print_message("skipped: only root can give files away\n");
		skip();
	}
}

static void test_new_folders_and_files(void **state)
{
	mode_t umask_before = umask(0077);
	struct output_dir *dir = open_dir("a/b//logs/", NULL);
	int fd = safe_file_open(dir, "timing.log");

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(mode_of("a"), 0750);
	assert_int_equal(mode_of("a/b/logs"), 0750);
	assert_int_equal(mode_of("a/b/logs/timing.log"), 0640);
	close(fd);
	umask(0);
	fd = safe_file_open(dir, "other.log");
	assert_int_equal(mode_of("a/b/logs/other.log"), 0640);
	close(fd);
	umask(umask_before);
	output_dir_close(dir);
	output_dir_close(NULL);
}

static void test_existing_file_is_kept(void **state)
{
	struct output_dir *dir = open_dir("", NULL);
	char text[8] = "";
	int fd;

	(void)state;
	write_file("timing.log", "old\n");
	chmod(path_of("timing.log"), 0604);
	fd = safe_file_open(dir, "timing.log");
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "new\n", 4), 4);
	assert_int_equal(pread(fd, text, 7, 0), 7); /* readable too */
	close(fd);
	assert_file_is("timing.log", "old\nnew\n");
	assert_int_equal(mode_of("timing.log"), 0604);
	output_dir_close(dir);
}

static void test_owner(void **state)
{
	struct file_owner owner = {true, STRANGER, STRANGER};
	struct output_dir *dir;

	(void)state;
	need_root();
	write_file("mine.log", "");
	dir = open_dir("new/logs", &owner);
	close(safe_file_open(dir, "timing.log"));
	assert_int_equal(owner_of("new"), STRANGER);
	assert_int_equal(owner_of("new/logs"), STRANGER);
	assert_int_equal(owner_of("new/logs/timing.log"), STRANGER);
	assert_int_equal(mode_of("new/logs/timing.log"), 0640);
	output_dir_close(dir);
	dir = open_dir("", &owner);
	close(safe_file_open(dir, "mine.log"));
	assert_int_equal(owner_of("mine.log"), geteuid()); /* existed: stays whose it was */
	output_dir_close(dir);
}

static void test_own_links(void **state)
{
	struct output_dir *dir;
	int fd;

	(void)state;
	mkdir(path_of("elsewhere"), 0700);
	make_link("elsewhere", "logs", geteuid());
	make_link(path_of("elsewhere"), "absolute", geteuid());
	dir = open_dir("logs", NULL);
	make_link("../elsewhere/./real.log", "elsewhere/timing.log", geteuid());
	fd = safe_file_open(dir, "timing.log"); /* a link to what does not exist yet */
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x\n", 2), 2);
	close(fd);
	assert_file_is("elsewhere/real.log", "x\n");
	output_dir_close(dir);
	dir = open_dir("absolute/", NULL);
	fd = safe_file_open(dir, "real.log");
	assert_true(fd >= 0);
	assert_int_equal(lseek(fd, 0, SEEK_END), 2); /* the same file */
	close(fd);
	output_dir_close(dir);
}

static void test_strangers_links(void **state)
{
	struct file_owner owner = {true, STRANGER, STRANGER};
	struct output_dir *dir, *none = NULL;

	(void)state;
	need_root();
	write_file("precious", "keep");
	mkdir(path_of("elsewhere"), 0700);
	make_link("precious", "timing.log", STRANGER);
	make_link("timing.log", "mine.log", geteuid()); /* mine, but leads over the stranger's */
	make_link("elsewhere", "logs", STRANGER);
	make_link(path_of("logs"), "to-logs", geteuid());

	dir = open_dir("", NULL);
	stderr_begin();
	assert_int_equal(safe_file_open(dir, "timing.log"), -ELOOP);
	assert_says(stderr_end(), "belongs to another user");
	stderr_begin();
	assert_int_equal(safe_file_open(dir, "mine.log"), -ELOOP);
	assert_int_equal(output_dir_open(path_of("logs"), "--logdir", NULL, &none), -ELOOP);
	assert_int_equal(output_dir_open(path_of("logs/"), "--logdir", NULL, &none), -ELOOP);
	assert_int_equal(output_dir_open(path_of("logs/sub"), "--logdir", NULL, &none), -ELOOP);
	assert_int_equal(output_dir_open(path_of("to-logs"), "--logdir", NULL, &none), -ELOOP);
	assert_int_equal(count_char(stderr_end(), '\n'), 5); /* one line each */
	assert_null(none);
	assert_false(exists("elsewhere/sub"));
	output_dir_close(dir);

	/* The stranger called sudo: then the links are theirs to follow. */
	dir = open_dir("logs", &owner);
	output_dir_close(dir);
	dir = open_dir("", &owner);
	close(safe_file_open(dir, "timing.log"));
	output_dir_close(dir);
	assert_file_is("precious", "keep");
}

static void test_link_loop(void **state)
{
	struct output_dir *dir = open_dir("", NULL);
	char name[16], target[16];
	int fd;

	(void)state;
	make_link("loop", "loop", geteuid());
	write_file("0", "");
	for (int i = 1; i <= 9; i++) {
		snprintf(name, sizeof(name), "%d", i);
		snprintf(target, sizeof(target), "%d", i - 1);
		make_link(target, name, geteuid());
	}
	stderr_begin();
	assert_int_equal(safe_file_open(dir, "loop"), -ELOOP);
	assert_int_equal(safe_file_open(dir, "9"), -ELOOP);
	assert_says(stderr_end(), "too many symbolic links");
	fd = safe_file_open(dir, "8");
	assert_true(fd >= 0);
	close(fd);
	output_dir_close(dir);
}

/* Refused, and at once: opening a FIFO to write would wait for a reader. */
static void test_not_regular(void **state)
{
	struct output_dir *dir = open_dir("", NULL), *none = NULL;

	(void)state;
	assert_int_equal(mkfifo(path_of("fifo"), 0600), 0);
	mkdir(path_of("folder"), 0700);
	make_link("/dev/null", "device", geteuid());
	write_file("file", "");
	stderr_begin();
	alarm(10);
	assert_true(safe_file_open(dir, "fifo") < 0);
	assert_true(safe_file_open(dir, "folder") < 0);
	assert_true(safe_file_open(dir, "device") < 0);
	alarm(0);
	assert_says(stderr_end(), "device is not a regular file");
	stderr_begin();
	assert_int_equal(output_dir_open(path_of("file"), "--logdir", NULL, &none), -ENOTDIR);
	assert_int_equal(output_dir_open(path_of("file/logs"), "--logdir", NULL, &none), -ENOTDIR);
	assert_says(stderr_end(), "file is not a folder; choose another with --logdir");
	output_dir_close(dir);
}

/* Not as root, who may write anywhere. */
static void check_permission_denied(void)
{
	struct output_dir *dir = NULL;

	stderr_begin();
	assert_int_equal(output_dir_open("closed", "--logdir", NULL, &dir), 0);
	assert_int_equal(safe_file_open(dir, "timing.log"), -EACCES);
	assert_string_equal(stderr_end(), "maap-trace: cannot write in closed: Permission denied; "
					  "choose another folder with --logdir\n");
	output_dir_close(dir);
	stderr_begin();
	assert_int_equal(output_dir_open("closed/logs", "--logdir", NULL, &dir), -EACCES);
	assert_says(stderr_end(), "cannot write in closed/logs: Permission denied; choose");
}

static void test_permission_denied(void **state)
{
	char before[4096];

	(void)state;
	assert_non_null(getcwd(before, sizeof(before)));
	chmod(folder, 0755);
	mkdir(path_of("closed"), 0555);
	assert_int_equal(chdir(folder), 0);
	if (geteuid() == 0)
		assert_int_equal(seteuid(STRANGER), 0);
	check_permission_denied();
	if (getuid() == 0)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(chdir(before), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_folder(test_new_folders_and_files),
		in_folder(test_existing_file_is_kept),
		in_folder(test_owner),
		in_folder(test_own_links),
		in_folder(test_strangers_links),
		in_folder(test_link_loop),
		in_folder(test_not_regular),
		in_folder(test_permission_denied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
