// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <unistd.h>

#include "../util/log.h"
#include "code_map.h"
#include "code_place.h"
#include "debug_files.h"
#include "elf_file.h"
#include "evidence.h"
#include "go_module.h"
#include "mapped_file.h"
#include "module_signature.h"
#include "proc_file.h"

#define PF_KTHREAD                                                                                 \
	0x00200000 /* include/linux/sched.h: flags, the ninth field of /proc/PID/stat              \
		    */

/* Says why a PID cannot be traced, from what /proc shows of it. */
static int check_is_user_process(pid_t pid)
{
	struct proc_stat stat;
	long tgid = proc_status_number(pid, "Tgid");

	if (tgid < 0 || proc_stat__read(pid, &stat)) {
		log_error("PID %d: no such process, it may have ended; `pgrep NAME` finds PIDs",
			  pid);
		return -ESRCH;
	}
	if (tgid != pid) {
		log_error("PID %d is a thread of process %ld: use -p %ld", pid, tgid, tgid);
		return -EINVAL;
	}
	if (stat.flags & PF_KTHREAD) {
		log_error("PID %d (%s) is a kernel thread: it has no user functions to trace", pid,
			  stat.comm);
		return -EINVAL;
	}
	if ((stat.state == 'Z' || stat.state == 'X') && proc_status_number(pid, "Threads") > 1) {
		log_error("PID %d (%s): its main thread has ended, which hides what it has mapped: "
			  "start it "
			  "with maap-trace … -- COMMAND",
			  pid, stat.comm);
		return -ESRCH;
	}
	if (stat.state == 'Z' || stat.state == 'X') {
		log_error("PID %d (%s) has ended and waits for its parent: nothing left to trace",
			  pid, stat.comm);
		return -ESRCH;
	}
	return 0;
}

static int check_executable(pid_t pid)
{
	char path[64];
	int fd, err;

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		err = -errno;
		if (geteuid() && (err == -EACCES || err == -EPERM))
			log_error("PID %d belongs to another user: run as root (sudo maap-trace …)",
				  pid);
		else
			log_error("cannot open the program of PID %d: %s", pid, strerror(-err));
		return err;
	}
	err = elf_check_machine(fd, path);
	close(fd);
	return err;
}

static struct module *find_module(const struct target *target, dev_t dev, ino_t ino)
{
	for (size_t i = 0; i < target->module_count; i++)
		if (target->modules[i]->dev == dev && target->modules[i]->ino == ino)
			return target->modules[i];
	return NULL;
}

static void module__free(struct module *module)
{
	if (!module)
		return;
	module_places__free(module->places);
	code_map__free(module->code);
	module_traits__free(module->traits);
	module_signatures__free(module->signatures);
	debug_files__free(module->debug);
	elf_file__close(module->elf);
	if (module->fd >= 0)
		close(module->fd);
	free(module->path);
	free(module->outer_path);
	free(module->soname);
	free(module->go);
	free(module);
}

static int read_go(struct module *module)
{
	struct go_module go;

	if (go_module__read(module->elf, &go))
		return 0;
	module->go = malloc(sizeof(go));
	if (!module->go)
		return -ENOMEM;
	*module->go = go;
	if (go.minor)
		log_verbose("%s: Go 1.%u, g at %ld of the thread pointer", module->path, go.minor,
			    (long)go.tls_g);
	if (!elf_file__go_functions(module->elf))
		log_verbose("%s: Go's table of functions cannot be read", module->path);
	if (!go.tls_g)
		log_verbose("%s: Go code whose goroutines cannot be told apart: where the current "
			    "one is noted is only known inside the process",
			    module->path);
	return 0;
}

/* NULL if the file is no ELF file or cannot be read: it has no functions for us (said with -v). */
static struct module *module__open(pid_t pid, const struct proc_mapping *map)
{
	struct module *module = calloc(1, sizeof(*module));
	const char *slash;

	if (!module)
		return NULL;
	module->fd = -1;
	module->path = mapped_file__path(pid, map);
	module->outer_path = mapped_file__outer_path(map);
	if (!module->path || !module->outer_path)
		goto fail;
	slash = strrchr(module->path, '/');
	module->name = slash ? slash + 1 : module->path;
	module->dev = map->dev;
	module->ino = map->ino;
	module->pid = pid;
	module->fd = mapped_file__open(pid, map);
	if (module->fd < 0)
		goto fail;
	if (elf_file__open(module->fd, module->path, &module->elf))
		goto fail;
	module->soname = elf_file__soname(module->elf);
	if (read_go(module))
		goto fail;
	return module;
fail:
	module__free(module);
	return NULL;
}

