// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bias.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../target/elf_file.h"
#include "../target/proc_file.h"
#include "../util/log.h"
#include "clock.h"

#define BATCHES	  15
#define PER_BATCH 60

/* Empty functions, one that begins with an emulated instruction and one with a stepped one. */
void maap_bias_fast(void);
void maap_bias_stepped(void);

#define FAST_BYTES    3
#define STEPPED_BYTES 4

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

#define FUNCTIONS 2

static void (*const calls[FUNCTIONS])(void) = { maap_bias_fast, maap_bias_stepped };

/* One way to observe returns, and the cost class of the first function under it. */
struct round {
	enum exit_wish wish;
	enum maap_cost_class first;
};

struct samples {
	uint64_t raw_ns[MAAP_COST_CLASSES][BATCHES * PER_BATCH];
	size_t count[MAAP_COST_CLASSES];
};

static void take_sample(const struct call_event *event, void *context)
{
	struct samples *samples = context;
	int class = event->flags >> MAAP_COST_SHIFT & (MAAP_COST_CLASSES - 1);
	size_t *count = &samples->count[class];

	if (*count < BATCHES * PER_BATCH)
		samples->raw_ns[class][(*count)++] = event->raw_ns;
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

static int describe(struct target *self, void (*function)(void), uint32_t id, uint64_t size,
		    struct function *out)
{
	uint64_t address = (uintptr_t)function;
	const struct mapping *map = process__mapping_at(&self->processes[0], address);

	if (!map)
		return -ENOENT;
	*out = (struct function){
		.id = id,
		.name = "the tracer's own test function",
		.symbol = "the tracer's own test function",
		.module = map->module,
		.module_name = map->module->name,
		.offset = address - map->start + map->offset,
		.size = size,
	};
	return elf_file__address_of(map->module->elf, out->offset, &out->address) ? 0 : -ENOENT;
}

/* Attached, called, detached. */
static int run_round(struct tracer *tracer, struct drain *drain, const struct target *self,
		     const struct plan_list *plans, const struct round *round,
		     const uint64_t untraced[FUNCTIONS], struct bias *bias)
{
	struct process_plan plan;
	const struct attachment what = { .target = self,
					 .process = &self->processes[0],
					 .plans = plans,
					 .plan = &plan,
					 .wish = round->wish };
	int err = process_plan__make(self, &self->processes[0], plans, round->wish, true, NULL,
				     &plan);

	if (err)
		return err;
	/* Nothing happens to our own stack meanwhile. */
	plan.evidence.site_count = 0;
	err = tracer__attach(tracer, &what);
	if (err >= 0) {
		tracer__record(tracer, true);
		for (int i = 0; i < FUNCTIONS; i++) {
			uint64_t traced = time_calls(calls[i], drain);

			bias->cost_ns[round->first + i] =
				traced > untraced[i] ? traced - untraced[i] : 0;
		}
		tracer__record(tracer, false);
		err = 0;
	}
	tracer__detach(tracer);
	process_plan__free(&plan);
	return err;
}

/* Where a filter forbids the system call that ends a return probe, we cannot have one either. */
static bool may_use_return_probes(void)
{
	return proc_status_number(getpid(), "Seccomp") <= 0;
}

static int measure(struct tracer *tracer, struct drain *drain, const struct target *self,
		   const struct plan_list *plans, struct bias *bias)
{
	static const struct round rounds[] = {
		{ EXIT_WISH_INSTRUCTIONS, MAAP_COST_FAST_RET },
		{ EXIT_WISH_RETURN_PROBE, MAAP_COST_FAST },
	};
	struct samples *samples = calloc(1, sizeof(*samples));
	struct drain_handler handler = { .call = take_sample, .context = samples };
	int round_count = may_use_return_probes() ? 2 : 1;
	uint64_t untraced[FUNCTIONS];
	int err = 0;

	if (!samples)
		return -ENOMEM;
	drain__set_handler(drain, &handler);
	for (int i = 0; i < FUNCTIONS; i++)
		untraced[i] = time_calls(calls[i], drain);
	for (int i = 0; i < round_count && !err; i++)
		err = run_round(tracer, drain, self, plans, &rounds[i], untraced, bias);
	for (int i = 0; i < MAAP_COST_CLASSES && !err; i++) {
		/* The nearest that there is: entries cost more than the kind of exit. */
		int from = samples->count[i] ? i : i | MAAP_COST_FAST_RET;

		bias->bias_ns[i] = median(samples->raw_ns[from], samples->count[from]);
		bias->cost_ns[i] = bias->cost_ns[from];
		err = samples->count[from] ? 0 : -ENODATA;
	}
	free(samples);
	return err;
}

int bias__measure(struct tracer *tracer, struct drain *drain, struct bias *bias)
{
	struct function items[FUNCTIONS];
	struct function *pointers[FUNCTIONS] = { &items[0], &items[1] };
	struct function_list functions = { .items = pointers, .count = FUNCTIONS };
	struct plan_list plans = { 0 };
	struct target self = { 0 };
	int err = target__add_process(&self, getpid());

	if (!err)
		err = describe(&self, maap_bias_fast, 0, FAST_BYTES, &items[0]);
	if (!err)
		err = describe(&self, maap_bias_stepped, 1, STEPPED_BYTES, &items[1]);
	if (!err)
		err = plan_list__add(&functions, true, &plans);
	if (!err)
		err = tracer__watch(tracer, getpid());
	if (!err)
		err = measure(tracer, drain, &self, &plans, bias);
	tracer__unwatch(tracer, getpid());
	plan_list__free(&plans);
	target__close(&self);
	if (err == -ENODATA)
		log_error("the kernel took probes on maap-trace's own test functions and reports "
			  "no call of them: its uprobes do not work here, run maap-trace on the "
			  "host of this container or virtual machine");
	else if (err)
		log_error("cannot probe a function of maap-trace itself: %s", strerror(-err));
	return err;
}
