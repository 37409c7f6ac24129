// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "targets.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../target/launch.h"
#include "../target/proc_namespace.h"
#include "../util/log.h"

static int user_of_command(const struct options *options, struct launch_user *user)
{
	struct file_owner caller;
	struct passwd *entry;

	if (options->user) {
		entry = getpwnam(options->user);
		if (!entry) {
			log_error("--user %s: there is no such user", options->user);
			return -EINVAL;
		}
		*user = (struct launch_user){ .set = true,
					      .uid = entry->pw_uid,
					      .gid = entry->pw_gid };
		return 0;
	}
	sudo_caller(&caller);
	*user = (struct launch_user){ .set = caller.set, .uid = caller.uid, .gid = caller.gid };
	return 0;
}

int targets__open(struct targets *targets, const struct options *options)
{
	struct launch_user user;
	int err;

	*targets = (struct targets){ 0 };
	err = check_proc_namespace();
	for (size_t i = 0; i < options->pid_count && !err; i++) {
		if (options->pids[i] == getpid()) {
			log_error("PID %d is maap-trace itself: it cannot trace its own work",
				  options->pids[i]);
			err = -EINVAL;
		} else {
			err = target__add_process(&targets->target, options->pids[i]);
		}
	}
	if (options->command && !err) {
		err = user_of_command(options, &user);
		if (err)
			return err;
		targets->launched = launch_held(options->command, &user);
		if (targets->launched < 0) {
			err = targets->launched;
			targets->launched = 0;
			return err;
		}
		err = target__add_process(&targets->target, targets->launched);
	}
	if (err)
		targets__close(targets);
	return err;
}

void targets__close(struct targets *targets)
{
	target__close(&targets->target);
	if (targets->launched)
		launch_abandon(targets->launched);
	targets->launched = 0;
}
