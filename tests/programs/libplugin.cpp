// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What latecomer loads: exceptions that cross the functions of a C program. */
#include <stdexcept>
#include <string>

#include "truth.h"

typedef int (*Callback)(int);

extern "C" {
int relay(Callback callback, int n); /* the program's */

int plugin_caught;

TRACED int plugin_throw(int n)
{
	throw std::runtime_error(std::to_string(n));
}

TRACED int plugin_run(Callback callback, int n)
{
	try {
		return callback(n);
	} catch (const std::exception &error) {
		return std::stoi(error.what()) * 2;
	}
}
}

/* Right after the library is mapped: no tracer can have had the time to look at it. */
static struct AtOnce {
	AtOnce()
	{
		for (int i = 0; i < 20; i++) {
			try {
				relay(plugin_throw, i);
			} catch (const std::runtime_error &) {
				plugin_caught++;
			}
		}
	}
} at_once;
