/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Several sinks as one: each is offered everything. */
#ifndef MAAP_SINK_FANOUT_H
#define MAAP_SINK_FANOUT_H

#include "sink.h"

#define FANOUT_MAX 8

/*
 * An empty fanout, as a sink. Its call, loss and flush return the first error of a sink, after all
 * of them were offered the record: the caller stops the recording then. Closing it closes them all.
 * 0 or -ENOMEM.
 */
int fanout_open(struct sink **fanout);

/* Adds a sink, which belongs to the fanout from now on. 0, or -ENOSPC for more than FANOUT_MAX. */
int fanout_add(struct sink *fanout, struct sink *sink);

#endif
