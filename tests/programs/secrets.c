// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Secrets in arguments, results, fields and buffers; none is printed. */
#include "arguments.h"

struct account {
	const char *user;
	const char *password;
	int pin;
};

SUBJECT const char *log_in(const char *url, const char *password, long card)
{
	return password[0] ? url + card % 2 : password;
}

SUBJECT int open_account(struct account account)
{
	return account.pin;
}

SUBJECT long send_data(const void *data, size_t len)
{
	return data ? len : 0;
}

int main(void)
{
	struct account account = { "ann", "hunter2", 9876 };
	static char vast[9001];

	wait_for_go();
	log_in("db://h/?user=ann&PASSWORD=hunter2 x", "hunter2", 4012888888881881);
	open_account(account);
	send_data("Authorization: Bearer hunter2", 29);
	/* The secret lies where the tracer's reading ends. */
	memset(vast, '.', 9000);
	memcpy(vast + 8192 - 13, "password=hunter2", 16);
	log_in(vast, "", 0);
	account.user = vast;
	open_account(account);
	return 0;
}
