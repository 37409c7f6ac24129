// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A function with a part that was moved away, as BOLT does it: calc.warm is jumped to with words of
 * calc's on the stack, and jumps back. Nothing of it is a function, whatever its symbol says.
 */
#include <stdio.h>
#include <unistd.h>

long calc(long n);

__attribute__((noinline, noipa)) long helper(long n)
{
	return n;
}

__asm__(".pushsection .text\n"
	".globl calc\n"
	".type calc, @function\n"
	"calc:\n"
	".cfi_startproc\n"
	"	push %rbx\n"
	".cfi_def_cfa_offset 16\n"
	"	push %rdi\n"
	".cfi_def_cfa_offset 24\n"
	"	test %rdi, %rdi\n"
	"	jns calc.warm\n"
	"1:	pop %rax\n"
	".cfi_def_cfa_offset 16\n"
	"	pop %rbx\n"
	".cfi_def_cfa_offset 8\n"
	"	ret\n"
	".cfi_endproc\n"
	".size calc, . - calc\n"
	"	nop\n"
	".type calc.warm, @function\n"
	"calc.warm:\n"
	".cfi_startproc\n"
	".cfi_def_cfa_offset 24\n"
	"	push %rbp\n"
	".cfi_def_cfa_offset 32\n"
	"	call helper\n"
	"	pop %rbp\n"
	".cfi_def_cfa_offset 24\n"
	"	jmp 1b\n"
	".cfi_endproc\n"
	".size calc.warm, . - calc.warm\n"
	".popsection\n");

int main(void)
{
	long sum = 0;
	char line[64];

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("ready %d\n", getpid());
	if (!fgets(line, sizeof(line), stdin))
		return 1;
	for (long i = 0; i < 100; i++)
		sum += calc(i);
	printf("sum %ld\n", sum);
	return 0;
}
