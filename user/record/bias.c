// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bias.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../target/elf_file.h"
#include "../util/log.h"
#include "clock.h"

#define BATCHES	  15
#define PER_BATCH 60

/* Empty functions, one that begins with an emulated instruction and one with a stepped one. */
void maap_bias_fast(void);
void maap_bias_stepped(void);

__asm__(".pushsection .text\n"
	".globl maap_bias_fast\n"
	".type maap_bias_fast, @function\n"
	"maap_bias_fast:\n"
	"	push %rbp\n"
	"	pop %rbp\n"
	"	ret\n"
	".size maap_bias_fast, . - maap_bias_fast\n"
	".globl maap_bias_stepped\n"
	".type maap_bias_stepped, @function\n"
	"maap_bias_stepped:\n"
	"	mov %rsp, %rax\n"
	"	ret\n"
	".size maap_bias_stepped, . - maap_bias_stepped\n"
	".popsection\n");

struct samples {
	uint64_t raw_ns[MAAP_COST_CLASSES][BATCHES * PER_BATCH];
	size_t count[MAAP_COST_CLASSES];
};

static void take_sample(const struct call_event *event, void *context)
{
	struct samples *samples = context;
	size_t *count = &samples->count[event->function & 1];

	if (*count < BATCHES * PER_BATCH)
		samples->raw_ns[event->function & 1][(*count)++] = event->raw_ns;
}

static int compare(const void *a, const void *b)
{
	const uint64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static uint64_t median(uint64_t *values, size_t count)
{
	qsort(values, count, sizeof(*values), compare);
	return count ? values[count / 2] : 0;
}

/* Median over batches of a call's time, ns. */
static uint64_t time_calls(void (*function)(void), struct drain *drain)
{
	uint64_t times[BATCHES];

	for (int batch = 0; batch < BATCHES; batch++) {
		uint64_t start = clock__monotonic_ns();

		for (int i = 0; i < PER_BATCH; i++)
			function();
		times[batch] = (clock__monotonic_ns() - start) / PER_BATCH;
		drain__consume(drain);
	}
	return median(times, BATCHES);
}

static int describe(struct target *self, void (*function)(void), uint32_t id, struct function *out)
{
	uint64_t address = (uintptr_t)function;
	const struct mapping *map = process__mapping_at(&self->processes[0], address);

	if (!map)
		return -ENOENT;
	*out = (struct function){
		.id = id,
		.name = "the tracer's own test function",
		.module = map->module,
		.module_name = map->module->name,
		.offset = address - map->start + map->offset,
	};
	memcpy(out->code, function, sizeof(out->code));
	return 0;
}

static int measure(struct tracer *tracer, struct drain *drain, const struct process *self,
		   const struct function_list *functions, struct bias *bias)
{
	static void (*const calls[MAAP_COST_CLASSES])(void) = {
		[MAAP_COST_FAST] = maap_bias_fast,
		[MAAP_COST_STEPPED] = maap_bias_stepped,
	};
	struct samples *samples = calloc(1, sizeof(*samples));
	struct drain_handler handler = { .call = take_sample, .context = samples };
	uint64_t untraced[MAAP_COST_CLASSES];
	int err;

	if (!samples)
		return -ENOMEM;
	drain__set_handler(drain, &handler);
	for (int i = 0; i < MAAP_COST_CLASSES; i++)
		untraced[i] = time_calls(calls[i], drain);
	err = tracer__attach(tracer, self, functions);
	if (err >= 0) {
		tracer__record(tracer, true);
		for (int i = 0; i < MAAP_COST_CLASSES; i++) {
			uint64_t traced = time_calls(calls[i], drain);

			bias->cost_ns[i] = traced > untraced[i] ? traced - untraced[i] : 0;
		}
		tracer__record(tracer, false);
		for (int i = 0; i < MAAP_COST_CLASSES; i++)
			bias->bias_ns[i] = median(samples->raw_ns[i], samples->count[i]);
		err = samples->count[0] && samples->count[1] ? 0 : -ENODATA;
	}
	tracer__detach(tracer);
	free(samples);
	return err;
}

int bias__measure(struct tracer *tracer, struct drain *drain, struct bias *bias)
{
	struct function items[MAAP_COST_CLASSES];
	struct function_list functions = { .items = items, .count = MAAP_COST_CLASSES };
	struct target self = { 0 };
	int err = target__add_process(&self, getpid());

	if (!err)
		err = describe(&self, maap_bias_fast, MAAP_COST_FAST, &items[MAAP_COST_FAST]);
	if (!err)
		err = describe(&self, maap_bias_stepped, MAAP_COST_STEPPED,
			       &items[MAAP_COST_STEPPED]);
	if (!err)
		err = tracer__watch(tracer, getpid());
	if (!err)
		err = measure(tracer, drain, &self.processes[0], &functions, bias);
	tracer__unwatch(tracer, getpid());
	target__close(&self);
	if (err == -ENODATA)
		log_error("probes do not report calls here: in a container, run it in the host's "
			  "PID namespace");
	else if (err)
		log_error("cannot probe a function of maap-trace itself: %s", strerror(-err));
	return err;
}
