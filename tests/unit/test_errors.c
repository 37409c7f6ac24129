/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From made-up errors and calls to records: whose they are, in which order, what they say. */
#include <signal.h>

#include "../../user/record/errors.h"
#include "support.h"

#define MAX_RECORDS 64

static struct target nobody;
static struct address_spaces *spaces;
static struct errors *errors;
static struct run_clock clock_of_run;

/* What came out, as text. */
static char records[MAX_RECORDS][256];
static size_t record_count;

static void take(const struct error_record *record, void *context)
{
	(void)context;
	assert_true(record_count < MAX_RECORDS);
	snprintf(records[record_count++], sizeof(records[0]), "%s %s %s '%.*s' %s%s%s%s%s",
		 error_kind_name(record->kind), record->function ? record->function->name : "-",
		 record->type ? record->type : "-", record->what ? (int)record->what_len : 1,
		 record->what ? record->what : "-", record->caught ? "caught" : "uncaught",
		 record->caught_in ? " in " : "", record->caught_in ? record->caught_in : "",
		 record->rethrown ? " again" : "", record->location ? " located" : "");
}

static int setup(void **state)
{
	(void)state;
	record_count = 0;
	return address_spaces__new(&nobody, NULL, NULL, &spaces) ||
			       errors__new(spaces, &clock_of_run, take, NULL, &errors)
		       ? -1
		       : 0;
}

static int teardown(void **state)
{
	(void)state;
	errors__free(errors);
	address_spaces__free(spaces);
	return 0;
}

static const struct function inner = { .name = "inner", .module_name = "m" },
			     outer = { .name = "outer", .module_name = "m" };

/* An error and its pieces. */
static struct made {
	struct error_event event;
	char data[512];
} made;

static void begin(enum maap_error_kind kind, uint32_t number, uint64_t object)
{
	memset(&made, 0, sizeof(made));
	made.event.kind = kind;
	made.event.number = number;
	made.event.tgid = made.event.tid = 7;
	made.event.time_ns = 1000 * number;
	made.event.object = object;
	made.event.class = MAAP_CLASS_GNU;
	for (int i = 0; i < MAAP_PIECES; i++)
		made.event.pieces[i].bytes = MAAP_ERROR_NOTHING;
}

static void put_piece(enum maap_error_piece which, const char *text)
{
	size_t len = strlen(text);

	memcpy(made.data + made.event.data_bytes, text, len);
	made.event.pieces[which] = (struct error_piece){ made.event.data_bytes, len };
	made.event.data_bytes += (len + 7) & ~7;
}

static void end(void)
{
	errors__add(errors, &made.event);
}

/* An int, of which the value is known too. */
static void raise_int(enum maap_error_kind kind, uint32_t number, uint32_t origin, int value)
{
	begin(kind, number, 0x100);
	made.event.origin = origin;
	made.event.word_bytes = 8;
	put_piece(MAAP_PIECE_NAME, "i");
	made.event.words[0] = (uint32_t)value;
	end();
}

static void call_ends(const struct function *function, enum maap_outcome outcome, uint32_t error)
{
	static char text[] = "5";
	struct rendered argument = { .name = "n", .text = text, .len = 1 };
	struct call call = {
		.function = function,
		.pid = 7,
		.tid = 7,
		.start_ns = 1,
		.outcome = outcome,
		.error = error,
		.arguments = &argument,
		.argument_count = 1,
	};

	errors__call(errors, &call);
}

static void call_dies(const struct function *function, uint32_t tid, int exit_code, uint32_t error)
{
	struct call call = {
		.function = function,
		.pid = 7,
		.tid = tid,
		.start_ns = 1,
		.outcome = MAAP_UNFINISHED,
		.exited = true,
		.exit_code = exit_code,
		.error = error,
	};

	errors__call(errors, &call);
}

static void expect(const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count && i < record_count; i++)
		assert_string_equal(records[i], texts[i]);
	assert_int_equal(record_count, count);
}