static int add_module(struct target *target, struct module *module)
{
	struct module **grown =
		reallocarray(target->modules, target->module_count + 1, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	target->modules = grown;
	module->offline = target->offline;
	grown[target->module_count++] = module;
	return 0;
}

static int add_mapping(struct process *process, const struct proc_mapping *map,
		       struct module *module)
{
	struct mapping *grown =
		reallocarray(process->mappings, process->mapping_count + 1, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	process->mappings = grown;
	grown[process->mapping_count++] = (struct mapping){
		.start = map->start,
		.end = map->end,
		.offset = map->offset,
		.executable = map->executable,
		.module = module,
	};
	return 0;
}

static int read_mappings(struct target *target, struct process *process)
{
	struct proc_mapping *maps;
	ssize_t count = proc_mappings__read(process->pid, &maps);
	int err = 0;

	if (count < 0)
		return count;
	process->vdso = proc_auxv_value(process->pid, AT_SYSINFO_EHDR);
	/* Two passes: a module is known by its code, and its data may come first. */
	for (ssize_t i = 0; i < count && !err; i++)
		if (maps[i].executable && !find_module(target, maps[i].dev, maps[i].ino)) {
			struct module *module = module__open(process->pid, &maps[i]);

			err = module ? add_module(target, module) : 0;
		}
	for (ssize_t i = 0; i < count && !err; i++) {
		struct module *module = find_module(target, maps[i].dev, maps[i].ino);

		err = module ? add_mapping(process, &maps[i], module) : 0;
	}
	free(maps);
	return err;
}

static void cannot_read(const struct process *process, int err)
{
	log_error("cannot read the mappings of PID %d: %s; run as root (sudo maap-trace …)",
		  process->pid, strerror(-err));
}

int target__add_process(struct target *target, pid_t pid)
{
	struct process *grown, *process;
	struct proc_stat stat;
	int err;

	for (size_t i = 0; i < target->process_count; i++)
		if (target->processes[i].pid == pid)
			return 0;
	err = check_is_user_process(pid);
	if (!err)
		err = check_executable(pid);
	if (err)
		return err;
	grown = reallocarray(target->processes, target->process_count + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	target->processes = grown;
	process = &grown[target->process_count];
	*process = (struct process){ .pid = pid, .pidfd = syscall(SYS_pidfd_open, pid, 0) };
	if (process->pidfd < 0) {
		err = -errno;
		log_error("cannot watch PID %d: pidfd_open: %s", pid, strerror(-err));
		return err;
	}
	fcntl(process->pidfd, F_SETFD, FD_CLOEXEC);
	target->process_count++;
	proc_stat__read(pid, &stat);
	process->comm = strdup(stat.comm);
	err = process->comm ? read_mappings(target, process) : -ENOMEM;
	if (err)
		cannot_read(process, err);
	if (!err && !process->mapping_count) {
		log_error("PID %d: none of its mapped files could be opened (see -v)", pid);
		err = -EACCES;
	}
	return err;
}

int process__refresh(struct target *target, struct process *process)
{
	int more = process__look(target, process);

	if (more < 0)
		cannot_read(process, more);
	return more;
}

int process__look(struct target *target, struct process *process)
{
	struct process old = *process;
	int err, more = 0;

	process->mappings = NULL;
	process->mapping_count = 0;
	err = read_mappings(target, process);
	if (err) {
		free(process->mappings);
		*process = old;
		return err;
	}
	for (size_t i = 0; i < target->module_count; i++)
		more += process__maps(process, target->modules[i]) &&
			!process__maps(&old, target->modules[i]);
	free(old.mappings);
	return more;
}

int target__add_child_modules(struct target *target, pid_t pid)
{
	struct proc_mapping *maps;
	ssize_t count = proc_mappings__read(pid, &maps);
	int err = 0, more = 0;

	for (ssize_t i = 0; i < count && !err; i++) {
		struct module *module = find_module(target, maps[i].dev, maps[i].ino);

		if (!maps[i].executable)
			continue;
		if (!module) {
			module = module__open(pid, &maps[i]);
			err = module ? add_module(target, module) : 0;
		}
		if (!module || err || target__maps(target, module))
			continue;
		module->by_child = true;
		more++;
	}
	if (count < 0)
		return count;
	free(maps);
	return err ? err : more;
}

void target__go_offline(struct target *target)
{
	target->offline = true;
	for (size_t i = 0; i < target->module_count; i++)
		target->modules[i]->offline = true;
}

void target__close(struct target *target)
{
	for (size_t i = 0; i < target->process_count; i++) {
		close(target->processes[i].pidfd);
		free(target->processes[i].comm);
		free(target->processes[i].mappings);
	}
	for (size_t i = 0; i < target->module_count; i++)
		module__free(target->modules[i]);
	free(target->processes);
	free(target->modules);
	*target = (struct target){ 0 };
}

bool process__maps(const struct process *process, const struct module *module)
{
	for (size_t i = 0; i < process->mapping_count; i++)
		if (process->mappings[i].module == module)
			return true;
	return false;
}

bool target__maps(const struct target *target, const struct module *module)
{
	if (module->by_child)
		return true;
	for (size_t i = 0; i < target->process_count; i++)
		if (process__maps(&target->processes[i], module))
			return true;
	return false;
}

uint64_t process__address_of(const struct process *process, const struct module *module,
			     uint64_t offset)
{
	for (size_t i = 0; i < process->mapping_count; i++) {
		const struct mapping *map = &process->mappings[i];

		if (map->module == module && offset >= map->offset &&
		    offset - map->offset < map->end - map->start)
			return map->start + (offset - map->offset);
	}
	return 0;
}

const struct mapping *process__mapping_at(const struct process *process, uint64_t address)
{
	for (size_t i = 0; i < process->mapping_count; i++)
		if (address >= process->mappings[i].start && address < process->mappings[i].end)
			return &process->mappings[i];
	return NULL;
}

int process__read_word(const struct process *process, uint64_t address, uint64_t *value)
{
	uint64_t word;
	struct iovec local = { .iov_base = &word, .iov_len = sizeof(word) };
	struct iovec remote = { .iov_base = (void *)address, .iov_len = sizeof(word) };
	ssize_t len = process_vm_readv(process->pid, &local, 1, &remote, 1, 0);

	if (len != sizeof(word))
		return len < 0 ? -errno : -EFAULT;
	*value = word;
	return 0;
}
