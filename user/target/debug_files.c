// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "debug_files.h"

#include <elfutils/libdwelf.h>
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../util/log.h"
#include "debug_lookup.h"
#include "elf_file.h"
#include "fetch_watch.h"
#include "mini_debug.h"
#include "process.h"

enum dwarf_search { NOT_SEARCHED, SEARCHED_HERE, SEARCHED_EVERYWHERE };

struct debug_files {
	struct module *module;
	int debug_fd; /* the debug file, -1: none */
	char *debug_path;
	bool debug_searched;
	struct elf_file *symbols; /* of the debug file or of .gnu_debugdata */
	struct elf_file *mini;	  /* of .gnu_debugdata, when the debug file has come later */
	int mini_fd;		  /* .gnu_debugdata unpacked, -1: none */
	bool symbols_searched;
	bool fetching;	    /* the network may be asked now */
	bool common_missed; /* the part that dwz has moved out was not found */
	Dwfl *dwfl;
	Dwarf *dwarf; /* part of dwfl */
	enum dwarf_search dwarf_search;
	struct fetch_watch watch;
};

static struct debug_files *files_of(struct module *module)
{
	struct debug_files *files = module->debug;

	if (files)
		return files;
	files = calloc(1, sizeof(*files));
	if (!files)
		return NULL;
	files->module = module;
	files->debug_fd = -1;
	files->mini_fd = -1;
	module->debug = files;
	return files;
}

/* Finds the debug file here. */
static void need_debug_file(struct debug_files *files)
{
	Elf *elf = elf_file__handle(files->module->elf);
	struct debug_proof proof;
	GElf_Word crc = 0;
	const char *name;
	char fallback[256];

	if (files->debug_searched)
		return;
	files->debug_searched = true;
	debug_proof__read(elf, &proof);
	name = dwelf_elf_gnu_debuglink(elf, &crc);
	proof.crc = crc;
	/* A path there would lead out of the folders that are meant. */
	if (name && strchr(name, '/'))
		name = NULL;
	if (!name && proof.build_id_len &&
	    snprintf(fallback, sizeof(fallback), "%s.debug", files->module->name) <
		    (int)sizeof(fallback))
		name = fallback;
	files->debug_fd = debug_lookup__open(files->module, name, &proof, &files->debug_path);
	if (files->debug_fd < 0)
		files->debug_fd = -1;
	else
		log_verbose("%s: debug file %s", files->module->path, files->debug_path);
}

static void open_symbols(struct debug_files *files)
{
	const char *path = files->module->path;

	if (files->debug_fd >= 0 && !elf_file__open(files->debug_fd, path, &files->symbols) &&
	    elf_file__has_section(files->symbols, ".symtab"))
		return;
	elf_file__close(files->symbols);
	files->symbols = NULL;
	if (files->mini_fd >= 0)
		return;
	files->mini_fd = mini_debug__open(elf_file__handle(files->module->elf));
	if (files->mini_fd < 0)
		return;
	if (elf_file__open(files->mini_fd, path, &files->symbols))
		files->symbols = NULL;
	else
		log_verbose("%s: symbols of its .gnu_debugdata", path);
}

struct elf_file *module__symbol_file(struct module *module)
{
	struct debug_files *files;

	if (elf_file__has_section(module->elf, ".symtab"))
		return NULL;
	files = files_of(module);
	if (files && !files->symbols_searched) {
		files->symbols_searched = true;
		need_debug_file(files);
		open_symbols(files);
	}
	return files ? files->symbols : NULL;
}

/*
 * For the part that dwz has moved out into a file of its own: its name stands in the file that has
 * the rest. Returns -ENODATA if `name` is not that one's.
 */
static int open_common_part(struct debug_files *files, const char *name)
{
	struct module *module = files->module;
	struct debug_proof proof;
	const char *found = NULL;
	int fd = -ENODATA;
	Elf *elf = NULL;
	char *path = NULL;

	if (files->debug_fd >= 0)
		elf = elf_begin(files->debug_fd, ELF_C_READ_MMAP, NULL);
	if ((elf && !debug_lookup__common_part(elf, &found, &proof)) ||
	    !debug_lookup__common_part(elf_file__handle(module->elf), &found, &proof))
		fd = strcmp(found, name) ? -ENODATA
					 : debug_lookup__open(module, name, &proof, &path);
	elf_end(elf);
	free(path);
	return fd;
}

/* libdwfl's own callback has what is left: to ask debuginfod. It gets no name to look for. */
static int ask_debuginfod(struct debug_files *files, Dwfl_Module *dwfl_module, char **path)
{
	return files->fetching ? dwfl_standard_find_debuginfo(dwfl_module, NULL, NULL, 0, NULL,
							      NULL, 0, path)
			       : -1;
}

