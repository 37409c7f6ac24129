/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Backtraces from a copy of this very program's stack: the truth is at hand. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <ucontext.h>

#include "../../user/record/backtrace.h"
#include "../../user/target/error_places.h"
#include "support.h"

#define STACK_BYTES 16384
#define MAX_RETURNS 8

static struct target self;
static struct backtraces *backtraces;

/* An error as the kernel side sends it, made of this thread's registers and stack. */
static struct snapshot {
	struct error_event event;
	unsigned char data[STACK_BYTES + MAX_RETURNS * sizeof(struct error_return)];
} snapshot;

static uint64_t stack_end;
static int innermost_line, middle_line, inlined_line;

static int open_self(void **state)
{
	pthread_attr_t attributes;
	size_t size = 0;
	void *start = NULL;

	(void)state;
	pthread_getattr_np(pthread_self(), &attributes);
	pthread_attr_getstack(&attributes, &start, &size);
	pthread_attr_destroy(&attributes);
	stack_end = (uint64_t)start + size;
	return target__add_process(&self, getpid()) || backtraces__new(&backtraces) ? -1 : 0;
}

static int close_self(void **state)
{
	(void)state;
	backtraces__free(backtraces);
	target__close(&self);
	return 0;
}

static void copy_registers(const ucontext_t *context)
{
	/* DWARF's numbers: rax rdx rcx rbx rsi rdi rbp rsp r8 … r15 rip */
	static const int numbers[MAAP_ERROR_REGISTERS] = {
		REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI, REG_RBP, REG_RSP, REG_R8,
		REG_R9,	 REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP,
	};

	for (int i = 0; i < MAAP_ERROR_REGISTERS; i++)
		snapshot.event.registers[i] = context->uc_mcontext.gregs[numbers[i]];
}

static __attribute__((noipa, no_sanitize("address"))) void copy_stack(uint64_t sp, size_t bytes)
{
	const volatile unsigned char *from = (const unsigned char *)sp;

	/* The stack may end before: what is missing stays 0. */
	for (size_t i = 0; i < bytes && sp + i < stack_end; i++)
		snapshot.data[i] = from[i];
}

/* `bytes` of the stack from the caller on. */
static __attribute__((noipa)) void take_snapshot(size_t bytes)
{
	ucontext_t context;

	memset(&snapshot, 0, sizeof(snapshot));
	getcontext(&context);
	copy_registers(&context);
	snapshot.event.kind = MAAP_ERROR_SIGNAL;
	for (int i = 0; i < MAAP_PIECES; i++)
		snapshot.event.pieces[i].bytes = MAAP_ERROR_NOTHING;
	snapshot.event.stack_start = snapshot.event.registers[7];
	copy_stack(snapshot.event.stack_start, bytes);
	snapshot.event.data_bytes = bytes;
	snapshot.event.pieces[MAAP_PIECE_STACK] = (struct error_piece){ 0, bytes };
}

static __attribute__((noipa)) int innermost(size_t bytes)
{
	innermost_line = __LINE__ + 1;
	take_snapshot(bytes);
	return 1;
}

static inline __attribute__((always_inline)) int inlined_one(size_t bytes)
{
	int result;

	inlined_line = __LINE__ + 1;
	result = innermost(bytes);
	__asm__ volatile("" : "+r"(result));
	return result + 1;
}

static __attribute__((noipa)) int middle_one(size_t bytes)
{
	int result;

	middle_line = __LINE__ + 1;
	result = inlined_one(bytes);
	__asm__ volatile("" : "+r"(result));
	return result + 1;
}

static struct backtrace *unwind(void)
{
	struct backtrace *backtrace =
		backtraces__of(backtraces, &self.processes[0], &snapshot.event);

	assert_non_null(backtrace);
	return backtrace;
}

