// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Whether this kernel does with instructions what probe/emulate.c foretells: each is put into a
 * file of its own page, mapped here, and probed. `taken`: the kernel accepts the probe; emulated
 * and stepped are told by the time of a hit. One line a case; exit status 1 if any differs.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "../../user/probe/emulate.h"

#define KERNEL_ENOTSUPP 524
#define SLOT		64
#define HITS		2000

struct test_case {
	const char *name;
	unsigned char code[12];
	unsigned char length;
	enum {
		KEPT,  /* not executed */
		TIMED, /* can be executed before a `ret`, so its class can be timed */
		OURS,  /* the refusal is ours: the kernel takes it and gets it wrong */
	} use;
};

#define CODE(...) { __VA_ARGS__ }, sizeof((unsigned char[]){ __VA_ARGS__ })

static const struct test_case cases[] = {
	{ "nop", CODE(0x90), TIMED },
	{ "pause", CODE(0xf3, 0x90), TIMED },
	{ "nop2", CODE(0x66, 0x90), TIMED },
	{ "nop3", CODE(0x0f, 0x1f, 0x00), TIMED },
	{ "nop4", CODE(0x0f, 0x1f, 0x40, 0x00), TIMED },
	{ "nop6", CODE(0x66, 0x0f, 0x1f, 0x44, 0, 0), TIMED },
	{ "nop7", CODE(0x0f, 0x1f, 0x80, 0, 0, 0, 0), TIMED },
	{ "nop8", CODE(0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0), TIMED },
	{ "nop9", CODE(0x66, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0), TIMED },
	{ "nop of another form", CODE(0x0f, 0x1f, 0x41, 0x00), TIMED },
	{ "cs nop10", CODE(0x66, 0x2e, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0), TIMED },
	{ "jmp +0", CODE(0xeb, 0), TIMED },
	{ "jmp +0 near", CODE(0xe9, 0, 0, 0, 0), TIMED },
	{ "je +0", CODE(0x74, 0), TIMED },
	{ "je +0 near", CODE(0x0f, 0x84, 0, 0, 0, 0), TIMED },
	{ "bnd jmp +0", CODE(0xf2, 0xe9, 0, 0, 0, 0), TIMED },
	{ "narrow jmp", CODE(0x66, 0xe9, 0, 0), KEPT },
	{ "narrow je", CODE(0x66, 0x74, 0), KEPT },
	{ "narrow call", CODE(0x66, 0xe8, 0, 0, 0, 0), KEPT },
	{ "hinted je", CODE(0x3e, 0x74, 0), TIMED },
	{ "jrcxz +0", CODE(0xe3, 0), TIMED },
	{ "push; pop", CODE(0x55, 0x5d), TIMED },
	{ "push %r12; pop", CODE(0x41, 0x54, 0x41, 0x5c), TIMED },
	{ "rex.w push; pop", CODE(0x48, 0x55, 0x5d), TIMED },
	{ "push $0; pop", CODE(0x6a, 0, 0x58), TIMED },
	{ "endbr64", CODE(0xf3, 0x0f, 0x1e, 0xfa), TIMED },
	{ "mov", CODE(0x48, 0x89, 0xc0), TIMED },
	{ "lea (%rip)", CODE(0x48, 0x8d, 0x05, 0, 0, 0, 0), TIMED },
	{ "mov %fs:", CODE(0x64, 0x48, 0x8b, 0x04, 0x25, 0, 0, 0, 0), TIMED },
	{ "ret", CODE(0xc3), TIMED },
	{ "rep ret", CODE(0xf3, 0xc3), TIMED },
	{ "bnd ret", CODE(0xf2, 0xc3), TIMED },
	{ "lock xadd", CODE(0xf0, 0x0f, 0xc1, 0x07), KEPT },
	{ "notrack jmp *%rax", CODE(0x3e, 0xff, 0xe0), KEPT },
	{ "jmp *%rax", CODE(0xff, 0xe0), KEPT },
	{ "call *%rax", CODE(0xff, 0xd0), KEPT },
	{ "hlt", CODE(0xf4), KEPT },
	{ "int3", CODE(0xcc), KEPT },
	{ "int $0x80", CODE(0xcd, 0x80), KEPT },
	{ "int1", CODE(0xf1), KEPT },
	{ "cli", CODE(0xfa), KEPT },
	{ "in", CODE(0xec), KEPT },
	{ "outs", CODE(0x6e), KEPT },
	{ "iret", CODE(0x48, 0xcf), KEPT },
	{ "lret", CODE(0xcb), KEPT },
	{ "mov %eax,%ss", CODE(0x8e, 0xd0), KEPT },
	{ "mov %eax,%fs", CODE(0x8e, 0xe0), KEPT },
	{ "syscall", CODE(0x0f, 0x05), KEPT },
	{ "ud2", CODE(0x0f, 0x0b), KEPT },
	{ "cpuid", CODE(0x0f, 0xa2), KEPT },
	{ "rdtscp", CODE(0x0f, 0x01, 0xf9), KEPT },
	{ "wrpkru", CODE(0x0f, 0x01, 0xef), KEPT },
	{ "rdsspq", CODE(0xf3, 0x48, 0x0f, 0x1e, 0xc8), TIMED },
	{ "pshufb", CODE(0x66, 0x0f, 0x38, 0x00, 0xc1), TIMED },
	{ "movdqu", CODE(0xf3, 0x0f, 0x6f, 0xc1), TIMED },
	{ "vmovdqu", CODE(0xc5, 0xfe, 0x6f, 0xc1), KEPT },
	{ "vmovaps", CODE(0xc5, 0xf8, 0x28, 0xc1), TIMED },
	{ "vpxor", CODE(0xc5, 0xf1, 0xef, 0xc1), KEPT },
	{ "vpcmpeqb", CODE(0xc5, 0xf5, 0x74, 0xc0), OURS },
	{ "vzeroupper", CODE(0xc5, 0xf8, 0x77), OURS },
	{ "vpor", CODE(0xc5, 0xf5, 0xeb, 0xc0), OURS },
	{ "vpsubsb", CODE(0xc5, 0xf5, 0xe8, 0xc0), OURS },
	{ "kmovw", CODE(0xc5, 0xf8, 0x90, 0x07), OURS },
	{ "EVEX vmovups", CODE(0x62, 0xf1, 0x7c, 0x48, 0x10, 0x07), KEPT },
	{ "EVEX vmovdqu64", CODE(0x62, 0xf1, 0xfe, 0x48, 0x6f, 0x07), KEPT },
	{ "xchg %rax,%r8", CODE(0x49, 0x90), OURS },
	{ "rex.w nop", CODE(0x48, 0x90), TIMED },
};

