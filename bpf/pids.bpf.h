/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Numbers of processes and threads. Maps go by task->tgid, the kernel's own, which a task keeps to
 * its end and which costs one load. What user space is told is the number in the tracer's own PID
 * namespace (pid_namespaces(7)): found once for each thread, kept in its frame_stack.
 */
#ifndef MAAP_PIDS_BPF_H
#define MAAP_PIDS_BPF_H

#include "maps.bpf.h"

/* A pid's entry for the namespace at this depth of nesting, <= pid->level. */
static __always_inline struct upid *pid__at_level(struct pid *pid, u32 level)
{
	/* A flexible array: its length differs from kernel to kernel, the start need not. */
	return (void *)pid + bpf_core_field_offset(struct pid, numbers) +
	       level * bpf_core_type_size(struct upid);
}

/* The thread's number as the tracer sees it; 0 if its namespace does not show the thread. */
static __always_inline u32 task__tid(struct task_struct *task)
{
	struct upid *upid;
	struct pid *pid;

	if (!own_pid_level)
		return task->pid;
	pid = task->thread_pid;
	/* Taken away when a task has been reaped. */
	if (!pid || pid->level < own_pid_level)
		return 0;
	upid = pid__at_level(pid, own_pid_level);
	if ((u64)BPF_CORE_READ(upid, ns) != own_pid_namespace)
		return 0;
	return BPF_CORE_READ(upid, nr);
}

#endif
