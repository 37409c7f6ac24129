// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "thrower.h"

struct Notes library_notes;

TRACED int library_throw(int n)
{
	library_notes.enter();
	library_notes.leaving();
	throw Error(n);
}

TRACED int library_through(Callback callback, int n)
{
	struct truth *me = library_notes.enter();
	int result = callback(n) + 1;

	truth_leave(me);
	return result;
}

TRACED int library_catch(Callback callback, int n)
{
	struct truth *me = library_notes.enter();
	int result;

	try {
		result = callback(n);
	} catch (const Error &error) {
		library_notes.caught(me);
		result = error.value;
	}
	truth_leave(me);
	return result;
}
