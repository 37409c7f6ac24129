// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What user space and the kernel side tell each other by plain words of memory, while it runs. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdlib.h>

#include "attach.h"
#include "maap.skel.h"

uint64_t tracer__mappings_seen(const struct tracer *tracer)
{
	return __atomic_load_n(&tracer__skeleton(tracer)->bss->mapping_seen, __ATOMIC_SEQ_CST);
}

void tracer__set_mappings_checked(struct tracer *tracer, uint64_t seen)
{
	__atomic_store_n(&tracer__skeleton(tracer)->bss->mapping_checked, seen, __ATOMIC_SEQ_CST);
}

void tracer__hold_mappings(struct tracer *tracer, bool on)
{
	__atomic_store_n(&tracer__skeleton(tracer)->bss->hold_mappings, on, __ATOMIC_SEQ_CST);
}

uint64_t tracer__holds_expired(const struct tracer *tracer)
{
	return __atomic_load_n(&tracer__skeleton(tracer)->bss->holds_expired, __ATOMIC_RELAXED);
}

void tracer__release_mappings(struct tracer *tracer, uint64_t seen)
{
	__atomic_store_n(&tracer__skeleton(tracer)->bss->mapping_released, seen, __ATOMIC_SEQ_CST);
}

void tracer__hold_arming(struct tracer *tracer)
{
	__atomic_add_fetch(&tracer__skeleton(tracer)->bss->mapping_seen, 1, __ATOMIC_SEQ_CST);
}

uint64_t tracer__unarmed(const struct tracer *tracer)
{
	return __atomic_load_n(&tracer__skeleton(tracer)->bss->unarmed, __ATOMIC_RELAXED);
}

uint64_t tracer__children_missed(const struct tracer *tracer)
{
	return __atomic_load_n(&tracer__skeleton(tracer)->bss->children_missed, __ATOMIC_RELAXED);
}

uint64_t tracer__raised_outside(const struct tracer *tracer)
{
	return __atomic_load_n(&tracer__skeleton(tracer)->bss->raised_outside, __ATOMIC_RELAXED);
}

uint64_t tracer__errors_lost(const struct tracer *tracer)
{
	return __atomic_load_n(&tracer__skeleton(tracer)->bss->errors_lost, __ATOMIC_RELAXED);
}

void tracer__record(struct tracer *tracer, bool on)
{
	__atomic_store_n(&tracer__skeleton(tracer)->bss->recording, on, __ATOMIC_SEQ_CST);
}

void tracer__set_min_duration(struct tracer *tracer, uint64_t min_duration_ns)
{
	tracer__skeleton(tracer)->bss->min_duration_ns = min_duration_ns;
}

void tracer__set_bias(struct tracer *tracer, const uint64_t bias_ns[MAAP_COST_CLASSES],
		      const uint64_t cost_ns[MAAP_COST_CLASSES])
{
	for (int i = 0; i < MAAP_COST_CLASSES; i++) {
		tracer__skeleton(tracer)->bss->bias_ns[i] = bias_ns[i];
		tracer__skeleton(tracer)->bss->cost_ns[i] = cost_ns[i];
	}
}

void tracer__read_losses(const struct tracer *tracer, uint64_t counts[MAAP_LOSS_KERNEL_REASONS])
{
	int cpus = libbpf_num_possible_cpus();
	uint64_t *values = calloc(cpus, sizeof(*values));

	for (uint32_t reason = 0; reason < MAAP_LOSS_KERNEL_REASONS; reason++) {
		counts[reason] = 0;
		if (!values ||
		    bpf_map_lookup_elem(bpf_map__fd(tracer__skeleton(tracer)->maps.losses), &reason,
					values))
			continue;
		for (int cpu = 0; cpu < cpus; cpu++)
			counts[reason] += values[cpu];
	}
	free(values);
}
