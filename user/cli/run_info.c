// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "run_info.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "../dwarf/signature.h"
#include "../util/escape.h"

/* cJSON takes bytes as they come: names are made valid UTF-8 first, by way of our own escaping. */
static void add_text(cJSON *object, const char *key, const char *text)
{
	size_t len = strlen(text);
	char *quoted = malloc(ESCAPE_JSON_MAX(len) + 3), *end;

	if (!quoted)
		return;
	quoted[0] = '"';
	end = escape_json(quoted + 1, text, len);
	*end++ = '"';
	*end = '\0';
	cJSON_AddRawToObject(object, key, quoted);
	free(quoted);
}

static void add_u64(cJSON *object, const char *key, uint64_t value)
{
	char text[32];

	/* cJSON's own numbers are doubles. */
	snprintf(text, sizeof(text), "%lu", (unsigned long)value);
	cJSON_AddRawToObject(object, key, text);
}

static void add_features(cJSON *root, const struct options *options,
			 const struct tracer_features *features)
{
	cJSON *object = cJSON_AddObjectToObject(root, "features");

	cJSON_AddStringToObject(object, "link", link_kind_name(features->link));
	if (options->resources)
		cJSON_AddStringToObject(object, "rss",
					features->exact_rss ? "exact" : "central counters");
	cJSON_AddBoolToObject(object, "resources", options->resources);
	cJSON_AddBoolToObject(object, "args", options->args);
	cJSON_AddBoolToObject(object, "follow", options->follow);
	add_u64(object, "min_duration_ns", options->min_duration_ns);
}

static void add_bias(cJSON *root, const struct bias *bias)
{
	static const char *const classes[] = { "fast", "stepped", "fast_ret", "stepped_ret" };
	cJSON *object = cJSON_AddObjectToObject(root, "probe_cost");

	for (int i = 0; i < MAAP_COST_CLASSES; i++) {
		cJSON *one = cJSON_AddObjectToObject(object, classes[i]);

		add_u64(one, "bias_ns", bias->bias_ns[i]);
		add_u64(one, "cost_ns", bias->cost_ns[i]);
	}
}

static void add_targets(cJSON *root, const struct target *target)
{
	cJSON *array = cJSON_AddArrayToObject(root, "targets");

	for (size_t i = 0; i < target->process_count; i++) {
		const struct process *process = &target->processes[i];
		cJSON *one = cJSON_CreateObject();

		add_u64(one, "pid", process->pid);
		add_text(one, "comm", process->comm);
		if (process->mapping_count)
			add_text(one, "executable", process->mappings[0].module->path);
		cJSON_AddItemToArray(array, one);
	}
}

static const char *method_name(enum exit_method method)
{
	switch (method) {
	case EXIT_RETURN_PROBE:
		return "return probe";
	case EXIT_INSTRUCTIONS:
		return "instructions";
	case EXIT_REFUSED:
		break;
	}
	return "left out";
}

/* `first`: how returns are observed in the first process; NULL: not told. */
static void add_functions(cJSON *root, const struct plan_list *plans, size_t from,
			  const struct process_plan *first)
{
	cJSON *array = cJSON_AddArrayToObject(root, "functions");

	for (size_t i = from; i < plans->count; i++) {
		const struct probe_plan *plan = &plans->items[i];
		const struct function *function = plan->function;
		cJSON *one = cJSON_CreateObject();

		add_text(one, "name", function->name);
		add_text(one, "symbol", function->symbol);
		add_text(one, "module", function->module->path);
		add_u64(one, "address", function->address);
		add_u64(one, "offset", function->offset);
		add_u64(one, "entry_offset", plan->entry.offset);
		cJSON_AddStringToObject(one, "probe_cost",
					plan->entry.stepped ? "stepped" : "fast");
		if (function->signature)
			add_text(one, "signature", function->signature->text);
		if (first)
			cJSON_AddStringToObject(one, "exit", method_name(first->choices[i].method));
		if (plan->exits_unseen)
			add_text(one, "exits_unseen", plan->exits_unseen);
		cJSON_AddItemToArray(array, one);
	}
}

/* Without the braces. Frees the object. */
static char *members_of(cJSON *root)
{
	char *text = cJSON_PrintUnformatted(root), *members = NULL;

	cJSON_Delete(root);
	if (text)
		members = strndup(text + 1, strlen(text) - 2);
	free(text);
	return members;
}

char *run_metadata(const struct options *options, const struct tracer_features *features,
		   const struct bias *bias, const struct run_clock *clock,
		   const struct target *target, const struct plan_list *plans,
		   const struct process_plan *first)
{
	cJSON *root = cJSON_CreateObject();
	struct utsname kernel;

	if (!root)
		return NULL;
	cJSON_AddStringToObject(root, "version", MAAP_VERSION);
	if (!uname(&kernel)) {
		add_text(root, "kernel", kernel.release);
		add_text(root, "machine", kernel.machine);
	}
	add_u64(root, "clock_offset_ns", clock->offset_ns);
	add_features(root, options, features);
	add_bias(root, bias);
	add_targets(root, target);
	add_functions(root, plans, 0, first);
	return members_of(root);
}

char *functions_metadata(const struct plan_list *plans, size_t from)
{
	cJSON *root = cJSON_CreateObject();

	if (!root)
		return NULL;
	add_functions(root, plans, from, NULL);
	return members_of(root);
}