static size_t find(const struct backtrace *backtrace, const char *symbol)
{
	for (size_t i = 0; i < backtrace->count; i++)
		if (backtrace->frames[i].symbol && !strcmp(backtrace->frames[i].symbol, symbol))
			return i;
	fail_msg("no frame of %s", symbol);
	return 0;
}

static void check_frame(const struct backtrace_frame *frame, const char *symbol, int line,
			bool inlined)
{
	assert_string_equal(frame->symbol, symbol);
	assert_int_equal(frame->line, line);
	assert_non_null(strstr(frame->file, "test_backtrace.c"));
	assert_int_equal(frame->inlined, inlined);
}

static void test_functions_and_lines(void **state)
{
	struct backtrace *backtrace;
	size_t at;

	(void)state;
	assert_int_equal(middle_one(STACK_BYTES / 2), 3);
	backtrace = unwind();
	at = find(backtrace, "innermost");
	assert_true(at > 0);
	check_frame(&backtrace->frames[at], "innermost", innermost_line, false);
	check_frame(&backtrace->frames[at + 1], "inlined_one", inlined_line, true);
	check_frame(&backtrace->frames[at + 2], "middle_one", middle_line, false);
	assert_int_equal(backtrace->frames[at + 1].pc, backtrace->frames[at + 2].pc);
	assert_string_equal(backtrace->frames[at + 3].symbol, "test_functions_and_lines");
	assert_true(find(backtrace, "main") > at + 3);
	backtrace__release(backtrace);
}

/* The slot of a return address that leads into middle_one(). */
static size_t find_return_into(const struct backtrace *backtrace)
{
	uint64_t wanted = backtrace->frames[find(backtrace, "middle_one")].pc, word;

	for (size_t at = 0; at + sizeof(word) <= STACK_BYTES / 2; at += sizeof(word)) {
		memcpy(&word, snapshot.data + at, sizeof(word));
		if (word == wanted)
			return at;
	}
	fail_msg("its return address is not on the stack");
	return 0;
}

static void test_replaced_return_addresses(void **state)
{
	struct error_return returns = { 0 };
	const uint64_t trampoline = 0x7fffffffe000;
	struct backtrace *plain, *backtrace;
	size_t at;

	(void)state;
	middle_one(STACK_BYTES / 2);
	plain = unwind();
	at = find_return_into(plain);
	memcpy(&returns.address, snapshot.data + at, sizeof(returns.address));
	returns.slot = snapshot.event.stack_start + at;
	memcpy(snapshot.data + at, &trampoline, sizeof(trampoline));
	backtrace = unwind();
	assert_true(backtrace->count < plain->count);
	assert_non_null(strstr(backtrace->note, "damaged"));
	backtrace__release(backtrace);
	/* The kernel tells what stood there. */
	memcpy(snapshot.data + STACK_BYTES / 2, &returns, sizeof(returns));
	snapshot.event.data_bytes += sizeof(returns);
	snapshot.event.pieces[MAAP_PIECE_RETURNS] =
		(struct error_piece){ STACK_BYTES / 2, sizeof(returns) };
	backtrace = unwind();
	assert_int_equal(backtrace->count, plain->count);
	assert_string_equal(backtrace->frames[find(backtrace, "main")].symbol, "main");
	backtrace__release(backtrace);
	backtrace__release(plain);
}

static void test_cut_stack(void **state)
{
	struct backtrace *backtrace;

	(void)state;
	middle_one(STACK_BYTES / 2);
	snapshot.event.pieces[MAAP_PIECE_STACK].bytes = 1024 + 256;
	snapshot.event.stack_cut = 1;
	backtrace = unwind();
	assert_non_null(backtrace->note);
	assert_non_null(strstr(backtrace->note, "--backtrace-bytes"));
	backtrace__release(backtrace);
	snapshot.event.pieces[MAAP_PIECE_STACK].bytes = MAAP_ERROR_NOTHING;
	snapshot.event.stack_missing = 1;
	backtrace = unwind();
	assert_string_equal(backtrace->frames[backtrace->count - 1].symbol, "take_snapshot");
	assert_non_null(strstr(backtrace->note, "too many"));
	backtrace__release(backtrace);
}

