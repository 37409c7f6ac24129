/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A plan as --dry-run prints it. */
#ifndef MAAP_PROBE_PLAN_TEXT_H
#define MAAP_PROBE_PLAN_TEXT_H

#include <stdio.h>

#include "plan.h"

/*
 * Prints the plan of one function:
 *
 *	compress  libz.so.1.2.13  0x3f20
 *	  entry   +0x4  push %rbp  fast: the kernel emulates it; ...
 *	  exit    instructions: libstdc++.so.6 is mapped: C++ exceptions unwind its stack
 *	  return  stepped  +0x1f  +0x2c
 *	  tail    fast  0x2210
 *
 * Places are +0xOFFSET from the function's address, 0xADDRESS for its cold parts. `tail` and
 * `branch` are jumps out, always and on a condition. Returns 0 or a negative errno.
 */
int plan_text__print(FILE *out, const struct probe_plan *plan, const struct exit_choice *choice);

#endif
