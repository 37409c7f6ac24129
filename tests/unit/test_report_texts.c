/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* report.html: texts of any kind stay where they are put. */
#include "page_fixture.h"

#define HOSTILE "</script><script>x</script><!--<script>\"'\\\xe2\x80\xa8\xe2\x80\xa9&lt;\x01\xff"
/* As JSON keeps it: what is no UTF-8 is replaced. */
#define HOSTILE_KEPT                                                                               \
	"</script><script>x</script><!--<script>\"'\\\xe2\x80\xa8\xe2\x80\xa9&lt;\x01\xef\xbf\xbd"

/* page_data_read() has seen that only base64 stands in the page's middle. */
static void hostile_texts_stay_in_place(void **state)
{
	static const char *const names[] = { HOSTILE, "plain" };
	const struct fake_options options = { .calls = 50,
					      .functions = 2,
					      .threads = 1,
					      .processes = 1,
					      .names = names,
					      .arguments = HOSTILE };
	struct error_frame frame = { .symbol = HOSTILE, .module = HOSTILE, .file = HOSTILE };
	struct error error = { .function = HOSTILE,
			       .uuid = HOSTILE,
			       .kind = HOSTILE,
			       .type = HOSTILE,
			       .message = HOSTILE,
			       .caught_in = HOSTILE,
			       .arguments = HOSTILE,
			       .traceback = HOSTILE,
			       .frames = &frame,
			       .frame_count = 1 };
	struct errors errors = { .items = &error, .count = 1, .total = 1 };
	struct calls *calls = fake_calls(&options);
	const cJSON *found, *details;
	struct page_data page;

	(void)state;
	write_report(calls, &errors, "{\"before\":\"</script>\"}", &page);
	assert_true(strcmp(page_function(&page, 0), HOSTILE_KEPT) == 0 ||
		    strcmp(page_function(&page, 1), HOSTILE_KEPT) == 0);
	found = cJSON_GetArrayItem(cJSON_GetObjectItem(page.json, "errors"), 0);
	assert_string_equal(cJSON_GetObjectItem(found, "message")->valuestring, HOSTILE_KEPT);
	found = cJSON_GetArrayItem(cJSON_GetObjectItem(found, "frames"), 0);
	assert_string_equal(cJSON_GetArrayItem(found, 0)->valuestring, HOSTILE_KEPT);
	details = cJSON_GetArrayItem(cJSON_GetObjectItem(page.json, "details"), 0);
	assert_string_equal(cJSON_GetArrayItem(details, 2)->valuestring, HOSTILE_KEPT);
	assert_string_equal(
		cJSON_GetObjectItem(cJSON_GetObjectItem(page.json, "comparison"), "before")
			->valuestring,
		"</script>");
	page_data_free(&page);
	fake_calls_free(calls);
}

static void long_texts_are_cut_between_characters(void **state)
{
	enum { LONG = 5000 };
	char *text = malloc(3 * LONG + 2);
	struct error error = { .function = "f", .message = text };
	struct errors errors = { .items = &error, .count = 1, .total = 2000 };
	const struct fake_options options = {
		.calls = 20, .functions = 1, .threads = 1, .processes = 1, .arguments = text
	};
	struct calls *calls;
	const cJSON *found;
	struct page_data page;
	size_t len;

	(void)state;
	text[0] = 'a';
	for (int i = 0; i < LONG; i++)
		memcpy(text + 1 + 3 * i, "\xe2\x82\xac", 3);
	text[3 * LONG + 1] = '\0';
	calls = fake_calls(&options);
	write_report(calls, &errors, NULL, &page);
	assert_int_equal(page_number(&page, "errors_total"), 2000);
	found = cJSON_GetObjectItem(cJSON_GetArrayItem(cJSON_GetObjectItem(page.json, "errors"), 0),
				    "message");
	len = strlen(found->valuestring);
	assert_in_range(len, 1900, 2010);
	assert_string_equal(found->valuestring + len - 6, "\xe2\x82\xac\xe2\x80\xa6");
	found = cJSON_GetArrayItem(cJSON_GetObjectItem(page.json, "details"), 0);
	assert_int_equal(cJSON_GetArrayItem(found, 3)->valuedouble, 1);
	assert_true(strlen(cJSON_GetArrayItem(found, 2)->valuestring) <= 2000);
	page_data_free(&page);
	fake_calls_free(calls);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_folder(hostile_texts_stay_in_place),
		with_folder(long_texts_are_cut_between_characters),
	};

	return cmocka_run_group_tests_name("report_texts", tests, NULL, NULL);
}
