// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "unwind.h"

#include <elfutils/libdwfl.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../target/debug_files.h"
#include "../target/elf_file.h"
#include "stack_copy.h"
#include "vdso.h"
#include "../util/log.h"

#define OTHER_STACK (1ULL << 20) /* so far away is another one */
#define SPACES_KEPT 8		 /* processes whose mappings are made ready */

#define REGISTER_SP 7
#define REGISTER_PC 16
#define PAGE_BYTES  4096

/* Made for what a process had mapped at a time. */
struct space {
	pid_t pid;
	uint64_t fingerprint;
	Dwfl *dwfl;
	uint64_t used; /* when it was last used */
};

struct unwinder {
	struct space spaces[SPACES_KEPT];
	uint64_t uses;
	/* Of the unwinding that is under way. */
	const struct error_event *event;
	struct unwound *unwound;
	uint64_t registers[MAAP_ERROR_REGISTERS];
	bool past_end; /* more of the stack was wanted than was copied */
};

int unwinder__new(struct unwinder **out)
{
	*out = calloc(1, sizeof(**out));
	return *out ? 0 : -ENOMEM;
}

void unwinder__free(struct unwinder *unwinder)
{
	if (!unwinder)
		return;
	for (int i = 0; i < SPACES_KEPT; i++)
		dwfl_end(unwinder->spaces[i].dwfl);
	free(unwinder);
}

/* A little more of the same stack, or something else altogether. */
static bool is_past_end(const struct error_event *event, uint64_t address)
{
	uint64_t end = stack_copy__end(event);

	return end && address + sizeof(uint64_t) > end && address < end + OTHER_STACK;
}

static bool read_word(struct unwinder *unwinder, uint64_t address, uint64_t *value)
{
	const struct error_event *event = unwinder->event;
	struct unwound *unwound = unwinder->unwound;

	if (!stack_copy__word(event, address, value)) {
		unwound->missed = true;
		unwinder->past_end |= is_past_end(event, address);
		return false;
	}
	if (unwound->read_count < UNWIND_READS_MAX)
		unwound->reads[unwound->read_count] = (struct stack_read){
			.offset = address - event->registers[REGISTER_SP],
			.value = *value,
		};
	unwound->read_count++;
	return true;
}

static bool read_memory(Dwfl *dwfl, Dwarf_Addr address, Dwarf_Word *result, void *context)
{
	(void)dwfl;
	return read_word(context, address, result);
}

static pid_t next_thread(Dwfl *dwfl, void *context, void **thread)
{
	(void)dwfl;
	(void)context;
	(void)thread;
	return 0;
}

static bool get_thread(Dwfl *dwfl, pid_t tid, void *context, void **thread)
{
	(void)dwfl;
	(void)tid;
	*thread = context;
	return true;
}

static bool set_registers(Dwfl_Thread *thread, void *context)
{
	struct unwinder *unwinder = context;

	dwfl_thread_state_register_pc(thread, unwinder->registers[REGISTER_PC]);
	return dwfl_thread_state_registers(thread, 0, MAAP_ERROR_REGISTERS, unwinder->registers);
}

static const Dwfl_Thread_Callbacks thread_callbacks = {
	.next_thread = next_thread,
	.get_thread = get_thread,
	.memory_read = read_memory,
	.set_initial_registers = set_registers,
};

/* The file is given; libdwfl is not to look for another. */
static int find_no_file(Dwfl_Module *module, void **userdata, const char *name, Dwarf_Addr base,
			char **path, Elf **elf)
{
	(void)module;
	(void)userdata;
	(void)name;
	(void)base;
	(void)path;
	(void)elf;
	return -1;
}

/* What unwind information the module's own file lacks may be in its debug file. */
static int find_debug_file(Dwfl_Module *dwfl_module, void **userdata, const char *name,
			   Dwarf_Addr base, const char *file, const char *link, GElf_Word crc,
			   char **path)
{
	(void)dwfl_module;
	(void)name;
	(void)base;
	(void)file;
	(void)path;
	/* With no checksum it is the part that dwz has moved out: nothing of this is there. */
	return *userdata && !(link && !crc) ? module__open_debug_file(*userdata) : -1;
}

