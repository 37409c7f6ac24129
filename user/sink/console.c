/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../util/escape.h"
#include "../util/format.h"
#include "../util/log.h"
#include "../util/write_all.h"
#include "console.h"
#include "error_line.h"
#include "render.h"

#define BUFFER_BYTES (1u << 20)
#define PIPE_CHUNK                                                                                 \
	4096 /* a pipe that can be written at all takes as much without waiting (PIPE_BUF) */
#define TTY_CHUNK  256	/* a terminal, WAKEUP_CHARS of the kernel's tty layer */
#define LINE_BYTES 8192 /* more than the longest line */
#define NAME_BYTES 256	/* longer names are cut here */
/* Arguments stop where the line would get longer. */
#define FILE_COLUMNS	    240 /* a file's or a pipe's has no edge to be cut at */
#define LEAST_COLUMNS	    100
#define MOST_COLUMNS	    400
#define ARGUMENT_COLUMNS    4  /* one that has less left is not begun */
#define CUT_COLUMNS	    28 /* nor, if it would have to be cut, one that has less */
#define NAME_COLUMNS(value) ((value)->name ? strlen((value)->name) + 3 : 2)
#define LEAST_FOR_ARGUMENTS 60
#define RESULT_COLUMNS	    40
#define ERROR_BYTES	    512 /* of what is said of an error */
#define RED		    "\033[31m"
#define PLAIN		    "\033[0m"
#define INDENT_LEVELS	    16 /* deeper calls are not indented further */

struct console {
	struct sink sink; /* first: a sink is its console */
	int fd;
	size_t columns; /* of a line, about */
	bool color;
	size_t chunk;	 /* bytes that can be written at once without waiting */
	bool broken;	 /* cannot be written any more; has been said */
	uint64_t hidden; /* calls not shown: the reader was too slow */
	struct local_time_cache times;
	size_t used;
	char buffer[BUFFER_BYTES];
};

static char *put_blanks(char *p, size_t count)
{
	memset(p, ' ', count);
	return p + count;
}

/* The text from `start` to `end` moved to the right edge of `columns` columns, if it is narrower.
 */
static char *align_right(char *start, char *end, size_t columns)
{
	size_t have = utf8_columns(start, end - start);
	size_t blanks = have < columns ? columns - have : 0;

	memmove(start + blanks, start, end - start);
	put_blanks(start, blanks);
	return end + blanks;
}

static char *put_ns(char *p, uint64_t ns, size_t columns)
{
	return align_right(p, format_human_ns(p, ns), columns);
}

/* "12:00:00.123456    1234   12.35 µs  cpu   8.10 µs  " */
static char *put_figures(char *p, struct console *console, const struct call *call)
{
	char stamp[LOCAL_TIME_LEN];

	format_local_time(stamp, &console->times, call->end_epoch_ns, '.');
	p = put_bytes(p, stamp + 11, LOCAL_TIME_LEN - 11);
	*p++ = ' ';
	p = align_right(p, format_u64(p, call->tid), 7);
	*p++ = ' ';
	p = put_ns(p, call->duration_ns, 10);
	if (call->has_resources) {
		p = PUT_LITERAL(p, "  cpu ");
		p = call->has_thread_cpu ? put_ns(p, call->thread_cpu_ns, 9) : put_blanks(p, 9);
	}
	return put_blanks(p, 2);
}

static char *put_name(char *p, const char *name)
{
	size_t len = strnlen(name, NAME_BYTES + 1);

	if (len <= NAME_BYTES)
		return escape_printable(p, name, len);
	p = escape_printable(p, name, NAME_BYTES);
	return PUT_LITERAL(p, "...");
}

/* Long texts may be cut, numbers not. */
static bool fits(const struct rendered *value, size_t columns)
{
	return columns >= CUT_COLUMNS || value->len + NAME_COLUMNS(value) <= columns;
}

