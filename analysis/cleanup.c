// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cleanup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../user/util/log.h"

#define ATTEMPTS 3 /* other threads may make files while these are removed */

/* The one thing of a program that a signal may have to find. */
static struct {
	pthread_mutex_t lock;
	const struct output_dir *folder; /* NULL: nothing to remove */
} watched = { .lock = PTHREAD_MUTEX_INITIALIZER };

static sigset_t ending_signals(void)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	return signals;
}

static void empty(const struct output_dir *folder)
{
	int fd = openat(folder->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			unlinkat(folder->fd, entry->d_name, 0);
	closedir(dir);
}

/* Under the lock. */
static void remove_watched(void)
{
	for (int i = 0; watched.folder && i < ATTEMPTS; i++) {
		empty(watched.folder);
		if (!rmdir(watched.folder->path) || errno != ENOTEMPTY)
			watched.folder = NULL;
	}
	watched.folder = NULL;
}

static void *await_signal(void *arg)
{
	sigset_t signals = ending_signals();
	int sig;

	(void)arg;
	if (sigwait(&signals, &sig))
		return NULL;
	pthread_mutex_lock(&watched.lock);
	if (watched.folder)
		log_error("interrupted: no results were left");
	remove_watched();
	/* As if nobody had waited for it. */
	signal(sig, SIG_DFL);
	pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
	raise(sig);
	_exit(EXIT_FAILURE);
}

int cleanup__watch(const struct output_dir *folder)
{
	sigset_t signals = ending_signals();
	pthread_t thread;
	int err;

	pthread_mutex_lock(&watched.lock);
	watched.folder = folder;
	pthread_mutex_unlock(&watched.lock);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	err = pthread_create(&thread, NULL, await_signal, NULL);
	if (err) {
		pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
		log_error("cannot wait for signals: %s", strerror(err));
		return -err;
	}
	pthread_detach(thread);
	return 0;
}

void cleanup__hold(void)
{
	pthread_mutex_lock(&watched.lock);
}

void cleanup__release(void)
{
	pthread_mutex_unlock(&watched.lock);
}

void cleanup__run(void)
{
	pthread_mutex_lock(&watched.lock);
	remove_watched();
	pthread_mutex_unlock(&watched.lock);
}
