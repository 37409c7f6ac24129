// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "list.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../target/demangle.h"
#include "../target/elf_file.h"
#include "../target/listing.h"
#include "../target/module_signature.h"
#include "../target/select.h"
#include "../util/symbol_name.h"
#include "../util/escape.h"
#include "../util/log.h"
#include "../util/write_all.h"
#include "targets.h"

#define EXIT_USAGE 2

/* To decode a function takes tens of microseconds: done for a list that a person may read. */
#define MAX_PLANNED 10000

#define WORTH_A_PROCESS 20000

#define OUTPUT_BYTES   (256u << 10)
#define LINE_MAX_BYTES (4 * ESCAPE_PRINTABLE_MAX(DEMANGLED_MAX) + 256)

struct printer {
	bool planned; /* the reasons not to trace are those of the plans as well */
	int fd;
	int err;
	size_t used; /* bytes of buffer */
	char name[DEMANGLED_MAX];
	char buffer[OUTPUT_BYTES + LINE_MAX_BYTES];
};

static void flush(struct printer *printer)
{
	if (!printer->err)
		printer->err = write_all(printer->fd, printer->buffer, printer->used, NULL);
	printer->used = 0;
}

static void print_text(struct printer *printer, const char *text)
{
	char *at = printer->buffer + printer->used;

	printer->used += escape_printable(at, text, strnlen(text, DEMANGLED_MAX)) - at;
}

static void print_tab(struct printer *printer)
{
	printer->buffer[printer->used++] = '\t';
}

/* In full, as it tells overloads apart; copies of a C function keep their own names. */
static void print_name(struct printer *printer, const char *symbol)
{
	size_t len = symbol_stem(symbol);
	char stem[4096];

	if (is_mangled(symbol) && len < sizeof(stem)) {
		memcpy(stem, symbol, len);
		stem[len] = '\0';
		if (demangle(stem, DEMANGLED_FULL, printer->name)) {
			print_text(printer, printer->name);
			return;
		}
	}
	snprintf(printer->name, sizeof(printer->name), "%.*s", (int)strcspn(symbol, "@"), symbol);
	print_text(printer, printer->name);
}

static void print_signature(struct printer *printer, const struct function *function)
{
	char *text = module__signature_text(function->module, function);

	if (text)
		print_text(printer, text);
	free(text);
}

static void print_refusal(struct printer *printer, const struct function *function)
{
	struct code_map *code = module__code(function->module);
	struct probe_plan plan;

	if (!code || probe_plan__make(code, function, true, &plan))
		return;
	if (plan.refusal) {
		print_text(printer, "cannot be traced: ");
		print_text(printer, plan.refusal);
	}
	probe_plan__free(&plan);
}

static void print_function(struct printer *printer, const struct listed_function *listed)
{
	struct function function = {
		.name = (char *)listed->symbol,
		.symbol = (char *)listed->symbol,
		.module_name = listed->module->name,
		.module = listed->module,
		.address = listed->address,
		.size = listed->size,
	};

	elf_file__offset_of(listed->module->elf, listed->address, true, &function.offset);
	print_text(printer, listed->module->name);
	printer->used += sprintf(printer->buffer + printer->used, "\t0x%lx\t%lu\t",
				 (unsigned long)listed->address, (unsigned long)listed->size);
	print_name(printer, listed->symbol);
	print_tab(printer);
	print_signature(printer, &function);
	print_tab(printer);
	if (listed->undecided)
		print_text(printer,
			   "cannot be traced: ifunc whose implementation is not chosen yet");
	else if (printer->planned)
		print_refusal(printer, &function);
	printer->buffer[printer->used++] = '\n';
	if (printer->used >= OUTPUT_BYTES)
		flush(printer);
}

static int print_range(const struct listing *listing, size_t from, size_t to, int fd)
{
	struct printer *printer = calloc(1, sizeof(*printer));
	int err;

	if (!printer)
		return -ENOMEM;
	printer->fd = fd;
	printer->planned = listing->count <= MAX_PLANNED;
	for (size_t i = from; i < to && !printer->err; i++)
		print_function(printer, &listing->items[i]);
	flush(printer);
	err = printer->err;
	free(printer);
	return err;
}

/* A process of its own for the second half: what reads debug information knows no threads. */
struct other_half {
	pid_t pid; /* 0: there is none */
	int fd;	   /* what it has printed */
};

static void begin_other_half(const struct listing *listing, struct other_half *other)
{
	pid_t pid;

	*other = (struct other_half){ .fd = -1 };
	if (listing->count < WORTH_A_PROCESS || sysconf(_SC_NPROCESSORS_ONLN) < 2)
		return;
	other->fd = memfd_create("list", MFD_CLOEXEC);
	pid = other->fd >= 0 ? fork() : -1;
	if (!pid)
		_exit(print_range(listing, listing->count / 2, listing->count, other->fd) != 0);
	if (pid > 0)
		other->pid = pid;
	else if (other->fd >= 0)
		close(other->fd);
}

/* Waits for it and brings what it has printed, or ends it where nobody wants that any more. */
static int end_other_half(struct other_half *other, bool wanted)
{
	char buffer[65536];
	int status = 0, err = 0;
	ssize_t len;

	if (!wanted)
		kill(other->pid, SIGKILL);
	while (waitpid(other->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (wanted && (!WIFEXITED(status) || WEXITSTATUS(status)))
		err = -EIO;
	if (wanted && !err && lseek(other->fd, 0, SEEK_SET) < 0)
		err = -errno;
	while (wanted && !err && (len = read(other->fd, buffer, sizeof(buffer))) > 0)
		err = write_all(STDOUT_FILENO, buffer, len, NULL);
	close(other->fd);
	return err;
}

/* A reader that has had enough, as head has, is no failure. */
static int print_listing(const struct listing *listing)
{
	struct other_half other;
	int err;

	begin_other_half(listing, &other);
	err = print_range(listing, 0, other.pid ? listing->count / 2 : listing->count,
			  STDOUT_FILENO);
	if (other.pid) {
		int second = end_other_half(&other, !err);

		err = err ? err : second;
	}
	if (err == -EPIPE)
		return 0;
	if (err)
		log_error("the list cannot be written: %s", strerror(-err));
	return err;
}

static int list_all(struct target *target)
{
	struct listing listing;
	int err = listing__of_target(target, &listing);

	if (err)
		return EXIT_FAILURE;
	err = print_listing(&listing);
	listing__free(&listing);
	return err ? EXIT_FAILURE : 0;
}

static int list_selected(struct target *target, const struct options *options)
{
	struct selection *selection;
	struct listing listing;
	size_t waiting = 0;
	const char *text;
	int err;

	if (selection__survey(target, options->functions, options->function_count, &selection))
		return EXIT_USAGE;
	err = listing__of_list(target, selection__list(selection), &listing);
	if (!err) {
		err = print_listing(&listing);
		listing__free(&listing);
	}
	for (; (text = selection__waiting(selection, waiting)); waiting++)
		log_error("%s: its module is not mapped: nothing to list of it", text);
	selection__free(selection);
	return err ? EXIT_FAILURE : waiting ? EXIT_USAGE : 0;
}

int list_functions(const struct options *options)
{
	struct targets targets;
	int status;

	if (targets__open(&targets, options))
		return EXIT_FAILURE;
	status = options->function_count ? list_selected(&targets.target, options)
					 : list_all(&targets.target);
	targets__close(&targets);
	return status;
}
