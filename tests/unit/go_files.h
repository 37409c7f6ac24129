/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Opening the Go programs that the end-to-end tests run. */
#ifndef MAAP_TESTS_GO_FILES_H
#define MAAP_TESTS_GO_FILES_H

#include "../../user/target/go_module.h"
#include "../../user/target/go_table.h"
#include "support.h"

#include <errno.h>
#include <fcntl.h>

static inline const char *program(const char *name)
{
	static char path[4096];
	const char *programs = getenv("PROGRAMS");

	snprintf(path, sizeof(path), "%s/%s", programs ? programs : "build/tests/programs", name);
	return path;
}

struct opened {
	int fd;
	struct elf_file *elf;
};

static inline struct opened open_file(const char *path)
{
	struct opened opened = { .fd = open(path, O_RDONLY | O_CLOEXEC) };

	if (opened.fd < 0)
		fail_msg("%s is not there: make programs", path);
	assert_int_equal(elf_file__open(opened.fd, path, &opened.elf), 0);
	return opened;
}

static inline void close_file(struct opened *opened)
{
	elf_file__close(opened->elf);
	close(opened->fd);
}

static inline bool has_symbol(struct elf_file *elf, const char *name)
{
	struct symbol_iter iter = { .elf = elf };
	struct symbol symbol;

	while (symbol_iter__next(&iter, &symbol))
		if (!strcmp(symbol.name, name))
			return symbol.kind == SYMBOL_FUNCTION && symbol.size > 0;
	return false;
}

static inline struct go_module read_module(const char *path)
{
	struct opened opened = open_file(path);
	struct go_module go;

	assert_int_equal(go_module__read(opened.elf, &go), 0);
	close_file(&opened);
	return go;
}

#endif
