// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "drain.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "../util/log.h"
#include "maap.skel.h"

/* Events taken at one go, so that signals and clocks get their turn under any load. */
#define BATCH 20000

struct drain {
	struct maap *skel;
	struct ring_buffer *ring;
	struct ring_buffer *errors;
	struct drain_handler handler;
	unsigned int taken; /* in this batch */
	int wakeups;	    /* epoll: ready once for each forced wake-up */
};

static bool is_whole(const struct capture_event *event, size_t size)
{
	return size >= sizeof(*event) && event->bytes <= size - sizeof(*event);
}

static int take_error(void *context, void *data, size_t size)
{
	struct drain *drain = context;
	const struct error_event *event = data;

	if (event->type == MAAP_EVENT_FORK) {
		if (drain->handler.fork)
			drain->handler.fork(data, drain->handler.context);
		return 0;
	}
	if (size >= sizeof(*event) && event->data_bytes <= size - sizeof(*event) &&
	    drain->handler.error)
		drain->handler.error(event, drain->handler.context);
	return 0;
}

static int take_event(void *context, void *data, size_t size)
{
	struct drain *drain = context;
	const uint16_t *type = data;

	if (*type == MAAP_EVENT_CALL && size >= sizeof(struct call_event) && drain->handler.call)
		drain->handler.call(data, drain->handler.context);
	else if (*type == MAAP_EVENT_EXEC && drain->handler.exec)
		drain->handler.exec(data, drain->handler.context);
	else if (*type >= MAAP_EVENT_FORK && *type <= MAAP_EVENT_MAPPING && drain->handler.process)
		drain->handler.process(data, drain->handler.context);
	else if (*type == MAAP_EVENT_CAPTURE && drain->handler.capture && is_whole(data, size))
		drain->handler.capture(data, drain->handler.context);
	return ++drain->taken < BATCH ? 0 : -EAGAIN;
}

/* libbpf's own epoll is ready whenever data is: that would wake us for every record. */
static int open_wakeups(int ring_fd, int errors_fd)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLET };
	int fd = epoll_create1(EPOLL_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (epoll_ctl(fd, EPOLL_CTL_ADD, ring_fd, &event) ||
	    epoll_ctl(fd, EPOLL_CTL_ADD, errors_fd, &event)) {
		int err = -errno;

		close(fd);
		return err;
	}
	return fd;
}

int drain__new(struct tracer *tracer, const struct drain_handler *handler, struct drain **out)
{
	struct drain *drain = calloc(1, sizeof(*drain));
	int ring_fd, errors_fd, err = 0;

	if (!drain)
		return -ENOMEM;
	drain->skel = tracer__skeleton(tracer);
	drain->handler = *handler;
	ring_fd = bpf_map__fd(drain->skel->maps.events);
	errors_fd = bpf_map__fd(drain->skel->maps.error_events);
	drain->wakeups = open_wakeups(ring_fd, errors_fd);
	drain->ring = ring_buffer__new(ring_fd, take_event, drain, NULL);
	if (drain->ring)
		drain->errors = ring_buffer__new(errors_fd, take_error, drain, NULL);
	if (!drain->ring || !drain->errors)
		err = -errno;
	else if (drain->wakeups < 0)
		err = drain->wakeups;
	if (err) {
		log_error("cannot map the ring buffer of the kernel side: %s", strerror(-err));
		drain__free(drain);
		return err;
	}
	*out = drain;
	return 0;
}

void drain__free(struct drain *drain)
{
	if (!drain)
		return;
	ring_buffer__free(drain->ring);
	ring_buffer__free(drain->errors);
	if (drain->wakeups >= 0)
		close(drain->wakeups);
	free(drain);
}

void drain__set_handler(struct drain *drain, const struct drain_handler *handler)
{
	drain->handler = *handler;
}

int drain__fd(const struct drain *drain)
{
	return drain->wakeups;
}

void drain__will_wait(struct drain *drain)
{
	__atomic_store_n(&drain->skel->bss->reader_waits, true, __ATOMIC_RELEASE);
}

void drain__consume_errors(struct drain *drain)
{
	ring_buffer__consume(drain->errors);
}

int drain__consume(struct drain *drain)
{
	struct epoll_event event;

	__atomic_store_n(&drain->skel->bss->reader_waits, false, __ATOMIC_RELEASE);
	drain->taken = 0;
	while (epoll_wait(drain->wakeups, &event, 1, 0) > 0)
		;
	drain__consume_errors(drain);
	return ring_buffer__consume(drain->ring);
}
