#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Many threads: each row has its own thread's number, no call is missing.

load helper

# eight_threads METHOD CALLS
eight_threads() {
	need_link "$1"
	trace_whole_run threads many "$2" -- --link "$1" --max-bytes 0 -q count_call
	check threads "$LOGDIR" "$TARGET_OUT"
	check summary "$TRACER_ERR" calls="$((8 * $2 + 1))" lost=0 unfinished=0
}

@test "threads: 8 threads with 10,000 calls each, session links" {
	eight_threads session 10000
}

@test "threads: 8 threads with 2,000 calls each, multi links" {
	eight_threads multi 2000
}

@test "threads: 8 threads with 2,000 calls each, single links" {
	eight_threads single 2000
}

@test "threads: 200 threads that call at once for the first time" {
	trace_whole_run threads burst -- -q count_call
	check threads "$LOGDIR" "$TARGET_OUT"
	check summary "$TRACER_ERR" calls=401 lost=0 unfinished=0
}

@test "threads: a thread that ends inside a call leaves it unfinished" {
	trace_whole_run threads leave -- -q count_call leave_thread
	check threads "$LOGDIR" "$TARGET_OUT"
	check counts "$LOGDIR" count_call=2 leave_thread=1
	[[ $(grep -c '"event":"unfinished"' "$LOGDIR/timing.log") == 1 ]]
	grep '"event":"unfinished"' "$LOGDIR/timing.log" | grep -q '"function":"leave_thread"'
	check summary "$TRACER_ERR" calls=3 lost=0 unfinished=1
}