/* The arguments that fit into `columns`, "..." for the rest. */
static char *put_args(char *p, const struct call *call, size_t columns)
{
	const char *start = p;

	*p++ = '(';
	for (size_t i = 0; i < call->argument_count; i++) {
		size_t have = utf8_columns(start, p - start) + sizeof(", ...)");

		if (i)
			p = PUT_LITERAL(p, ", ");
		if (have + ARGUMENT_COLUMNS > columns ||
		    !fits(&call->arguments[i], columns - have)) {
			p = PUT_LITERAL(p, "...");
			break;
		}
		p = render_short(p, &call->arguments[i], columns - have);
	}
	*p++ = ')';
	return p;
}

static char *put_unusual(char *p, const struct call *call)
{
	const char *outcome = outcome_name(call->outcome);
	int64_t memory = call->rss_end_bytes - call->rss_start_bytes;

	if (call->has_resources && memory) {
		p = PUT_LITERAL(p, "  mem ");
		p = format_human_bytes(p, memory);
	}
	if (call->outcome != MAAP_RETURNED) {
		p = PUT_LITERAL(p, "  ");
		p = put_bytes(p, outcome, strlen(outcome));
	}
	return p;
}

static char *put_line(char *p, struct console *console, const struct call *call)
{
	unsigned int indent = call->depth < INDENT_LEVELS ? call->depth : INDENT_LEVELS;
	char *start = p;
	char result[RENDER_SHORT_MAX(RESULT_COLUMNS) + 3] = "";
	char *result_end = result;
	size_t columns;

	if (call->result)
		result_end = render_short(PUT_LITERAL(result, " = "), call->result, RESULT_COLUMNS);
	p = put_figures(p, console, call);
	p = put_blanks(p, 2 * indent);
	p = put_name(p, call->function->name);
	columns = utf8_columns(start, p - start) + utf8_columns(result, result_end - result);
	/* Without arguments a line tells little: rather it runs on to the next. */
	p = put_args(p, call,
		     columns + LEAST_FOR_ARGUMENTS < console->columns ? console->columns - columns
								      : LEAST_FOR_ARGUMENTS);
	p = put_bytes(p, result, result_end - result);
	p = put_unusual(p, call);
	*p++ = '\n';
	return p;
}

static bool is_writable(int fd, int timeout_ms)
{
	struct pollfd polled = { .fd = fd, .events = POLLOUT };

	return poll(&polled, 1, timeout_ms) > 0;
}

/* Writes what the reader takes within the time; a reader that has stopped must not stop the
 * recording. */
static void write_some(struct console *console, int timeout_ms)
{
	size_t done = 0;
	int err = 0;

	while (!err && done < console->used && is_writable(console->fd, timeout_ms)) {
		size_t len = console->used - done;

		if (len > console->chunk)
			len = console->chunk;
		err = write_all(console->fd, console->buffer + done, len, NULL);
		done += len;
	}
	if (err) {
		console->broken = true;
		done = console->used;
		log_error("cannot print calls any more: %s; recording goes on", strerror(-err));
	}
	console->used -= done;
	memmove(console->buffer, console->buffer + done, console->used);
}

static int console_flush(struct sink *sink)
{
	write_some((struct console *)sink, 0);
	return 0;
}

static int console_call(struct sink *sink, const struct call *call)
{
	struct console *console = (struct console *)sink;

	if (console->used + LINE_BYTES > BUFFER_BYTES)
		console_flush(sink);
	if (console->broken)
		return 0;
	if (console->used + LINE_BYTES > BUFFER_BYTES)
		console->hidden++;
	else
		console->used =
			put_line(console->buffer + console->used, console, call) - console->buffer;
	return 0;
}

static char *put_cut(char *p, const char *text, size_t len, size_t most)
{
	bool cut = len > most;

	p = escape_printable(p, text, cut ? most : len);
	return cut ? PUT_LITERAL(p, "...") : p;
}

/* Where it happened: the first frame that a person can find. */
static char *put_place(char *p, const struct backtrace *backtrace)
{
	for (size_t i = 0; backtrace && i < backtrace->count; i++) {
		const struct backtrace_frame *frame = &backtrace->frames[i];
		const char *slash;

		if (!frame->file && !frame->symbol)
			continue;
		if (frame->symbol) {
			p = PUT_LITERAL(p, "  in ");
			p = put_name(p, frame->symbol);
		}
		if (!frame->file)
			return p;
		slash = strrchr(frame->file, '/');
		p = frame->symbol ? PUT_LITERAL(p, " at ") : PUT_LITERAL(p, "  at ");
		p = put_name(p, slash ? slash + 1 : frame->file);
		*p++ = ':';
		return format_u64(p, frame->line);
	}
	return p;
}

