/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The same program, linked at a fixed address. */
#include "symbols.c"
