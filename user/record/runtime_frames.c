// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "runtime_frames.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

static bool is_among(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

static bool begins_among(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (begins(name, names[i]))
			return true;
	return false;
}

static bool is_cxx_machinery(const char *name)
{
	static const char *const names[] = {
		"_Unwind_RaiseException",
		"_Unwind_Resume_or_Rethrow",
		"__cxa_throw",
		"__cxa_rethrow",
		"__cxa_rethrow_primary_exception",
		"std::rethrow_exception",
		"__cxxabiv1::__cxa_throw",
		"__cxxabiv1::__cxa_rethrow",
	};

	return is_among(name, names, COUNT(names));
}

bool is_rust_machinery(const char *name)
{
	static const char *const begins_with[] = {
		"std::panicking::",
		"core::panicking::",
		"std::panic::",
		"core::panic::",
		"panic_unwind::",
		"panic_abort::",
		"std::sys_common::backtrace::__rust_end_short_backtrace",
		"std::sys::backtrace::__rust_end_short_backtrace",
		"core::result::unwrap_failed",
		"core::option::expect_failed",
		"core::option::unwrap_failed",
		"core::result::Result<",
		"core::option::Option<",
		"core::slice::index::slice_",
		"<core::panic::unwind_safe::",
		"core::ops::function::",
		"__rustc::rust_begin_unwind",
		"__rustc::rust_panic",
		"__rustc::__rust_",
	};
	static const char *const names[] = {
		"rust_begin_unwind",	"rust_panic", "__rust_start_panic",
		"__rust_panic_cleanup", "__rust_try",
	};

	return is_among(name, names, COUNT(names)) ||
	       begins_among(name, begins_with, COUNT(begins_with));
}

static bool is_go_machinery(const char *name)
{
	static const char *const begins_with[] = { "runtime.gopanic", "runtime.goPanic",
						   "runtime.panic", "runtime.sigpanic" };

	return begins_among(name, begins_with, COUNT(begins_with));
}

size_t runtime_frames(const struct backtrace *backtrace, enum maap_error_kind kind)
{
	size_t count = 0;

	if (kind == MAAP_ERROR_SIGNAL || kind == MAAP_ERROR_EXIT || kind == MAAP_ERROR_RETURN)
		return 0;
	for (size_t i = 0; i < backtrace->count; i++) {
		const char *name = backtrace->frames[i].symbol;

		if (!name ||
		    !(is_cxx_machinery(name) || is_rust_machinery(name) || is_go_machinery(name)))
			break;
		count = i + 1;
	}
	/* Something is better than nothing. */
	return count < backtrace->count ? count : 0;
}

bool is_beginning(const char *function)
{
	static const char *const names[] = { "_start",	      "__clone",	"__clone3",
					     "clone",	      "runtime.goexit", "runtime.mstart",
					     "runtime.rt0_go", "__start_context" };

	return function && is_among(function, names, COUNT(names));
}

bool is_terminating(const char *function)
{
	static const char *const begins_with[] = { "__cxa_throw",
						   "__cxa_rethrow",
						   "__cxxabiv1::__cxa_throw",
						   "__cxxabiv1::__cxa_rethrow",
						   "__cxxabiv1::failed_throw",
						   "std::rethrow_exception",
						   "__cxa_call_terminate",
						   "__cxxabiv1::__cxa_call_terminate",
						   "__cxxabiv1::call_terminate",
						   "__clang_call_terminate",
						   "__cxa_call_unexpected",
						   "__gxx_personality_v0",
						   "std::terminate" };

	return begins_among(function, begins_with, COUNT(begins_with));
}

bool is_called_by_unwinder(const struct backtrace *backtrace)
{
	for (size_t i = 1; i < backtrace->count && i < 6; i++) {
		const char *name = backtrace->frames[i].symbol;

		if (name && (begins(name, "__gxx_personality_v") || begins(name, "_Unwind_")))
			return true;
	}
	return false;
}

bool is_rust_start(const char *function)
{
	return begins(function, "std::rt::lang_start") ||
	       begins(function, "std::thread::Builder::spawn") ||
	       begins(function, "std::thread::lifecycle::spawn") ||
	       strstr(function, "__rust_begin_short_backtrace");
}
