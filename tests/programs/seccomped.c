/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* seccomped: has put itself under a seccomp filter (one that allows everything). */
#include "truth.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

TRACED long confined(long n);

TRACED long confined(long n)
{
	return n + getpid();
}

int main(void)
{
	struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	struct sock_fprog program = {.len = 1, .filter = &allow};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) {
		perror("seccomp");
		return 99;
	}
	wait_for_go();
	printf("confined=%d\n", confined(1) == 1 + getpid());
	return 0;
}
