/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A 32-bit program that needs no library: writes "ready" and pauses for ever. */
void _start(void);
int idle(void);

#define SYS32_WRITE 4
#define SYS32_PAUSE 29

static int call32(int number, int a, const char *b, int c)
{
	int result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(a), "c"(b), "d"(c)
			 : "memory");
	return result;
}

__attribute__((noinline)) int idle(void)
{
	return call32(SYS32_PAUSE, 0, 0, 0);
}

void _start(void)
{
	static const char text[] = "ready\n";

	call32(SYS32_WRITE, 1, text, sizeof(text) - 1);
	for (;;)
		idle();
}
