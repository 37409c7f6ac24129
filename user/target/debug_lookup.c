// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "debug_lookup.h"

#include <elfutils/libdwelf.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <zlib.h>

#include "process.h"

#define DEBUG_FOLDER "/usr/lib/debug"

/* A sum over more would hold up the start for too long. */
#define MAX_SUMMED_BYTES (4ll << 30)

struct lookup {
	const struct module *module;
	const struct debug_proof *proof;
	int root;		 /* folder that paths begin in */
	const char *root_prefix; /* of the same, for messages and libdw */
	char *found;
};

void debug_proof__read(Elf *elf, struct debug_proof *proof)
{
	const void *id;
	ssize_t len = dwelf_elf_gnu_build_id(elf, &id);

	*proof = (struct debug_proof){ 0 };
	if (len <= 0 || len > BUILD_ID_MAX)
		return;
	memcpy(proof->build_id, id, len);
	proof->build_id_len = len;
}

int debug_lookup__common_part(Elf *elf, const char **name, struct debug_proof *proof)
{
	Elf_Scn *section = NULL;
	size_t strings, len;

	if (elf_getshdrstrndx(elf, &strings))
		return -ENOENT;
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;
		const char *title;
		Elf_Data *data;

		if (!gelf_getshdr(section, &header) || header.sh_type == SHT_NOBITS)
			continue;
		title = elf_strptr(elf, strings, header.sh_name);
		if (!title || strcmp(title, ".gnu_debugaltlink"))
			continue;
		data = elf_rawdata(section, NULL);
		if (!data || !data->d_buf)
			return -ENOENT;
		len = strnlen(data->d_buf, data->d_size);
		if (len + 1 >= data->d_size || data->d_size - len - 1 > BUILD_ID_MAX)
			return -ENOENT;
		*name = data->d_buf;
		*proof = (struct debug_proof){ .build_id_len = data->d_size - len - 1 };
		memcpy(proof->build_id, (char *)data->d_buf + len + 1, proof->build_id_len);
		return 0;
	}
	return -ENOENT;
}

/*
 * Paths and links stay within the root, as they do for the process; what is no regular file is not
 * even opened: a pipe could hold us up for ever.
 */
static int open_regular(int root, const char *path, struct stat *st)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT };
	int place = syscall(SYS_openat2, root, path, &how, sizeof(how)), fd = -ENOENT;
	char link[64];

	if (place < 0)
		return -errno;
	if (!fstat(place, st) && S_ISREG(st->st_mode)) {
		snprintf(link, sizeof(link), "/proc/self/fd/%d", place);
		fd = open(link, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			fd = -errno;
	}
	close(place);
	return fd;
}

static bool has_build_id(int fd, const struct debug_proof *wanted)
{
	struct debug_proof found = { 0 };
	Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);

	if (elf && elf_kind(elf) == ELF_K_ELF)
		debug_proof__read(elf, &found);
	elf_end(elf);
	return found.build_id_len == wanted->build_id_len &&
	       !memcmp(found.build_id, wanted->build_id, found.build_id_len);
}

static bool has_crc(int fd, off_t size, uint32_t wanted)
{
	unsigned char buffer[65536];
	uLong crc = crc32(0, NULL, 0);
	off_t at = 0;
	ssize_t len;

	if (size > MAX_SUMMED_BYTES)
		return false;
	while (at < size && (len = pread(fd, buffer, sizeof(buffer), at)) > 0) {
		crc = crc32(crc, buffer, len);
		at += len;
	}
	return at == size && crc == wanted;
}

static int try_path(struct lookup *lookup, const char *path)
{
	const struct debug_proof *proof = lookup->proof;
	struct stat st;
	int fd = open_regular(lookup->root, path, &st);
	bool right;

	if (fd < 0)
		return fd;
	/* A link may well name the stripped file itself. */
	if (st.st_dev == lookup->module->dev && st.st_ino == lookup->module->ino)
		right = false;
	else
		right = proof->build_id_len ? has_build_id(fd, proof)
					    : has_crc(fd, st.st_size, proof->crc);
	if (right && asprintf(&lookup->found, "%s%s", lookup->root_prefix, path) >= 0)
		return fd;
	close(fd);
	return -ENOENT;
}

static int try_build_id(struct lookup *lookup)
{
	const struct debug_proof *proof = lookup->proof;
	char path[sizeof(DEBUG_FOLDER "/.build-id//.debug") + 2 * BUILD_ID_MAX];
	size_t len;

	if (proof->build_id_len < 2)
		return -ENOENT;
	len = snprintf(path, sizeof(path), DEBUG_FOLDER "/.build-id/%02x/", proof->build_id[0]);
	for (size_t i = 1; i < proof->build_id_len; i++)
		len += snprintf(path + len, sizeof(path) - len, "%02x", proof->build_id[i]);
	snprintf(path + len, sizeof(path) - len, ".debug");
	return try_path(lookup, path);
}

static int try_name(struct lookup *lookup, const char *name)
{
	static const char *const forms[] = { "%.*s/%s", "%.*s/.debug/%s", DEBUG_FOLDER "%.*s/%s" };
	const char *module = lookup->module->path;
	int folder_len = strrchr(module, '/') ? strrchr(module, '/') - module : 0;
	char path[PATH_MAX];
	int fd = -ENOENT;

	if (*name == '/')
		return try_path(lookup, name);
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms) && fd < 0; i++) {
		int len;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		len = snprintf(path, sizeof(path), forms[i], folder_len, module, name);
#pragma GCC diagnostic pop
		if (len < (int)sizeof(path))
			fd = try_path(lookup, path);
	}
	return fd;
}

static int try_root(struct lookup *lookup, const char *name)
{
	int fd = try_build_id(lookup);

	return fd < 0 && name ? try_name(lookup, name) : fd;
}

static bool is_same_file(const char *a, const char *b)
{
	struct stat x, y;

	return !stat(a, &x) && !stat(b, &y) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* The same folder may have other file systems mounted below it. */
static bool has_our_root(pid_t pid, const char *root)
{
	char mounts[64];

	snprintf(mounts, sizeof(mounts), "/proc/%d/ns/mnt", pid);
	return is_same_file("/", root) && is_same_file("/proc/self/ns/mnt", mounts);
}

int debug_lookup__open(const struct module *module, const char *name,
		       const struct debug_proof *proof, char **path)
{
	struct lookup lookup = { .module = module, .proof = proof };
	char prefix[64] = "";
	int fd = -ENOENT;

	if (!proof->build_id_len && !proof->crc)
		return -ENOENT;
	snprintf(prefix, sizeof(prefix), "/proc/%d/root", module->pid);
	lookup.root = module->pid ? open(prefix, O_PATH | O_CLOEXEC) : -1;
	if (lookup.root >= 0 && !has_our_root(module->pid, prefix)) {
		lookup.root_prefix = prefix;
		fd = try_root(&lookup, name);
	}
	if (lookup.root >= 0)
		close(lookup.root);
	lookup.root = fd < 0 ? open("/", O_PATH | O_CLOEXEC) : -1;
	if (lookup.root >= 0) {
		lookup.root_prefix = "";
		fd = try_root(&lookup, name);
		close(lookup.root);
	}
	if (fd >= 0)
		*path = lookup.found;
	return fd;
}
