#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# C++ exceptions across traced functions: the program does not notice, and each call has its outcome
# and its duration.

load helper
load lib/untraced

FUNCTIONS=(thrower middle catcher rethrower juggler guarded _ZN5GuardD1Ev chilly leaf_throw by_number
	sorter keeper hander library_throw library_through library_catch)

# thrown METHOD WHAT [THROWS [OPTION...]]
thrown() {
	local method=$1 what=$2 throws=${3:-400}
	shift 2
	(($# == 0)) || shift
	trace_true "$method" exceptions "$what" "$throws" 4 -- "$@" "${FUNCTIONS[@]}"
}

@test "exceptions: thrown through a function and caught in one" {
	thrown auto through
	check counts "$LOGDIR" thrower=400 middle=400 catcher=400
}

@test "exceptions: caught by reference or by value, and thrown again" {
	thrown auto rethrow
	[[ $(jq -r 'select(.event == "end" and .function == "rethrower") | .outcome' \
		"$LOGDIR/timing.log" | sort -u) == unwound ]]
}

@test "exceptions: through traced destructors, which throw and catch too" {
	thrown auto destructors
}

@test "exceptions: across a shared library" {
	thrown auto library
	check module_counts "$LOGDIR" exceptions:thrower=800 exceptions:middle=800 \
		exceptions:catcher=400 libthrower.so:library_throw=400 \
		libthrower.so:library_through=400 libthrower.so:library_catch=800
}

@test "exceptions: out of a function's cold part, its own only call included" {
	nm "$PROGRAMS/exceptions" | grep -q ' leaf_throw\.cold$' || fail "there is no leaf_throw.cold"
	nm "$PROGRAMS/exceptions" | grep -q ' chilly\.cold$' || fail "there is no chilly.cold"
	thrown auto cold
	[[ $(jq -r 'select(.event == "end") | .function + " " + .outcome' "$LOGDIR/timing.log" |
		sort | uniq -c | awk '{ print $2 "=" $3 "=" $1 }' | paste -sd ' ') == \
		"chilly=returned=200 chilly=unwound=200 leaf_throw=returned=200 leaf_throw=unwound=200" ]]
}

# qsort() jumps to qsort_r() here, which calls what throws.
@test "exceptions: through the C library's qsort, traced itself" {
	trace_same auto exceptions sorted 400 4 -- by_number sorter libc.so.6:qsort libc.so.6:qsort_r
	check counts "$LOGDIR" by_number=400 sorter=400 qsort=400 qsort_r=400
	[[ $(jq -r 'select(.event == "end") | .function + " " + .outcome' "$LOGDIR/timing.log" |
		sort -u | paste -sd ' ') =~ \
		^by_number\ unwound\ qsort\ (tail-called|unwound)\ qsort_r\ unwound\ sorter\ unwound$ ]]
}

@test "exceptions: 10,000 of all kinds in 4 threads" {
	thrown auto mixed 10000
}

@test "exceptions: 2,000 of all kinds in 4 threads, instructions only" {
	thrown ret mixed 2000
}

@test "exceptions: all kinds, multi links" {
	need_link multi
	thrown auto mixed 400 --link multi
}

@test "exceptions: all kinds, single links" {
	thrown auto mixed 400 --link single
}

@test "exceptions: a launched program" {
	"$MAAP_TRACE" --logdir "$LOGDIR" -q "${FUNCTIONS[@]}" -- "$PROGRAMS/exceptions" mixed 400 4 \
		</dev/null >"$T/target.out" 2>"$TRACER_ERR"
	TARGET_OUT=$T/target.out
	same_as_untraced exceptions mixed 400 4
	check truth "$LOGDIR" "$TARGET_OUT"
	check summary "$TRACER_ERR" lost=0
}

@test "exceptions: an uncaught one ends the program as ever" {
	local status=0
	start_target exceptions uncaught
	attach -q "${FUNCTIONS[@]}"
	go
	wait_for_exit "$TARGET"
	((STATUS == 134)) || fail "the target ended with $STATUS"
	wait_for_exit "$TRACER"
	((STATUS == 0))
	echo go | "$PROGRAMS/exceptions" uncaught >"$T/untraced" 2>&1 || status=$?
	((status == 134))
	diff <(own_words "$T/untraced") <(own_words "$TARGET_OUT")
	check counts "$LOGDIR" thrower=1 middle=1
	check unfinished "$LOGDIR" thrower=1 middle=1 'signal=SIGABRT|6'
}
