// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the program's runtime does to stacks: handlers entered, jumps, switches, ends. */
#include "frames.bpf.h"
#include "throwing.bpf.h"

/* glibc's layouts on x86-64: jmp_buf's rsp is its seventh word; ucontext_t's gregs[REG_RSP]. */
#define JMP_BUF_RSP	48
#define UCONTEXT_RSP	160
#define POINTER_GUARD	0x30 /* from the thread pointer; sysdeps/x86_64/jmpbuf-unwind.h */
#define R_DEBUG_STATE	24   /* struct r_debug: r_state, see link.h */
#define RT_CONSISTENT	0
#define SUSPENDED_SHIFT 7
#define FIBER_STACK_MAX (64ULL << 20)

/*
 * Calls whose slot is below `limit` were left, at this moment. `error`: number of what is the
 * reason, 0: none.
 */
static __always_inline void unwind_to(struct frame_stack *stack, struct task_struct *task,
				      u64 limit, bool exact, u32 error)
{
	struct call_end end = {};
	struct place place = {};

	if (!place__find(&place, stack, task, 0, limit, false))
		return;
	call_end__read(&end, stack, task);
	end.error = error;
	end.outcome = MAAP_UNWOUND;
	end.flags = exact ? MAAP_END_EXACT : 0;
	strand__clear_below(stack, place.strand, place.kind, limit, &end);
	strand__release(place.strand);
}

/* Whether the function that this probe is in is traced itself, and its call has begun already. */
static __always_inline bool is_entered(struct frame_stack *stack, struct task_struct *task,
				       const struct pt_regs *ctx)
{
	struct place place = {};
	struct frame *top;

	if (!place__find(&place, stack, task, 0, ctx->sp, false) || !place.strand->depth)
		return false;
	top = strand__frame(stack, place.strand, place.strand->depth - 1);
	return top && top->function != FRAME_ENDED && top->slot == ctx->sp &&
	       top->args[0] == ctx->di;
}

static __always_inline void on_catch(struct frame_stack *stack, struct task_struct *task,
				     const struct pt_regs *ctx)
{
	/* The handler's own frame begins above the return address of this call. */
	u64 limit = ctx->sp + sizeof(u64);
	u32 number = tell_of_catch(stack, task, ctx, limit);

	/* Its entry has ended what was left. */
	if (!is_entered(stack, task, ctx))
		unwind_to(stack, task, limit, true, number);
}

/* Where longjmp will set the stack pointer, 0 if that cannot be read: PTR_DEMANGLE of glibc. */
static __always_inline u64 longjmp_target(struct task_struct *task, u64 jmp_buf)
{
	u64 mangled = 0, guard = 0;

	if (bpf_probe_read_user(&mangled, sizeof(mangled), (void *)(jmp_buf + JMP_BUF_RSP)) ||
	    bpf_probe_read_user(&guard, sizeof(guard),
				(void *)(task->thread.fsbase + POINTER_GUARD)))
		return 0;
	return (mangled >> 17 | mangled << 47) ^ guard;
}

static __always_inline void on_longjmp(struct frame_stack *stack, struct task_struct *task,
				       const struct pt_regs *ctx)
{
	u64 target = longjmp_target(task, ctx->di);

	if (!target)
		return;
	/* Some switch stacks by it: then nothing is left. */
	if (stack->fiber && target - ctx->sp > FIBER_STACK_MAX)
		return;
	unwind_to(stack, task, target, false, 0);
}

static __always_inline u64 find_suspended(u32 tgid, u64 sp, u64 *id)
{
	struct strand_key key = { .tgid = tgid, .id = sp >> SUSPENDED_SHIFT };
	struct suspended *found;

	/* What a switch saves lies a few words below where it was entered. */
	for (int i = 0; i < 2; i++, key.id++) {
		found = bpf_map_lookup_elem(&suspended, &key);
		if (!found || found->sp - sp > 1 << SUSPENDED_SHIFT)
			continue;
		*id = found->id;
		bpf_map_delete_elem(&suspended, &key);
		return found->sp;
	}
	return 0;
}

static __always_inline bool is_own(const struct frame_stack *stack, u64 sp)
{
	return !stack->own_bytes || sp - stack->own_base < stack->own_bytes;
}

