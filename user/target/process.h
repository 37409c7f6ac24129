/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A process to trace: is it one that can be, and which files are mapped into it. */
#ifndef MAAP_TARGET_PROCESS_H
#define MAAP_TARGET_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A file that is mapped executable into at least one process. */
struct module {
	char *path;	  /* as the process sees it, " (deleted)" taken off */
	char *outer_path; /* as we see it: with the process's root in front */
	const char *name; /* base name, part of path */
	char *soname;	  /* DT_SONAME, NULL if none */
	int fd;		  /* the mapped file itself, whatever the path holds by now; read only */
	dev_t dev;
	ino_t ino;
	pid_t pid; /* a process that maps it: its path is one in that one's root; 0: in ours */
	struct elf_file *elf;
	struct debug_files *debug;	      /* debug_files.h, NULL until asked for */
	struct module_signatures *signatures; /* module_signature.h, NULL until asked for */
	struct module_traits *traits;	      /* evidence.c's, NULL until asked for */
	struct code_map *code;		      /* code_map.h, NULL until asked for */
	struct module_places *places;	      /* code_place.h, NULL until asked for */
	struct go_module *go;		      /* NULL: no Go program */
	bool offline;  /* nothing is fetched for it from the network any more */
	bool by_child; /* a child of a process, not of the target itself, has mapped it */
};

/* One mapping of a module. */
struct mapping {
	uint64_t start; /* address in the process */
	uint64_t end;
	uint64_t offset; /* in the file */
	bool executable;
	struct module *module;
};

struct process {
	pid_t pid;
	int pidfd;
	char *comm;
	struct mapping *mappings; /* by address; of modules only */
	size_t mapping_count;
	uint64_t vdso; /* where the kernel's own code is mapped, 0: nowhere */
	bool changed; /* it has mapped more than when it was looked at before */
};

/* The processes to trace and the modules mapped into them, each file once. */
struct target {
	struct process *processes;
	size_t process_count;
	struct module **modules; /* executables first, then in order of address */
	size_t module_count;
	bool offline;
};

/*
 * Adds the process to the target and reads what is mapped into it. Refused, with a line that says
 * why and what to do: no such process, a thread's id, a kernel thread, a zombie, a program that is
 * not x86-64, one that the caller may not look into. Returns 0 or a negative errno.
 */
int target__add_process(struct target *target, pid_t pid);

/*
 * Reads again what the process has mapped: later libraries. Modules that are not mapped any more
 * stay open. Returns how many modules it maps that it did not before, or a negative errno.
 */
int process__refresh(struct target *target, struct process *process);

/*
 * The same for a process that may be no part of the target, nor alive: nothing is said then.
 * Modules that are new are the target's.
 */
int process__look(struct target *target, struct process *process);

/*
 * Takes in what a child of the target's processes has mapped, which is no process of the target
 * itself. Returns how many modules are new by that, or a negative errno.
 */
int target__add_child_modules(struct target *target, pid_t pid);

/* Nothing that takes long any more: a recording begins. Debug information comes from this machine
 * alone. */
void target__go_offline(struct target *target);

/* Closes everything; `target` itself is the caller's and is left empty. */
void target__close(struct target *target);

/* Whether `wanted` names the module: its path, as the process or we see it, its base name, its
 * DT_SONAME, or either up to ".so".
 */
bool module__is_named(const struct module *module, const char *wanted);

bool process__maps(const struct process *process, const struct module *module);

/* Whether any process of the target, or a child, maps it. */
bool target__maps(const struct target *target, const struct module *module);

/* The address in the process of a file offset in the module, 0 if that is not mapped. */
uint64_t process__address_of(const struct process *process, const struct module *module,
			     uint64_t offset);

/* The mapping that holds the address, NULL if none of a module does. */
const struct mapping *process__mapping_at(const struct process *process, uint64_t address);

/* Reads 8 bytes of the process's memory. Returns 0 or a negative errno. */
int process__read_word(const struct process *process, uint64_t address, uint64_t *value);

#endif