static const Dwfl_Callbacks file_callbacks = {
	.find_elf = find_no_file,
	.find_debuginfo = find_debug_file,
};

/* How far the file's addresses lie from where it is mapped. */
static bool find_bias(const struct mapping *mapping, uint64_t *bias)
{
	Elf *elf = elf_file__handle(mapping->module->elf);
	size_t count;

	if (elf_getphdrnum(elf, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		GElf_Phdr segment;

		if (!gelf_getphdr(elf, i, &segment) || segment.p_type != PT_LOAD ||
		    mapping->offset + (mapping->end - mapping->start) <= segment.p_offset ||
		    mapping->offset >= segment.p_offset + segment.p_filesz ||
		    !(segment.p_flags & PF_X) != !mapping->executable)
			continue;
		*bias = mapping->start - mapping->offset - (segment.p_vaddr - segment.p_offset);
		return true;
	}
	return false;
}

static void report_module(Dwfl *dwfl, const struct mapping *mapping)
{
	struct module *module = mapping->module;
	int fd = fcntl(module->fd, F_DUPFD_CLOEXEC, 0);
	Dwfl_Module *reported = NULL;
	void **userdata;
	uint64_t bias;

	if (fd < 0)
		return;
	if (find_bias(mapping, &bias))
		reported = dwfl_report_elf(dwfl, module->name, module->path, fd, bias, true);
	if (reported && dwfl_module_info(reported, &userdata, NULL, NULL, NULL, NULL, NULL, NULL)) {
		*userdata = module;
	} else if (!reported) {
		log_verbose("%s: not used to unwind stacks: %s", module->path, dwfl_errmsg(-1));
		close(fd);
	}
}

static void report_vdso(Dwfl *dwfl, uint64_t address)
{
	int fd = address ? vdso_file() : -1;

	if (fd >= 0 && !dwfl_report_elf(dwfl, "[vdso]", "[vdso]", fd, address, true))
		close(fd);
}

static Dwfl *make_space(struct unwinder *unwinder, const struct process *process)
{
	Dwfl *dwfl = dwfl_begin(&file_callbacks);

	if (!dwfl)
		return NULL;
	for (size_t i = 0; i < process->mapping_count; i++) {
		const struct mapping *mapping = &process->mappings[i];
		bool again = false;

		for (size_t j = 0; j < i && !again; j++)
			again = process->mappings[j].executable &&
				process->mappings[j].module == mapping->module;
		if (mapping->executable && !again)
			report_module(dwfl, mapping);
	}
	report_vdso(dwfl, process->vdso);
	if (dwfl_report_end(dwfl, NULL, NULL) ||
	    !dwfl_attach_state(dwfl, NULL, process->pid, &thread_callbacks, unwinder)) {
		log_verbose("PID %d: its stack cannot be unwound: %s", process->pid,
			    dwfl_errmsg(-1));
		dwfl_end(dwfl);
		return NULL;
	}
	return dwfl;
}

/* FNV-1a over what is mapped where. */
uint64_t process_fingerprint(const struct process *process)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < process->mapping_count; i++) {
		hash = (hash ^ process->mappings[i].start) * 0x100000001b3;
		hash = (hash ^ (uintptr_t)process->mappings[i].module) * 0x100000001b3;
	}
	return hash;
}

static Dwfl *space_of(struct unwinder *unwinder, const struct process *process)
{
	struct space *oldest = &unwinder->spaces[0];
	uint64_t fingerprint = process_fingerprint(process);

	unwinder->uses++;
	for (int i = 0; i < SPACES_KEPT; i++) {
		struct space *space = &unwinder->spaces[i];

		if (space->dwfl && space->pid == process->pid &&
		    space->fingerprint == fingerprint) {
			space->used = unwinder->uses;
			return space->dwfl;
		}
		if (space->used < oldest->used)
			oldest = space;
	}
	dwfl_end(oldest->dwfl);
	*oldest = (struct space){
		.pid = process->pid,
		.fingerprint = fingerprint,
		.used = unwinder->uses,
		.dwfl = make_space(unwinder, process),
	};
	return oldest->dwfl;
}

static void add_frame(struct unwound *unwound, uint64_t pc, bool returns)
{
	if (unwound->count == UNWIND_FRAMES_MAX)
		return;
	unwound->frames[unwound->count].pc = pc;
	unwound->frames[unwound->count++].returns = returns;
}

