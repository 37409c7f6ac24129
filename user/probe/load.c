// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "load.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../util/log.h"
#include "maap.skel.h"

static int print_libbpf(enum libbpf_print_level level, const char *fmt, va_list args)
{
	char text[1024];

	if (level == LIBBPF_DEBUG)
		return 0;
	vsnprintf(text, sizeof(text), fmt, args);
	text[strcspn(text, "\n")] = '\0';
	log_verbose("%s", text);
	return 0;
}

/* "0-3,6" gives 7. */
int read_online_cpus(void)
{
	FILE *file = fopen("/sys/devices/system/cpu/online", "re");
	char line[512];
	int cpus = 0;

	if (file && fgets(line, sizeof(line), file)) {
		size_t at = strlen(line);

		while (at && strspn(line + at - 1, "0123456789\n"))
			at--;
		cpus = atoi(line + at) + 1;
	}
	if (file)
		fclose(file);
	return cpus > 0 ? cpus : 1;
}

/* The programs that hang on instructions of the target, and how. */
static void choose_probes(struct maap *skel, enum link_kind kind)
{
	bool session = kind == LINK_SESSION;
	struct {
		struct bpf_program *program;
		bool wanted;
		int attach_type;
	} probes[] = {
		{ skel->progs.call_session, session, ATTACH_UPROBE_SESSION },
		{ skel->progs.call_entry, !session, ATTACH_UPROBE_MULTI },
		{ skel->progs.call_return, !session, ATTACH_UPROBE_MULTI },
		{ skel->progs.call_site, true, ATTACH_UPROBE_MULTI },
		{ skel->progs.evidence, true, ATTACH_UPROBE_MULTI },
	};

	for (size_t i = 0; i < sizeof(probes) / sizeof(*probes); i++) {
		bpf_program__set_autoload(probes[i].program, probes[i].wanted);
		if (kind != LINK_SINGLE)
			bpf_program__set_expected_attach_type(probes[i].program,
							      probes[i].attach_type);
		/* May sleep: a thread's first call then gets its frame stack even under pressure.
		 */
		bpf_program__set_flags(probes[i].program, BPF_F_SLEEPABLE);
	}
}

static void choose_programs(struct maap *skel, const struct tracer_options *options,
			    enum link_kind kind)
{
	choose_probes(skel, kind);
	bpf_program__set_autoload(skel->progs.on_switch, options->resources);
	bpf_program__set_autoload(skel->progs.start_running_stints, options->resources);
	bpf_program__set_autoload(skel->progs.on_fork, options->children);
	bpf_program__set_autoload(skel->progs.on_free, options->children);
	bpf_program__set_autoload(skel->progs.on_signal, options->errors);
	bpf_program__set_autoload(skel->progs.on_signal_sent, options->errors);
}

/* Goroutines and fibers that may have calls open at once, and those calls. */
#define STRANDS	      16384
#define STRAND_FRAMES 131072

/* Threads that may be telling of an error at once, and room for what they tell. */
#define ERROR_SCRATCHES	 16
#define ERROR_RING_BYTES (16u << 20)
#define ORIGINS		 16384 /* exceptions that are alive */

static void size_maps(struct maap *skel, const struct tracer_options *options)
{
	bpf_map__set_max_entries(skel->maps.events, options->ring_bytes);
	if (options->errors) {
		bpf_map__set_max_entries(skel->maps.error_scratches, ERROR_SCRATCHES);
		bpf_map__set_max_entries(skel->maps.error_events, ERROR_RING_BYTES);
		bpf_map__set_max_entries(skel->maps.origins, ORIGINS);
		bpf_map__set_max_entries(skel->maps.error_conditions, options->functions);
	}
	if (options->args) {
		bpf_map__set_max_entries(
			skel->maps.capture_scratches,
			libbpf_num_possible_cpus() *
				bpf_map__max_entries(skel->maps.capture_scratches));
		bpf_map__set_max_entries(skel->maps.capture_of, 2 * options->functions);
		bpf_map__set_max_entries(skel->maps.capture_plans, options->plans);
	}
	if (!options->strands)
		return;
	bpf_map__set_max_entries(skel->maps.strands, STRANDS);
	bpf_map__set_max_entries(skel->maps.strand_frames, STRAND_FRAMES);
	bpf_map__set_max_entries(skel->maps.suspended, STRANDS);
}

