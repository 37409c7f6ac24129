/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Plans made from bytes alone. */
#ifndef MAAP_TESTS_PLANNED_H
#define MAAP_TESTS_PLANNED_H

#include "../../user/probe/plan_rules.h"
#include "machine_code.h"
#include "support.h"

#define AT	0x1000ul /* where the functions lie */
#define COLD_AT 0x2003ul /* where leafcold's cold part lies */

struct planned {
	struct function_code code;
	struct probe_plan plan;
};

struct setting {
	bool args;
	bool go;
	struct code_source source;
	const unsigned char *cold; /* a cold part at COLD_AT */
	size_t cold_size;
};

static const struct function subject = { .name = "f", .address = AT };

static inline void plan_code(struct planned *planned, const unsigned char *bytes, size_t size,
			     const struct setting *setting)
{
	struct plan_subject rules = { &planned->code, &setting->source, setting->args,
				      setting->go, 0 };

	*planned = (struct planned){ .plan = { .function = &subject } };
	assert_int_equal(function_code__add(&planned->code, AT, bytes, size), 0);
	if (setting->cold_size)
		assert_int_equal(function_code__add(&planned->code, COLD_AT, setting->cold,
						    setting->cold_size),
				 0);
	assert_int_equal(function_code__read_tables(&planned->code, &setting->source), 0);
	function_code__look_for_data(&planned->code);
	assert_int_equal(plan_entry(&rules, &planned->plan), 0);
	assert_int_equal(plan_exits(&rules, &planned->plan), 0);
}

static inline void done(struct planned *planned)
{
	function_code__free(&planned->code);
	probe_plan__free(&planned->plan);
}

#define PLAN(planned, bytes, setting) plan_code(planned, bytes, sizeof(bytes), setting)

#endif
