// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "attach.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../util/log.h"
#include "link_set.h"
#include "load.h"
#include "maap.skel.h"
#include "task_iter.h"

#define KERNEL_ENOTSUPP 524 /* the kernel's word for an instruction that it cannot probe */

struct tracer {
	struct maap *skel;
	struct tracer_features features;
	int cpus; /* online CPUs' highest number + 1 */
	struct link_set links;
};

static int attach_lifecycle(struct tracer *tracer)
{
	struct maap *skel = tracer->skel;
	struct {
		struct bpf_program *program;
		struct bpf_link **link;
	} hooks[] = {
		{ skel->progs.on_exit, &skel->links.on_exit },
		{ skel->progs.on_exec, &skel->links.on_exec },
		{ skel->progs.on_switch, &skel->links.on_switch },
		{ skel->progs.on_fork, &skel->links.on_fork },
		{ skel->progs.on_free, &skel->links.on_free },
		{ skel->progs.on_signal, &skel->links.on_signal },
		{ skel->progs.on_signal_sent, &skel->links.on_signal_sent },
	};

	for (size_t i = 0; i < sizeof(hooks) / sizeof(*hooks); i++) {
		if (!bpf_program__autoload(hooks[i].program))
			continue;
		*hooks[i].link = bpf_program__attach(hooks[i].program);
		if (!*hooks[i].link)
			return -errno;
	}
	return 0;
}

int tracer__open(const struct tracer_options *options, struct tracer **out)
{
	struct tracer *tracer = calloc(1, sizeof(*tracer));
	int err;

	if (!tracer)
		return -ENOMEM;
	tracer->cpus = read_online_cpus();
	err = load_kernel_side(options, tracer->cpus, &tracer->skel, &tracer->features);
	if (!err)
		err = attach_lifecycle(tracer);
	if (err) {
		log_error(
			"the kernel did not take the tracing programs: %s; -v tells which and why",
			strerror(-err));
		tracer__close(tracer);
		return err;
	}
	*out = tracer;
	return 0;
}

void tracer__close(struct tracer *tracer)
{
	if (!tracer)
		return;
	tracer__detach(tracer);
	maap__destroy(tracer->skel);
	free(tracer);
}

const struct tracer_features *tracer__features(const struct tracer *tracer)
{
	return &tracer->features;
}

static void start_running_stints(struct tracer *tracer)
{
	int fd = bpf_program__fd(tracer->skel->progs.start_running_stints);

	for (int cpu = 0; cpu < tracer->cpus; cpu++) {
		LIBBPF_OPTS(bpf_test_run_opts, run, .flags = BPF_F_TEST_RUN_ON_CPU, .cpu = cpu);

		bpf_prog_test_run_opts(fd, &run);
	}
}

/* The kernel side knows processes by their numbers in the first PID namespace. */
static int find_tgid(struct tracer *tracer, pid_t pid, uint32_t *tgid)
{
	struct maap *skel = tracer->skel;
	int err;

	if (pid == getpid()) {
		*tgid = skel->bss->own_tgid;
		return 0;
	}
	if (!skel->bss->own_pid_level) {
		*tgid = pid;
		return 0;
	}
	skel->bss->wanted_pid = pid;
	skel->bss->found_tgid = 0;
	err = task_iter__run(skel->progs.find_process);
	if (err)
		return err;
	*tgid = skel->bss->found_tgid;
	return *tgid ? 0 : -ESRCH;
}

int tracer__watch(struct tracer *tracer, pid_t pid)
{
	struct traced_process_cell process = { .pid = pid };
	uint32_t tgid;
	int err = find_tgid(tracer, pid, &tgid);

	if (err) {
		log_error("PID %d cannot be found in the kernel: %s", pid, strerror(-err));
		return err;
	}
	if (bpf_map_lookup_and_delete_elem(bpf_map__fd(tracer->skel->maps.free_cells), NULL,
					   &process.cell) ||
	    bpf_map_update_elem(bpf_map__fd(tracer->skel->maps.processes), &tgid, &process,
				BPF_ANY)) {
		log_error("cannot trace more than %d processes at once", MAAP_MAX_PROCESSES);
		return -E2BIG;
	}
	if (pid == getpid())
		tracer->skel->bss->calibrating = true;
	if (bpf_program__autoload(tracer->skel->progs.on_switch))
		start_running_stints(tracer);
	return 0;
}

void tracer__set_error_places(struct tracer *tracer, pid_t pid, const struct error_places *places)
{
	int fd = bpf_map__fd(tracer->skel->maps.processes);
	struct traced_process_cell process;
	uint32_t tgid;

	if (find_tgid(tracer, pid, &tgid) || bpf_map_lookup_elem(fd, &tgid, &process))
		return;
	process.abort_message = places->abort_message;
	process.errno_offset = places->errno_offset;
	bpf_map_update_elem(fd, &tgid, &process, BPF_EXIST);
}

void tracer__unwatch(struct tracer *tracer, pid_t pid)
{
	uint32_t tgid;

	if (pid == getpid())
		tracer->skel->bss->calibrating = false;
	if (!find_tgid(tracer, pid, &tgid))
		bpf_map_delete_elem(bpf_map__fd(tracer->skel->maps.processes), &tgid);
}

static int attach_program(struct tracer *tracer, struct bpf_program *program, bool on_return,
			  const struct link_sites *sites, enum site_group group)
{
	return link_set__attach(&tracer->links, tracer->features.link, program, on_return, sites,
				group);
}

/*
 * Returns first: a call whose entry is seen has its return seen too, while a return without an
 * entry is just not ours.
 */
