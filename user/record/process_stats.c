// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "process_stats.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"

#define HISTORY 65536 /* samples: an hour and a half */

struct process_stats {
	pid_t pid;
	clockid_t cpu_clock;
	uint64_t cpu_ns; /* at the last sample */
	uint64_t taken;	 /* samples ever; the last HISTORY are kept */
	struct process_sample samples[HISTORY];
};

/* Fields 20 (num_threads) and 23 (vsize, bytes) of /proc/PID/stat, see proc(5). */
static int read_stat(pid_t pid, struct process_sample *sample)
{
	char path[64], line[1024];
	const char *rest;
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	len = read(fd, line, sizeof(line) - 1);
	close(fd);
	if (len <= 0)
		return -1;
	line[len] = '\0';
	rest = strrchr(line, ')');
	if (!rest ||
	    sscanf(rest + 1,
		   " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %u "
		   "%*d %*u %lu",
		   &sample->threads, &sample->vms_bytes) != 2)
		return -1;
	return 0;
}

/* Since Linux 6.2 the folder's size is the number of open files; before, they are counted. */
static uint32_t count_fds(pid_t pid)
{
	char path[64];
	struct dirent *entry;
	struct stat info;
	uint32_t count = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	if (!stat(path, &info) && info.st_size > 0)
		return info.st_size;
	dir = opendir(path);
	if (!dir)
		return 0;
	while ((entry = readdir(dir)))
		count += entry->d_name[0] != '.';
	closedir(dir);
	return count;
}

static uint64_t read_cpu_ns(const struct process_stats *stats)
{
	struct timespec time;

	if (clock_gettime(stats->cpu_clock, &time))
		return stats->cpu_ns;
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

void process_stats__sample(struct process_stats *stats)
{
	struct process_sample *last = &stats->samples[(stats->taken - 1) % HISTORY];
	struct process_sample *sample = &stats->samples[stats->taken % HISTORY];
	uint64_t cpu_ns = read_cpu_ns(stats);
	uint64_t elapsed;

	*sample = (struct process_sample){ .time_ns = clock__monotonic_ns() };
	if (read_stat(stats->pid, sample))
		return;
	sample->fds = count_fds(stats->pid);
	elapsed = stats->taken ? sample->time_ns - last->time_ns : 0;
	if (elapsed)
		sample->cpu_percent = 100.0 * (cpu_ns - stats->cpu_ns) / elapsed;
	stats->cpu_ns = cpu_ns;
	stats->taken++;
}

struct process_stats *process_stats__new(pid_t pid)
{
	/* Untouched pages of the history cost nothing. */
	struct process_stats *stats = calloc(1, sizeof(*stats));

	if (!stats)
		return NULL;
	stats->pid = pid;
	if (clock_getcpuclockid(pid, &stats->cpu_clock))
		stats->cpu_clock = CLOCK_MONOTONIC; /* gone already: never advances its figures */
	stats->cpu_ns = read_cpu_ns(stats);
	process_stats__sample(stats);
	return stats;
}

void process_stats__free(struct process_stats *stats)
{
	free(stats);
}

const struct process_sample *process_stats__at(const struct process_stats *stats,
					       uint64_t monotonic_ns)
{
	uint64_t low = stats->taken > HISTORY ? stats->taken - HISTORY : 0;
	uint64_t high = stats->taken;

	/* The first of [low, high) that is later than the time; most often none is. */
	if (high > low && stats->samples[(high - 1) % HISTORY].time_ns <= monotonic_ns)
		return &stats->samples[(high - 1) % HISTORY];
	uint64_t oldest = low;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (stats->samples[middle % HISTORY].time_ns <= monotonic_ns)
			low = middle + 1;
		else
			high = middle;
	}
	return &stats->samples[(low > oldest ? low - 1 : oldest) % HISTORY];
}
