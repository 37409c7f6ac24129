// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A library that nobody has loaded at the start; its constructor calls its own function. */

__attribute__((noinline, noipa)) int visit(int number, const char *why)
{
	return number + why[0];
}

__attribute__((constructor)) static void arrive(void)
{
	visit(0, "constructor");
}