static int find_debug_file(Dwfl_Module *dwfl_module, void **userdata, const char *name,
			   Dwarf_Addr base, const char *file, const char *link, GElf_Word crc,
			   char **path)
{
	struct debug_files *files = *userdata;
	int fd;

	(void)name;
	(void)base;
	(void)file;
	/* libdwfl asks again, with no checksum, for the part that dwz has moved out. */
	fd = link && !crc ? open_common_part(files, link) : -ENODATA;
	if (fd != -ENODATA) {
		if (fd < 0)
			fd = ask_debuginfod(files, dwfl_module, path);
		files->common_missed = fd < 0;
		return fd < 0 ? -1 : fd;
	}
	need_debug_file(files);
	if (files->debug_fd >= 0)
		return fcntl(files->debug_fd, F_DUPFD_CLOEXEC, 0);
	fd = ask_debuginfod(files, dwfl_module, path);
	if (fd >= 0)
		files->debug_fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	return fd;
}

/* The file is known already; libdwfl must not look for another. */
static int find_no_file(Dwfl_Module *dwfl_module, void **userdata, const char *name,
			Dwarf_Addr base, char **path, Elf **elf)
{
	(void)dwfl_module;
	(void)userdata;
	(void)name;
	(void)base;
	(void)path;
	(void)elf;
	return -1;
}

static const Dwfl_Callbacks callbacks = {
	.find_elf = find_no_file,
	.find_debuginfo = find_debug_file,
};

/* Returns NULL when there is none. */
static Dwarf *read_dwarf(struct debug_files *files)
{
	struct module *module = files->module;
	int fd = fcntl(module->fd, F_DUPFD_CLOEXEC, 0);
	Dwfl_Module *dwfl_module = NULL;
	Dwarf *dwarf = NULL;
	Dwarf_Addr bias = 0;
	void **userdata;

	dwfl_end(files->dwfl);
	files->dwfl = fd >= 0 ? dwfl_begin(&callbacks) : NULL;
	if (files->dwfl && files->fetching)
		fetch_watch__begin(&files->watch, files->dwfl);
	if (files->dwfl)
		dwfl_module = dwfl_report_elf(files->dwfl, module->path, module->path, fd, 0, true);
	if (!dwfl_module && fd >= 0)
		close(fd);
	if (dwfl_module && !dwfl_report_end(files->dwfl, NULL, NULL) &&
	    dwfl_module_info(dwfl_module, &userdata, NULL, NULL, NULL, NULL, NULL, NULL)) {
		*userdata = files;
		dwarf = dwfl_module_getdwarf(dwfl_module, &bias);
	}
	if (dwarf && bias)
		log_verbose("%s: its debug information lies elsewhere than its code, not used",
			    module->path);
	if (dwarf && files->common_missed)
		log_verbose("%s: its debug information needs a common part (dwz) that is missing",
			    module->path);
	return bias || files->common_missed ? NULL : dwarf;
}

Dwarf *module__local_dwarf(struct module *module)
{
	struct debug_files *files = files_of(module);

	if (files && files->dwarf_search == NOT_SEARCHED) {
		files->dwarf = read_dwarf(files);
		files->dwarf_search = SEARCHED_HERE;
	}
	return files ? files->dwarf : NULL;
}

static void search_everywhere(struct debug_files *files)
{
	const char *urls = getenv("DEBUGINFOD_URLS");

	if (files->dwarf || files->dwarf_search == SEARCHED_EVERYWHERE || files->module->offline)
		return;
	files->dwarf_search = SEARCHED_EVERYWHERE;
	if (!urls || !*urls)
		return;
	log_info("%s: asking debuginfod for its debug information", files->module->name);
	files->fetching = true;
	files->common_missed = false;
	files->dwarf = read_dwarf(files);
	files->fetching = false;
	if (files->watch.given_up)
		log_info("%s: debuginfod is not waited for any longer: %s", files->module->name,
			 files->watch.given_up);
}

Dwarf *module__dwarf(struct module *module)
{
	Dwarf *dwarf = module__local_dwarf(module);

	if (!dwarf && module->debug)
		search_everywhere(module->debug);
	return dwarf ? dwarf : module->debug ? module->debug->dwarf : NULL;
}

int module__open_debug_file(struct module *module)
{
	struct debug_files *files = files_of(module);

	if (!files)
		return -1;
	need_debug_file(files);
	return files->debug_fd >= 0 ? fcntl(files->debug_fd, F_DUPFD_CLOEXEC, 0) : -1;
}

bool module__fetch_debug_file(struct module *module)
{
	struct debug_files *files;

	if (elf_file__has_section(module->elf, ".symtab"))
		return false;
	module__symbol_file(module);
	files = module->debug;
	if (!files || files->debug_fd >= 0)
		return false;
	module__dwarf(module);
	if (files->debug_fd < 0)
		return false;
	/* Names of the one before may be in use. */
	files->mini = files->symbols;
	files->symbols = NULL;
	open_symbols(files);
	return files->symbols;
}

void debug_files__free(struct debug_files *files)
{
	if (!files)
		return;
	dwfl_end(files->dwfl);
	elf_file__close(files->symbols);
	elf_file__close(files->mini);
	if (files->mini_fd >= 0)
		close(files->mini_fd);
	if (files->debug_fd >= 0)
		close(files->debug_fd);
	free(files->debug_path);
	free(files);
}
