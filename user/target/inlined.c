// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* To be replaced: a file that reads the DWARF takes its place when the branches meet. */
#include "inlined.h"

size_t inlined_places(struct Dwarf *dwarf, const char *name, const char *linkage_name)
{
	(void)dwarf;
	(void)name;
	(void)linkage_name;
	return 0;
}
