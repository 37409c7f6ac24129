// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Debug information that somebody has damaged: whatever it says, reading it ends, and with nothing
 * but wrong answers. Each try is a child of its own. HOSTILE_TRIES makes it try more.
 */
#include "support.h"

#include <elfutils/libdw.h>
#include <fcntl.h>
#include <gelf.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "../../user/dwarf/inlined.h"
#include "../../user/dwarf/signatures.h"

#define SECONDS_AT_MOST 20

struct file {
	unsigned char *bytes;
	size_t count;
	struct {
		size_t offset, count;
	} sections[16];
	size_t section_count;
};

static bool is_read(const char *name)
{
	static const char *const names[] = {
		".debug_info",	   ".debug_abbrev",   ".debug_loc",  ".debug_loclists",
		".debug_ranges",   ".debug_rnglists", ".debug_str",  ".debug_line",
		".debug_line_str", ".debug_types",    ".debug_addr", ".debug_str_offsets"
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

static void find_sections(struct file *file)
{
	Elf *elf = elf_memory((char *)file->bytes, file->count);
	Elf_Scn *scn = NULL;
	GElf_Shdr header;
	size_t names;

	assert_non_null(elf);
	assert_int_equal(elf_getshdrstrndx(elf, &names), 0);
	while ((scn = elf_nextscn(elf, scn))) {
		assert_non_null(gelf_getshdr(scn, &header));
		if (!is_read(elf_strptr(elf, names, header.sh_name)) || !header.sh_size)
			continue;
		file->sections[file->section_count].offset = header.sh_offset;
		file->sections[file->section_count++].count = header.sh_size;
	}
	elf_end(elf);
	assert_true(file->section_count > 1);
}

static void load(struct file *file, const char *name)
{
	char path[4096];
	struct stat st;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", FIXTURES, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(fstat(fd, &st), 0);
	*file = (struct file){ .count = st.st_size, .bytes = malloc(st.st_size) };
	assert_int_equal(read(fd, file->bytes, file->count), st.st_size);
	close(fd);
	find_sections(file);
}

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static void damage(const struct file *file, unsigned char *bytes, uint32_t seed)
{
	static const unsigned char values[] = { 0, 1, 0x7f, 0x80, 0xff };
	uint32_t state = seed;
	size_t changes = 1 + next_random(&state) % 40;

	for (size_t i = 0; i < changes; i++) {
		size_t section = next_random(&state) % file->section_count;
		size_t at = file->sections[section].offset +
			    next_random(&state) % file->sections[section].count;

		bytes[at] = next_random(&state) % 2 ? values[next_random(&state) % sizeof(values)]
						    : next_random(&state);
	}
}

static size_t read_all_symbols(Dwarf *dwarf, struct signatures *signatures)
{
	Elf *elf = dwarf_getelf(dwarf);
	Elf_Scn *scn = NULL;
	GElf_Shdr header;
	GElf_Sym symbol;
	size_t found = 0;

	while ((scn = elf_nextscn(elf, scn))) {
		if (!gelf_getshdr(scn, &header) || header.sh_type != SHT_SYMTAB)
			continue;
		for (int i = 0; gelf_getsym(elf_getdata(scn, NULL), i, &symbol); i++) {
			const char *name = elf_strptr(elf, header.sh_link, symbol.st_name);

			if (GELF_ST_TYPE(symbol.st_info) != STT_FUNC)
				continue;
			found += signatures__find(signatures, symbol.st_value, name, false) != NULL;
			free(signatures__text(signatures, symbol.st_value, name));
		}
	}
	return found;
}

static void read_everything(Dwarf *dwarf)
{
	struct signatures *signatures;

	assert_int_equal(signatures__open(dwarf, &signatures), 0);
	read_all_symbols(dwarf, signatures);
	signatures__free(signatures);
	inlined_places(dwarf, "take_plain", NULL);
	inlined_places(dwarf, "move", NULL);
}

/* In the child; its exit status tells. */
static void try_damaged(const struct file *file, uint32_t seed)
{
	int fd = memfd_create("damaged", MFD_CLOEXEC);
	unsigned char *bytes;
	Dwarf *dwarf;

	alarm(SECONDS_AT_MOST);
	assert_int_equal(ftruncate(fd, file->count), 0);
	bytes = mmap(NULL, file->count, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	assert_true(bytes != MAP_FAILED);
	memcpy(bytes, file->bytes, file->count);
	damage(file, bytes, seed);
	munmap(bytes, file->count);
	dwarf = dwarf_begin(fd, DWARF_C_READ);
	if (dwarf) {
		read_everything(dwarf);
		dwarf_end(dwarf);
	}
	_exit(0);
}

static void check_file(const char *name)
{
	const char *tries = getenv("HOSTILE_TRIES");
	uint32_t count = tries ? strtoul(tries, NULL, 10) : 40;
	struct file file;

	load(&file, name);
	for (uint32_t seed = 1; seed <= count; seed++) {
		pid_t child = fork();
		int status;

		if (!child)
			try_damaged(&file, seed);
		assert_int_equal(waitpid(child, &status, 0), child);
		if (status)
			fail_msg("%s, seed %u: status %x", name, seed, status);
	}
	free(file.bytes);
}

/* Types made of themselves and the like: as they are, then damaged. */
static void test_cycles(void **state)
{
	struct signatures *signatures;
	char path[4096];
	Dwarf *dwarf;
	int fd;

	(void)state;
	snprintf(path, sizeof(path), "%s/cycles.so", FIXTURES);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	dwarf = dwarf_begin(fd, DWARF_C_READ);
	assert_non_null(dwarf);
	alarm(SECONDS_AT_MOST);
	assert_int_equal(signatures__open(dwarf, &signatures), 0);
	assert_true(read_all_symbols(dwarf, signatures) >= 1);
	signatures__free(signatures);
	inlined_places(dwarf, "circular", NULL);
	alarm(0);
	dwarf_end(dwarf);
	close(fd);
	check_file("cycles.so");
}

#define HOSTILE_TEST(name, file)                                                                   \
	static void test_##name(void **state)                                                      \
	{                                                                                          \
		(void)state;                                                                       \
		check_file(file);                                                                  \
	}

HOSTILE_TEST(c, "places_c_gcc_O2.so")
HOSTILE_TEST(cxx, "places_cxx_gcc_O2.so")
HOSTILE_TEST(cxx_clang, "places_cxx_clang_O2.so")
HOSTILE_TEST(cxx_types, "places_cxx_gcc_O2_types.so")
HOSTILE_TEST(inlined, "inlined_lto")

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_c),	  cmocka_unit_test(test_cxx),
		cmocka_unit_test(test_cxx_clang), cmocka_unit_test(test_cxx_types),
		cmocka_unit_test(test_inlined),	  cmocka_unit_test(test_cycles),
	};

	elf_version(EV_CURRENT);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
