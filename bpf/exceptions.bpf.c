// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What is thrown: C++ exceptions, Rust panics, Go panics. */
#include "errors.bpf.h"
#include "capture.bpf.h"

#define TYPE_BEFORE	       112 /* __cxa_exception's type_info, before the object: GNU and LLVM alike */
#define TYPE_NAME	       8  /* std::type_info: its name */
#define WHAT_SLOT	       16 /* std::exception's virtual table: what() */
#define FILESYSTEM_AT	       32 /* libstdc++'s filesystem_error: where its shared part is */
#define FILESYSTEM_TEXT	       80 /* and in that the text, a std::string */
#define LIBCXX_FILESYSTEM_TEXT 48 /* the same in libc++ */
#define USER_FROM	       0x10000

/* Rust before 1.70 or so wrote its class in the other order. */
#define CLASS_RUST_LITTLE 0x54535552005a4f4dULL

static __always_inline bool read_user(u64 address, u64 *value)
{
	struct capture_op op = { .may_fault_in = 1 };

	*value = 0;
	if (address < USER_FROM)
		return false;
	return !bpf_probe_read_user(value, sizeof(*value), (void *)address) ||
	       (fault_in(&op, address) &&
		!bpf_probe_read_user(value, sizeof(*value), (void *)address));
}

/* Up to a NUL. Returns whether it could be read. */
__weak int error__put_text(struct error_scratch *scratch, u32 which, u64 address)
{
	struct capture_op op = { .may_fault_in = 1 };
	long len;
	u64 at;

	if (!scratch || address < USER_FROM)
		return 0;
	at = scratch->event.data_bytes;
	if (at >= MAAP_ERROR_DATA)
		return 0;
	len = bpf_probe_read_user_str(&scratch->data[at], MAAP_ERROR_TEXT, (void *)address);
	if (len < 0 && fault_in(&op, address))
		len = bpf_probe_read_user_str(&scratch->data[at], MAAP_ERROR_TEXT, (void *)address);
	if (len <= 0)
		return 0;
	error__took(scratch, which, len - 1);
	return 1;
}

/* By its length. Returns whether it could be read. */
__weak int error__put_counted(struct error_scratch *scratch, u32 which, u64 address, u64 length)
{
	u64 bytes = length < MAAP_ERROR_TEXT ? length : MAAP_ERROR_TEXT, at;
	struct capture_op op = { .may_fault_in = 1 };

	if (!scratch)
		return 0;
	if (!bytes)
		return error__took(scratch, which, 0) + 1;
	at = scratch->event.data_bytes;
	barrier_var(bytes);
	if (at >= MAAP_ERROR_DATA || address < USER_FROM || bytes > MAAP_ERROR_TEXT)
		return 0;
	if (bpf_probe_read_user(&scratch->data[at], bytes, (void *)address) &&
	    (!fault_in(&op, address) ||
	     bpf_probe_read_user(&scratch->data[at], bytes, (void *)address)))
		return 0;
	error__took(scratch, which, bytes);
	return 1;
}

/* The functions that may be what(), by the virtual tables that the object may have. */
static __always_inline void take_what(struct error_event *event, u64 object)
{
	for (int i = 0; i < MAAP_ERROR_VTABLES; i++) {
		u64 table = 0, function = 0;

		if (read_user(object + 8 * i, &table) && read_user(table + WHAT_SLOT, &function))
			event->what[i] = function;
	}
}

/* The texts of filesystem_error, by where its shared part is. */
__weak int take_filesystem_text(struct error_scratch *scratch, u64 shared)
{
	u64 text = 0, first = 0;

	if (!scratch)
		return 0;
	if ((scratch->event.class & ~MAAP_CLASS_DEPENDENT) == MAAP_CLASS_GNU)
		return read_user(shared + FILESYSTEM_TEXT, &text) &&
		       error__put_text(scratch, MAAP_PIECE_TEXT3, text);
	/* libc++'s std::string: a short one's characters follow its first byte. */
	text = shared + LIBCXX_FILESYSTEM_TEXT;
	if (!read_user(text, &first))
		return 0;
	if (!(first & 1))
		return error__put_text(scratch, MAAP_PIECE_TEXT3, text + 1);
	return read_user(text + 16, &text) && error__put_text(scratch, MAAP_PIECE_TEXT3, text);
}

/* As many as there are: the object may be the last on its page. */
static __always_inline void take_words(struct error_event *event, u64 object)
{
	u32 bytes = sizeof(event->words);

	__builtin_memset(event->words, 0, sizeof(event->words));
	if (bpf_probe_read_user(event->words, sizeof(event->words), (void *)object)) {
		bytes = 32;
		if (bpf_probe_read_user(event->words, 32, (void *)object)) {
			bytes = 8;
			if (bpf_probe_read_user(event->words, 8, (void *)object))
				bytes = 0;
		}
	}
	event->word_bytes = bytes;
}

__weak int take_cxx(struct error_scratch *scratch, u64 header, u64 class)
{
	u64 object = header + HEADER_BYTES, type = 0, name = 0, word = 0;
	struct error_event *event;

	if (!scratch)
		return 0;
	event = &scratch->event;
	if (class & MAAP_CLASS_DEPENDENT &&
	    !read_user(header - ((class | 1) == (MAAP_CLASS_GNU | 1) ? PRIMARY_GNU : PRIMARY_LLVM),
		       &object))
		return 0;
	event->object = object;
	if (!read_user(object - TYPE_BEFORE, &type))
		return 0;
	if (read_user(type + TYPE_NAME, &name))
		error__put_text(scratch, MAAP_PIECE_NAME, name);
	/* What a number is derived from nobody asks: reads of it just fail. */
	take_what(event, object);
	take_words(event, object);
	/* A pointer to characters, or what begins with one. */
	if (!read_user(object + 8, &word) || !error__put_text(scratch, MAAP_PIECE_TEXT, word))
		error__put_text(scratch, MAAP_PIECE_TEXT, event->words[0]);
	if (read_user(object + 16, &word))
		error__put_text(scratch, MAAP_PIECE_TEXT2, word);
	if (event->what[0] && read_user(object + FILESYSTEM_AT, &word))
		take_filesystem_text(scratch, word);
	return 0;
}

