// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "elf_file.h"

#include <errno.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../util/log.h"
#include "go_table.h"

struct symbol_table {
	Elf_Data *data;
	size_t count;
	size_t strings; /* section index of its names */
};

struct elf_file {
	Elf *elf;
	GElf_Phdr *segments;
	size_t segment_count;
	struct symbol_table tables[2]; /* .symtab, .dynsym; data NULL if absent */
	Elf_Data *versions;	       /* .gnu.version, one number for each of .dynsym */
	const char **version_names;    /* by number, from .gnu.version_d */
	size_t version_count;
	struct gopclntab go_functions; /* data NULL: none, or not looked for yet */
	bool go_searched;
};

int elf_check_machine(int fd, const char *path)
{
	GElf_Ehdr header;

	if (pread(fd, &header, sizeof(header), 0) != sizeof(header) ||
	    memcmp(header.e_ident, ELFMAG, SELFMAG)) {
		log_error("%s is not an ELF program: only native programs can be traced", path);
		return -ENOEXEC;
	}
	if (header.e_ident[EI_CLASS] != ELFCLASS64) {
		log_error("%s is a 32-bit program: maap-trace traces 64-bit (x86-64) programs only",
			  path);
		return -ENOEXEC;
	}
	if (header.e_machine != EM_X86_64) {
		log_error(
			"%s is built for another processor (ELF machine %u): only x86-64 is traced",
			path, header.e_machine);
		return -ENOEXEC;
	}
	return 0;
}

static int read_segments(struct elf_file *file)
{
	if (elf_getphdrnum(file->elf, &file->segment_count))
		return -EINVAL;
	file->segments = calloc(file->segment_count, sizeof(*file->segments));
	if (!file->segments && file->segment_count)
		return -ENOMEM;
	for (size_t i = 0; i < file->segment_count; i++)
		if (!gelf_getphdr(file->elf, i, &file->segments[i]))
			return -EINVAL;
	return 0;
}

/* The names of the versions that the file defines, by their number (Linux Standard Base, 10.7). */
static void read_version_names(struct elf_file *file, Elf_Scn *section, const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t at = 0;

	file->version_names = calloc(header->sh_info + 2, sizeof(*file->version_names));
	if (!data || !file->version_names)
		return;
	file->version_count = header->sh_info + 2;
	for (size_t i = 0; i < header->sh_info; i++) {
		GElf_Verdef def;
		GElf_Verdaux aux;

		if (!gelf_getverdef(data, at, &def) ||
		    !gelf_getverdaux(data, at + def.vd_aux, &aux))
			return;
		if (def.vd_ndx < file->version_count && !(def.vd_flags & VER_FLG_BASE))
			file->version_names[def.vd_ndx] =
				elf_strptr(file->elf, header->sh_link, aux.vda_name);
		at += def.vd_next;
	}
}

static void read_tables(struct elf_file *file)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(file->elf, section))) {
		struct symbol_table *table;
		GElf_Shdr header;

		if (!gelf_getshdr(section, &header))
			continue;
		if (header.sh_type == SHT_GNU_versym)
			file->versions = elf_getdata(section, NULL);
		if (header.sh_type == SHT_GNU_verdef)
			read_version_names(file, section, &header);
		if (header.sh_type != SHT_SYMTAB && header.sh_type != SHT_DYNSYM)
			continue;
		table = &file->tables[header.sh_type == SHT_DYNSYM];
		table->data = elf_getdata(section, NULL);
		table->count = header.sh_entsize ? header.sh_size / header.sh_entsize : 0;
		table->strings = header.sh_link;
	}
}

int elf_file__open(int fd, const char *path, struct elf_file **out)
{
	struct elf_file *file;
	GElf_Ehdr header;
	int err;

	if (elf_version(EV_CURRENT) == EV_NONE)
		return -ENOTSUP;
	file = calloc(1, sizeof(*file));
	if (!file)
		return -ENOMEM;
	file->elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (!file->elf || elf_kind(file->elf) != ELF_K_ELF || !gelf_getehdr(file->elf, &header) ||
	    header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_machine != EM_X86_64) {
		log_verbose("%s: not an x86-64 ELF file, left out", path);
		err = -ENOEXEC;
		goto fail;
	}
	err = read_segments(file);
	if (err) {
		log_verbose("%s: program headers cannot be read: %s", path, elf_errmsg(-1));
		goto fail;
	}
	read_tables(file);
	*out = file;
	return 0;
fail:
	elf_file__close(file);
	return err;
}

void elf_file__close(struct elf_file *file)
{
	if (!file)
		return;
	elf_end(file->elf);
	free(file->segments);
	free(file->version_names);
	free(file);
}

Elf *elf_file__handle(struct elf_file *file)
{
	return file->elf;
}

const struct gopclntab *elf_file__go_functions(struct elf_file *file)
{
	if (!file->go_searched)
		go_table__find(file, &file->go_functions);
	file->go_searched = true;
	return file->go_functions.data ? &file->go_functions : NULL;
}

static bool section_named(struct elf_file *file, Elf_Scn *section, const char *name)
{
	GElf_Shdr header;
	const char *found;
	size_t strings;

	if (elf_getshdrstrndx(file->elf, &strings) || !gelf_getshdr(section, &header))
		return false;
	found = elf_strptr(file->elf, strings, header.sh_name);
	return found && !strcmp(found, name);
}

