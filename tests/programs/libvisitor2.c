// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Another library with the same function. */
#include "libvisitor.c"
