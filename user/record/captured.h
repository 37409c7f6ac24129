/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What was captured at the entries of calls, kept until the calls themselves arrive. */
#ifndef MAAP_RECORD_CAPTURED_H
#define MAAP_RECORD_CAPTURED_H

#include <stdbool.h>
#include <stdint.h>

#include "../../bpf/event.h"

struct captured_store;

int captured_store__new(struct captured_store **out); /* 0 or -ENOMEM */
void captured_store__free(struct captured_store *store);

/*
 * Keeps a copy. It replaces what was kept for an earlier call at the same place among its strand's
 * open calls: that one has ended without a record of its own, as calls shorter than asked for do.
 * Returns 0 or -ENOMEM.
 */
int captured_store__add(struct captured_store *store, const struct capture_event *event);

/*
 * What was captured at the call's entry, or at its return; NULL if nothing is kept. It stays the
 * store's and is valid until the next call of captured_store__add() or _release().
 */
const struct capture_event *captured_store__find(const struct captured_store *store,
						 const struct call_event *call, bool at_return);

/* The call has been dealt with. */
void captured_store__release(struct captured_store *store, const struct call_event *call);

/* Those of a process that has ended. */
void captured_store__forget(struct captured_store *store, uint32_t tgid);

#endif
