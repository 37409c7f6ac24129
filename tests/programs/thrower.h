/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* libthrower: functions of a shared library that throw, catch, and are thrown through. */
#ifndef THROWER_H
#define THROWER_H

#include "truth.h"

/* What is thrown: it has a copy constructor of its own, so that catching it by value copies. */
struct Error {
	int value;

	explicit Error(int number) : value(number)
	{
	}
	Error(const Error &other) : value(other.value)
	{
	}
};

/* The notes are the program's: the library asks it to make them. */
struct Notes {
	struct truth *(*enter)(void);
	void (*leaving)(void);
	void (*caught)(struct truth *here);
};

typedef int (*Callback)(int);

extern "C" {
extern struct Notes library_notes;

int library_throw(int n);
int library_through(Callback callback, int n); /* lets pass what callback throws */
int library_catch(Callback callback, int n);   /* the value of what callback throws */
}

#endif
