// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdlib.h>

#include "../user/util/log.h"

int main(void)
{
	log_set_program("maap-results");
	log_error("this version reads no logs yet");
	return EXIT_FAILURE;
}
