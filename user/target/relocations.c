// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "relocations.h"

#include <gelf.h>
#include <libelf.h>

/* A relocation, and the section that it stands in. */
struct entry {
	Elf *elf;
	GElf_Shdr header;
	GElf_Rela rela;
};

typedef bool entry_fn(const struct entry *entry, void *context);

static bool find_entry(struct elf_file *file, entry_fn *each, void *context)
{
	struct entry entry = { .elf = elf_file__handle(file) };
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(entry.elf, section))) {
		Elf_Data *data;

		if (!gelf_getshdr(section, &entry.header) || entry.header.sh_type != SHT_RELA ||
		    !(entry.header.sh_flags & SHF_ALLOC))
			continue;
		data = elf_getdata(section, NULL);
		for (int i = 0; data && gelf_getrela(data, i, &entry.rela); i++)
			if (each(&entry, context))
				return true;
	}
	return false;
}

/* The name of its symbol, NULL if it has none. */
static const char *symbol_of(const struct entry *entry)
{
	Elf_Scn *section =
		entry->header.sh_link ? elf_getscn(entry->elf, entry->header.sh_link) : NULL;
	Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;
	GElf_Shdr header;
	const char *name;
	GElf_Sym sym;

	if (!data || !gelf_getshdr(section, &header) ||
	    !gelf_getsym(data, GELF_R_SYM(entry->rela.r_info), &sym))
		return NULL;
	name = elf_strptr(entry->elf, header.sh_link, sym.st_name);
	return name && *name ? name : NULL;
}

struct slot_search {
	bool (*each)(const struct function_slot *slot, void *context);
	void *context;
};

static bool take_slot(const struct entry *entry, void *context)
{
	const struct slot_search *search = context;
	struct function_slot slot = { .slot = entry->rela.r_offset };
	int type = GELF_R_TYPE(entry->rela.r_info);

	if (type == R_X86_64_IRELATIVE) {
		slot.resolver = entry->rela.r_addend;
	} else {
		if (type != R_X86_64_JUMP_SLOT && type != R_X86_64_GLOB_DAT && type != R_X86_64_64)
			return false;
		slot.name = symbol_of(entry);
		if (!slot.name)
			return false;
	}
	return search->each(&slot, search->context);
}

bool elf_file__find_slot(struct elf_file *file,
			 bool (*each)(const struct function_slot *slot, void *context),
			 void *context)
{
	struct slot_search search = { each, context };

	return find_entry(file, take_slot, &search);
}

struct pointer_search {
	bool (*each)(uint64_t address, uint64_t value, void *context);
	void *context;
};

static bool take_pointer(const struct entry *entry, void *context)
{
	const struct pointer_search *search = context;

	return GELF_R_TYPE(entry->rela.r_info) == R_X86_64_RELATIVE &&
	       search->each(entry->rela.r_offset, entry->rela.r_addend, search->context);
}

bool elf_file__find_pointer(struct elf_file *file,
			    bool (*each)(uint64_t address, uint64_t value, void *context),
			    void *context)
{
	struct pointer_search search = { each, context };

	return find_entry(file, take_pointer, &search);
}