#define EXPECT(...)                                                                                \
	expect((const char *const[]){ __VA_ARGS__ },                                               \
	       sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static void test_left_by_an_exception(void **state)
{
	(void)state;
	raise_int(MAAP_ERROR_RAISE, 1, 0, 42);
	raise_int(MAAP_ERROR_CATCH, 2, 1, 42);
	call_ends(&inner, MAAP_UNWOUND, 2);
	call_ends(&outer, MAAP_RETURNED, 0);
	EXPECT("exception inner int '42' caught");
}

static void test_thrown_on(void **state)
{
	(void)state;
	raise_int(MAAP_ERROR_RAISE, 1, 0, 42);
	raise_int(MAAP_ERROR_CATCH, 2, 1, 42);
	raise_int(MAAP_ERROR_RETHROW, 3, 1, 42);
	/* Their calls may be read after the next error has been. */
	call_ends(&inner, MAAP_UNWOUND, 2);
	raise_int(MAAP_ERROR_CATCH, 4, 1, 42);
	call_ends(&outer, MAAP_UNWOUND, 4);
	EXPECT("exception inner int '42' caught", "exception outer int '42' caught again");
}

/* The inner one begins and ends while the outer one is under way; the object's place is reused. */
static void test_nested(void **state)
{
	(void)state;
	raise_int(MAAP_ERROR_RAISE, 1, 0, 1);
	raise_int(MAAP_ERROR_RAISE, 2, 0, 2);
	raise_int(MAAP_ERROR_CATCH, 3, 2, 2);
	call_ends(&inner, MAAP_UNWOUND, 3);
	raise_int(MAAP_ERROR_RAISE, 4, 0, 3);
	raise_int(MAAP_ERROR_CATCH, 5, 4, 3);
	call_ends(&inner, MAAP_UNWOUND, 5);
	raise_int(MAAP_ERROR_CATCH, 6, 1, 1);
	call_ends(&outer, MAAP_UNWOUND, 6);
	EXPECT("exception inner int '2' caught", "exception inner int '3' caught",
	       "exception outer int '1' caught");
}

/*
 * A destructor calls what is traced while the exception is under way: the calls above are found to
 * be gone before anybody has caught it. What was entered later is not its doing.
 */
static void test_found_gone_under_way(void **state)
{
	(void)state;
	raise_int(MAAP_ERROR_RAISE, 1, 0, 42);
	call_ends(&inner, MAAP_UNWOUND, 1);
	assert_int_equal(record_count, 0);
	raise_int(MAAP_ERROR_CATCH, 2, 1, 42);
	assert_int_equal(record_count, 1);
	call_ends(&outer, MAAP_UNWOUND, 2);
	/* Read only after the handler was told. */
	call_ends(&inner, MAAP_UNWOUND, 1);
	EXPECT("exception inner int '42' caught", "exception outer int '42' caught",
	       "exception inner int '42' caught");
}

/* The same, and nobody catches it. */
static void test_gone_and_uncaught(void **state)
{
	(void)state;
	raise_int(MAAP_ERROR_RAISE, 1, 0, 42);
	call_ends(&inner, MAAP_UNWOUND, 1);
	errors__process_end(errors, 7, SIGABRT, 0);
	EXPECT("exception inner int '42' uncaught");
}

/* Thrown while no traced call was open, seen for the first time as it is caught. */
static void test_first_seen_in_a_handler(void **state)
{
	(void)state;
	raise_int(MAAP_ERROR_CATCH, 1, 0, 42);
	call_ends(&inner, MAAP_UNWOUND, 1);
	EXPECT("exception inner int '42' caught");
}

static void test_lost(void **state)
{
	(void)state;
	call_ends(&inner, MAAP_UNWOUND, 77);
	call_ends(&outer, MAAP_RETURNED, 78);
	EXPECT("exception inner - '-' uncaught", "error_return outer - '-' uncaught");
}

static void rust(enum maap_error_kind kind, uint32_t number, const char *text)
{
	begin(kind, number, 0x100);
	made.event.class = MAAP_CLASS_RUST;
	put_piece(MAAP_PIECE_TEXT, text);
	end();
}

static void test_rust(void **state)
{
	(void)state;
	begin(MAAP_ERROR_RUST_PANIC, 1, 0);
	put_piece(MAAP_PIECE_NAME, "src/main.rs");
	made.event.line = 5;
	end();
	rust(MAAP_ERROR_RAISE, 2, "no row");
	rust(MAAP_ERROR_CATCH, 3, "no row");
	call_ends(&inner, MAAP_UNWOUND, 3);
	/* resume_unwind() */
	rust(MAAP_ERROR_RAISE, 4, "no row");
	rust(MAAP_ERROR_CATCH, 5, "no row");
	call_ends(&outer, MAAP_UNWOUND, 5);
	/* Another one, whose payload lies where that one's was. */
	rust(MAAP_ERROR_RAISE, 6, "another");
	rust(MAAP_ERROR_CATCH, 7, "another");
	call_ends(&outer, MAAP_UNWOUND, 7);
	EXPECT("exception inner panic 'no row' caught located",
	       "exception outer panic 'no row' caught again located",
	       "exception outer panic 'another' caught");
}

static void test_go(void **state)
{
	(void)state;
	begin(MAAP_ERROR_GO_PANIC, 1, 0);
	made.event.strand = 0x900;
	made.event.words[2] = 24ull << 56; /* a string */
	put_piece(MAAP_PIECE_TEXT, "no row");
	end();
	begin(MAAP_ERROR_GO_RECOVER, 2, 0);
	made.event.strand = 0x900;
	end();
	call_ends(&inner, MAAP_UNWOUND, 2);
	begin(MAAP_ERROR_GO_PANIC, 3, 0);
	made.event.strand = 0x901;
	made.event.words[2] = 25ull << 56; /* a struct */
	end();
	call_dies(&outer, 7, 2 << 8, 3);
	assert_int_equal(record_count, 2);
	errors__process_end(errors, 7, 2 << 8, 0);
	EXPECT("exception inner panic 'no row' caught", "exception outer panic '-' uncaught",
	       "exit outer exit '-' uncaught");
}

static void kill_by(uint32_t number, uint32_t tid, int sig)
{
	begin(MAAP_ERROR_SIGNAL, number, 0);
	made.event.tid = tid;
	made.event.signal = sig;
	made.event.exit_code = sig;
	if (sig == SIGABRT)
		put_piece(MAAP_PIECE_TEXT, "assertion failed\n");
	end();
}

/* The thread that failed comes first, whenever the others' ends were told. */
static void test_order_of_the_dead(void **state)
{
	(void)state;
	kill_by(1, 8, SIGSEGV);
	kill_by(2, 7, SIGSEGV);
	call_dies(&outer, 7, SIGSEGV, 2);
	call_dies(&inner, 8, SIGSEGV, 1);
	call_dies(&outer, 8, SIGSEGV, 1);
	assert_int_equal(record_count, 0);
	errors__process_end(errors, 7, SIGSEGV, 0);
	EXPECT("signal inner SIGSEGV '-' uncaught", "signal outer SIGSEGV '-' uncaught",
	       "signal outer SIGSEGV '-' uncaught");
}

static void test_kinds_of_ends(void **state)
{
	(void)state;
	kill_by(1, 7, SIGABRT);
	call_dies(&inner, 7, SIGABRT, 1);
	errors__process_end(errors, 7, SIGABRT, 0);
	kill_by(2, 7, SIGTERM);
	call_dies(&inner, 7, SIGTERM, 2);
	errors__process_end(errors, 7, SIGTERM, 0);
	call_dies(&inner, 7, 3 << 8, 0);
	errors__process_end(errors, 7, 3 << 8, 0);
	call_dies(&inner, 7, 0, 0);
	errors__process_end(errors, 7, 0, 0);
	/* No call was open: only what tells of a mistake is told. */
	kill_by(3, 7, SIGSEGV);
	errors__process_end(errors, 7, SIGSEGV, 0);
	kill_by(4, 7, SIGKILL);
	errors__process_end(errors, 7, SIGKILL, 0);
	/* It did not die of it after all: as a debugger can bring about. */
	kill_by(5, 7, SIGSEGV);
	errors__process_end(errors, 7, 0, 0);
	EXPECT("signal inner SIGABRT 'assertion failed' uncaught",
	       "exit inner SIGTERM '-' uncaught", "exit inner exit '-' uncaught",
	       "signal - SIGSEGV '-' uncaught");
}

/* The recording ends before the process's end was told. */
static void test_finish(void **state)
{
	(void)state;
	kill_by(1, 7, SIGSEGV);
	call_dies(&inner, 7, SIGSEGV, 1);
	assert_int_equal(record_count, 0);
	errors__finish(errors);
	EXPECT("signal inner SIGSEGV '-' uncaught");
}

/* Far more than are remembered. */
static void test_many(void **state)
{
	(void)state;
	for (uint32_t i = 1; i < 600000; i += 2) {
		raise_int(MAAP_ERROR_RAISE, i, 0, i);
		raise_int(MAAP_ERROR_CATCH, i + 1, i, i);
	}
	call_ends(&inner, MAAP_UNWOUND, 2);
	call_ends(&inner, MAAP_UNWOUND, 600000);
	EXPECT("exception inner - '-' uncaught", "exception inner int '599999' caught");
}

#define one(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		one(test_left_by_an_exception),
		one(test_thrown_on),
		one(test_nested),
		one(test_found_gone_under_way),
		one(test_gone_and_uncaught),
		one(test_first_seen_in_a_handler),
		one(test_lost),
		one(test_rust),
		one(test_go),
		one(test_order_of_the_dead),
		one(test_kinds_of_ends),
		one(test_finish),
		one(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