/* The thread leaves the stack that it is on for the one that `target` points into. */
static __always_inline void switch_to(struct frame_stack *stack, struct task_struct *task, u64 from,
				      u64 target, bool comes_back)
{
	struct strand_key key = { .tgid = task->tgid, .id = from >> SUSPENDED_SHIFT };
	struct suspended left = { .sp = from, .id = stack->fiber };
	u64 id = 0;

	stack->turns++;
	/* A fiber that was under way before anybody looked. */
	if (!left.id && !is_own(stack, from))
		left.id = from;
	if (comes_back)
		bpf_map_update_elem(&suspended, &key, &left, BPF_ANY);
	if (!find_suspended(task->tgid, target, &id) && !is_own(stack, target))
		id = target;
	stack->fiber = id;
}

static __always_inline void on_ucontext(struct frame_stack *stack, struct task_struct *task,
					const struct pt_regs *ctx, u64 ucontext, bool comes_back)
{
	u64 target = 0;

	if (bpf_probe_read_user(&target, sizeof(target), (void *)(ucontext + UCONTEXT_RSP)))
		return;
	switch_to(stack, task, ctx->sp + sizeof(u64), target, comes_back);
}

/* Forced unwinding is over, and has left all that the thread had open. */
static __always_inline void on_thread_end(struct frame_stack *stack, struct task_struct *task)
{
	struct call_end end = {};

	if (!stack->forced)
		return;
	call_end__read(&end, stack, task);
	end.outcome = MAAP_UNWOUND;
	strand__end_all(stack, &stack->own, &end);
}

/* The goroutine ends: what it has open was left by runtime.Goexit(). */
static __always_inline void on_goexit(struct frame_stack *stack, struct task_struct *task,
				      const struct pt_regs *ctx, u64 cookie)
{
	struct call_end end = {};
	struct place place = {};

	if (!place__find(&place, stack, task, cookie, ctx->sp, false) || !place.strand->depth)
		return;
	call_end__read(&end, stack, task);
	end.outcome = MAAP_UNWOUND;
	/* A panic that was recovered has left what nothing has shown to be gone. */
	end.error = place.strand->recovered;
	strand__end_all(stack, place.strand, &end);
	strand__release(place.strand);
}

/* A program that maps a file whose functions are waited for is held so long at most. */
#define HOLD_NS	    300000000ULL
#define HOLD_ROUNDS (1 << 23) /* what bpf_loop() allows */

struct holding {
	u64 number; /* of the mapping */
	u64 until_ns;
	u64 address; /* of code that is being run: there to be read */
};

static __always_inline bool is_answered(u64 number)
{
	return mapping_released >= number || mapping_checked >= number || !hold_mappings;
}

static long hold_on(u32 round, void *context)
{
	struct holding *holding = context;
	u8 byte;

	if (is_answered(holding->number) || bpf_ktime_get_ns() > holding->until_ns)
		return 1;
	/* Not for the byte: kernels that are not preempted let others run here. */
	bpf_copy_from_user(&byte, 1, (void *)holding->address);
	return 0;
}

/* The time is not that of the calls that are open. */
static __always_inline void take_off(struct task_struct *task, u64 held_ns)
{
	struct frame_stack *stack = bpf_task_storage_get(&frame_stacks, task, NULL, 0);
	struct frame *top;

	if (!stack || !stack->own.depth)
		return;
	top = &stack->frames[(stack->own.depth - 1) & (MAAP_MAX_FRAMES - 1)];
	top->nested_probe_ns += held_ns;
}

/*
 * The library's constructors and the calls that follow are to be seen: the thread stays here until
 * its probes are in. No signal, no ptrace: it just takes longer to map the file. Where user space
 * has let it wait in vain, nobody is held again before it has answered.
 */
static __always_inline void hold(struct task_struct *task, u64 number, u64 address)
{
	u64 start_ns = bpf_ktime_get_ns();
	struct holding holding = {
		.number = number,
		.until_ns = start_ns + HOLD_NS,
		.address = address,
	};

	if (!hold_expired || is_answered(hold_expired))
		bpf_loop(HOLD_ROUNDS, hold_on, &holding, 0);
	if (!is_answered(number)) {
		hold_expired = number;
		__sync_fetch_and_add(&holds_expired, 1);
	}
	take_off(task, bpf_ktime_get_ns() - start_ns);
}

