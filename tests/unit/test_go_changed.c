/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Go programs whose headers were taken away or changed, and damaged ones for the sanitizers. */
#include "go_files.h"

#include <elf.h>

/* A copy of a Go program in the test's folder, to be changed. */
static unsigned char *load(const char *name, size_t *size)
{
	FILE *file = fopen(program(name), "re");
	unsigned char *bytes;

	assert_non_null(file);
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	*size = ftell(file);
	rewind(file);
	bytes = malloc(*size);
	assert_non_null(bytes);
	assert_int_equal(fread(bytes, 1, *size, file), *size);
	fclose(file);
	return bytes;
}

static const char *save(unsigned char *bytes, size_t size)
{
	const char *path = path_of("changed");
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
	return path;
}

static void drop_section_headers(unsigned char *bytes)
{
	Elf64_Ehdr *header = (Elf64_Ehdr *)bytes;

	header->e_shoff = 0;
	header->e_shnum = 0;
	header->e_shstrndx = 0;
}

/* Without section headers everything is found by its looks. */
static void test_no_section_headers(void **state)
{
	static const char *const names[] = { "goroutines_stripped", "goroutines_pie",
					     "cgo_stripped" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct go_module whole = read_module(program(names[i])), go;
		struct opened opened;
		unsigned char *bytes;
		size_t size;

		bytes = load(names[i], &size);
		drop_section_headers(bytes);
		opened = open_file(save(bytes, size));
		assert_int_equal(go_module__read(opened.elf, &go), 0);
		assert_memory_equal(&go, &whole, sizeof(go));
		assert_true(has_symbol(opened.elf, "runtime.gopanic"));
		close_file(&opened);
		free(bytes);
	}
}

static struct elf_part section(struct elf_file *elf, const char *name)
{
	struct elf_part part;

	assert_true(elf_part__of_section(elf, name, &part));
	return part;
}

/* Where in the file a part of it is. */
static size_t offset_of(struct elf_file *elf, const struct elf_part *part)
{
	uint64_t offset;

	assert_true(elf_file__offset_of(elf, part->address, false, &offset));
	return offset;
}

/* A header without the start of the text: newer Go's. It is in the runtime's moduledata too. */
static void test_no_text_start(void **state)
{
	static const char *const names[][2] = {
		{ "goroutines_stripped", ".gopclntab" },
		{ "goroutines_pie", ".data.rel.ro.gopclntab" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct opened whole = open_file(program(names[i][0])), opened;
		struct elf_part part = section(whole.elf, names[i][1]);
		size_t size, at = offset_of(whole.elf, &part) + GOPCLNTAB_TEXT_START_AT;
		unsigned char *bytes = load(names[i][0], &size);

		memset(bytes + at, 0, 8);
		opened = open_file(save(bytes, size));
		assert_non_null(elf_file__go_functions(opened.elf));
		assert_int_equal(elf_file__go_functions(opened.elf)->text_start,
				 elf_file__go_functions(whole.elf)->text_start);
		close_file(&opened);
		close_file(&whole);
		free(bytes);
	}
}

/* Build information as before 1.18: two pointers to Go strings, each a pointer and a length. */
static void test_old_buildinfo(void **state)
{
	static const char *const versions[] = { "go1.16.5", "go1.17 X:noregabi", "devel +1a2b" };
	static const unsigned int minors[] = { 16, 17, 0 };
	static const bool register_abi[] = { false, false, true };
	struct opened whole = open_file(program("goroutines"));
	struct elf_part info = section(whole.elf, ".go.buildinfo");
	size_t at = offset_of(whole.elf, &info);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
		uint64_t words[] = { info.address + 32, 0, info.address + 48, strlen(versions[i]) };
		struct go_module go;
		unsigned char *bytes;
		size_t size;

		bytes = load("goroutines", &size);
		bytes[at + 15] = 0;
		memcpy(bytes + at + 16, words, sizeof(words));
		memcpy(bytes + at + 48, versions[i], strlen(versions[i]));
		go = read_module(save(bytes, size));
		assert_int_equal(go.minor, minors[i]);
		assert_int_equal(go.register_abi, register_abi[i]);
		assert_int_equal(go.tls_g, -8);
		free(bytes);
	}
	close_file(&whole);
}

/* One byte after another of what we read, in a copy that is mapped anew each time. */
static void test_damaged(void **state)
{
	static const char *const sections[] = { ".gopclntab", ".go.buildinfo" };
	struct opened whole = open_file(program("goroutines_stripped"));
	unsigned char *bytes;
	size_t size;

	(void)state;
	bytes = load("goroutines_stripped", &size);
	srand(1);
	for (int round = 0; round < 300; round++) {
		struct elf_part part = section(whole.elf, sections[round % 2]);
		size_t at = offset_of(whole.elf, &part) + rand() % (round % 3 ? 256 : part.size);
		unsigned char byte = bytes[at];
		struct opened opened;
		struct go_module go;

		bytes[at] = rand();
		opened = open_file(save(bytes, size));
		go_module__read(opened.elf, &go);
		has_symbol(opened.elf, "main.nosuch");
		close_file(&opened);
		bytes[at] = byte;
	}
	close_file(&whole);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_folder(test_no_section_headers),
		in_folder(test_no_text_start),
		in_folder(test_old_buildinfo),
		in_folder(test_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
