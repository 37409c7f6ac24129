// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link_set.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

/* Every link waits for the kernel by itself, some 50 ms: they wait together. */
#define DROP_THREADS 15

static void drop(struct attached *link)
{
	bpf_link__destroy(link->perf);
	if (link->fd >= 0)
		close(link->fd);
}

static int keep(struct link_set *set, struct attached link)
{
	struct attached *grown = reallocarray(set->items, set->count + 1, sizeof(*grown));

	if (!grown) {
		drop(&link);
		return -ENOMEM;
	}
	set->items = grown;
	grown[set->count++] = link;
	return 0;
}

int link_set__attach(struct link_set *set, enum link_kind kind, struct bpf_program *program,
		     bool on_return, const struct link_sites *sites, enum site_group group)
{
	struct attached link = { .fd = -1, .pid = sites->pid, .group = group };
	int err = 0;

	if (kind != LINK_SINGLE) {
		link.fd = link_create_multi(bpf_program__fd(program),
					    bpf_program__expected_attach_type(program), on_return,
					    sites);
		return link.fd < 0 ? link.fd : keep(set, link);
	}
	for (size_t i = 0; i < sites->count && !err; i++) {
		LIBBPF_OPTS(bpf_uprobe_opts, options, .retprobe = on_return,
			    .bpf_cookie = sites->cookies[i]);

		link.perf =
			bpf_program__attach_uprobe_opts(program, sites->pid ? sites->pid : -1,
							sites->path, sites->offsets[i], &options);
		err = link.perf ? keep(set, link) : -errno;
	}
	return err;
}

void link_set__drop(struct link_set *set, pid_t pid, enum site_group group)
{
	for (size_t i = 0; i < set->count;) {
		struct attached *link = &set->items[i];

		if (link->group != group || link->pid != pid) {
			i++;
			continue;
		}
		drop(link);
		*link = set->items[--set->count];
	}
}

/* Links handed out to threads, one after the other. */
struct dropping {
	struct link_set *set;
	size_t next; /* atomic */
};

static void *drop_some(void *context)
{
	struct dropping *dropping = context;
	size_t i;

	while ((i = __atomic_fetch_add(&dropping->next, 1, __ATOMIC_RELAXED)) <
	       dropping->set->count)
		drop(&dropping->set->items[i]);
	return NULL;
}

void link_set__drop_all(struct link_set *set)
{
	struct dropping dropping = { .set = set };
	pthread_t threads[DROP_THREADS];
	size_t count = 0;

	while (count < DROP_THREADS && count + 1 < set->count &&
	       !pthread_create(&threads[count], NULL, drop_some, &dropping))
		count++;
	drop_some(&dropping);
	while (count)
		pthread_join(threads[--count], NULL);
	free(set->items);
	*set = (struct link_set){ 0 };
}
