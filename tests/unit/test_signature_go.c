// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Whether Go's arguments are where signatures__find() says: a program is stopped at the entry of
 * each function, and what lies there compared with what the source gives.
 */
#include "support.h"

#include <elfutils/libdw.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>

#include "../../user/dwarf/signatures.h"

struct expected {
	const char *function, *parameter;
	unsigned int offset, bytes; /* into the object */
	int64_t value;
};

static const struct expected expected[] = {
	{ "main.takeSimple", "a", 0, 8, 101 },	     { "main.takeSimple", "b", 8, 8, 4 },
	{ "main.takeSimple", "c", 8, 8, 5 },	     { "main.takeSimple", "c", 16, 8, 6 },
	{ "main.takeSimple", "d", 0, 1, 1 },	     { "main.takeSimple", "e", 0, 1, 102 },
	{ "main.takeBlank", "b", 8, 8, 5 },	     { "main.takeBlank", "c", 0, 8, 103 },
	{ "main.takeStack", "a", 0, 8, 104 },	     { "main.takeStack", "a", 8, 8, 105 },
	{ "main.takeStack", "b", 0, 8, 21 },	     { "main.takeStack", "b", 8, 8, 22 },
	{ "main.takeStack", "c", 0, 1, 106 },	     { "main.takeStack", "c", 8, 8, 107 },
	{ "main.takeStack", "c", 24, 8, 7 },	     { "main.(*pair).takeMany", "a", 0, 8, 1 },
	{ "main.(*pair).takeMany", "h", 0, 8, 8 },   { "main.(*pair).takeMany", "i", 0, 8, 109 },
	{ "main.(*pair).takeMany", "j", 0, 8, 110 }, { "main.takeFloats", "b", 0, 8, 111 },
};

struct program {
	pid_t pid;
	int fd;
	Dwarf *dwarf;
	struct signatures *signatures;
};

static uint64_t address_of(Elf *elf, const char *name)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr header;
	GElf_Sym symbol;

	while ((scn = elf_nextscn(elf, scn))) {
		assert_non_null(gelf_getshdr(scn, &header));
		if (header.sh_type != SHT_SYMTAB)
			continue;
		for (int i = 0; gelf_getsym(elf_getdata(scn, NULL), i, &symbol); i++)
			if (!strcmp(elf_strptr(elf, header.sh_link, symbol.st_name), name))
				return symbol.st_value;
	}
	fail_msg("no symbol %s", name);
	return 0;
}

static long word_at(const struct program *program, uint64_t address)
{
	long word;

	errno = 0;
	word = ptrace(PTRACE_PEEKDATA, program->pid, (void *)address, NULL);
	assert_int_equal(errno, 0);
	return word;
}

static void set_word(const struct program *program, uint64_t address, long word)
{
	assert_int_equal(ptrace(PTRACE_POKEDATA, program->pid, (void *)address, (void *)word), 0);
}

static uint64_t register_value(const struct user_regs_struct *regs, int reg)
{
	const uint64_t values[REGISTERS] = {
		regs->rax, regs->rdx, regs->rcx, regs->rbx, regs->rsi, regs->rdi,
		regs->rbp, regs->rsp, regs->r8,	 regs->r9,  regs->r10, regs->r11,
		regs->r12, regs->r13, regs->r14, regs->r15,
	};

	return values[reg];
}

/* The byte of an object at its place. */
static unsigned char byte_at(const struct program *program, const struct user_regs_struct *regs,
			     const struct value_place *place, unsigned int offset)
{
	for (int i = 0; i < place->piece_count; i++) {
		const struct value_piece *piece = &place->pieces[i];

		if (offset >= piece->offset && offset < piece->offset + piece->size)
			return register_value(regs, piece->reg) >> 8 * (offset - piece->offset);
	}
	if (place->kind != PLACE_STACK)
		fail_msg("byte %u is nowhere", offset);
	return word_at(program, regs->rsp + place->stack_offset + offset);
}

static const struct parameter *parameter_of(const struct signature *signature, const char *name)
{
	for (size_t i = 0; i < signature->parameter_count; i++)
		if (!strcmp(signature->parameters[i].name, name))
			return &signature->parameters[i];
	fail_msg("%s has no %s", signature->text, name);
	return NULL;
}

static void check(const struct program *program, const struct user_regs_struct *regs,
		  const struct signature *signature, const struct expected *what)
{
	const struct parameter *parameter = parameter_of(signature, what->parameter);
	int64_t value = 0;

	for (unsigned int i = 0; i < what->bytes; i++)
		value |= (int64_t)byte_at(program, regs, &parameter->place, what->offset + i)
			 << 8 * i;
	if (value != what->value)
		fail_msg("%s: %s at %u is %ld, not %ld", signature->text, what->parameter,
			 what->offset, (long)value, (long)what->value);
}

