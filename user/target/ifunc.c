// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "ifunc.h"

#include <errno.h>
#include <string.h>

#include "relocations.h"

struct resolving {
	const struct process *process;
	struct module *owner; /* of the ifunc */
	struct module *user;  /* whose slots are looked at */
	const char *name;
	size_t name_len;
	uint64_t resolver;
	uint64_t found; /* address in the owner's file */
};

/* Where the process has what the file has at `address`: the two differ by the load bias. */
static uint64_t runtime_address(const struct process *process, struct module *module,
				uint64_t address)
{
	for (size_t i = 0; i < process->mapping_count; i++) {
		const struct mapping *map = &process->mappings[i];
		uint64_t start;

		if (map->module == module && map->executable &&
		    elf_file__address_of(module->elf, map->offset, &start))
			return address + map->start - start;
	}
	return 0;
}

static bool slot_leads_to_implementation(const struct function_slot *slot, void *context)
{
	struct resolving *resolving = context;
	const struct mapping *map;
	uint64_t where, target, address;

	if (slot->name) {
		if (strncmp(slot->name, resolving->name, resolving->name_len) ||
		    slot->name[resolving->name_len])
			return false;
	} else if (resolving->user != resolving->owner || slot->resolver != resolving->resolver) {
		return false;
	}
	where = runtime_address(resolving->process, resolving->user, slot->slot);
	if (!where || process__read_word(resolving->process, where, &target))
		return false;
	/* Unresolved slots lead back into the PLT of their own file. */
	map = process__mapping_at(resolving->process, target);
	if (!map || !map->executable || map->module != resolving->owner ||
	    !elf_file__address_of(map->module->elf, target - map->start + map->offset, &address) ||
	    address == resolving->resolver)
		return false;
	resolving->found = address;
	return true;
}

int ifunc__resolve(const struct target *target, struct module *module, const struct symbol *symbol,
		   uint64_t *address)
{
	struct resolving resolving = {
		.owner = module,
		.name = symbol->name,
		.name_len = strcspn(symbol->name, "@"),
		.resolver = symbol->address,
	};

	for (size_t p = 0; p < target->process_count; p++) {
		resolving.process = &target->processes[p];
		for (size_t m = 0; m < target->module_count; m++) {
			resolving.user = target->modules[m];
			if (elf_file__find_slot(resolving.user->elf, slot_leads_to_implementation,
						&resolving)) {
				*address = resolving.found;
				return 0;
			}
		}
	}
	return -ENOENT;
}
