// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What a module may be called. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "process.h"

static bool named_up_to_so(const char *name, const char *wanted)
{
	size_t len = strlen(wanted);

	return !strncmp(name, wanted, len) && !strncmp(name + len, ".so", 3);
}

/* Paths lead to the file by way of links too: as the process sees them, or from where we are. */
static bool is_path_of(const struct module *module, const char *wanted)
{
	struct stat mapped, named;
	char path[PATH_MAX];

	if (!strchr(wanted, '/') || fstat(module->fd, &mapped))
		return false;
	if (*wanted == '/' && module->pid &&
	    snprintf(path, sizeof(path), "/proc/%d/root%s", module->pid, wanted) <
		    (int)sizeof(path) &&
	    !stat(path, &named) && named.st_dev == mapped.st_dev && named.st_ino == mapped.st_ino)
		return true;
	return !stat(wanted, &named) && named.st_dev == mapped.st_dev &&
	       named.st_ino == mapped.st_ino;
}

bool module__is_named(const struct module *module, const char *wanted)
{
	if (!strcmp(module->path, wanted) || !strcmp(module->outer_path, wanted) ||
	    !strcmp(module->name, wanted) || named_up_to_so(module->name, wanted))
		return true;
	if (module->soname &&
	    (!strcmp(module->soname, wanted) || named_up_to_so(module->soname, wanted)))
		return true;
	return is_path_of(module, wanted);
}