#define CASES (sizeof(cases) / sizeof(*cases))

static int make_file(const char *path)
{
	unsigned char page[SLOT * CASES];
	int fd = open(path, O_CREAT | O_TRUNC | O_RDWR | O_CLOEXEC, 0700);

	memset(page, 0xc3, sizeof(page));
	for (size_t i = 0; i < CASES; i++)
		memcpy(page + SLOT * i, cases[i].code, cases[i].length);
	if (fd < 0 || write(fd, page, sizeof(page)) != sizeof(page))
		return -1;
	return fd;
}

static long read_type(void)
{
	FILE *file = fopen("/sys/bus/event_source/devices/uprobe/type", "re");
	long type = -1;

	if (!file)
		return -1;
	if (fscanf(file, "%ld", &type) != 1)
		type = -1;
	fclose(file);
	return type;
}

static int probe(long type, const char *path, uint64_t offset)
{
	struct perf_event_attr attr = {
		.type = type,
		.size = sizeof(attr),
		.config1 = (uintptr_t)path,
		.config2 = offset,
		.sample_period = 1u << 30,
	};
	int fd = syscall(__NR_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static double ns_a_call(void (*function)(void))
{
	struct timespec start, end;

	function();
	clock_gettime(CLOCK_MONOTONIC, &start);
	for (int i = 0; i < HITS; i++)
		function();
	clock_gettime(CLOCK_MONOTONIC, &end);
	return ((end.tv_sec - start.tv_sec) * 1e9 + (end.tv_nsec - start.tv_nsec)) / HITS;
}

static const char *const words[] = { "emulated", "stepped", "refused" };

static bool agrees(const struct test_case *it, long type, const char *path, uint64_t offset,
		   void (*function)(void), double limit)
{
	enum kernel_way want = kernel_way_with(it->code, it->length, NULL);
	int fd = probe(type, path, offset);
	double ns = 0;
	bool good;

	if (fd >= 0 && it->use == TIMED)
		ns = ns_a_call(function);
	good = fd >= 0 ? want != KERNEL_REFUSES || it->use == OURS
		       : want == KERNEL_REFUSES && it->use != OURS;
	if (ns && limit)
		good = good && (ns > limit) == (want == KERNEL_STEPS);
	printf("%s  %-20s foretold %-8s  kernel %d  %.0f ns\n", good ? "ok  " : "DIFF", it->name,
	       words[want], fd < 0 ? fd : 0, ns);
	if (fd >= 0)
		close(fd);
	return good;
}

int main(int argc, char **argv)
{
	long type = read_type();
	int fd, differing = 0;
	unsigned char *code;
	double limit;

	if (argc != 2 || type < 0) {
		fprintf(stderr, "usage: %s SCRATCH_FILE (and a kernel with uprobes)\n", argv[0]);
		return 2;
	}
	fd = make_file(argv[1]);
	code = mmap(NULL, SLOT * CASES, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
	if (fd < 0 || code == MAP_FAILED) {
		perror(argv[1]);
		return 2;
	}
	/* Between a probed nop, which every kernel emulates, and four times that. */
	fd = probe(type, argv[1], 0);
	if (fd < 0) {
		fprintf(stderr, "no probe on a nop: %s\n", strerror(-fd));
		return 2;
	}
	limit = 4 * ns_a_call((void (*)(void))(uintptr_t)code);
	close(fd);
	for (size_t i = 0; i < CASES; i++)
		differing += !agrees(&cases[i], type, argv[1], SLOT * i,
				     (void (*)(void))(uintptr_t)(code + SLOT * i), limit);
	return differing != 0;
}