static int fill_free_cells(struct maap *skel)
{
	int fd = bpf_map__fd(skel->maps.free_cells);
	int err = 0;

	for (uint32_t cell = 0; cell < MAAP_MAX_PROCESSES && !err; cell++)
		err = bpf_map_update_elem(fd, NULL, &cell, BPF_ANY);
	return err;
}

/* Runs a program that finds something out, once. */
static int run_once(const struct bpf_program *program)
{
	LIBBPF_OPTS(bpf_test_run_opts, run);
	int err = bpf_prog_test_run_opts(bpf_program__fd(program), &run);

	return err ? err : run.retval ? -ENOTSUP : 0;
}

/* Loads for one kind of link. `rss_cpus`: per-CPU memory counters to add up. */
static int load(const struct tracer_options *options, enum link_kind kind, int rss_cpus,
		struct maap **out)
{
	struct maap *skel = maap__open();
	int err;

	if (!skel)
		return -errno;
	choose_programs(skel, options, kind);
	skel->rodata->want_resources = options->resources;
	skel->rodata->want_args = options->args;
	skel->rodata->want_children = options->children;
	skel->rodata->want_strands = options->strands;
	skel->rodata->want_fibers = options->fibers;
	skel->rodata->want_errors = options->errors;
	skel->rodata->backtrace_bytes = options->backtrace_bytes;
	skel->rodata->error_wakeup_bytes = ERROR_RING_BYTES / 4;
	skel->rodata->possible_cpus = libbpf_num_possible_cpus();
	skel->rodata->rss_cpus = rss_cpus;
	skel->rodata->wakeup_bytes = options->ring_bytes / 4;
	size_maps(skel, options);
	err = maap__load(skel);
	if (!err)
		err = fill_free_cells(skel);
	if (!err)
		err = run_once(skel->progs.find_own_pids);
	if (!err && rss_cpus)
		err = run_once(skel->progs.find_percpu_offsets);
	if (err) {
		maap__destroy(skel);
		return err;
	}
	*out = skel;
	return 0;
}

/*
 * Whether the kernel has links of this kind, asked without a target: in "/", which is no file, they
 * fail with EBADF where they exist. Kernels 6.6 to 6.9 without the fix filter a PID by thread;
 * fixed ones refuse PID -1 with EINVAL (Linux 46ba0e49b642, libbpf's probe_uprobe_multi_link).
 */
static bool kernel_has_links(const struct maap *skel, enum link_kind kind)
{
	struct bpf_program *program =
		kind == LINK_SESSION ? skel->progs.call_session : skel->progs.call_entry;
	int type = kind == LINK_SESSION ? ATTACH_UPROBE_SESSION : ATTACH_UPROBE_MULTI;
	unsigned long offset = 0;
	struct link_sites sites = { .path = "/", .offsets = &offset, .count = 1 };

	if (kind == LINK_SINGLE)
		return true;
	if (link_create_multi(bpf_program__fd(program), type, false, &sites) != -EBADF)
		return false;
	sites.pid = -1;
	return link_create_multi(bpf_program__fd(program), type, false, &sites) == -EINVAL;
}

static int load_kind(const struct tracer_options *options, enum link_kind kind, int cpus,
		     struct maap **skel, struct tracer_features *features)
{
	int rss_cpus = options->resources && cpus <= MAAP_RSS_CPUS ? cpus : 0;
	int err = load(options, kind, rss_cpus, skel);

	if (err && rss_cpus) {
		log_verbose("%s links with exact memory: %s", link_kind_name(kind), strerror(-err));
		rss_cpus = 0;
		err = load(options, kind, rss_cpus, skel);
	}
	if (err) {
		log_verbose("%s links: %s", link_kind_name(kind), strerror(-err));
		return err;
	}
	if (!kernel_has_links(*skel, kind)) {
		log_verbose("%s links: this kernel has none", link_kind_name(kind));
		maap__destroy(*skel);
		*skel = NULL;
		return -EOPNOTSUPP;
	}
	*features = (struct tracer_features){ .link = kind, .exact_rss = rss_cpus > 0 };
	return 0;
}

int load_kernel_side(const struct tracer_options *options, int cpus, struct maap **skel,
		     struct tracer_features *features)
{
	int err = -EOPNOTSUPP;

	libbpf_set_print(print_libbpf);
	for (int kind = LINK_SESSION; kind < LINK_KINDS; kind++) {
		if (options->link_forced && options->link != (enum link_kind)kind)
			continue;
		err = load_kind(options, kind, cpus, skel, features);
		if (!err)
			break;
	}
	return err;
}
