/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Functions of odd shapes, in assembly where a compiler's mind could change: see oddities.c. */
#ifndef TAILCALLS_H
#define TAILCALLS_H

#include "truth.h"

/* Their last act is a jump to landing(), always or for odd n. */
int mere_jump(int n);
int jump_if_odd(int n);
int jump_if_even_cold(
	int n); /* from its .cold part, whose own return it takes for n divisible by 4 */
int pop_and_jump(int n);
int landing(int n); /* n + 1000 */

/* They jump back to their own entry: one call each. */
int loop_to_entry(int n);  /* jne to its first byte, n times */
int self_tail(int n);	   /* with a frame that comes and goes n times */
int locked(int n);	   /* begins with lock inc */
int loop_to_second(int n); /* its first jump goes back to its second instruction */

void just_ret(void);
void rep_ret(void);
int six_rets(int n); /* n % 6 + 100 */

/* libcet, built with -fcf-protection=full: endbr64 first, notrack jmp in the table's use */
int cet_switch(int n);
int cet_push(int (*function)(int), int n);
int cet_tail(int (*function)(int), int n);

#endif