/*
 * The payload is a Box<dyn Any> behind the header, which has two or six words of the unwinder's own
 * and, since 1.65, one that tells Rust's from others': data, and a table that begins with drop,
 * size, alignment. A &str has two words, a String three, in an order that the compiler chooses.
 */
__weak int take_rust_payload(struct error_scratch *scratch, u64 at)
{
	u64 data = 0, table = 0, size = 0, alignment = 0, a = 0, b = 0, c = 0;

	if (!scratch || !read_user(at, &data) || !read_user(at + 8, &table) ||
	    !read_user(table + 8, &size) || !read_user(table + 16, &alignment))
		return 0;
	if (alignment != 8 || (size != 16 && size != 24) || !read_user(data, &a) ||
	    !read_user(data + 8, &b))
		return 0;
	/* Its header changes where it is caught and goes on. */
	scratch->event.object = data;
	if (size == 16) {
		error__put_counted(scratch, MAAP_PIECE_TEXT, a, b);
		return 1;
	}
	if (!read_user(data + 16, &c))
		return 0;
	/* The length is at most the capacity. */
	if (a >= USER_FROM && a > b && a > c)
		error__put_counted(scratch, MAAP_PIECE_TEXT, a, b < c ? b : c);
	else if (b >= USER_FROM && b > a && b > c)
		error__put_counted(scratch, MAAP_PIECE_TEXT, b, a < c ? a : c);
	else
		error__put_counted(scratch, MAAP_PIECE_TEXT, c, a < b ? a : b);
	return 1;
}

int error__take_exception(struct error_scratch *scratch, u64 header)
{
	u64 class = 0;

	if (!scratch || !read_user(header, &class))
		return 0;
	if (class == CLASS_RUST_LITTLE)
		class = MAAP_CLASS_RUST;
	scratch->event.class = class;
	scratch->event.object = header;
	if (class == MAAP_CLASS_RUST) {
		if (!take_rust_payload(scratch, header + 64) &&
		    !take_rust_payload(scratch, header + 72) &&
		    !take_rust_payload(scratch, header + 32))
			take_rust_payload(scratch, header + 40);
	} else if ((class & ~MAAP_CLASS_DEPENDENT) == MAAP_CLASS_GNU ||
		   (class & ~MAAP_CLASS_DEPENDENT) == MAAP_CLASS_LLVM) {
		take_cxx(scratch, header, class);
	}
	return 0;
}

/* core::panic::Location: file (a &str), line, column. Returns whether it is one. */
int error__take_rust_location(struct error_scratch *scratch, u64 location)
{
	u64 file = 0, length = 0, place = 0;
	struct capture_op op = { .may_fault_in = 1 };
	char end[3] = {};

	if (!scratch || !read_user(location, &file) || !read_user(location + 8, &length) ||
	    !read_user(location + 16, &place))
		return 0;
	if (length < sizeof(end) || length > 4096 || file < USER_FROM)
		return 0;
	if (bpf_probe_read_user(end, sizeof(end), (void *)(file + length - sizeof(end))) &&
	    (!fault_in(&op, file + length - sizeof(end)) ||
	     bpf_probe_read_user(end, sizeof(end), (void *)(file + length - sizeof(end)))))
		return 0;
	if (end[0] != '.' || end[1] != 'r' || end[2] != 's')
		return 0;
	if (!error__put_counted(scratch, MAAP_PIECE_NAME, file, length))
		return 0;
	scratch->event.line = (u32)place;
	scratch->event.column = place >> 32;
	return 1;
}

int error__take_rust_panic(struct error_scratch *scratch, u64 info)
{
	/* Its members' order is the compiler's. */
	for (int i = 0; i < 6; i++) {
		u64 word = 0;

		if (read_user(info + 8 * i, &word) && error__take_rust_location(scratch, word))
			return 1;
	}
	return 0;
}

int error__take_go_value(struct error_scratch *scratch, u64 go_type, u64 data)
{
	struct error_event *event;

	if (!scratch)
		return 0;
	event = &scratch->event;
	event->object = go_type;
	__builtin_memset(event->words, 0, sizeof(event->words));
	bpf_probe_read_user(event->words, sizeof(event->words) / 2, (void *)go_type);
	if (bpf_probe_read_user(&event->words[MAAP_ERROR_WORDS / 2], sizeof(event->words) / 2,
				(void *)data))
		bpf_probe_read_user(&event->words[MAAP_ERROR_WORDS / 2], 16, (void *)data);
	/* A string's header, or a struct that begins with one, or a pointer to such. */
	if (event->words[MAAP_ERROR_WORDS / 2] >= USER_FROM &&
	    event->words[MAAP_ERROR_WORDS / 2 + 1] < 1 << 20)
		error__put_counted(scratch, MAAP_PIECE_TEXT, event->words[MAAP_ERROR_WORDS / 2],
				   event->words[MAAP_ERROR_WORDS / 2 + 1]);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
