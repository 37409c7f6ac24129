/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What each traced process has mapped, for those who read its addresses when it may be gone
 * already: targets and, where they are followed, their children.
 */
#ifndef MAAP_RECORD_ADDRESS_SPACES_H
#define MAAP_RECORD_ADDRESS_SPACES_H

#include "../target/process.h"

struct address_spaces;

/*
 * `target` must outlive it. `looked` is told of each process whose mappings have been read again.
 * Returns 0 or -ENOMEM.
 */
int address_spaces__new(struct target *target,
			void (*looked)(const struct process *process, void *context), void *context,
			struct address_spaces **out);

/* NULL is accepted, by all of these. */
void address_spaces__free(struct address_spaces *spaces);

/* A child has begun: with what its parent has mapped. */
void address_spaces__forked(struct address_spaces *spaces, pid_t parent, pid_t child);

/* The process executes another program, or has mapped files: what is known is out of date. */
void address_spaces__changed(struct address_spaces *spaces, pid_t pid);
void address_spaces__ended(struct address_spaces *spaces, pid_t pid);

/* Looks at some of those that have changed, while they are there to be looked at. */
void address_spaces__refresh(struct address_spaces *spaces);

/* NULL: nothing is known of it. Valid until any of these is called. */
const struct process *address_spaces__find(struct address_spaces *spaces, pid_t pid);

#endif
