// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The same without optimisation: its debug information tells where arguments will be, not are. */
#include "arguments.c"
