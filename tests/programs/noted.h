/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Noting calls in C++: what the caller does, without a handler or destructor of its own. */
#ifndef NOTED_H
#define NOTED_H

#include "truth.h"

#define INLINE inline __attribute__((always_inline))

/* The call's notes are left as they are if it does not return: see truth_caught(). */
template <typename Function, typename... Arguments>
static INLINE int noted(const char *name, Function function, Arguments... arguments)
{
	struct truth *t = truth_begin(name);
	int result = function(arguments...);

	truth_return(t, (uint32_t)result);
	return result;
}

#define NOTED(function, ...) noted(#function, function, __VA_ARGS__)

/*
 * An object whose destructor, ~Guard(), is traced. Nobody's code calls a destructor: so the
 * caller's notes are made by the objects beside it, which are destroyed right before and after it,
 * in line.
 */
struct Guard {
	int number;

	explicit Guard(int n) : number(n)
	{
	}
	~Guard();
};

struct NotedGuard {
	struct BeginsLast {
		struct truth *note;

		INLINE ~BeginsLast()
		{
			truth_return(note, 0);
			note->has_ret = false;
		}
	};
	struct EndsFirst {
		struct truth *&note;
		struct truth *around;

		INLINE ~EndsFirst()
		{
			note = truth_begin_in("_ZN5GuardD1Ev", around);
		}
	};

	BeginsLast after;
	Guard guard;
	EndsFirst before;

	INLINE NotedGuard(int n, struct truth *around)
	    : after{ nullptr }, guard(n), before{ after.note, around }
	{
	}
	INLINE ~NotedGuard()
	{
	}
};

#endif
