// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "page_parts.h"

/* The assembler takes the files as they are; a C array of 700 KB takes the compiler seconds. */
__asm__(".pushsection .rodata\n"
	".global page_head, page_head_end, page_tail, page_tail_end\n"
	"page_head: .incbin \"page.head\"\n"
	"page_head_end: .byte 0\n"
	"page_tail: .incbin \"page.tail\"\n"
	"page_tail_end: .byte 0\n"
	".popsection\n");
