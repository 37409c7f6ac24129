/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* BPF programs that the kernel shows every task to. */
#ifndef MAAP_PROBE_TASK_ITER_H
#define MAAP_PROBE_TASK_ITER_H

struct bpf_program;

/*
 * Runs an iter/task program once over all tasks of the caller's PID namespace and those inside it.
 * Returns 0 or a negative errno.
 */
int task_iter__run(struct bpf_program *program);

#endif
