/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <stdlib.h>

#include "../util/escape.h"
#include "../util/format.h"
#include "message.h"

/* White space as Python's \s has it, since Python programs read the message. */
static bool is_separator(uint32_t c)
{
	return c == ':' || (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x20) || c == 0x85 ||
	       c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
	       c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

char *message_name(const char *name)
{
	size_t len = strlen(name);
	char *text = malloc(len + 2);
	char *p = text;
	bool in_run = false;

	if (!text)
		return NULL;
	while (len) {
		uint32_t c;
		size_t n = utf8_next(name, len, &c);
		bool separator = is_separator(c);

		if (!separator)
			p = put_bytes(p, name, n);
		else if (!in_run)
			*p++ = '_';
		in_run = separator;
		name += n;
		len -= n;
	}
	if (p == text) /* the grammar wants a name */
		*p++ = '_';
	*p = '\0';
	return text;
}

static void make_sample_text(struct sample_text *text, const struct process_sample *sample)
{
	char *p = PUT_LITERAL(text->cpu, " cpu=");

	p = format_percent1(p, sample->cpu_percent);
	p = PUT_LITERAL(p, "% rss=");
	text->cpu_len = p - text->cpu;
	p = PUT_LITERAL(text->vms, " vms=");
	p = format_u64(p, sample->vms_bytes);
	p = PUT_LITERAL(p, " mem%=");
	text->vms_len = p - text->vms;
	p = PUT_LITERAL(text->counts, " threads=");
	p = format_u64(p, sample->threads);
	p = PUT_LITERAL(p, " fds=");
	p = format_u64(p, sample->fds);
	text->counts_len = p - text->counts;
	text->sample = *sample;
}

static char *put_resources(char *p, struct message_cache *cache, const struct run *run,
			   const struct call *call, uint64_t rss_bytes,
			   const struct process_sample *sample)
{
	static const struct process_sample none;
	struct sample_text *text = &cache->slots[call->pid % MESSAGE_CACHE_SLOTS];
	double total = run->physical_memory_bytes;

	if (!call->has_resources) {
		rss_bytes = 0;
		sample = &none;
	}
	if (!text->cpu_len || memcmp(&text->sample, sample, sizeof(*sample)))
		make_sample_text(text, sample);
	p = put_bytes(p, text->cpu, text->cpu_len);
	p = format_u64(p, rss_bytes);
	p = put_bytes(p, text->vms, text->vms_len);
	p = format_percent3(p, total > 0 ? (double)rss_bytes * 100 / total : 0);
	return put_bytes(p, text->counts, text->counts_len);
}

static char *put_times(char *p, uint64_t epoch_ns, uint64_t monotonic_ns, const char *uuid)
{
	p = format_seconds9(p, epoch_ns);
	p = PUT_LITERAL(p, " perf=");
	p = format_seconds9(p, monotonic_ns);
	p = PUT_LITERAL(p, " id=");
	return put_bytes(p, uuid, MAAP_UUID_LEN);
}

char *message_start_tail(char *p, struct message_cache *cache, const struct run *run,
			 const struct call *call)
{
	p = PUT_LITERAL(p, ": start: wall=");
	p = put_times(p, call->start_epoch_ns, call->start_ns, call->uuid);
	return put_resources(p, cache, run, call, call->rss_start_bytes, &call->start_sample);
}

char *message_end_tail(char *p, struct message_cache *cache, const struct run *run,
		       const struct call *call)
{
	if (call->outcome == MAAP_UNFINISHED)
		p = PUT_LITERAL(p, ": unfinished: wall=");
	else
		p = PUT_LITERAL(p, ": end: wall=");
	p = put_times(p, call->end_epoch_ns, call->end_ns, call->uuid);
	p = PUT_LITERAL(p, " duration=");
	p = format_seconds9(p, call->duration_ns);
	p = PUT_LITERAL(p, "sec");
	return put_resources(p, cache, run, call, call->rss_end_bytes, &call->end_sample);
}
