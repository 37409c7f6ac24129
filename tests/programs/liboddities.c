// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Functions whose instructions matter, written as such: see tailcalls.h. */
#include "tailcalls.h"

#define FUNCTION(name, body)                                                                       \
	__asm__(".text\n.p2align 4\n.globl " #name "\n.type " #name ", @function\n" #name ":\n"    \
		".cfi_startproc\n" body "\n.cfi_endproc\n.size " #name ", . - " #name "\n")

/* Its second name is for jumps that the linker shall not lead through a stub. */
FUNCTION(landing, ".Llanding:\n"
		  "	lea	1000(%rdi), %eax\n"
		  "	ret");

FUNCTION(mere_jump, "	jmp	.Llanding");

FUNCTION(jump_if_odd, "	test	$1, %dil\n"
		      "	jne	.Llanding\n"
		      "	mov	%edi, %eax\n"
		      "	ret");

FUNCTION(pop_and_jump, "	push	%rbx\n"
		       "	.cfi_adjust_cfa_offset 8\n"
		       "	mov	%edi, %ebx\n"
		       "	call	just_ret@plt\n"
		       "	mov	%ebx, %edi\n"
		       "	pop	%rbx\n"
		       "	.cfi_adjust_cfa_offset -8\n"
		       "	jmp	.Llanding");

FUNCTION(jump_if_even_cold, "	test	$1, %dil\n"
			    "	je	jump_if_even_cold.cold\n"
			    "	mov	%edi, %eax\n"
			    "	ret");
__asm__(".section .text.unlikely, \"ax\", @progbits\n"
	".type jump_if_even_cold.cold, @function\n"
	"jump_if_even_cold.cold:\n"
	".cfi_startproc\n"
	"	test	$3, %dil\n"
	"	jne	.Llanding\n"
	"	lea	4(%rdi), %eax\n"
	"	ret\n"
	".cfi_endproc\n"
	".size jump_if_even_cold.cold, . - jump_if_even_cold.cold\n"
	".text\n");

FUNCTION(loop_to_entry, ".Lloop_to_entry:\n"
			"	dec	%edi\n"
			"	jne	.Lloop_to_entry\n"
			"	mov	$17, %eax\n"
			"	ret");

FUNCTION(self_tail, ".Lself_tail:\n"
		    "	push	%rbx\n"
		    "	.cfi_adjust_cfa_offset 8\n"
		    "	mov	%edi, %ebx\n"
		    "	call	just_ret@plt\n"
		    "	lea	-1(%rbx), %edi\n"
		    "	pop	%rbx\n"
		    "	.cfi_adjust_cfa_offset -8\n"
		    "	test	%edi, %edi\n"
		    "	jg	.Lself_tail\n"
		    "	mov	$19, %eax\n"
		    "	ret");

FUNCTION(locked, "	lock incl locked_count(%rip)\n"
		 "	lea	1(%rdi), %eax\n"
		 "	ret\n"
		 "	.local locked_count\n"
		 "	.comm locked_count, 4, 4");

FUNCTION(loop_to_second, "	xor	%eax, %eax\n"
			 "1:	add	$2, %eax\n"
			 "	dec	%edi\n"
			 "	jne	1b\n"
			 "	ret");

FUNCTION(just_ret, "	ret");

FUNCTION(rep_ret, "	rep ret");

FUNCTION(six_rets, "	mov	%edi, %eax\n"
		   "	xor	%edx, %edx\n"
		   "	mov	$6, %ecx\n"
		   "	div	%ecx\n"
		   "	mov	$100, %eax\n"
		   "	test	%edx, %edx\n"
		   "	jne	1f\n"
		   "	ret\n"
		   "1:	inc	%eax\n"
		   "	dec	%edx\n"
		   "	jne	2f\n"
		   "	ret\n"
		   "2:	inc	%eax\n"
		   "	dec	%edx\n"
		   "	jne	3f\n"
		   "	ret\n"
		   "3:	inc	%eax\n"
		   "	dec	%edx\n"
		   "	jne	4f\n"
		   "	ret\n"
		   "4:	inc	%eax\n"
		   "	dec	%edx\n"
		   "	jne	5f\n"
		   "	ret\n"
		   "5:	inc	%eax\n"
		   "	ret");
