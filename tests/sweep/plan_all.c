// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Plans the probes of every function of a file that no process needs to run. One line a site,
 * `0xADDRESS KIND fast|stepped NAME`, then on stderr what share of them comes out how.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../../user/probe/plan_text.h"
#include "../../user/target/debug_files.h"
#include "../../user/target/elf_file.h"
#include "../../user/target/process.h"

struct shares {
	size_t functions;
	size_t fast_first;
	size_t fast_later;
	size_t stepped;
	size_t refused;
	size_t leaf;
	size_t recursive;
	size_t reenters;
	size_t unseen;
	size_t undecodable;
	size_t sites;
	size_t stepped_sites;
};

static const char *const kinds[] = { "entry", "return", "tail-jump", "branch-out" };

static void print_site(struct module *module, const struct probe_site *site, const char *name,
		       struct shares *shares)
{
	uint64_t address;

	if (!elf_file__address_of(module->elf, site->offset, &address))
		address = 0;
	printf("0x%lx %s %s %s\n", (unsigned long)address, kinds[site->kind],
	       site->stepped ? "stepped" : "fast", name);
	shares->sites++;
	shares->stepped_sites += site->stepped;
}

static void count_plan(const struct probe_plan *plan, struct shares *shares)
{
	shares->functions++;
	if (plan->refusal)
		shares->refused++;
	else if (plan->entry.stepped)
		shares->stepped++;
	else if (plan->entry_address == plan->function->address)
		shares->fast_first++;
	else
		shares->fast_later++;
	shares->leaf += plan->leaf;
	shares->recursive += plan->recursive;
	shares->reenters += plan->reenters;
	shares->unseen += plan->exits_unseen != NULL;
	shares->undecodable += !plan->decoded;
}

/* On stderr, where it does not mix with the sites. */
static void print_text(const struct probe_plan *plan)
{
	const struct exit_evidence evidence = { .unwinds = true, .reason = "as if it unwinds" };
	struct exit_choice choice;

	probe_plan__choose_exit(plan, &evidence, EXIT_WISH_AUTO, &choice);
	plan_text__print(stderr, plan, &choice);
}

static int plan_one(struct code_map *map, struct module *module, const struct symbol *symbol,
		    struct shares *shares)
{
	uint64_t offset = 0;
	bool in_code = elf_file__offset_of(module->elf, symbol->address, true, &offset);
	const struct function function = {
		.name = (char *)symbol->name,
		.symbol = (char *)symbol->name,
		.module = module,
		.module_name = module->name,
		.address = symbol->address,
		.size = symbol->size,
		.offset = offset,
		.go = elf_file__has_section(module->elf, ".gopclntab"),
	};
	struct probe_plan plan;
	int err = in_code ? probe_plan__make(map, &function, true, &plan) : -EFAULT;

	if (err) {
		fprintf(stderr, "%s: %s\n", symbol->name, strerror(-err));
		return err;
	}
	if (!plan.refusal)
		print_site(module, &plan.entry, symbol->name, shares);
	for (size_t i = 0; i < plan.exit_count; i++)
		print_site(module, &plan.exits[i], symbol->name, shares);
	if (plan.refusal)
		fprintf(stderr, "refused: %s: %s\n", symbol->name, plan.refusal);
	if (plan.exits_unseen)
		fprintf(stderr, "unseen: %s 0x%lx: %s\n", symbol->name,
			(unsigned long)symbol->address, plan.exits_unseen);
	if (getenv("PLAN_TEXT"))
		print_text(&plan);
	count_plan(&plan, shares);
	probe_plan__free(&plan);
	return 0;
}

static int by_address(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return (x->address > y->address) - (x->address < y->address);
}

/* Each function once, cold parts not for themselves. */
static size_t collect(struct module *module, struct symbol **out)
{
	struct symbol_iter iter = { .elf = module->elf };
	struct symbol symbol;
	size_t count = 0, kept = 0;

	while (symbol_iter__next(&iter, &symbol)) {
		if (symbol.kind != SYMBOL_FUNCTION || strstr(symbol.name, ".cold"))
			continue;
		*out = reallocarray(*out, count + 1, sizeof(**out));
		if (!*out)
			return 0;
		(*out)[count++] = symbol;
	}
	if (count)
		qsort(*out, count, sizeof(**out), by_address);
	for (size_t i = 0; i < count; i++)
		if (!i || (*out)[i].address != (*out)[kept - 1].address)
			(*out)[kept++] = (*out)[i];
	return kept;
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static void print_share(const char *what, size_t part, size_t all)
{
	fprintf(stderr, "  %-14s %7zu  %5.1f %%\n", what, part, all ? 100.0 * part / all : 0.0);
}

static void print_shares(const struct shares *shares, double took)
{
	size_t all = shares->functions;

	fprintf(stderr, "functions %zu, %.1f us each\n", all, all ? took * 1e6 / all : 0.0);
	print_share("fast first", shares->fast_first, all);
	print_share("fast later", shares->fast_later, all);
	print_share("stepped", shares->stepped, all);
	print_share("refused", shares->refused, all);
	print_share("leaf", shares->leaf, all);
	print_share("recursive", shares->recursive, all);
	print_share("reenters", shares->reenters, all);
	print_share("exits unseen", shares->unseen, all);
	print_share("undecodable", shares->undecodable, all);
	fprintf(stderr, "sites %zu, stepped %zu\n", shares->sites, shares->stepped_sites);
}

int main(int argc, char **argv)
{
	struct module module = { 0 };
	struct symbol *symbols = NULL;
	struct shares shares = { 0 };
	struct code_map *map;
	size_t count, step, failed = 0;
	double start;

	if (argc < 2) {
		fprintf(stderr, "usage: %s ELF_FILE [EVERY_NTH]\n", argv[0]);
		return 2;
	}
	step = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
	module.path = argv[1];
	module.name = argv[1];
	module.fd = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (module.fd < 0 || elf_file__open(module.fd, argv[1], &module.elf) ||
	    code_map__open(&module, &map)) {
		fprintf(stderr, "%s cannot be read\n", argv[1]);
		return 1;
	}
	count = collect(&module, &symbols);
	start = seconds();
	for (size_t i = 0; i < count; i += step ? step : 1)
		failed += plan_one(map, &module, &symbols[i], &shares) != 0;
	print_shares(&shares, seconds() - start);
	code_map__free(map);
	debug_files__free(module.debug);
	elf_file__close(module.elf);
	close(module.fd);
	free(symbols);
	return failed != 0;
}
