// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "decode_event.h"

#include "uuid.h"

static uint64_t less(uint64_t from, uint64_t what)
{
	return from > what ? from - what : 0;
}

static void decode_times(const struct decoder *decoder, const struct call_event *event,
			 uint64_t bias, struct call *call)
{
	call->start_ns = event->entry_ns;
	/* When it ended by the clock; what nested probes cost is in the clock, not in the duration.
	 */
	call->end_ns = event->entry_ns + less(event->raw_ns, bias);
	call->start_epoch_ns = run_clock__epoch_ns(&decoder->clock, call->start_ns);
	call->end_epoch_ns = run_clock__epoch_ns(&decoder->clock, call->end_ns);
	call->raw_ns = event->raw_ns;
	call->capture_ns = event->capture_ns;
	call->duration_ns = less(event->raw_ns, bias + event->nested_probe_ns);
	call->self_ns = less(call->duration_ns, event->child_ns);
}

static void decode_resources(const struct decoder *decoder, const struct call_event *event,
			     uint64_t bias, struct call *call)
{
	const struct traced_process *process;

	call->has_resources = decoder->resources;
	if (!decoder->resources)
		return;
	call->has_thread_cpu = !(event->flags & MAAP_NO_THREAD_CPU);
	call->off_cpu_ns = event->off_cpu_ns;
	if (call->off_cpu_ns > call->duration_ns)
		call->off_cpu_ns = call->duration_ns;
	call->thread_cpu_ns = call->duration_ns - call->off_cpu_ns;
	if (!call->has_thread_cpu)
		call->off_cpu_ns = call->thread_cpu_ns = 0;
	call->process_cpu_ns = less(event->process_cpu_ns, bias + event->nested_probe_ns);
	/* The process used at least what this thread of it did. */
	if (call->process_cpu_ns < call->thread_cpu_ns)
		call->process_cpu_ns = call->thread_cpu_ns;
	call->rss_start_bytes = event->rss_entry_pages * decoder->page_bytes;
	/* Unknown: as at entry, for the message, whose grammar wants a number. */
	call->has_rss_end = !(event->flags & MAAP_NO_MEMORY);
	call->rss_end_bytes = call->has_rss_end ? event->rss_exit_pages * decoder->page_bytes
						: call->rss_start_bytes;
	call->minor_faults = event->minor_faults;
	call->major_faults = event->major_faults;
	process = process_table__find(decoder->processes, event->tgid);
	if (process && process->stats) {
		call->start_sample = *process_stats__at(process->stats, call->start_ns);
		call->end_sample = *process_stats__at(process->stats, call->end_ns);
	}
}

static void decode_values(const struct decoder *decoder, const struct call_event *event,
			  struct call *call)
{
	values__render(decoder->values, event,
		       captured_store__find(decoder->captured, event, false),
		       captured_store__find(decoder->captured, event, true), call);
	captured_store__release(decoder->captured, event);
}

static enum maap_cost_class event_cost_class(const struct call_event *event)
{
	return event->flags >> MAAP_COST_SHIFT & (MAAP_COST_CLASSES - 1);
}

bool decoder__decode(const struct decoder *decoder, const struct call_event *event,
		     struct call *call)
{
	const struct function *function;
	enum maap_cost_class cost_class;
	uint64_t bias;

	if (event->function >= decoder->functions->count)
		return false;
	function = decoder->functions->items[event->function];
	cost_class = event_cost_class(event);
	bias = decoder->bias_ns[cost_class];
	/* A call that never returned has not paid for the return. */
	if (event->outcome == MAAP_UNFINISHED)
		bias = 0;
	*call = (struct call){
		.function = function,
		.number = event->call,
		.pid = event->tgid,
		.tid = event->tid,
		.depth = event->depth,
		.outcome = event->outcome,
		.cost_class = cost_class,
		.end_exact = event->flags & MAAP_END_EXACT,
		.exited = event->flags & MAAP_EXITED,
		.exit_code = event->exit_code,
		.error = event->error,
	};
	decode_times(decoder, event, bias, call);
	decode_resources(decoder, event, bias, call);
	uuid__format(call->uuid, call->start_epoch_ns, decoder->run_key, event->call);
	if (event->parent)
		uuid__format(call->parent_uuid,
			     run_clock__epoch_ns(&decoder->clock, event->parent_entry_ns),
			     decoder->run_key, event->parent);
	if (decoder->args)
		decode_values(decoder, event, call);
	return true;
}
