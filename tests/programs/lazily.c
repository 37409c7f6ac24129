// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Bound lazily: each function's first call goes through the dynamic linker's resolver, which is
 * entered by a jump, with two words of its own on the stack where others have a return address.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
	char line[64], number[16];

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("ready %d\n", getpid());
	if (!fgets(line, sizeof(line), stdin))
		return 1;
	snprintf(number, sizeof(number), "%ld", labs(strtol("-35", NULL, 10)));
	puts(getenv("HOME") ? number : "homeless");
	printf("%d %s\n", toupper('a'), strdup("bound"));
	return 0;
}
