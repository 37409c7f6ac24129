// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "upload.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>

#include "../util/log.h"
#include "maap.skel.h"

static int update(struct bpf_map *map, uint32_t key, const void *value)
{
	return bpf_map_update_elem(bpf_map__fd(map), &key, value, BPF_ANY);
}

int tracer__set_captures(struct tracer *tracer, const struct capture_list *captures, size_t first,
			 size_t first_plan)
{
	struct maap *skel = tracer__skeleton(tracer);
	size_t plan_room = bpf_map__max_entries(skel->maps.capture_plans);
	size_t room = bpf_map__max_entries(skel->maps.capture_of) / 2, left_out = 0;
	int err = 0;

	for (size_t i = first_plan; i < captures->plan_count && i < plan_room && !err; i++)
		err = update(skel->maps.capture_plans, i, &captures->plans[i]);
	for (size_t i = first; i < captures->count && !err; i++) {
		uint32_t entry = captures->entry_plans[i], result = captures->result_plans[i];

		if (i >= room || entry >= plan_room || result >= plan_room) {
			left_out++;
			continue;
		}
		err = update(skel->maps.capture_of, 2 * i, &entry);
		if (!err)
			err = update(skel->maps.capture_of, 2 * i + 1, &result);
	}
	if (left_out)
		log_error("%zu functions are too many: their arguments are shown without what they "
			  "point to",
			  left_out);
	if (err)
		log_error("cannot tell the kernel side what to capture: %s", strerror(-err));
	return err;
}

int tracer__set_error_conditions(struct tracer *tracer, uint32_t function,
				 const struct error_conditions *conditions)
{
	struct bpf_map *map = tracer__skeleton(tracer)->maps.error_conditions;
	int err = function < bpf_map__max_entries(map) ? update(map, function, conditions) : -E2BIG;

	if (err)
		log_error("cannot tell the kernel side which results are errors: %s",
			  strerror(-err));
	return err;
}
