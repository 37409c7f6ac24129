// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "proc_file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static FILE *open_proc_file(pid_t pid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	return fopen(path, "re");
}

int proc_stat__read(pid_t pid, struct proc_stat *stat)
{
	FILE *file = open_proc_file(pid, "stat");
	char line[1024];
	const char *open_paren, *close_paren;
	struct proc_stat found;
	size_t len;

	if (!file)
		return -errno;
	len = fread(line, 1, sizeof(line) - 1, file);
	fclose(file);
	line[len] = '\0';
	/* The name stands in parentheses and may hold some of its own. */
	open_paren = strchr(line, '(');
	close_paren = strrchr(line, ')');
	if (!open_paren || !close_paren ||
	    sscanf(close_paren + 1, " %c %*d %*d %*d %*d %*d %u", &found.state, &found.flags) != 2)
		return -EINVAL;
	len = close_paren - open_paren - 1;
	if (len >= sizeof(found.comm))
		len = sizeof(found.comm) - 1;
	memcpy(found.comm, open_paren + 1, len);
	found.comm[len] = '\0';
	*stat = found;
	return 0;
}

long proc_status_number(pid_t pid, const char *field)
{
	FILE *file = open_proc_file(pid, "status");
	size_t len = strlen(field);
	char line[256];
	long value = -1;

	if (!file)
		return -1;
	while (value < 0 && fgets(line, sizeof(line), file))
		if (!strncmp(line, field, len) && line[len] == ':')
			value = strtol(line + len + 1, NULL, 10);
	fclose(file);
	return value;
}

static bool parse_mapping(const char *line, struct proc_mapping *map)
{
	unsigned int major_id, minor_id;
	unsigned long ino;
	char perms[5];
	int path_at = 0;

	if (sscanf(line, "%lx-%lx %4s %lx %x:%x %lu %n", &map->start, &map->end, perms,
		   &map->offset, &major_id, &minor_id, &ino, &path_at) != 7)
		return false;
	if (!ino || line[path_at] != '/')
		return false;
	map->executable = perms[2] == 'x';
	map->dev = makedev(major_id, minor_id);
	map->ino = ino;
	snprintf(map->path, sizeof(map->path), "%s", line + path_at);
	map->path[strcspn(map->path, "\n")] = '\0';
	return true;
}

ssize_t proc_mappings__read(pid_t pid, struct proc_mapping **maps)
{
	FILE *file = open_proc_file(pid, "maps");
	struct proc_mapping *list = NULL;
	size_t count = 0, room = 0, size = 0;
	ssize_t err = 0;
	char *line = NULL;

	if (!file)
		return -errno;
	while (getline(&line, &size, file) > 0) {
		if (count == room) {
			struct proc_mapping *grown;

			room = room ? room * 2 : 64;
			grown = reallocarray(list, room, sizeof(*list));
			if (!grown) {
				err = -ENOMEM;
				break;
			}
			list = grown;
		}
		if (parse_mapping(line, &list[count]))
			count++;
	}
	if (!err && ferror(file))
		err = -EIO;
	free(line);
	fclose(file);
	if (err) {
		free(list);
		return err;
	}
	*maps = list;
	return count;
}

uint64_t proc_auxv_value(pid_t pid, uint64_t type)
{
	FILE *file = open_proc_file(pid, "auxv");
	uint64_t value = 0;
	Elf64_auxv_t entry;

	if (!file)
		return 0;
	while (fread(&entry, sizeof(entry), 1, file) == 1 && entry.a_type != AT_NULL)
		if (entry.a_type == type)
			value = entry.a_un.a_val;
	fclose(file);
	return value;
}
