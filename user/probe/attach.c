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
#include "load.h"
#include "maap.skel.h"
#include "plan.h"

#define KERNEL_ENOTSUPP 524 /* the kernel's word for an instruction that it cannot probe */

struct attached {
	int fd;		       /* uprobe_multi link, or -1 */
	struct bpf_link *perf; /* single link, or NULL */
};

struct tracer {
	struct maap *skel;
	struct tracer_features features;
	int cpus; /* online CPUs' highest number + 1 */
	struct attached *links;
	size_t link_count;
	uint32_t cells_used;
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

int tracer__watch(struct tracer *tracer, pid_t pid)
{
	uint32_t tgid = pid, cell = tracer->cells_used;

	if (cell >= MAAP_MAX_PROCESSES ||
	    bpf_map_update_elem(bpf_map__fd(tracer->skel->maps.processes), &tgid, &cell, BPF_ANY)) {
		log_error("cannot trace more than %d processes at once", MAAP_MAX_PROCESSES);
		return -E2BIG;
	}
	tracer->cells_used++;
	if (bpf_program__autoload(tracer->skel->progs.on_switch))
		start_running_stints(tracer);
	return 0;
}

void tracer__unwatch(struct tracer *tracer, pid_t pid)
{
	uint32_t tgid = pid;

	bpf_map_delete_elem(bpf_map__fd(tracer->skel->maps.processes), &tgid);
}

static int keep_link(struct tracer *tracer, struct attached link)
{
	struct attached *grown =
		reallocarray(tracer->links, tracer->link_count + 1, sizeof(*grown));

	if (!grown) {
		bpf_link__destroy(link.perf);
		if (link.fd >= 0)
			close(link.fd);
		return -ENOMEM;
	}
	tracer->links = grown;
	grown[tracer->link_count++] = link;
	return 0;
}

static int attach_multi(struct tracer *tracer, struct bpf_program *program, bool on_return,
			const struct link_sites *sites)
{
	int type =
		tracer->features.link == LINK_SESSION ? ATTACH_UPROBE_SESSION : ATTACH_UPROBE_MULTI;
	int fd = link_create_multi(bpf_program__fd(program), type, on_return, sites);

	return fd < 0 ? fd : keep_link(tracer, (struct attached){ .fd = fd });
}

static int attach_single(struct tracer *tracer, struct bpf_program *program, bool on_return,
			 const struct link_sites *sites)
{
	int err = 0;

	for (size_t i = 0; i < sites->count && !err; i++) {
		LIBBPF_OPTS(bpf_uprobe_opts, options, .retprobe = on_return,
			    .bpf_cookie = sites->cookies[i]);
		struct bpf_link *link = bpf_program__attach_uprobe_opts(
			program, sites->pid, sites->path, sites->offsets[i], &options);

		err = link ? keep_link(tracer, (struct attached){ .fd = -1, .perf = link })
			   : -errno;
	}
	return err;
}

/*
 * Returns first: a call whose entry is seen has its return seen too, while a return without an
 * entry is just not ours.
 */
static int attach_sites(struct tracer *tracer, const struct link_sites *sites)
{
	struct maap *skel = tracer->skel;
	int err;

	switch (tracer->features.link) {
	case LINK_SESSION:
		return attach_multi(tracer, skel->progs.call_session, false, sites);
	case LINK_MULTI:
		err = attach_multi(tracer, skel->progs.call_return, true, sites);
		return err ? err : attach_multi(tracer, skel->progs.call_entry, false, sites);
	default:
		err = attach_single(tracer, skel->progs.call_return, true, sites);
		return err ? err : attach_single(tracer, skel->progs.call_entry, false, sites);
	}
}

/* Which of the sites the kernel refuses, by halves: all of sites are known to fail together. */
static size_t find_refused_site(struct tracer *tracer, const struct link_sites *sites)
{
	size_t from = 0, count = sites->count;

	while (count > 1) {
		struct link_sites half = *sites;

		half.offsets += from;
		half.cookies += from;
		half.count = count / 2;
		if (attach_sites(tracer, &half)) {
			count = half.count;
		} else {
			from += half.count;
			count -= half.count;
		}
	}
	return from;
}

static void explain_refusal(struct tracer *tracer, const struct link_sites *sites,
			    const struct function_list *functions, int err)
{
	size_t at = find_refused_site(tracer, sites);
	const struct function *function =
		&functions->items[sites->cookies[at] & MAAP_COOKIE_FUNCTION];

	if (err == -KERNEL_ENOTSUPP)
		log_error("%s in %s begins with an instruction that the kernel cannot probe (%02x "
			  "%02x "
			  "%02x…): leave it out",
			  function->name, function->module_name, function->code[0],
			  function->code[1], function->code[2]);
	else if (err == -ESRCH)
		log_error("PID %d has ended before the probes were in", sites->pid);
	else
		log_error("cannot put a probe on %s in %s of PID %d: %s", function->name,
			  function->module_name, sites->pid, strerror(-err));
}

static int attach_module(struct tracer *tracer, const struct process *process,
			 const struct module *module, const struct function_list *functions)
{
	unsigned long *offsets = calloc(functions->count, sizeof(*offsets));
	uint64_t *cookies = calloc(functions->count, sizeof(*cookies));
	struct link_sites sites = { .pid = process->pid, .offsets = offsets, .cookies = cookies };
	char path[64];
	int err = -ENOMEM;

	if (!offsets || !cookies)
		goto out;
	for (size_t i = 0; i < functions->count; i++) {
		const struct function *function = &functions->items[i];

		if (function->module != module)
			continue;
		offsets[sites.count] = function->offset;
		cookies[sites.count++] = probe_cookie(
			function->id, probe_cost_class(function->code, sizeof(function->code)));
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", module->fd);
	sites.path = path;
	err = sites.count ? attach_sites(tracer, &sites) : 0;
	if (err)
		explain_refusal(tracer, &sites, functions, err);
	else
		err = sites.count;
out:
	free(offsets);
	free(cookies);
	return err;
}

int tracer__attach(struct tracer *tracer, const struct process *process,
		   const struct function_list *functions)
{
	int probes = 0;

	for (size_t i = 0; i < functions->count; i++) {
		const struct module *module = functions->items[i].module;
		bool seen = false;
		int count;

		for (size_t j = 0; j < i && !seen; j++)
			seen = functions->items[j].module == module;
		if (seen || !process__maps(process, module))
			continue;
		count = attach_module(tracer, process, module, functions);
		if (count < 0)
			return count;
		probes += 2 * count; /* entry and return */
	}
	return probes;
}

void tracer__record(struct tracer *tracer, bool on)
{
	__atomic_store_n(&tracer->skel->bss->recording, on, __ATOMIC_SEQ_CST);
}

void tracer__set_min_duration(struct tracer *tracer, uint64_t min_duration_ns)
{
	tracer->skel->bss->min_duration_ns = min_duration_ns;
}

void tracer__detach(struct tracer *tracer)
{
	/* Entries before returns, the reverse of attaching. */
	while (tracer->link_count) {
		struct attached *link = &tracer->links[--tracer->link_count];

		bpf_link__destroy(link->perf);
		if (link->fd >= 0)
			close(link->fd);
	}
	free(tracer->links);
	tracer->links = NULL;
}

int tracer__end_open_calls(struct tracer *tracer)
{
	struct bpf_link *link = bpf_program__attach_iter(tracer->skel->progs.end_open_calls, NULL);
	char unused[64];
	int fd, err = 0;
	ssize_t len;

	if (!link)
		return -errno;
	fd = bpf_iter_create(bpf_link__fd(link));
	if (fd < 0) {
		err = -errno;
	} else {
		/* The program sends through the ring; reading is what drives it. */
		do
			len = read(fd, unused, sizeof(unused));
		while (len > 0 || (len < 0 && (errno == EAGAIN || errno == EINTR)));
		if (len < 0)
			err = -errno;
		close(fd);
	}
	bpf_link__destroy(link);
	return err;
}

void tracer__set_bias(struct tracer *tracer, const uint64_t bias_ns[MAAP_COST_CLASSES],
		      const uint64_t cost_ns[MAAP_COST_CLASSES])
{
	for (int i = 0; i < MAAP_COST_CLASSES; i++) {
		tracer->skel->bss->bias_ns[i] = bias_ns[i];
		tracer->skel->bss->cost_ns[i] = cost_ns[i];
	}
}

void tracer__read_losses(const struct tracer *tracer, uint64_t counts[MAAP_LOSS_KERNEL_REASONS])
{
	int cpus = libbpf_num_possible_cpus();
	uint64_t *values = calloc(cpus, sizeof(*values));

	for (uint32_t reason = 0; reason < MAAP_LOSS_KERNEL_REASONS; reason++) {
		counts[reason] = 0;
		if (!values ||
		    bpf_map_lookup_elem(bpf_map__fd(tracer->skel->maps.losses), &reason, values))
			continue;
		for (int cpu = 0; cpu < cpus; cpu++)
			counts[reason] += values[cpu];
	}
	free(values);
}

struct maap *tracer__skeleton(struct tracer *tracer)
{
	return tracer->skel;
}