static int attach_sites(struct tracer *tracer, const struct link_sites *sites,
			enum site_group group)
{
	struct maap *skel = tracer->skel;
	int err;

	if (group == GROUP_CODE)
		return attach_program(tracer, skel->progs.call_site, false, sites, group);
	if (group == GROUP_EVIDENCE)
		return attach_program(tracer, skel->progs.evidence, false, sites, group);
	if (tracer->features.link == LINK_SESSION)
		return attach_program(tracer, skel->progs.call_session, false, sites, group);
	err = attach_program(tracer, skel->progs.call_return, true, sites, group);
	return err ? err : attach_program(tracer, skel->progs.call_entry, false, sites, group);
}

/* Which of the sites the kernel refuses, by halves: all of sites are known to fail together. */
static size_t find_refused_site(struct tracer *tracer, const struct link_sites *sites,
				enum site_group group)
{
	size_t from = 0, count = sites->count;

	while (count > 1) {
		struct link_sites half = *sites;

		half.offsets += from;
		half.cookies += from;
		half.count = count / 2;
		if (attach_sites(tracer, &half, group)) {
			count = half.count;
		} else {
			from += half.count;
			count -= half.count;
		}
	}
	return from;
}

static void explain_refusal(struct tracer *tracer, const struct link_sites *sites,
			    enum site_group group, const struct plan_list *plans, int err)
{
	size_t at = find_refused_site(tracer, sites, group);
	uint64_t id = sites->cookies[at] & MAAP_COOKIE_FUNCTION;
	const struct function *function =
		group == GROUP_EVIDENCE || id >= plans->count ? NULL : plans->items[id].function;
	const char *name = function ? function->name : "a function of the runtime";

	if (err == -KERNEL_ENOTSUPP)
		log_error("the kernel refuses a probe on the instruction at offset 0x%lx, in %s of "
			  "%s: leave it out",
			  sites->offsets[at], name, function ? function->module_name : "it");
	else if (err == -ESRCH)
		log_error("PID %d has ended before the probes were in", sites->pid);
	else
		log_error("cannot put a probe on %s in PID %d: %s", name, sites->pid,
			  strerror(-err));
}

/* What opens calls comes last. */
static int attach_groups(struct tracer *tracer, const struct module *module, pid_t pid,
			 const struct plan_list *plans, const struct module_sites *sites)
{
	static const enum site_group order[GROUPS] = { GROUP_EVIDENCE, GROUP_CODE, GROUP_HARMLESS,
						       GROUP_ARMED };
	char path[64];
	int err = 0;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", module->fd);
	for (int i = 0; i < GROUPS && !err; i++) {
		const struct site_list *list = &sites->groups[order[i]];
		struct link_sites link = { .path = path,
					   .pid = pid,
					   .offsets = list->offsets,
					   .cookies = list->cookies,
					   .count = list->count };

		err = list->count ? attach_sites(tracer, &link, order[i]) : 0;
		if (err)
			explain_refusal(tracer, &link, order[i], plans, err);
	}
	return err;
}

static bool has_armed(const struct process_plan *plan, const struct plan_list *plans, bool leaf)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->choices[i].method == EXIT_RETURN_PROBE && plans->items[i].leaf == leaf)
			return true;
	return false;
}

static int attach_evidence(const struct attachment *what, struct module *module,
			   struct module_sites *sites)
{
	if (what->before && process_plan__covers(what->before, module))
		return 0;
	return module_sites__add_evidence(sites, module, what->plan, what->errors);
}

static int attach_functions(const struct attachment *what, struct module *module,
			    struct module_sites *sites)
{
	return module_sites__make(module, what->plans, what->plan, what->before, what->wish, sites);
}

/* Attaches the sites that `make` finds in each module. Returns probes or a negative errno. */
static int attach_each(struct tracer *tracer, const struct attachment *what,
		       int (*make)(const struct attachment *what, struct module *module,
				   struct module_sites *sites))
{
	int probes = 0, err = 0;

	for (size_t i = 0; i < what->target->module_count && !err; i++) {
		struct module *module = what->target->modules[i];
		struct module_sites sites = { 0 };

		if (what->process ? !process__maps(what->process, module)
				  : !target__maps(what->target, module))
			continue;
		err = make(what, module, &sites);
		if (!err)
			err = attach_groups(tracer, module, what->process ? what->process->pid : 0,
					    what->plans, &sites);
		probes += sites.probes;
		module_sites__free(&sites);
	}
	return err ? err : probes;
}

int tracer__attach(struct tracer *tracer, const struct attachment *what)
{
	/* What tells of stacks is in before any call is opened that depends on it. */
	int probes = attach_each(tracer, what, attach_evidence);

	if (probes >= 0)
		probes = attach_each(tracer, what, attach_functions);
	return probes;
}

void tracer__drop_unused(struct tracer *tracer, const struct attachment *what)
{
	pid_t pid = what->process ? what->process->pid : 0;

	if (!has_armed(what->plan, what->plans, false))
		link_set__drop(&tracer->links, pid, GROUP_ARMED);
	if (!has_armed(what->plan, what->plans, true))
		link_set__drop(&tracer->links, pid, GROUP_HARMLESS);
}

void tracer__detach(struct tracer *tracer)
{
	link_set__drop_all(&tracer->links);
}

int tracer__end_open_calls(struct tracer *tracer)
{
	return task_iter__run(tracer->skel->progs.end_open_calls);
}

struct maap *tracer__skeleton(const struct tracer *tracer)
{
	return tracer->skel;
}
