// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Reading what arguments and results point to. */
#include "capture.bpf.h"
#include "emit.bpf.h"

#define PAGE_BYTES	 4096
#define USER_FROM	 0x10000	   /* no process maps anything below (vm.mmap_min_addr) */
#define USER_TO		 0x7fffffffffffULL /* nor above, with four levels of page tables */
#define GUESS_CHARACTERS 3		   /* so many in a row look like text */
#define PAGES_OF_A_TEXT	 (MAAP_CAPTURE_LIMIT / PAGE_BYTES + 1)

struct taking {
	struct capture_scratch *scratch;
	const struct capture_plan *plan;
	u32 at; /* next free byte of the scratch's data, a multiple of 8 */
	u32 found;
};

static __always_inline u64 source__value(const struct capture_scratch *scratch, u8 source,
					 s32 stack_offset)
{
	u64 address = scratch->registers[7] + stack_offset, value = 0;

	if (source < CAPTURE_REGISTERS)
		return scratch->registers[source & (CAPTURE_REGISTERS - 1)];
	if (source == MAAP_SOURCE_STACK_ADDRESS)
		return address;
	if (source == MAAP_SOURCE_HIDDEN)
		return scratch->hidden;
	bpf_probe_read_user(&value, sizeof(value), (void *)address);
	return value;
}

/* Kinds of file systems whose pages come from the machine itself: no process, no network. Others,
 * above all FUSE, may keep a reader waiting for ever. */
static __always_inline bool is_local(u64 magic)
{
	return magic == 0xef53 /* ext4 */ || magic == 0x58465342 /* xfs */ ||
	       magic == 0x9123683e /* btrfs */ || magic == 0x01021994 /* tmpfs */ ||
	       magic == 0xf2f52010 /* f2fs */ || magic == 0xe0f5e1e2 /* erofs */ ||
	       magic == 0x73717368 /* squashfs */ || magic == 0x858458f6 /* ramfs */ ||
	       magic == 0x2fc12fc1 /* zfs */ || magic == 0x794c7630 /* overlayfs */;
}

/* include/linux/mm.h: with any of these a fault waits for somebody in user space. */
#define VM_UFFD_MISSING 0x200
#define VM_UFFD_WP	0x1000
#define VM_UFFD_MINOR	(1ULL << 37 | 1ULL << 38 | 1ULL << 41) /* one of them, by version */
#define VM_SPECIAL	0x10044400 /* VM_IO, VM_PFNMAP, VM_DONTEXPAND, VM_MIXEDMAP */

static long judge_mapping(struct task_struct *task, struct vm_area_struct *vma, void *context)
{
	bool *good = context;

	if (vma->vm_flags & (VM_UFFD_MISSING | VM_UFFD_WP | VM_UFFD_MINOR | VM_SPECIAL))
		return 0;
	*good = !vma->vm_file || is_local(vma->vm_file->f_inode->i_sb->s_magic);
	return 0;
}

/* The program may never read there itself. */
int fault_in(const struct capture_op *op, u64 address)
{
	bool good = false;
	u8 byte;

	if (!op || !op->may_fault_in)
		return 0;
	bpf_find_vma(bpf_get_current_task_btf(), address, judge_mapping, &good, 0);
	return good && !bpf_copy_from_user(&byte, 1, (void *)address);
}

static __always_inline bool read_word(const struct capture_op *op, u64 address, u64 *value)
{
	return !bpf_probe_read_user(value, sizeof(*value), (void *)address) ||
	       (fault_in(op, address) &&
		!bpf_probe_read_user(value, sizeof(*value), (void *)address));
}

/* There is nothing of it but why. */
static __always_inline int take_nothing(struct capture_scratch *scratch,
					enum maap_capture_status status)
{
	u32 at = scratch->event.bytes & (MAAP_CAPTURE_BYTES - 1);
	struct captured *head = (struct captured *)&scratch->data[at];