static void run_to(const struct program *program, uint64_t address, struct user_regs_struct *regs)
{
	long word = word_at(program, address);
	int status;

	set_word(program, address, (word & ~0xffL) | 0xcc);
	for (;;) {
		assert_int_equal(ptrace(PTRACE_CONT, program->pid, NULL, NULL), 0);
		assert_int_equal(waitpid(program->pid, &status, __WALL), program->pid);
		assert_true(WIFSTOPPED(status));
		if (WSTOPSIG(status) == SIGTRAP)
			break;
	}
	assert_int_equal(ptrace(PTRACE_GETREGS, program->pid, NULL, regs), 0);
	assert_int_equal(regs->rip, address + 1);
	regs->rip = address;
	assert_int_equal(ptrace(PTRACE_SETREGS, program->pid, NULL, regs), 0);
	set_word(program, address, word);
}

static void start(struct program *program, const char *path)
{
	int status;

	program->fd = open(path, O_RDONLY | O_CLOEXEC);
	program->dwarf = dwarf_begin(program->fd, DWARF_C_READ);
	assert_non_null(program->dwarf);
	assert_int_equal(signatures__open(program->dwarf, &program->signatures), 0);
	program->pid = fork();
	if (!program->pid) {
		/* One thread to be traced: main() stays where it began. */
		setenv("GOMAXPROCS", "1", 1);
		setenv("GOGC", "off", 1);
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execl(path, path, NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(program->pid, &status, 0), program->pid);
	assert_true(WIFSTOPPED(status));
}

static void stop(struct program *program)
{
	kill(program->pid, SIGKILL);
	waitpid(program->pid, NULL, __WALL);
	signatures__free(program->signatures);
	dwarf_end(program->dwarf);
	close(program->fd);
}

static void check_program(const char *name)
{
	struct user_regs_struct regs = { 0 };
	struct program program;
	const char *at = "";
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", FIXTURES, name);
	start(&program, path);
	for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
		const char *function = expected[i].function;
		uint64_t address = address_of(dwarf_getelf(program.dwarf), function);
		const struct signature *signature =
			signatures__find(program.signatures, address, function, true);

		assert_non_null(signature);
		if (strcmp(at, function))
			run_to(&program, address, &regs);
		at = function;
		check(&program, &regs, signature, &expected[i]);
	}
	stop(&program);
}

static void test_places(void **state)
{
	(void)state;
	check_program("places_go");
}

static void test_places_without_optimisation(void **state)
{
	(void)state;
	check_program("places_go_plain");
}

static const struct signature *find(struct program *program, const char *name)
{
	const struct signature *signature;

	signature = signatures__find(program->signatures,
				     address_of(dwarf_getelf(program->dwarf), name), name, true);
	assert_non_null(signature);
	return signature;
}

static void test_results(void **state)
{
	const struct signature *signature;
	struct program program;
	char path[4096];

	(void)state;
	snprintf(path, sizeof(path), "%s/places_go", FIXTURES);
	start(&program, path);
	signature = find(&program, "main.takeSimple");
	assert_string_equal(signature->text, "func main.takeSimple(a int, b string, c []uint8, "
					     "d bool, e int8, f *int) (int, error)");
	assert_string_equal(signature->result->name, "(int, error)");
	assert_int_equal(signature->result->kind, VALUE_STRUCT);
	assert_int_equal(signature->result->field_count, 2);
	assert_int_equal(signature->result->fields[1].offset, 8);
	assert_int_equal(signature->result_place.kind, PLACE_REGISTERS);
	assert_int_equal(signature->result_place.piece_count, 3);
	assert_int_equal(signature->result_place.pieces[0].reg, GPR_RAX);
	assert_int_equal(signature->result_place.pieces[2].reg, GPR_RCX);
	assert_int_equal(signature->result_place.pieces[2].offset, 16);
	signature = find(&program, "main.takeBlank");
	assert_int_equal(signature->result->kind, VALUE_SPAN);
	assert_int_equal(signature->result_place.pieces[1].reg, GPR_RBX);
	assert_int_equal(signature->parameters[0].type->kind, VALUE_SPAN);
	signature = find(&program, "main.takeFloats");
	assert_int_equal(signature->parameters[0].place.kind, PLACE_VECTOR);
	assert_int_equal(signature->parameters[2].place.kind, PLACE_VECTOR);
	assert_int_equal(signature->result_place.kind, PLACE_VECTOR);
	signature = find(&program, "main.main");
	assert_int_equal(signature->result->kind, VALUE_VOID);
	stop(&program);
}

/* What cgo compiled has another ABI than Go's own: asked for as Go code, C code is not known. */
static void test_languages(void **state)
{
	struct signatures *signatures;
	char path[4096];
	Dwarf *dwarf;
	uint64_t address;
	int fd;

	(void)state;
	snprintf(path, sizeof(path), "%s/places_c_gcc_O2.so", FIXTURES);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	dwarf = dwarf_begin(fd, DWARF_C_READ);
	assert_int_equal(signatures__open(dwarf, &signatures), 0);
	address = address_of(dwarf_getelf(dwarf), "take_ints");
	assert_non_null(signatures__find(signatures, address, "take_ints", false));
	assert_null(signatures__find(signatures, address, "take_ints", true));
	signatures__free(signatures);
	dwarf_end(dwarf);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_places_without_optimisation),
		cmocka_unit_test(test_results),
		cmocka_unit_test(test_languages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
