/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From captured registers and memory to what a person reads. */
#include "../../user/probe/capture.h"
#include "../../user/record/values.h"
#include "support.h"

static const struct value_type type_int = {.kind = VALUE_SIGNED, .name = "int", .bytes = 4};
static const struct value_type type_bool = {.kind = VALUE_BOOL, .name = "bool", .bytes = 1};
static const struct value_type type_text = {
	.kind = VALUE_TEXT, .name = "const char *", .bytes = 8, .readable = true};
static const struct value_type type_size = {.kind = VALUE_UNSIGNED, .name = "size_t", .bytes = 8};
static const struct value_type type_double = {.kind = VALUE_FLOAT, .name = "double", .bytes = 8};
static const struct value_type type_void = {.kind = VALUE_VOID, .name = "void"};

static const struct enumerator modes[] = {{1, "READ"}, {2, "WRITE"}, {4, "EXECUTE"}};
static const struct value_type type_mode = {.kind = VALUE_ENUM,
					    .name = "enum mode",
					    .bytes = 4,
					    .flags = true,
					    .enumerators = modes,
					    .enumerator_count = 3};

static const struct field fields[] = {
	{.name = "x", .offset = 0, .type = &type_int},
	{.name = "low", .offset = 4, .bit_offset = 0, .bit_count = 3, .type = &type_int},
	{.name = "name", .offset = 8, .type = &type_text},
	{.name = "ratio", .offset = 16, .type = &type_double},
};
static const struct value_type type_struct = {
	.kind = VALUE_STRUCT, .name = "struct s", .bytes = 24, .fields = fields, .field_count = 4};

#define IN(reg_, size_)                                                                            \
	{                                                                                          \
		.kind = PLACE_REGISTERS, .piece_count = 1, .pieces = {{reg_, 0, size_ }}           \
	}

static struct parameter parameters[] = {
	{"n", &type_int, IN(GPR_RDI, 4)},
	{"flag", &type_bool, IN(GPR_RSI, 1)},
	{"mode", &type_mode, IN(GPR_RDX, 4)},
	{"x", &type_double, {.kind = PLACE_VECTOR}},
	{"text", &type_text, IN(GPR_RCX, 8)},
	{"len", &type_size, IN(GPR_R8, 8)},
	{"it", &type_struct, {.kind = PLACE_STACK, .stack_offset = 8}},
	{"gone", &type_int, {.kind = PLACE_GONE}},
	{"known", &type_int, {.kind = PLACE_CONSTANT, .constant = -4}},
};

static struct signature signature = {
	.parameters = parameters,
	.parameter_count = ARRAY_LEN(parameters),
	.result = &type_void,
	.text = "void f(…)",
};

static struct function function = {.name = "f", .symbol = "f", .signature = &signature};

/* The record as the kernel side builds it. */
struct record {
	struct capture_event event;
	char bytes[1024];
};

static void put(struct record *record, enum maap_capture_status status, const void *bytes, size_t len)
{
	struct captured head = {.bytes = len, .status = status, .whole = len};

	memcpy(record->bytes + record->event.bytes, &head, sizeof(head));
	if (len)
		memcpy(record->bytes + record->event.bytes + sizeof(head), bytes, len);
	record->event.bytes += sizeof(head) + ((len + 7) & ~7u);
}

static void assert_value(const struct rendered *value, const char *name, const char *text)
{
	if (name)
		assert_string_equal(value->name, name);
	else
		assert_null(value->name);
	assert_int_equal(value->len, strlen(text));
	assert_memory_equal(value->text, text, value->len);
}

static struct capture *make(const struct function *of)
{
	struct capture *capture;

	assert_int_equal(capture__make(of, MAAP_CAPTURE_LIMIT, &capture), 0);
	return capture;
}

/* The ops of the plan in the order that the test fills in: text by its length, name, object. */
static void test_plan(void **state)
{
	struct capture *capture = make(&function);

	(void)state;
	assert_int_equal(capture->entry.count, 3);
	assert_int_equal(capture->entry.ops[0].kind, MAAP_CAPTURE_SPAN);
	assert_int_equal(capture->entry.ops[0].source, GPR_RCX);
	assert_int_equal(capture->entry.ops[0].length, GPR_R8);
	assert_int_equal(capture->entry.ops[0].offset, 0); /* "len": no more than that */
	assert_int_equal(capture->entry.ops[1].kind, MAAP_CAPTURE_TEXT_AT);
	assert_int_equal(capture->entry.ops[1].offset, 8);
	assert_int_equal(capture->entry.ops[2].kind, MAAP_CAPTURE_MEMORY);
	assert_int_equal(capture->entry.ops[2].source, MAAP_SOURCE_STACK_ADDRESS);
	assert_int_equal(capture->entry.ops[2].stack_offset, 8);
	assert_int_equal(capture->result.count, 0);
	free(capture);
}