/* "12:00:00.123456    1234  error: NAME(ARGUMENTS): std::range_error: no row  in f at a.cc:12" */
static char *put_error(char *p, struct console *console, const struct error_record *record,
		       const struct strbuf *line)
{
	const struct call call = { .arguments = (struct rendered *)record->arguments,
				   .argument_count = record->argument_count };
	char stamp[LOCAL_TIME_LEN];

	if (console->color)
		p = PUT_LITERAL(p, RED);
	format_local_time(stamp, &console->times, record->epoch_ns, '.');
	p = put_bytes(p, stamp + 11, LOCAL_TIME_LEN - 11);
	*p++ = ' ';
	p = align_right(p, format_u64(p, record->tid), 7);
	p = PUT_LITERAL(p, "  error: ");
	if (record->function) {
		p = put_name(p, record->function->name);
		p = put_args(p, &call, LEAST_FOR_ARGUMENTS);
		p = PUT_LITERAL(p, ": ");
	}
	p = put_cut(p, line->bytes ? line->bytes : "", line->len, ERROR_BYTES);
	p = put_place(p, record->backtrace);
	if (console->color)
		p = PUT_LITERAL(p, PLAIN);
	*p++ = '\n';
	return p;
}

static int console_error(struct sink *sink, const struct error_record *record)
{
	struct console *console = (struct console *)sink;
	struct strbuf line = { 0 };

	if (console->used + LINE_BYTES > BUFFER_BYTES)
		console_flush(sink);
	if (console->broken)
		return 0;
	if (console->used + LINE_BYTES > BUFFER_BYTES) {
		console->hidden++;
		return 0;
	}
	put_error_line(&line, record);
	console->used = put_error(console->buffer + console->used, console, record, &line) -
			console->buffer;
	free(line.bytes);
	return 0;
}

/* NO_COLOR: https://no-color.org */
static bool has_color(int fd)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fd) && !(no_color && *no_color) && !(term && !strcmp(term, "dumb"));
}

bool console_settle(struct sink *sink, int timeout_ms)
{
	struct console *console = (struct console *)sink;

	write_some(console, timeout_ms);
	if (console->hidden)
		log_error("%lu calls were not shown on the terminal, it was too slow for them: the "
			  "files "
			  "have them",
			  (unsigned long)console->hidden);
	console->hidden = 0;
	return !console->broken && !console->used && is_writable(console->fd, timeout_ms);
}

static int console_close(struct sink *sink)
{
	console_flush(sink);
	free(sink);
	return 0;
}

/* Files take everything, pipes and terminals have a limit. */
static size_t chunk_of(int fd)
{
	struct stat info;

	if (!fstat(fd, &info) && S_ISREG(info.st_mode))
		return BUFFER_BYTES;
	return isatty(fd) ? TTY_CHUNK : PIPE_CHUNK;
}

/* As wide as the terminal is now. */
static size_t columns_of(int fd)
{
	struct winsize size;

	if (!isatty(fd))
		return FILE_COLUMNS;
	if (ioctl(fd, TIOCGWINSZ, &size) || size.ws_col < LEAST_COLUMNS)
		return LEAST_COLUMNS;
	return size.ws_col < MOST_COLUMNS ? size.ws_col : MOST_COLUMNS;
}

int console_open(const struct console_options *options, struct sink **sink)
{
	struct console *console = calloc(1, sizeof(*console));

	if (!console) {
		log_error("no memory for the console");
		return -ENOMEM;
	}
	console->sink = (struct sink){ .name = "console",
				       .call = console_call,
				       .flush = console_flush,
				       .close = console_close,
				       .error = console_error };
	console->color = has_color(options->fd);
	console->fd = options->fd;
	console->chunk = chunk_of(options->fd);
	console->columns = columns_of(options->fd);
	*sink = &console->sink;
	return 0;
}