bool elf_file__has_section(struct elf_file *file, const char *name)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(file->elf, section)))
		if (section_named(file, section, name))
			return true;
	return false;
}

char *elf_file__soname(struct elf_file *file)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	Elf_Data *data;
	GElf_Dyn dyn;

	while ((section = elf_nextscn(file->elf, section))) {
		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_DYNAMIC)
			continue;
		data = elf_getdata(section, NULL);
		for (int i = 0; data && gelf_getdyn(data, i, &dyn) && dyn.d_tag != DT_NULL; i++)
			if (dyn.d_tag == DT_SONAME) {
				const char *name =
					elf_strptr(file->elf, header.sh_link, dyn.d_un.d_val);

				return name ? strdup(name) : NULL;
			}
	}
	return NULL;
}

bool elf_file__offset_of(struct elf_file *file, uint64_t address, bool executable_only,
			 uint64_t *offset)
{
	for (size_t i = 0; i < file->segment_count; i++) {
		const GElf_Phdr *segment = &file->segments[i];

		if (segment->p_type != PT_LOAD || (executable_only && !(segment->p_flags & PF_X)))
			continue;
		if (address < segment->p_vaddr || address - segment->p_vaddr >= segment->p_filesz)
			continue;
		*offset = address - segment->p_vaddr + segment->p_offset;
		return true;
	}
	return false;
}

bool elf_file__address_of(struct elf_file *file, uint64_t offset, uint64_t *address)
{
	for (size_t i = 0; i < file->segment_count; i++) {
		const GElf_Phdr *segment = &file->segments[i];

		if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_X))
			continue;
		/* Mappings begin at a page, segments anywhere in one. */
		if (offset < (segment->p_offset & ~0xfffULL) ||
		    offset >= segment->p_offset + segment->p_filesz)
			continue;
		*address = offset - segment->p_offset + segment->p_vaddr;
		return true;
	}
	return false;
}

static enum symbol_kind kind_of(struct elf_file *file, const GElf_Sym *sym)
{
	int type = GELF_ST_TYPE(sym->st_info);
	uint64_t offset;

	if (sym->st_shndx == SHN_UNDEF)
		return type == STT_FUNC || type == STT_NOTYPE || type == STT_GNU_IFUNC
			       ? SYMBOL_IMPORT
			       : SYMBOL_OTHER;
	if (sym->st_shndx == SHN_ABS || !elf_file__offset_of(file, sym->st_value, true, &offset))
		return SYMBOL_OTHER;
	if (type == STT_FUNC)
		return SYMBOL_FUNCTION;
	if (type == STT_GNU_IFUNC)
		return SYMBOL_IFUNC;
	return type == STT_NOTYPE ? SYMBOL_UNTYPED : SYMBOL_OTHER;
}

static void read_version(struct elf_file *file, size_t index, struct symbol *symbol)
{
	GElf_Versym version;

	symbol->version = NULL;
	symbol->default_version = true;
	if (!file->versions || !gelf_getversym(file->versions, index, &version))
		return;
	/* The top bit hides a version from the linker: name@VERSION. */
	symbol->default_version = !(version & 0x8000);
	version &= 0x7fff;
	if (version < file->version_count)
		symbol->version = file->version_names[version];
}

/* False at the end of the table. */
static bool next_elf_symbol(struct symbol_iter *iter, struct symbol *symbol)
{
	const struct symbol_table *table = &iter->elf->tables[iter->table];
	GElf_Sym sym;

	while (table->data && iter->index < table->count &&
	       gelf_getsym(table->data, iter->index, &sym)) {
		size_t index = iter->index++;

		symbol->name = elf_strptr(iter->elf->elf, table->strings, sym.st_name);
		if (!symbol->name || !*symbol->name)
			continue;
		symbol->kind = kind_of(iter->code ? iter->code : iter->elf, &sym);
		symbol->address = sym.st_value;
		symbol->size = sym.st_size;
		symbol->version = NULL;
		symbol->default_version = true;
		if (iter->table == SYMBOLS_DYNSYM)
			read_version(iter->elf, index, symbol);
		return true;
	}
	return false;
}

static bool next_go_symbol(struct symbol_iter *iter, struct symbol *symbol)
{
	const struct gopclntab *table = elf_file__go_functions(iter->elf);
	struct gopclntab_function function;

	while (table && iter->index < table->count) {
		if (!gopclntab__function(table, iter->index++, &function))
			continue;
		*symbol = (struct symbol){
			.name = function.name,
			.default_version = true,
			.address = function.address,
			.size = function.size,
			.kind = SYMBOL_FUNCTION,
		};
		return true;
	}
	return false;
}

bool symbol_iter__next(struct symbol_iter *iter, struct symbol *symbol)
{
	while (iter->table < SYMBOLS_END) {
		if (iter->table < SYMBOLS_GO ? next_elf_symbol(iter, symbol)
					     : next_go_symbol(iter, symbol))
			return true;
		iter->table++;
		iter->index = 0;
		if (iter->table == SYMBOLS_GO && iter->elf->tables[SYMBOLS_SYMTAB].data)
			iter->table++;
	}
	return false;
}
