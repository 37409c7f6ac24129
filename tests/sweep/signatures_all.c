// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Reads the signature of every function of a file with debug information, and tells how long it
 * took. -p prints each; -t reads the texts alone, as --list does.
 */
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "../../user/dwarf/signatures.h"

static const char *const registers[] = { "rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp",
					 "r8",	"r9",  "r10", "r11", "r12", "r13", "r14", "r15" };

static void print_place(const struct value_place *place)
{
	static const char *const kinds[] = { "", "stack", "at", "constant", "vector", "gone" };

	printf("%s", kinds[place->kind]);
	for (int i = 0; i < place->piece_count; i++)
		printf("%s%s/%d", i ? "," : "", registers[place->pieces[i].reg],
		       place->pieces[i].size);
	if (place->kind == PLACE_STACK || (place->kind == PLACE_REFERENCE && !place->piece_count))
		printf("+%d", place->stack_offset);
	if (place->kind == PLACE_CONSTANT)
		printf(" %ld", (long)place->constant);
}

static void print_signature(const char *symbol, const struct signature *signature)
{
	printf("%s: %s  [%s:%u]\n", symbol, signature->text,
	       signature->file ? signature->file : "?", signature->line);
	for (size_t i = 0; i < signature->parameter_count; i++) {
		const struct parameter *parameter = &signature->parameters[i];

		printf("    %s: %s kind %d, %u bytes: ", parameter->name ? parameter->name : "-",
		       parameter->type->name, parameter->type->kind, parameter->type->bytes);
		print_place(&parameter->place);
		printf("\n");
	}
	printf("    -> %s kind %d: ", signature->result->name, signature->result->kind);
	print_place(&signature->result_place);
	printf("\n");
}

/* The symbols of .symtab: a file of debug information alone has no code to check them by. */
static Elf_Data *symbol_table(Elf *elf, size_t *strings)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr header;

	while ((scn = elf_nextscn(elf, scn)))
		if (gelf_getshdr(scn, &header) && header.sh_type == SHT_SYMTAB) {
			*strings = header.sh_link;
			return elf_getdata(scn, NULL);
		}
	return NULL;
}

static bool read_one(struct signatures *signatures, uint64_t address, const char *name, bool print,
		     bool texts)
{
	const struct signature *signature;
	char *text;
	bool found;

	if (texts) {
		text = signatures__text(signatures, address, name);
		found = text;
		if (text && print)
			printf("%s: %s\n", name, text);
		free(text);
		return found;
	}
	signature = signatures__find(signatures, address, name, false);
	if (signature && print)
		print_signature(name, signature);
	return signature;
}

static size_t read_all(Elf *elf, struct signatures *signatures, bool print, bool texts)
{
	size_t strings, count = 0;
	Elf_Data *data = symbol_table(elf, &strings);
	GElf_Sym symbol;

	for (int i = 0; data && gelf_getsym(data, i, &symbol); i++)
		if (GELF_ST_TYPE(symbol.st_info) == STT_FUNC && symbol.st_value)
			count += read_one(signatures, symbol.st_value,
					  elf_strptr(elf, strings, symbol.st_name), print, texts);
	return count;
}

int main(int argc, char **argv)
{
	bool print = false, texts = false;
	struct signatures *signatures;
	struct timespec start, end;
	struct rusage usage;
	Dwarf *dwarf;
	size_t count;
	int option, fd;

	while ((option = getopt(argc, argv, "pt")) != -1) {
		print |= option == 'p';
		texts |= option == 't';
	}
	fd = optind < argc ? open(argv[optind], O_RDONLY | O_CLOEXEC) : -1;
	if (fd < 0) {
		fprintf(stderr, "usage: %s [-p] [-t] FILE\n", argv[0]);
		return 2;
	}
	clock_gettime(CLOCK_MONOTONIC, &start);
	dwarf = dwarf_begin(fd, DWARF_C_READ);
	if (!dwarf || signatures__open(dwarf, &signatures)) {
		fprintf(stderr, "no debug information: %s\n", dwarf_errmsg(-1));
		return 1;
	}
	count = read_all(dwarf_getelf(dwarf), signatures, print, texts);
	clock_gettime(CLOCK_MONOTONIC, &end);
	getrusage(RUSAGE_SELF, &usage);
	fprintf(stderr, "%zu signatures in %.3f s, %ld MB\n", count,
		end.tv_sec - start.tv_sec + (end.tv_nsec - start.tv_nsec) / 1e9,
		usage.ru_maxrss / 1024);
	signatures__free(signatures);
	dwarf_end(dwarf);
	close(fd);
	return 0;
}
