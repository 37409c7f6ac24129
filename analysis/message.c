// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "message.h"

#include <string.h>

#define NS_PER_SEC 1000000000ll

struct cursor {
	const char *p, *end;
};

static bool take(struct cursor *c, const char *text, size_t len)
{
	if ((size_t)(c->end - c->p) < len || memcmp(c->p, text, len))
		return false;
	c->p += len;
	return true;
}

#define TAKE(cursor, literal) take(cursor, "" literal, sizeof(literal) - 1)

/* One digit or more; false too when the number is above `max`. */
static bool take_whole(struct cursor *c, uint64_t max, uint64_t *number)
{
	const char *from = c->p;
	uint64_t value = 0;

	for (; c->p < c->end && *c->p >= '0' && *c->p <= '9'; c->p++) {
		if (value > (max - (*c->p - '0')) / 10)
			return false;
		value = value * 10 + (*c->p - '0');
	}
	*number = value;
	return c->p > from;
}

static bool take_u32(struct cursor *c, uint32_t *number)
{
	uint64_t value;

	if (!take_whole(c, UINT32_MAX - 1, &value))
		return false;
	*number = value;
	return true;
}

/* Digits behind the point, at least one; the first 12 count. */
static bool take_fraction(struct cursor *c, uint64_t *ps)
{
	const char *from = c->p;
	uint64_t value = 0;
	int count = 0;

	for (; c->p < c->end && *c->p >= '0' && *c->p <= '9'; c->p++)
		if (count < 12) {
			value = value * 10 + (*c->p - '0');
			count++;
		}
	for (; count < 12; count++)
		value *= 10;
	*ps = value;
	return c->p > from;
}

static bool take_seconds(struct cursor *c, struct exact_seconds *seconds)
{
	uint64_t whole, ps;

	if (!take_whole(c, INT64_MAX / NS_PER_SEC - 1, &whole) || !TAKE(c, ".") ||
	    !take_fraction(c, &ps))
		return false;
	seconds->ns = whole * NS_PER_SEC + ps / 1000;
	seconds->ps = ps % 1000;
	return true;
}

/* Digits, perhaps with a point and more: both parts together below 2^53, so that one division
 * rounds right. More digits than that say nothing in a percentage and are cut. */
static bool take_percent(struct cursor *c, double *percent)
{
	static const double powers[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8 };
	uint64_t whole, value;
	int places = 0;

	if (!take_whole(c, 10000000, &whole))
		return false;
	value = whole;
	if (TAKE(c, ".")) {
		const char *from = c->p;

		for (; c->p < c->end && *c->p >= '0' && *c->p <= '9'; c->p++)
			if (places < 8) {
				value = value * 10 + (*c->p - '0');
				places++;
			}
		if (c->p == from)
			return false;
	}
	*percent = (double)value / powers[places];
	return true;
}

static bool is_id_character(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-';
}

static bool take_id(struct cursor *c, struct message *message)
{
	message->id = c->p;
	while (c->p < c->end && is_id_character(*c->p))
		c->p++;
	message->id_len = c->p - message->id;
	return message->id_len > 0;
}

/* Behind "wall=". */
static bool take_fields(struct cursor *c, struct message *message)
{
	uint64_t rss, vms;

	if (!take_seconds(c, &message->wall) || !TAKE(c, " perf=") ||
	    !take_seconds(c, &message->perf) || !TAKE(c, " id=") || !take_id(c, message))
		return false;
	message->has_duration = TAKE(c, " duration=");
	if (message->has_duration && (!take_seconds(c, &message->duration) || !TAKE(c, "sec")))
		return false;
	if (!TAKE(c, " cpu=") || !take_percent(c, &message->cpu) || !TAKE(c, "% rss=") ||
	    !take_whole(c, INT64_MAX, &rss) || !TAKE(c, " vms=") ||
	    !take_whole(c, UINT64_MAX, &vms) || !TAKE(c, " mem%=") ||
	    !take_percent(c, &message->mem) || !TAKE(c, " threads=") ||
	    !take_u32(c, &message->threads) || !TAKE(c, " fds=") || !take_u32(c, &message->fds))
		return false;
	message->rss = rss;
	TAKE(c, "\n"); /* as Python's "$" has it */
	return c->p == c->end;
}

/* The event's word that ends at `colon`, and where the name before it ends. */
static enum message_kind event_before(const char *text, const char *colon, size_t *name_len)
{
	static const struct {
		const char *text;
		size_t len;
		enum message_kind kind;
	} words[] = { { ": start", 7, MESSAGE_START },
		      { ": end", 5, MESSAGE_END },
		      { ": unfinished", 12, MESSAGE_UNFINISHED } };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t len = words[i].len;

		if ((size_t)(colon - text) > len && !memcmp(colon - len, words[i].text, len)) {
			*name_len = colon - len - text;
			return words[i].kind;
		}
	}
	return MESSAGE_OTHER;
}

/* The last place before `end` where a call's fields may begin. */
static const char *last_wall(const char *text, const char *end)
{
	static const char mark[] = ": wall=";
	const size_t len = sizeof(mark) - 1;
	const char *colon = end;

	/* The fields have no colon in them: of a good message the last one is it. */
	while ((colon = memrchr(text, ':', colon - text)))
		if ((size_t)(end - colon) >= len && !memcmp(colon, mark, len))
			return colon;
	return NULL;
}

bool message_parse(const char *text, size_t len, struct message *message)
{
	const char *end = text + len, *colon = end;
	struct cursor cursor = { .end = end };

	message->kind = MESSAGE_OTHER;
	while ((colon = last_wall(text, colon))) {
		message->kind = event_before(text, colon, &message->name_len);
		if (message->kind == MESSAGE_OTHER)
			continue;
		if (memchr(text, '\n', message->name_len)) {
			/* The grammar's "." takes no newline. */
			message->kind = MESSAGE_OTHER;
			return true;
		}
		message->name = text;
		cursor.p = colon + strlen(": wall=");
		return take_fields(&cursor, message);
	}
	return true;
}
