// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "error_record.h"

const char *error_kind_name(enum error_kind kind)
{
	switch (kind) {
	case ERROR_EXCEPTION:
		return "exception";
	case ERROR_SIGNAL:
		return "signal";
	case ERROR_EXIT:
		return "exit";
	case ERROR_RETURN:
		return "error_return";
	case ERROR_KINDS:
		break;
	}
	return "unknown";
}
