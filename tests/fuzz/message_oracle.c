// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define PCRE2_CODE_UNIT_WIDTH 8
#include <math.h>
#include <pcre2.h>
#include <string.h>

#include "../../analysis/message_grammar.h"
#include "message_oracle.h"
#include "support.h"

enum group {
	GROUP_NAME = 1,
	GROUP_EVENT,
	GROUP_WALL,
	GROUP_PERF,
	GROUP_ID,
	GROUP_DURATION,
	GROUP_CPU,
	GROUP_RSS,
	GROUP_VMS,
	GROUP_MEM,
	GROUP_THREADS,
	GROUP_FDS,
};

struct part {
	const char *text;
	size_t len;
};

struct grammar {
	pcre2_code *code;
	pcre2_match_data *groups;
};

/* The grammar with maap-trace's third event. */
static const struct grammar *grammar(void)
{
	static const char plain[] = MESSAGE_GRAMMAR, events[] = "(start|end)";
	static struct grammar made;
	const char *place = strstr(plain, events);
	char pattern[sizeof(plain) + 16];
	PCRE2_SIZE offset;
	int err;

	if (made.code)
		return &made;
	CHECK(place);
	snprintf(pattern, sizeof(pattern), "%.*s(start|end|unfinished)%s", (int)(place - plain),
		 plain, place + strlen(events));
	made.code =
		pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, 0, &err, &offset, NULL);
	CHECK(made.code);
	pcre2_jit_compile(made.code, PCRE2_JIT_COMPLETE);
	made.groups = pcre2_match_data_create_from_pattern(made.code, NULL);
	return &made;
}

static struct part group(const char *text, enum group group)
{
	const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(grammar()->groups);

	if (ends[2 * group] == PCRE2_UNSET)
		return (struct part){ NULL, 0 };
	return (struct part){ text + ends[2 * group], ends[2 * group + 1] - ends[2 * group] };
}

static bool is(struct part part, const char *text, size_t len)
{
	return part.len == len && !memcmp(part.text, text, len);
}

/* Its digits before the point are a number above `max`. */
static bool is_above(struct part number, const char *max)
{
	size_t len = 0;

	while (number.len && *number.text == '0')
		number.text++, number.len--;
	while (len < number.len && number.text[len] != '.')
		len++;
	if (len != strlen(max))
		return len > strlen(max);
	return memcmp(number.text, max, len) > 0;
}

static bool is_out_of_range(const char *text)
{
	struct part duration = group(text, GROUP_DURATION);
	static const char seconds[] = "9223372035", percent[] = "10000000", u32[] = "4294967294";

	return is_above(group(text, GROUP_WALL), seconds) ||
	       is_above(group(text, GROUP_PERF), seconds) ||
	       (duration.text && is_above(duration, seconds)) ||
	       is_above(group(text, GROUP_CPU), percent) ||
	       is_above(group(text, GROUP_MEM), percent) ||
	       is_above(group(text, GROUP_RSS), "9223372036854775807") ||
	       is_above(group(text, GROUP_VMS), "18446744073709551615") ||
	       is_above(group(text, GROUP_THREADS), u32) || is_above(group(text, GROUP_FDS), u32);
}

static double as_double(struct part number)
{
	char *text = strndup(number.text, number.len);
	double value = strtod(text, NULL);

	free(text);
	return value;
}

static uint64_t as_integer(struct part number)
{
	char *text = strndup(number.text, number.len);
	uint64_t value = strtoull(text, NULL, 10);

	free(text);
	return value;
}

/* Twelve digits behind the point count, the rest is cut. */
static void check_seconds(struct part number, const struct exact_seconds *seconds)
{
	const char *point = memchr(number.text, '.', number.len);
	struct part whole = { number.text, point - number.text };
	size_t places = number.len - whole.len - 1;
	char digits[13] = "000000000000";

	memcpy(digits, point + 1, places < 12 ? places : 12);
	CHECK(seconds->ns / 1000000000 == (int64_t)as_integer(whole));
	CHECK((uint64_t)(seconds->ns % 1000000000) * 1000 + seconds->ps ==
	      strtoull(digits, NULL, 10));
	CHECK(seconds->ps < 1000);
}

/* The nearest double when there are few enough digits behind the point, else cut. */
static void check_percent(struct part number, double percent)
{
	const char *point = memchr(number.text, '.', number.len);
	size_t places = point ? number.text + number.len - point - 1 : 0;

	if (places <= 8)
		CHECK(percent == as_double(number));
	else
		CHECK(fabs(percent - as_double(number)) < 1.1e-8);
}

static void check_fields(const char *text, const struct message *message)
{
	struct part duration = group(text, GROUP_DURATION), event = group(text, GROUP_EVENT);

	CHECK(message->kind == (is(event, "start", 5) ? MESSAGE_START
				: is(event, "end", 3) ? MESSAGE_END
						      : MESSAGE_UNFINISHED));
	CHECK(is(group(text, GROUP_NAME), message->name, message->name_len));
	CHECK(is(group(text, GROUP_ID), message->id, message->id_len));
	check_seconds(group(text, GROUP_WALL), &message->wall);
	check_seconds(group(text, GROUP_PERF), &message->perf);
	CHECK(message->has_duration == !!duration.text);
	if (duration.text)
		check_seconds(duration, &message->duration);
	check_percent(group(text, GROUP_CPU), message->cpu);
	check_percent(group(text, GROUP_MEM), message->mem);
	CHECK(message->rss == (int64_t)as_integer(group(text, GROUP_RSS)));
	CHECK(message->threads == as_integer(group(text, GROUP_THREADS)));
	CHECK(message->fds == as_integer(group(text, GROUP_FDS)));
}

void check_message(const char *text, size_t len, bool good, const struct message *message)
{
	int matched =
		pcre2_match(grammar()->code, (PCRE2_SPTR)text, len, 0, 0, grammar()->groups, NULL);

	if (matched < PCRE2_ERROR_PARTIAL)
		return; /* a limit of PCRE2's own */
	if (matched < 0)
		CHECK(!good || message->kind == MESSAGE_OTHER);
	else if (!good)
		CHECK(is_out_of_range(text));
	else
		check_fields(text, message);
}