/*
 * The next calls wait, unarmed, until user space has looked at what has come. Nothing has come yet
 * when the linker has only begun.
 */
static __always_inline void on_mapping(struct task_struct *task, u64 ip, u64 cookie)
{
	u64 r_state = ip + MAAP_SITE_R_DEBUG(cookie) + R_DEBUG_STATE;
	struct traced_process_cell *process;
	struct process_event *event;
	u32 tgid = task->tgid, state = RT_CONSISTENT;
	u64 number;

	process = bpf_map_lookup_elem(&processes, &tgid);
	if (!process)
		return;
	if (MAAP_SITE_R_DEBUG(cookie))
		bpf_probe_read_user(&state, sizeof(state), (void *)r_state);
	if (state != RT_CONSISTENT)
		return;
	number = __sync_fetch_and_add(&mapping_seen, 1) + 1;
	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (event) {
		event->type = MAAP_EVENT_MAPPING;
		event->tgid = process->pid;
		bpf_ringbuf_submit(event, BPF_RB_FORCE_WAKEUP);
	}
	/* Without the event user space sees the number all the same, at its next round. */
	if (hold_mappings)
		hold(task, number, ip);
}

/* Where strands end or are taken up, the thread may have seen no traced call yet. */
static __always_inline bool concerns_strands(enum maap_evidence what)
{
	return what == MAAP_EVIDENCE_GOEXIT || what == MAAP_EVIDENCE_SWAP ||
	       what == MAAP_EVIDENCE_SETCONTEXT || what == MAAP_EVIDENCE_JUMP ||
	       what == MAAP_EVIDENCE_JUMP_FROM;
}

SEC("uprobe")
int evidence(struct pt_regs *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	u64 cookie = bpf_get_attach_cookie(ctx);
	enum maap_evidence what = (u32)cookie & MAAP_COOKIE_FUNCTION;
	struct frame_stack *stack;

	if (what == MAAP_EVIDENCE_MAPPING) {
		on_mapping(task, ctx->ip, cookie);
		return 0;
	}
	stack = concerns_strands(what) ? frame_stack__make(task)
				       : bpf_task_storage_get(&frame_stacks, task, NULL, 0);
	if (!stack) {
		if (what == MAAP_EVIDENCE_RAISE)
			on_raise_outside(task, ctx);
		else if (what == MAAP_EVIDENCE_GO_PANIC)
			count_outside(task);
		return 0;
	}
	if (!stack->own_bytes)
		stack__find_own(stack, task, ctx->sp);
	switch (what) {
	case MAAP_EVIDENCE_CATCH:
		on_catch(stack, task, ctx);
		break;
	case MAAP_EVIDENCE_RAISE:
	case MAAP_EVIDENCE_RETHROW:
		on_raise(stack, task, ctx, what == MAAP_EVIDENCE_RETHROW);
		break;
	case MAAP_EVIDENCE_RUST_PANIC:
		on_rust_panic(stack, task, ctx);
		break;
	case MAAP_EVIDENCE_GO_PANIC:
		on_go_panic(stack, task, ctx, cookie);
		break;
	case MAAP_EVIDENCE_GO_RECOVER:
		on_go_recover(stack, task, ctx, cookie);
		break;
	case MAAP_EVIDENCE_LONGJMP:
		on_longjmp(stack, task, ctx);
		break;
	case MAAP_EVIDENCE_FORCED:
		stack->forced = true;
		break;
	case MAAP_EVIDENCE_THREAD_END:
		on_thread_end(stack, task);
		break;
	case MAAP_EVIDENCE_SWAP:
		on_ucontext(stack, task, ctx, ctx->si, true);
		break;
	case MAAP_EVIDENCE_SETCONTEXT:
		on_ucontext(stack, task, ctx, ctx->di, false);
		break;
	case MAAP_EVIDENCE_JUMP:
		switch_to(stack, task, ctx->sp, ctx->di, true);
		break;
	case MAAP_EVIDENCE_JUMP_FROM:
		switch_to(stack, task, ctx->sp, ctx->si, true);
		break;
	case MAAP_EVIDENCE_GOEXIT:
		on_goexit(stack, task, ctx, cookie);
		break;
	default: /* MAAP_EVIDENCE_EXECUTE */
		stack->turns++;
	}
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
