// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "sites.h"

#include <errno.h>
#include <stdlib.h>

#include "../target/elf_file.h"
#include "../target/go_module.h"
#include "../util/log.h"
#include "capture.h"

static int add_site(struct site_list *list, uint64_t offset, uint64_t cookie)
{
	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 64;
		unsigned long *offsets = reallocarray(list->offsets, room, sizeof(*offsets));
		uint64_t *cookies =
			offsets ? reallocarray(list->cookies, room, sizeof(*cookies)) : NULL;

		if (offsets)
			list->offsets = offsets;
		if (cookies)
			list->cookies = cookies;
		if (!offsets || !cookies)
			return -ENOMEM;
		list->room = room;
	}
	list->offsets[list->count] = offset;
	list->cookies[list->count++] = cookie;
	return 0;
}

/* What a Go function's sites tell the kernel side beside. */
static uint64_t go_bits(const struct function *function)
{
	const struct go_module *go = function->go ? function->module->go : NULL;

	if (!go)
		return 0;
	return MAAP_COOKIE_GO | MAAP_COOKIE_TLS_G(go->tls_g) |
	       (go->register_abi ? 0 : MAAP_COOKIE_STACK_ARGS);
}

static uint64_t capture_bits(const struct function *function)
{
	const struct capture *capture = function->capture;

	if (!capture)
		return 0;
	return (capture->entry.count ? MAAP_COOKIE_CAPTURE : 0) |
	       (capture->result.count ? MAAP_COOKIE_CAPTURE_RESULT : 0);
}

static uint64_t function_bits(const struct probe_plan *plan)
{
	return plan->function->id | (plan->entry.stepped ? MAAP_COOKIE_STEPPED : 0) |
	       (plan->reenters ? MAAP_COOKIE_REENTERS : 0) |
	       (plan->exits_unseen ? MAAP_COOKIE_UNSEEN : 0) |
	       (plan->function->judged ? MAAP_COOKIE_ERROR_RETURN : 0) | go_bits(plan->function) |
	       capture_bits(plan->function);
}

static uint64_t exit_bits(const struct probe_site *site)
{
	switch (site->kind) {
	case SITE_RETURN:
		return MAAP_COOKIE_EXIT(MAAP_EXIT_RETURN);
	case SITE_TAIL_JUMP:
		return MAAP_COOKIE_EXIT(MAAP_EXIT_JUMP);
	case SITE_BRANCH_OUT:
		return MAAP_COOKIE_EXIT(MAAP_EXIT_BRANCH) |
		       MAAP_COOKIE_CONDITION(site->condition & 0xf);
	default:
		return 0;
	}
}

static uint64_t unless_bits(const struct probe_plan *plan)
{
	return plan->entry_unless
		       ? MAAP_COOKIE_UNLESS | MAAP_COOKIE_CONDITION(plan->entry.condition & 0xf)
		       : 0;
}

/* One breakpoint serves both where a function is entered at one of its exits. */
static int add_code_sites(struct module_sites *sites, const struct probe_plan *plan)
{
	struct site_list *list = &sites->groups[GROUP_CODE];
	uint64_t bits = function_bits(plan);
	uint64_t entry = bits | MAAP_COOKIE_ENTRY | unless_bits(plan);
	int err = 0;

	for (size_t i = 0; i < plan->exit_count && !err; i++) {
		const struct probe_site *site = &plan->exits[i];

		if (site->offset == plan->entry.offset)
			entry |= exit_bits(site);
		else
			err = add_site(list, site->offset, bits | exit_bits(site));
		sites->probes += !err;
	}
	if (!err)
		err = add_site(list, plan->entry.offset, entry);
	sites->probes += !err;
	return err;
}