	head->whole = 0;
	head->bytes = 0;
	head->status = status;
	return status != MAAP_CAPTURE_NO_TEXT;
}

static __always_inline u64 at_most(u64 value, u64 limit)
{
	return value < limit ? value : limit;
}

/* A size as the verifier understands it: compared and used in one register. */
static __always_inline u64 size_at_most(u64 value, u64 limit)
{
	value = at_most(value, limit);
	barrier_var(value);
	if (value > MAAP_CAPTURE_LIMIT)
		value = MAAP_CAPTURE_LIMIT;
	return value;
}

static __always_inline u64 next_page(u64 address)
{
	return (address | (PAGE_BYTES - 1)) + 1;
}

/*
 * The bytes of an object; where not all can be read, those of the first page. As all that take:
 * returns whether that is worth telling.
 */
__weak int take_bytes(struct capture_scratch *scratch, const struct capture_op *op, u64 address,
		      u64 length)
{
	struct captured *head;
	u64 bytes, first;
	u32 at;

	if (!scratch || !op)
		return 0;
	at = scratch->event.bytes & (MAAP_CAPTURE_BYTES - 1);
	head = (struct captured *)&scratch->data[at];
	head->whole = length;
	head->bytes = 0;
	head->status = MAAP_CAPTURE_NULL;
	if (!address)
		return 1;
	bytes = size_at_most(length, op->limit);
	head->status = bytes < length ? MAAP_CAPTURE_CUT : MAAP_CAPTURED;
	if (!bytes)
		return 1;
	at += sizeof(*head);
	for (int i = 0; i <= PAGES_OF_A_TEXT; i++) {
		if (!bpf_probe_read_user(&scratch->data[at], bytes, (void *)address)) {
			head->bytes = bytes;
			return 1;
		}
		if (!fault_in(op, i ? (address & ~(PAGE_BYTES - 1ULL)) + i * PAGE_BYTES : address))
			break;
	}
	first = size_at_most(next_page(address) - address, MAAP_CAPTURE_LIMIT);
	head->status = MAAP_CAPTURE_FAULT;
	if (first < bytes && !bpf_probe_read_user(&scratch->data[at], first, (void *)address)) {
		head->status = MAAP_CAPTURE_CUT;
		head->bytes = first;
	}
	return 1;
}

/* The characters up to a NUL. */
__weak int take_text(struct capture_scratch *scratch, const struct capture_op *op, u64 address)
{
	struct captured *head;
	u64 limit, first;
	long len;
	u32 at;

	if (!scratch || !op)
		return 0;
	at = scratch->event.bytes & (MAAP_CAPTURE_BYTES - 1);
	head = (struct captured *)&scratch->data[at];
	head->whole = 0;
	head->bytes = 0;
	head->status = MAAP_CAPTURE_NULL;
	if (!address)
		return 1;
	limit = size_at_most(op->limit, MAAP_CAPTURE_LIMIT);
	at += sizeof(*head);
	len = -1;
	/* Room for the NUL, so that a text of just the limit is whole. */
	for (int i = 0; i <= PAGES_OF_A_TEXT && len < 0; i++) {
		len = bpf_probe_read_user_str(&scratch->data[at], limit + 1, (void *)address);
		if (len < 0 &&
		    !fault_in(op, i ? (address & ~(PAGE_BYTES - 1ULL)) + i * PAGE_BYTES : address))
			break;
	}
	if (len > 0) {
		/* Without a NUL within the limit the last character gave way to one. */
		head->bytes = at_most(len - 1, MAAP_CAPTURE_LIMIT);
		head->status = len == (long)limit + 1 ? MAAP_CAPTURE_CUT : MAAP_CAPTURED;
		return 1;
	}
	head->status = MAAP_CAPTURE_FAULT;
	first = size_at_most(next_page(address) - address, limit);
	len = bpf_probe_read_user_str(&scratch->data[at], first, (void *)address);
	if (len > 0) {
		head->bytes = at_most(len - 1, MAAP_CAPTURE_LIMIT);
		head->status = len == (long)first ? MAAP_CAPTURE_CUT : MAAP_CAPTURED;
	}
	return 1;
}