static int take_frame(Dwfl_Frame *frame, void *context)
{
	struct unwinder *unwinder = context;
	struct unwound *unwound = unwinder->unwound;
	bool activation;
	Dwarf_Addr pc;

	if (!dwfl_frame_pc(frame, &pc, &activation))
		return DWARF_CB_ABORT;
	if (unwound->count == UNWIND_FRAMES_MAX)
		return DWARF_CB_ABORT;
	add_frame(unwound, pc, !activation);
	return DWARF_CB_OK;
}

/* Where the probe is at a function's entry, its return address is on top of the stack. */
static bool is_at_entry(enum maap_error_kind kind)
{
	return kind == MAAP_ERROR_RAISE || kind == MAAP_ERROR_RETHROW || kind == MAAP_ERROR_CATCH ||
	       kind == MAAP_ERROR_RUST_PANIC || kind == MAAP_ERROR_GO_PANIC;
}

/*
 * Goes on to the caller by hand where a function has but been entered, also where that is no code,
 * as by a call through a null pointer. Returns whether it did.
 */
static bool leave_entry(struct unwinder *unwinder, const struct process *process)
{
	const struct error_event *event = unwinder->event;
	uint64_t *registers = unwinder->registers, back;
	const struct mapping *mapping = process__mapping_at(process, registers[REGISTER_PC]);
	/* The fault is that no code is there to be executed. */
	bool nowhere = event->signal && event->code > 0 &&
		       event->address == registers[REGISTER_PC] &&
		       (!mapping || !mapping->executable);

	if (event->returned) {
		registers[REGISTER_PC]--;
		return true;
	}
	if (!nowhere && !is_at_entry(event->kind))
		return false;
	if (!read_word(unwinder, registers[REGISTER_SP], &back))
		return false;
	mapping = process__mapping_at(process, back);
	if (!mapping || !mapping->executable)
		return false;
	if (nowhere)
		add_frame(unwinder->unwound, registers[REGISTER_PC], false);
	/* Within the call: that is what unwind information tells of. */
	registers[REGISTER_PC] = back - 1;
	registers[REGISTER_SP] += sizeof(uint64_t);
	return true;
}

static const char *why_it_ends(const struct unwinder *unwinder)
{
	const struct error_event *event = unwinder->event;

	if (event->stack_missing)
		return "the stack was not copied: too many errors at once";
	if (stack_copy__end(event) == event->stack_start && event->stack_cut)
		return "no stack was copied (--backtrace-bytes)";
	if (stack_copy__end(event) == event->stack_start)
		return "the stack could not be read";
	if (unwinder->past_end && event->stack_cut)
		return "the copied part of the stack ends here (--backtrace-bytes)";
	return "the stack cannot be unwound further: it is damaged, goes on elsewhere, or no "
	       "unwind information tells how";
}

void unwinder__unwind(struct unwinder *unwinder, const struct process *process,
		      const struct error_event *event, struct unwound *unwound)
{
	size_t before;
	Dwfl *dwfl;
	bool left;
	int result;

	unwound->count = 0;
	unwound->note = NULL;
	unwound->read_count = 0;
	unwound->missed = false;
	unwinder->event = event;
	unwinder->unwound = unwound;
	unwinder->past_end = false;
	memcpy(unwinder->registers, event->registers, sizeof(unwinder->registers));
	dwfl = process ? space_of(unwinder, process) : NULL;
	if (!dwfl) {
		add_frame(unwound, event->registers[REGISTER_PC], false);
		unwound->note = "what the process has mapped is not known";
		return;
	}
	left = leave_entry(unwinder, process);
	before = unwound->count;
	result = dwfl_getthread_frames(dwfl, process->pid, take_frame, unwinder);
	if (unwound->count == before)
		add_frame(unwound, unwinder->registers[REGISTER_PC], false);
	if (left) {
		unwound->frames[before].pc++;
		unwound->frames[before].returns = true;
	}
	if (unwound->count == UNWIND_FRAMES_MAX)
		unwound->note = "there are more frames";
	else if (result || unwound->missed)
		unwound->note = why_it_ends(unwinder);
}
