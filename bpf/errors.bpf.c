// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The parts of an error that every kind has, and which results are errors. */
#include "errors.bpf.h"

#define PAGE_BYTES 4096
#define SKIP_PAGES 256 /* that a stack pointer may be off, as where the stack has overflowed */

int error__acquire(void)
{
	for (u32 i = 0; i < ERROR_SCRATCHES; i++) {
		u32 key = i;
		struct error_scratch *scratch = bpf_map_lookup_elem(&error_scratches, &key);

		if (scratch && !scratch->busy && !__sync_val_compare_and_swap(&scratch->busy, 0, 1))
			return key;
	}
	__sync_fetch_and_add(&errors_lost, 1);
	return ERROR_NO_PLACE;
}

/* How far it is stands in the scratch: the verifier would follow each turn of a number it knows. */
static long copy_page(u32 turn, struct error_scratch **context)
{
	struct error_scratch *scratch = *context;
	u64 address = scratch->next;
	u64 at = scratch->event.stack_bytes, left = scratch->limit - at;
	u64 bytes = PAGE_BYTES - (address & (PAGE_BYTES - 1));

	if (bytes > left)
		bytes = left;
	barrier_var(at);
	barrier_var(bytes);
	if (at >= MAAP_BACKTRACE_MAX || !bytes || bytes > PAGE_BYTES)
		return 1;
	if (bpf_probe_read_user(&scratch->stack[at], bytes, (void *)address)) {
		/* Below the stack's end nothing is; above its beginning it is over. */
		if (scratch->event.stack_bytes || turn >= SKIP_PAGES)
			return 1;
		scratch->next = (address | (PAGE_BYTES - 1)) + 1;
		return 0;
	}
	if (!scratch->event.stack_bytes)
		scratch->event.stack_start = address;
	scratch->event.stack_bytes += bytes;
	scratch->next = address + bytes;
	return 0;
}

int error__take_stack(struct error_scratch *scratch, u64 sp, u32 limit)
{
	struct error_scratch *context = scratch;

	if (!scratch)
		return 0;
	scratch->next = sp & ~7ULL;
	scratch->limit = limit < backtrace_bytes ? limit : backtrace_bytes;
	bpf_loop(SKIP_PAGES + MAAP_BACKTRACE_MAX / PAGE_BYTES + 1, copy_page, &context, 0);
	return 0;
}

struct walking {
	struct error_scratch *scratch;
	u64 instance; /* struct return_instance * */
};

static long take_return(u32 turn, struct walking *walking)
{
	struct return_instance *instance = (void *)walking->instance;
	struct error_event *event = &walking->scratch->event;
	u32 at = turn & (MAAP_ERROR_RETURNS - 1);

	if (!instance)
		return 1;
	event->returns[at].slot = BPF_CORE_READ(instance, stack);
	event->returns[at].address = BPF_CORE_READ(instance, orig_ret_vaddr);
	event->return_count = at + 1;
	walking->instance = (u64)BPF_CORE_READ(instance, next);
	return 0;
}

int error__take_returns(struct error_scratch *scratch)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct uprobe_task *utask = task->utask;
	struct walking walking = { .scratch = scratch };

	if (!scratch || !utask)
		return 0;
	walking.instance = (u64)utask->return_instances;
	bpf_loop(MAAP_ERROR_RETURNS, take_return, &walking, 0);
	return 0;
}

static long note_mapping(struct task_struct *task, struct vm_area_struct *vma, void *context)
{
	struct error_scratch *scratch = *(struct error_scratch **)context;
	struct error_event *event = &scratch->event;

	event->map_start = vma->vm_start;
	event->map_end = vma->vm_end;
	event->map_flags = vma->vm_flags;
	if (vma->vm_file)
		bpf_probe_read_kernel_str(event->map_name, sizeof(event->map_name),
					  vma->vm_file->f_path.dentry->d_name.name);
	return 0;
}

int error__take_mapping(struct error_scratch *scratch)
{
	struct error_scratch *context = scratch;

	if (!scratch)
		return 0;
	scratch->event.map_name[0] = 0;
	bpf_find_vma(bpf_get_current_task_btf(), scratch->event.address, note_mapping, &context, 0);
	return 0;
}

int error__take_abort_message(struct error_scratch *scratch, u64 variable)
{
	u64 message = 0;
	long len;

	if (!scratch || !variable ||
	    bpf_probe_read_user(&message, sizeof(message), (void *)variable) || !message)
		return 0;
	/* struct abort_msg_s: the size of the whole, then the text. */
	len = bpf_probe_read_user_str(scratch->event.texts[0], MAAP_ERROR_TEXT,
				      (void *)(message + sizeof(u32)));
	if (len > 0)
		scratch->event.text_bytes[0] = len - 1;
	return 0;
}

u32 error__close(int place)
{
	struct error_scratch *scratch = error__scratch(place);
	struct error_event *event;
	u64 bytes, flag;
	u32 number;

	if (!scratch)
		return 0;
	event = &scratch->event;
	number = __sync_fetch_and_add(&errors_seen, 1) + 1;
	event->number = number;
	bytes = event->stack_bytes;
	if (bytes > sizeof(scratch->stack))
		bytes = 0;
	flag = bpf_ringbuf_query(&error_events, BPF_RB_AVAIL_DATA) > error_wakeup_bytes
		       ? BPF_RB_FORCE_WAKEUP
		       : BPF_RB_NO_WAKEUP;
	if (bpf_ringbuf_output(&error_events, event, sizeof(*event) + bytes, flag)) {
		event->stack_bytes = 0;
		event->stack_missing = 1;
		if (bpf_ringbuf_output(&error_events, event, sizeof(*event), flag)) {
			__sync_fetch_and_add(&errors_lost, 1);
			number = 0;
		}
	}
	__sync_lock_test_and_set(&scratch->busy, 0);
	return number;
}

static __always_inline s64 widened(u64 result, u32 bytes, bool is_signed)
{
	switch (bytes) {
	case 1:
		return is_signed ? (s64)(s8)result : (s64)(u8)result;
	case 2:
		return is_signed ? (s64)(s16)result : (s64)(u16)result;
	case 4:
		return is_signed ? (s64)(s32)result : (s64)(u32)result;
	default:
		return result;
	}
}

static __always_inline bool holds(const struct error_condition *condition, u64 result)
{
	s64 value = widened(result, condition->bytes, condition->is_signed);
	s64 than = condition->value;
	bool less = condition->is_signed ? value < than : (u64)value < (u64)than;

	switch (condition->comparison) {
	case MAAP_IS_EQUAL:
		return value == than;
	case MAAP_IS_UNEQUAL:
		return value != than;
	case MAAP_IS_LESS:
		return less;
	case MAAP_IS_AT_MOST:
		return less || value == than;
	case MAAP_IS_MORE:
		return !less && value != than;
	default: /* MAAP_IS_AT_LEAST */
		return !less;
	}
}

struct judging {
	const struct error_conditions *conditions;
	u64 result;
	bool found;
};

static long judge(u32 turn, struct judging *judging)
{
	if (turn >= judging->conditions->count || turn >= MAAP_ERROR_CONDITIONS)
		return 1;
	judging->found = holds(&judging->conditions->items[turn], judging->result);
	return judging->found;
}

int error__is_error(u32 function, u64 result)
{
	struct judging judging = { .result = result };
	u32 key = function;

	judging.conditions = bpf_map_lookup_elem(&error_conditions, &key);
	if (!judging.conditions)
		return 0;
	bpf_loop(MAAP_ERROR_CONDITIONS, judge, &judging, 0);
	return judging.found;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