#define EACH_BYTE(value) (0x0101010101010101ULL * (value))
#define HIGH_BITS	 EACH_BYTE(0x80)

/* The high bit of each byte that is less than `limit`, which is at most 0x80; bytes from 0x80 on
 * are not. */
static __always_inline u64 bytes_below(u64 bytes, u8 limit)
{
	u64 low = bytes & ~HIGH_BITS;

	return ~(low + EACH_BYTE(0x80 - limit)) & ~bytes & HIGH_BITS;
}

/*
 * Whether the first bytes are some characters, up to a NUL if there is one among them: no control
 * characters but white space, and what may be UTF-8. Without branches, of which the verifier would
 * follow each.
 */
static __always_inline bool looks_like_text(u64 bytes)
{
	u64 odd = (bytes_below(bytes, ' ') & ~bytes_below(bytes, '\r' + 1)) |
		  bytes_below(bytes, '\t') | (bytes_below(bytes, 0x80) & ~bytes_below(bytes, 0x7f));
	u64 nul = bytes_below(bytes, 1);
	/* Bits below the first NUL, all where there is none. */
	u64 before = nul ? (nul & -nul) - 1 : ~0ULL;
	/* A NUL is less than a tab, and ends what counts. */
	u64 wanted = (1ULL << 8 * GUESS_CHARACTERS) - 1;

	return !(odd & before & HIGH_BITS) && (before & wanted) == wanted;
}

__weak int take_guess(struct capture_scratch *scratch, const struct capture_op *op, u64 address)
{
	u64 bytes = 0, size;

	if (!scratch || !op)
		return 0;
	if (address < USER_FROM || address > USER_TO)
		return take_nothing(scratch, MAAP_CAPTURE_NO_TEXT);
	size = at_most(next_page(address) - address, sizeof(bytes));
	barrier_var(size);
	if (size > sizeof(bytes))
		size = sizeof(bytes);
	if (bpf_probe_read_user(&bytes, size, (void *)address) || !looks_like_text(bytes))
		return take_nothing(scratch, MAAP_CAPTURE_NO_TEXT);
	return take_text(scratch, op, address);
}

/* Layout of libc++'s std::string, ABI version 1: a short one's length is in its first byte,
 * doubled, its characters follow; a long one has capacity (odd), length, pointer. */
__weak int take_libcxx(struct capture_scratch *scratch, const struct capture_op *op, u64 address)
{
	u64 words[3] = {};

	if (!scratch || !op)
		return 0;
	if (bpf_probe_read_user(words, sizeof(words), (void *)address) &&
	    (!fault_in(op, address) || bpf_probe_read_user(words, sizeof(words), (void *)address)))
		return take_nothing(scratch, MAAP_CAPTURE_FAULT);
	if (words[0] & 1)
		return take_bytes(scratch, op, words[2], words[1]);
	return take_bytes(scratch, op, address + 1, (words[0] & 0xff) >> 1);
}

__weak int take_span_at(struct capture_scratch *scratch, const struct capture_op *op, u64 object)
{
	u64 address = 0, length = 0;

	if (!scratch || !op)
		return 0;
	if (!object)
		return take_nothing(scratch, MAAP_CAPTURE_NULL);
	if (!read_word(op, object + op->offset, &address) ||
	    !read_word(op, object + op->length_offset, &length))
		return take_nothing(scratch, MAAP_CAPTURE_FAULT);
	if (!length && !address)
		address = object;
	return take_bytes(scratch, op, address, length);
}

