// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Definitions of the shared maps and settings, and what is found out once at start. */
#define MAAP_MAP
#include "pids.bpf.h"

const volatile bool want_resources = true;
const volatile bool want_args = true;
const volatile bool want_children = false;
const volatile bool want_strands = false;
const volatile bool want_fibers = false;
const volatile bool want_errors = false;
const volatile __u32 backtrace_bytes = 0;
const volatile __u64 error_wakeup_bytes = 0;
const volatile __u32 possible_cpus = 1;
const volatile __u32 rss_cpus = 0;
const volatile __u64 wakeup_bytes = 0;

__u32 own_tgid = 0;
__u32 own_pid_level = 0;
__u64 own_pid_namespace = 0;
__u32 wanted_pid = 0;
__u32 found_tgid = 0;

bool recording = false;
__u64 mapping_seen = 0;
__u64 mapping_checked = 0;
bool hold_mappings = false;
__u64 mapping_released = 0;
__u64 hold_expired = 0;
__u64 holds_expired = 0;
bool calibrating = false;
__u64 unarmed = 0;
__u32 errors_seen = 0;
__u64 errors_lost = 0;
__u64 raised_outside = 0;
__u64 children_missed = 0;
__u64 min_duration_ns = 0;
bool reader_waits = false;
__u64 bias_ns[MAAP_COST_CLASSES] = {};
__u64 cost_ns[MAAP_COST_CLASSES] = {};
__u64 percpu_offset[MAAP_RSS_CPUS] = {};

/* Only its addresses are of interest. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} yardstick SEC(".maps");

/*
 * The kernel's __per_cpu_offset[] is not readable everywhere (no KALLSYMS_ALL). A per-CPU map gives
 * it away: its __percpu pointer, and the address of each CPU's copy; the difference is the offset.
 * Pointers become numbers by reading their spilled copies.
 */
SEC("syscall")
int find_percpu_offsets(void *ctx)
{
	struct bpf_map *volatile map = (struct bpf_map *)&yardstick;
	u64 address = 0, percpu = 0;
	u32 zero = 0;

	if (bpf_probe_read_kernel(&address, sizeof(address), (void *)&map))
		return 1;
	if (bpf_probe_read_kernel(
		    &percpu, sizeof(percpu),
		    (void *)(address + bpf_core_field_offset(struct bpf_array, pptrs))))
		return 1;
	for (u32 cpu = 0; cpu < rss_cpus && cpu < MAAP_RSS_CPUS; cpu++) {
		u64 *volatile copy = bpf_map_lookup_percpu_elem(&yardstick, &zero, cpu);
		u64 resolved = 0;

		if (bpf_probe_read_kernel(&resolved, sizeof(resolved), (void *)&copy) || !resolved)
			return 1;
		percpu_offset[cpu] = resolved - percpu;
	}
	return 0;
}

/* Run by the tracer itself. */
SEC("syscall")
int find_own_pids(void *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct pid *pid = task->thread_pid;
	struct upid *upid;

	if (!pid)
		return 1;
	own_tgid = task->tgid;
	own_pid_level = pid->level;
	upid = pid__at_level(pid, own_pid_level);
	own_pid_namespace = (u64)BPF_CORE_READ(upid, ns);
	return 0;
}

/* Shown the tasks one by one: is it the process that wanted_pid means? */
SEC("iter/task")
int find_process(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task && task->pid == task->tgid && task__tid(task) == wanted_pid)
		found_tgid = task->tgid;
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