/* Remembered by what unwinding has read: nothing else counts, all of that does. */
static void test_same_stack_again(void **state)
{
	struct backtrace *first, *again;

	(void)state;
	middle_one(STACK_BYTES / 2);
	first = unwind();
	snapshot.event.registers[0]++;
	again = unwind();
	assert_ptr_equal(first, again);
	backtrace__release(again);
	memset(snapshot.data + find_return_into(first), 0, sizeof(uint64_t));
	again = unwind();
	assert_ptr_not_equal(first, again);
	assert_true(again->count < first->count);
	backtrace__release(again);
	backtrace__release(first);
}

static void test_null_call(void **state)
{
	struct backtrace *backtrace;
	uint64_t back;

	(void)state;
	middle_one(STACK_BYTES / 2);
	/* As if take_snapshot() had called it. */
	back = snapshot.event.registers[16];
	memmove(snapshot.data + sizeof(back), snapshot.data, STACK_BYTES / 2);
	memcpy(snapshot.data, &back, sizeof(back));
	snapshot.event.registers[7] -= sizeof(back);
	snapshot.event.stack_start -= sizeof(back);
	snapshot.event.pieces[MAAP_PIECE_STACK].bytes += sizeof(back);
	snapshot.event.data_bytes += sizeof(back);
	snapshot.event.registers[16] = 0;
	snapshot.event.signal = SIGSEGV;
	snapshot.event.code = SEGV_MAPERR;
	backtrace = unwind();
	assert_int_equal(backtrace->frames[0].pc, 0);
	assert_null(backtrace->frames[0].symbol);
	assert_string_equal(backtrace->frames[1].symbol, "take_snapshot");
	assert_true(find(backtrace, "main") > 3);
	backtrace__release(backtrace);
}

static void test_unknown_process(void **state)
{
	struct backtrace *backtrace;

	(void)state;
	middle_one(STACK_BYTES / 2);
	backtrace = backtraces__of(backtraces, NULL, &snapshot.event);
	assert_int_equal(backtrace->count, 1);
	assert_null(backtrace->frames[0].module);
	assert_non_null(strstr(backtrace->note, "not known"));
	backtrace__release(backtrace);
}

/* Random bytes for a stack, and pieces that lie outside of the data: no crash. */
static void test_damage(void **state)
{
	unsigned int seed = 1;

	(void)state;
	for (int turn = 0; turn < 200; turn++) {
		middle_one(STACK_BYTES / 2);
		for (int i = 0; i < 64; i++) {
			seed = seed * 1103515245 + 12345;
			snapshot.data[seed / 8 % (STACK_BYTES / 2)] = seed >> 16;
		}
		if (turn % 3 == 0)
			snapshot.event.registers[6] = seed;
		if (turn % 5 == 0)
			snapshot.event.pieces[MAAP_PIECE_STACK].at = seed;
		if (turn % 7 == 0)
			snapshot.event.pieces[MAAP_PIECE_STACK].bytes = seed;
		backtrace__release(unwind());
	}
}

static void test_errno_and_last_words(void **state)
{
	struct error_places places;
	uint64_t thread;

	(void)state;
	__asm__("mov %%fs:0, %0" : "=r"(thread));
	error_places__find(&self, &self.processes[0], &places);
	assert_ptr_equal((int *)(thread + places.errno_offset), &errno);
	assert_int_not_equal(places.abort_message, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_functions_and_lines),
		cmocka_unit_test(test_replaced_return_addresses),
		cmocka_unit_test(test_cut_stack),
		cmocka_unit_test(test_same_stack_again),
		cmocka_unit_test(test_null_call),
		cmocka_unit_test(test_unknown_process),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_errno_and_last_words),
	};

	return cmocka_run_group_tests(tests, open_self, close_self);
}
