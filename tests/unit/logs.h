/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Made-up logs of the results pass: lines, and the folder that is read. */
#ifndef MAAP_TESTS_LOGS_H
#define MAAP_TESTS_LOGS_H

#include <fcntl.h>

#include "../../analysis/log.h"
#include "../../analysis/progress.h"
#include "support.h"

#define RUN_ID "0123456789abcdef"

/* 2026-11-24 12:00:00 */
#define NOON_NS 1795521600000000000

/* What stands behind the id of a call's message. */
#define SAMPLES " cpu=12.5% rss=4096 vms=8192 mem%=0.5 threads=3 fds=4"

/* A line of PyMAAP, `ms` behind noon; perf= says the same time. */
static inline char *put_line(char *p, int ms, const char *event, const char *name, const char *id)
{
	return p + sprintf(p,
			   "{\"timestamp\": \"2026-11-24 12:%02d:%02d,%03d\", \"message\": "
			   "\"%s: %s: wall=%d.%03d perf=%d.%03d id=%s%s\"}\n",
			   ms / 60000, ms / 1000 % 60, ms % 1000, name, event, 1000 + ms / 1000,
			   ms % 1000, ms / 1000, ms % 1000, id, SAMPLES);
}

/*
 * A line of ours; the id stands under its key alone. `keys` come behind the others (", \"pid\":1").
 */
static inline char *put_our_line(char *p, int ms, const char *event, const char *name,
				 const char *id, const char *keys)
{
	p = put_line(p, ms, event, name, "0") - 2;
	return p +
	       sprintf(p, ",\"function\":\"%s\",\"uuid\":\"%s\",\"schema\":1%s}\n", name, id, keys);
}

/* Reads the folder. */
static inline int read_folder(const char *run_id, struct log *log)
{
	struct progress progress = { .terminal = false };
	int dirfd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), err;

	assert_true(dirfd >= 0);
	err = log__read(dirfd, folder, run_id, &progress, log);
	close(dirfd);
	return err;
}

/* The log that consists of this text. */
static inline void read_text(const char *text, struct log *log)
{
	write_file("timing.log", text);
	assert_int_equal(read_folder(NULL, log), 0);
}

#endif
