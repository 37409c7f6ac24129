// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "plan_text.h"

#include <errno.h>
#include <string.h>

#define LINE_WIDTH 100

static const char *const methods[] = { "return probe", "instructions", "refused" };

static void print_head(FILE *out, const struct function *function)
{
	fprintf(out, "%s", function->name);
	if (function->symbol && strcmp(function->symbol, function->name))
		fprintf(out, " (%s)", function->symbol);
	fprintf(out, "  %s  0x%lx\n", function->module_name, (unsigned long)function->address);
}

/* Cold parts lie before or behind in the same segment: offsets differ as addresses do. */
static size_t format_place(const struct function *function, const struct probe_site *site,
			   char *text, size_t size)
{
	uint64_t from_start = site->offset - function->offset;

	if (!function->size || from_start < function->size)
		return snprintf(text, size, "+0x%lx", (unsigned long)from_start);
	return snprintf(text, size, "0x%lx", (unsigned long)(function->address + from_start));
}

static const char *cost(bool stepped)
{
	return stepped ? "stepped" : "fast";
}

static void print_entry(FILE *out, const struct probe_plan *plan)
{
	char place[32];

	if (plan->refusal) {
		fprintf(out, "  entry   refused: %s\n", plan->refusal);
		return;
	}
	format_place(plan->function, &plan->entry, place, sizeof(place));
	fprintf(out, "  entry   %s  %s  %s: %s\n", place, plan->entry_code,
		cost(plan->entry.stepped), plan->entry_reason);
}

static void print_exit(FILE *out, const struct exit_choice *choice)
{
	fprintf(out, "  exit    %s%s: %s\n", methods[choice->method],
		choice->dangerous ? ", DANGEROUS" : "", choice->reason);
}

/* All sites of one kind and cost, wrapped. */
static void print_sites(FILE *out, const struct probe_plan *plan, enum site_kind kind, bool stepped,
			const char *word)
{
	size_t width = 0;

	for (size_t i = 0; i < plan->exit_count; i++) {
		const struct probe_site *site = &plan->exits[i];
		char place[32];
		size_t len;

		if (site->kind != kind || site->stepped != stepped)
			continue;
		len = 2 + format_place(plan->function, site, place, sizeof(place));
		if (!width || width + len > LINE_WIDTH) {
			if (width)
				fputc('\n', out);
			width = fprintf(out, "  %-6s  %s", word, cost(stepped));
		}
		width += fprintf(out, "  %s", place);
	}
	if (width)
		fputc('\n', out);
}

static void print_notes(FILE *out, const struct probe_plan *plan)
{
	if (plan->leaf)
		fprintf(out, "  note    leaf: it calls nothing and jumps nowhere else\n");
	if (plan->recursive)
		fprintf(out, "  note    calls itself\n");
	if (plan->reenters)
		fprintf(out, "  note    jumps back to its entry: the same call\n");
	if (plan->exits_unseen)
		fprintf(out, "  unseen  %s\n", plan->exits_unseen);
}

int plan_text__print(FILE *out, const struct probe_plan *plan, const struct exit_choice *choice)
{
	static const struct {
		enum site_kind kind;
		const char *word;
	} kinds[] = {
		{ SITE_RETURN, "return" },
		{ SITE_TAIL_JUMP, "tail" },
		{ SITE_BRANCH_OUT, "branch" },
	};

	print_head(out, plan->function);
	print_entry(out, plan);
	print_exit(out, choice);
	/* Jumps out are probed under either method, returns under one only. */
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (choice->method == EXIT_REFUSED ||
		    (kinds[i].kind == SITE_RETURN && choice->method != EXIT_INSTRUCTIONS))
			continue;
		print_sites(out, plan, kinds[i].kind, false, kinds[i].word);
		print_sites(out, plan, kinds[i].kind, true, kinds[i].word);
	}
	print_notes(out, plan);
	return ferror(out) ? -EIO : 0;
}
