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

/*
 * rbx, rbp, r12 to r15. Where a function has just taken them back, the unwind information of most
 * compilers still finds them below the stack pointer, and the red zone keeps them there.
 */
#define SAVED_REGISTERS_BYTES (6 * sizeof(u64))

/* How far it is stands in the scratch: the verifier would follow each turn of a number it knows. */
static long copy_page(u32 turn, struct error_scratch **context)
{
	struct error_scratch *scratch = *context;
	struct error_event *event = &scratch->event;
	struct error_piece *stack = &event->pieces[MAAP_PIECE_STACK];
	u64 address = scratch->next;
	u64 at = event->data_bytes, left = scratch->limit - at;
	u64 bytes = PAGE_BYTES - (address & (PAGE_BYTES - 1));

	if (bytes > left)
		bytes = left;
	barrier_var(at);
	barrier_var(bytes);
	if (at >= MAAP_ERROR_DATA || !bytes || bytes > PAGE_BYTES)
		return 1;
	if (bpf_probe_read_user(&scratch->data[at], bytes, (void *)address)) {
		/* Below the stack's end nothing is; above its beginning it is over. */
		if (stack->bytes || turn >= SKIP_PAGES)
			return 1;
		scratch->next = (address | (PAGE_BYTES - 1)) + 1;
		return 0;
	}
	if (!stack->bytes)
		event->stack_start = address;
	stack->bytes += bytes;
	event->data_bytes += bytes;
	scratch->next = address + bytes;
	return 0;
}

int error__take_stack(struct error_scratch *scratch, u64 sp, u32 limit)
{
	struct error_scratch *context = scratch;

	if (!scratch)
		return 0;
	scratch->event.pieces[MAAP_PIECE_STACK].at = scratch->event.data_bytes;
	scratch->event.pieces[MAAP_PIECE_STACK].bytes = 0;
	scratch->next = (sp - SAVED_REGISTERS_BYTES) & ~7ULL;
	limit += SAVED_REGISTERS_BYTES;
	scratch->limit =
		scratch->event.data_bytes + (limit < backtrace_bytes ? limit : backtrace_bytes);
	bpf_loop(SKIP_PAGES + MAAP_BACKTRACE_MAX / PAGE_BYTES + 1, copy_page, &context, 0);
	scratch->event.stack_cut = scratch->event.pieces[MAAP_PIECE_STACK].bytes >= backtrace_bytes;
	return 0;
}

struct walking {
	struct error_scratch *scratch;
	u64 instance; /* struct return_instance * */
};

static long take_return(u32 turn, struct walking *walking)
{
	struct return_instance *instance = (void *)walking->instance;
	struct error_scratch *scratch = walking->scratch;
	struct error_return *to;
	u64 at = scratch->event.data_bytes;

	if (!instance || at >= MAAP_ERROR_DATA)
		return 1;
	to = (struct error_return *)&scratch->data[at];
	to->slot = BPF_CORE_READ(instance, stack);
	to->address = BPF_CORE_READ(instance, orig_ret_vaddr);
	scratch->event.pieces[MAAP_PIECE_RETURNS].bytes += sizeof(*to);
	scratch->event.data_bytes = at + sizeof(*to);
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
	scratch->event.pieces[MAAP_PIECE_RETURNS].at = scratch->event.data_bytes;
	scratch->event.pieces[MAAP_PIECE_RETURNS].bytes = 0;
	walking.instance = (u64)utask->return_instances;
	bpf_loop(MAAP_ERROR_RETURNS, take_return, &walking, 0);
	return 0;
}

int error__took(struct error_scratch *scratch, u32 which, u32 bytes)
{
	struct error_event *event;

	if (!scratch || which >= MAAP_PIECES)
		return 0;
	event = &scratch->event;
	event->pieces[which].at = event->data_bytes;
	event->pieces[which].bytes = bytes;
	event->data_bytes += (bytes + 7) & ~7;
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
	u64 message = 0, at;
	long len;

	if (!scratch || !variable ||
	    bpf_probe_read_user(&message, sizeof(message), (void *)variable) || !message)
		return 0;
	at = scratch->event.data_bytes;
	if (at >= MAAP_ERROR_DATA)
		return 0;
	/* struct abort_msg_s: the size of the whole, then the text. */
	len = bpf_probe_read_user_str(&scratch->data[at], MAAP_ERROR_TEXT,
				      (void *)(message + sizeof(u32)));
	if (len > 0)
		error__took(scratch, MAAP_PIECE_TEXT, len - 1);
	return 0;
}

/* Without the stack where there is little room, so that the errors themselves are not lost. */
static __always_inline void leave_out_stack(struct error_event *event)
{
	struct error_piece *stack = &event->pieces[MAAP_PIECE_STACK];

	if (stack->bytes == MAAP_ERROR_NOTHING)
		return;
	event->data_bytes = stack->at;
	stack->bytes = MAAP_ERROR_NOTHING;
	event->stack_missing = 1;
}

u32 error__close(int place)
{
	struct error_scratch *scratch = error__scratch(place);
	struct error_event *event;
	u64 bytes, fill, flag;
	u32 number;

	if (!scratch)
		return 0;
	event = &scratch->event;
	number = __sync_fetch_and_add(&errors_seen, 1) + 1;
	event->number = number;
	fill = bpf_ringbuf_query(&error_events, BPF_RB_AVAIL_DATA);
	flag = fill > error_wakeup_bytes ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP;
	if (fill > 2 * error_wakeup_bytes)
		leave_out_stack(event);
	bytes = event->data_bytes;
	if (bytes > sizeof(scratch->data))
		bytes = 0;
	if (bpf_ringbuf_output(&error_events, event, sizeof(*event) + bytes, flag)) {
		__sync_fetch_and_add(&errors_lost, 1);
		number = 0;
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