static void test_values(void **state)
{
	const struct {
		int x;
		unsigned int bits;
		const char *name;
		double ratio;
	} object = {-7, 0xfffffffd, NULL, 0.25};
	struct call_event event = {.args = {0xffffffff80000000, 0xff01, 3 | 64, 0x1000, 4}};
	struct record record = {.event = {.call = 1}};
	struct call call = {.function = &function};
	struct values *values;

	(void)state;
	function.capture = make(&function);
	assert_int_equal(values__new(&(struct text_filter){0}, &values), 0);
	put(&record, MAAP_CAPTURED, "ab\0d", 4);
	put(&record, MAAP_CAPTURED, "q\"\n\xff", 4);
	put(&record, MAAP_CAPTURED, &object, sizeof(object));
	values__render(values, &event, &record.event, NULL, &call);
	assert_int_equal(call.argument_count, ARRAY_LEN(parameters));
	assert_value(&call.arguments[0], "n", "-2147483648");
	assert_value(&call.arguments[1], "flag", "true");
	assert_value(&call.arguments[2], "mode", "READ|WRITE|0x40");
	assert_value(&call.arguments[3], "x", "<xmm>");
	/* There is more of it behind the NUL. */
	assert_value(&call.arguments[4], "text", "ab...");
	assert_value(&call.arguments[5], "len", "4");
	assert_value(&call.arguments[6], "it",
		     "{x=-7, low=-3, name=\"q\\\"\\n\\xff\", ratio=0.25}");
	assert_value(&call.arguments[7], "gone", "<optimized out>");
	assert_value(&call.arguments[8], "known", "-4");
	assert_null(call.result);
	assert_false(call.arguments[0].quoted);
	assert_true(call.arguments[4].quoted && call.arguments[4].is_text);
	values__free(values);
	free((void *)function.capture);
}

static void test_what_is_missing(void **state)
{
	struct call_event event = {.args = {1, 2, 3, 4, 5}};
	struct record record = {.event = {.call = 1}};
	struct call call = {.function = &function};
	struct values *values;

	(void)state;
	function.capture = make(&function);
	assert_int_equal(values__new(&(struct text_filter){0}, &values), 0);
	/* The ring was full for the record. */
	values__render(values, &event, NULL, NULL, &call);
	assert_value(&call.arguments[0], "n", "1");
	assert_value(&call.arguments[4], "text", "<lost>");
	assert_value(&call.arguments[6], "it", "<lost>");
	/* No memory there; one that is missing at the end. */
	put(&record, MAAP_CAPTURE_FAULT, NULL, 0);
	put(&record, MAAP_CAPTURE_NULL, NULL, 0);
	values__render(values, &event, &record.event, NULL, &call);
	assert_value(&call.arguments[1], "flag", "2"); /* no bool at all */
	assert_value(&call.arguments[4], "text", "<fault>");
	assert_value(&call.arguments[6], "it", "<not captured>");
	put(&record, MAAP_CAPTURE_CUT, "\x01\0\0\0", 4);
	record.event.bytes = 0;
	put(&record, MAAP_CAPTURE_CUT, "much", 4);
	put(&record, MAAP_CAPTURE_NULL, NULL, 0);
	put(&record, MAAP_CAPTURE_CUT, "\x01\0\0\0", 4);
	values__render(values, &event, &record.event, NULL, &call);
	assert_value(&call.arguments[4], "text", "much...");
	assert_true(call.arguments[4].cut);
	assert_value(&call.arguments[6], "it",
		     "{x=1, low=<not captured>, name=null, ratio=<not captured>}");
	values__free(values);
	free((void *)function.capture);
}

/* Without a signature: registers, and the text behind one as a guess that is told to be one. */
static void test_guesses(void **state)
{
	struct function unknown = {.name = "u", .symbol = "u"};
	struct call_event event = {.args = {0x7000, 0x7100, 3, 0, 5, 6}, .result = 0x9};
	struct record record = {.event = {.call = 1}};
	struct call call = {.function = &unknown};
	struct values *values;

	(void)state;
	unknown.capture = make(&unknown);
	assert_int_equal(values__new(&(struct text_filter){0}, &values), 0);
	assert_int_equal(unknown.capture->entry.count, 6);
	put(&record, MAAP_CAPTURED, "select \"1\"", 10);
	put(&record, MAAP_CAPTURED, "GET / HTTP/1.1\r\nHost: x\x01\x02", 25);
	put(&record, MAAP_CAPTURE_NO_TEXT, NULL, 0);
	values__render(values, &event, &record.event, NULL, &call);
	assert_int_equal(call.argument_count, 6);
	assert_value(&call.arguments[0], NULL, "0x7000 \"select \\\"1\\\"\"?");
	assert_value(&call.arguments[1], NULL, "0x7100 \"GET / HTTP/1.1\\r\\nHost: x\"...?");
	assert_value(&call.arguments[2], NULL, "0x3");
	assert_value(call.result, NULL, "0x9");
	/* None of them held: the kernel sends nothing. */
	values__render(values, &event, NULL, NULL, &call);
	assert_value(&call.arguments[0], NULL, "0x7000");
	values__free(values);
	free((void *)unknown.capture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plan),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_what_is_missing),
		cmocka_unit_test(test_guesses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