__weak int take(struct capture_scratch *scratch, const struct capture_op *op)
{
	struct captured *head;
	u64 value, length, *word;
	u32 at;

	if (!scratch || !op)
		return 0;
	value = source__value(scratch, op->source, op->stack_offset);
	switch (op->kind) {
	case MAAP_CAPTURE_MEMORY:
		return take_bytes(scratch, op, value ? value + op->offset : 0, op->limit);
	case MAAP_CAPTURE_TEXT:
		return take_text(scratch, op, value);
	case MAAP_CAPTURE_TEXT_AT:
		if (!value)
			return take_nothing(scratch, MAAP_CAPTURE_NULL);
		if (!read_word(op, value + op->offset, &length))
			return take_nothing(scratch, MAAP_CAPTURE_FAULT);
		return take_text(scratch, op, length);
	case MAAP_CAPTURE_SPAN:
		length = source__value(scratch, op->length, op->stack_offset);
		if (op->length_offset == -(s32)sizeof(u32))
			length = (s32)length;
		else if (op->length_offset == sizeof(u32))
			length = (u32)length;
		if ((s64)length < 0)
			return take_text(scratch, op, value);
		/* Empty ones may have any pointer. */
		if (!length && !value)
			value = USER_FROM;
		return take_bytes(scratch, op, value, length + op->offset);
	case MAAP_CAPTURE_SPAN_AT:
		return take_span_at(scratch, op, value);
	case MAAP_CAPTURE_LIBCXX:
		return value ? take_libcxx(scratch, op, value + op->offset)
			     : take_nothing(scratch, MAAP_CAPTURE_NULL);
	case MAAP_CAPTURE_GUESS:
		return take_guess(scratch, op, value);
	default: /* MAAP_CAPTURE_WORD */
		at = scratch->event.bytes & (MAAP_CAPTURE_BYTES - 1);
		head = (struct captured *)&scratch->data[at];
		word = (u64 *)&scratch->data[at + sizeof(*head)];
		head->whole = sizeof(u64);
		head->bytes = sizeof(u64);
		head->status = MAAP_CAPTURED;
		*word = value;
		return 1;
	}
}

static long take_one(u32 i, void *context)
{
	struct taking *taking = context;
	struct capture_scratch *scratch = taking->scratch;
	const struct capture_op *op;
	u32 at = taking->at, bytes;

	/* What does not fit any more is missing at the end: user space sees that. */
	if (i >= MAAP_CAPTURE_MAX_OPS || i >= taking->plan->count ||
	    at > MAAP_CAPTURE_BYTES - sizeof(struct captured) - sizeof(u64))
		return 1;
	op = &taking->plan->ops[i];
	scratch->event.bytes = at;
	if (take(scratch, op))
		taking->found = 1;
	at &= MAAP_CAPTURE_BYTES - 1;
	bytes = ((struct captured *)&scratch->data[at])->bytes;
	taking->at = at + sizeof(struct captured) + ((bytes + 7) & ~7);
	return 0;
}

int capture__acquire(void)
{
	u32 first = bpf_get_smp_processor_id() * CAPTURE_SCRATCHES;

	for (u32 i = 0; i < CAPTURE_SCRATCHES; i++) {
		u32 key = first + i;
		struct capture_scratch *scratch = bpf_map_lookup_elem(&capture_scratches, &key);

		if (scratch && !scratch->busy && !__sync_val_compare_and_swap(&scratch->busy, 0, 1))
			return key;
	}
	return CAPTURE_LOST;
}

int capture__take(struct capture_scratch *scratch, const struct capture_plan *plan)
{
	struct taking taking = { .scratch = scratch, .plan = plan };

	if (!scratch || !plan)
		return 0;
	bpf_loop(MAAP_CAPTURE_MAX_OPS, take_one, &taking, 0);
	scratch->event.bytes = taking.at;
	/* Guesses that did not hold are not worth a record. */
	return taking.found;
}

int capture__send(struct capture_scratch *scratch, u64 call)
{
	u64 bytes;

	if (!scratch)
		return 0;
	scratch->event.call = call;
	bytes = scratch->event.bytes;
	if (bytes > sizeof(scratch->data))
		return 0;
	return bpf_ringbuf_output(&events, &scratch->event, sizeof(scratch->event) + bytes,
				  wakeup_flag());
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
