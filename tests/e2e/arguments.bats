#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Arguments and return values, by every type, against what the programs say that they sent.

load helper.bash

expected_arguments() {
	run "$PYTHON" -B "$ROOT/tests/e2e/lib/arguments.py" "$LOGDIR" "$TARGET_OUT"
	[[ $status == 0 ]] || fail "$(cut -c 1-600 <<<"$output")"
	check verify "$LOGDIR" >/dev/null
}

# arguments_of PROGRAM FUNCTION [OPTION...]
arguments_of() {
	local program=$1 functions=$2
	shift 2
	trace_whole_run "$program" -- -q "$@" "$functions"
	expected_arguments
}

@test "arguments: C" {
	arguments_of arguments 'of_*'
}

@test "arguments: C, return instructions" {
	arguments_of arguments 'of_*' --exit-probe ret
}

@test "arguments: C, multi links" {
	need_link multi
	arguments_of arguments 'of_*' --link multi
}

@test "arguments: C, single links" {
	arguments_of arguments 'of_*' --link single
}

@test "arguments: C without optimisation" {
	arguments_of arguments_debug 'of_*'
}

CXX='/^shop::(by_|make_|counter::(add|operator)|overloaded|largest|operator==)/'

@test "arguments: C++" {
	arguments_of arguments_cxx "$CXX"
}

@test "arguments: C++ without optimisation" {
	arguments_of arguments_cxx_debug "$CXX"
}

@test "arguments: Rust" {
	arguments_of arguments_rust '/arguments_rust::(of|to)_\w+$/'
}

@test "arguments: Rust without optimisation" {
	arguments_of arguments_rust_debug '/arguments_rust::(of|to)_\w+$/'
}

@test "arguments: Go" {
	arguments_of arguments_go '/^main\.((of|to)[A-Z]|.*Move$)/'
}

@test "arguments: Go without optimisation" {
	arguments_of arguments_go_debug '/^main\.((of|to)[A-Z]|.*Move$)/'
}

# The program without its debug information, which lies beside it.
@test "arguments: a stripped program, its debug file by debuglink" {
	cp "$PROGRAMS/arguments" "$T/arguments"
	objcopy --only-keep-debug "$T/arguments" "$T/arguments.debug"
	objcopy --strip-all --add-gnu-debuglink="$T/arguments.debug" "$T/arguments"
	arguments_of "$T/arguments" 'of_*'
}

# Nothing is known but registers; the text that one leads to is a guess and says so.
@test "arguments: no debug information" {
	objcopy --strip-debug "$PROGRAMS/arguments" "$T/arguments"
	trace_whole_run "$T/arguments" -- -q of_text of_signed of_nine
	jq -e -s '[.[] | select(.event == "start" and .function == "of_text") | .args.args[0]] |
		.[0] | test("^0x[0-9a-f]+ \"plain\"\\?$")' "$LOGDIR/timing.log"
	jq -e -s '[.[] | select(.event == "start" and .function == "of_text") | .args.args[0]] |
		.[1] == "0x0"' "$LOGDIR/timing.log"
	jq -e -s '[.[] | select(.event == "start") | .args | select(.args | length != 6)] == []' \
		"$LOGDIR/timing.log"
	jq -e -s '[.[] | select(.event == "start" and .function == "of_nine") | .args.args[0]] |
		.[0] == "0x1"' "$LOGDIR/timing.log"
	check verify "$LOGDIR"
}

@test "arguments: --max-arg-length" {
	trace_whole_run arguments -- -q --max-arg-length 4 of_text of_struct of_signed
	jq -e -s '[.[] | select(.event == "start" and .function == "of_text") | .args.kwargs.text] |
		.[:4] == ["plai...", null, "", "vvvv..."]' "$LOGDIR/timing.log"
	jq -e -s '[.[] | select(.event == "start" and .function == "of_signed") | .args.kwargs] |
		.[0].a == -128 and .[0].c == "-214..."' "$LOGDIR/timing.log"
	jq -e -s '[.[] | select(.event == "end" and .function == "of_text") | .return] |
		.[0] == "plai..."' "$LOGDIR/timing.log"
	check verify "$LOGDIR"
}

texts_are_their_own() {
	jq -e -s '[.[] | select(.event == "start" and .function == "take_text") | .args.kwargs |
		select(.text != "thread \(.thread) call \(.number)")] == []' <(cat "$LOGDIR"/timing.log*)
}

# Shorter calls are dropped in the kernel; what was captured of them must not turn up elsewhere.
@test "arguments: with --min-duration" {
	trace_whole_run texts 4 1000 -- -q --min-duration 30us take_text
	texts_are_their_own
}

# Texts by the thousand: each call has its own.
@test "arguments: many threads" {
	trace_whole_run texts 4 5000 -- -q 'libc.so.6:getenv' take_text
	texts_are_their_own
	jq -s '[.[] | select(.event == "start" and .function == "take_text")] | length' \
		<(cat "$LOGDIR"/timing.log*) | grep -qx 20000
}

# Memory that waits for user space is not brought in: the program would never have read there.
@test "arguments: nobody is kept waiting for memory" {
	start_target userfault
	attach -q keep
	go
	finish
	grep -qx done "$TARGET_OUT"
	jq -e -s '[.[] | select(.event == "start") | .args.kwargs.text] == ["<fault>"]' \
		"$LOGDIR/timing.log"
}

# What taking the result costs is not charged to calls that were left unseen, once for each.
@test "arguments: results of a call that others were left in" {
	trace_whole_run unseen -- -q --exit-probe ret work dive
	jq -e -s '[.[] | select(.event == "end" and .function == "work") |
		select(.outcome == "returned" and .return == "a text" and .duration_ns > 1000000)] |
		length == 20' "$LOGDIR/timing.log" ||
		fail "$(jq -c 'select(.event == "end" and .function == "work") |
			[.outcome, .duration_ns, .raw_duration_ns]' "$LOGDIR/timing.log" | head -5)"
}