/* Tail jumps end a call under every method. */
static int add_armed_sites(struct module_sites *sites, const struct probe_plan *plan, bool harmless)
{
	uint64_t bits = function_bits(plan) | (harmless ? MAAP_COOKIE_HARMLESS : 0);
	int err = 0;

	for (size_t i = plan->return_count; i < plan->exit_count && !err; i++) {
		err = add_site(&sites->groups[GROUP_CODE], plan->exits[i].offset,
			       bits | exit_bits(&plan->exits[i]));
		sites->probes += !err;
	}
	if (!err)
		err = add_site(&sites->groups[harmless ? GROUP_HARMLESS : GROUP_ARMED],
			       plan->entry.offset, bits | unless_bits(plan));
	sites->probes += err ? 0 : 2;
	return err;
}

int module_sites__make(const struct module *module, const struct plan_list *plans,
		       const struct process_plan *plan, const struct process_plan *before,
		       enum exit_wish wish, struct module_sites *sites)
{
	/* What the process had not mapped before has none of its probes. */
	bool covered = before && process_plan__covers(before, module);
	int err = 0;

	for (size_t i = 0; i < plans->count && !err; i++) {
		const struct probe_plan *one = &plans->items[i];

		if (one->function->module != module)
			continue;
		if (covered && i < before->count &&
		    before->choices[i].method == plan->choices[i].method)
			continue;
		if (plan->choices[i].method == EXIT_INSTRUCTIONS)
			err = add_code_sites(sites, one);
		else if (plan->choices[i].method == EXIT_RETURN_PROBE)
			err = add_armed_sites(sites, one,
					      one->leaf || wish == EXIT_WISH_RETURN_PROBE);
	}
	return err;
}

/* The distance is the same wherever the file is mapped. */
static uint64_t r_debug_bits(const struct runtime_site *site, uint64_t address)
{
	int64_t distance = site->r_debug - address;

	if (site->kind != MAAP_EVIDENCE_MAPPING || !site->r_debug || distance != (int32_t)distance)
		return 0;
	return MAAP_COOKIE_R_DEBUG(distance);
}

static bool is_go(enum maap_evidence kind)
{
	return kind == MAAP_EVIDENCE_GOEXIT || kind == MAAP_EVIDENCE_EXECUTE ||
	       kind == MAAP_EVIDENCE_GO_PANIC || kind == MAAP_EVIDENCE_GO_RECOVER;
}

/* Planned as functions are: at the place that costs least. */
static int add_evidence_site(struct module_sites *sites, const struct runtime_site *site)
{
	struct module *module = site->module;
	struct function function = {
		.name = site->name,
		.symbol = site->name,
		.module_name = module->name,
		.module = module,
		.address = site->address,
		.go = is_go(site->kind),
	};
	struct code_map *code = module__code(module);
	struct probe_plan plan;
	int err;

	if (!code)
		return -ENOMEM;
	if (!elf_file__offset_of(module->elf, site->address, true, &function.offset))
		return 0;
	err = probe_plan__make(code, &function, true, &plan);
	if (err)
		return err;
	if (plan.refusal)
		log_verbose("%s in %s cannot be watched: %s", site->name, module->name,
			    plan.refusal);
	else
		err = add_site(&sites->groups[GROUP_EVIDENCE], plan.entry.offset,
			       site->kind | go_bits(&function) |
				       r_debug_bits(site, plan.entry_address));
	probe_plan__free(&plan);
	return err;
}

int module_sites__add_evidence(struct module_sites *sites, struct module *module,
			       const struct process_plan *plan, bool errors)
{
	int err = 0;

	for (size_t i = 0; i < plan->evidence.site_count && !err; i++) {
		const struct runtime_site *site = &plan->evidence.sites[i];
		bool switches =
			site->kind >= MAAP_EVIDENCE_SWAP && site->kind <= MAAP_EVIDENCE_JUMP_FROM;

		if (site->module != module || (switches && !plan->evidence.fibers) ||
		    (site->kind >= MAAP_EVIDENCE_RAISE && !errors))
			continue;
		err = add_evidence_site(sites, site);
	}
	return err;
}

void module_sites__free(struct module_sites *sites)
{
	for (int i = 0; i < GROUPS; i++) {
		free(sites->groups[i].offsets);
		free(sites->groups[i].cookies);
	}
	*sites = (struct module_sites){ 0 };
}
