// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* One message: taken apart as the grammar does it, number by number. */
#include <string.h>

#include "message_oracle.h"
#include "support.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size ? size : 1); /* of that size, so that no byte behind it is read */
	struct message message;
	bool good;

	memcpy(text, data, size);
	good = message_parse(text, size, &message);
	check_message(text, size, good, &message);
	free(text);
	return 0;
}
