#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# A million calls as fast as they go: each one has a row or is counted as lost.

load helper

# account_for CALLS METHOD
account_for() {
	need_link "$2"
	start_target million "$1"
	attach -q --link "$2" pushes_first
	go
	finish
	check accounted "$LOGDIR" "$TRACER_ERR" "$1"
	cat "$TARGET_OUT"
}

@test "million: the traced function begins with push" {
	objdump -d --no-show-raw-insn --disassemble=pushes_first "$PROGRAMS/million" |
		grep -A 1 '<pushes_first>:' | tail -n 1 | grep -q 'push '
}

@test "million: 1,000,000 calls, log and CSV on, session links" {
	account_for 1000000 session
}

@test "million: 200,000 calls, multi links" {
	account_for 200000 multi
}

@test "million: 200,000 calls, single links" {
	account_for 200000 single
}

# A writer that cannot keep up: the tracer stopped while the target runs. Lost calls are counted,
# never silent, and the rest is right.
@test "million: what a stopped tracer misses is counted as lost" {
	start_target million 1000000
	attach -q pushes_first
	kill -STOP "$TRACER"
	go
	wait_for_exit "$TARGET"
	kill -CONT "$TRACER"
	wait_for_exit "$TRACER"
	((STATUS == 0))
	check accounted "$LOGDIR" "$TRACER_ERR" 1000000
	grep -Eq '^calls [0-9]+ +lost [1-9][0-9]*.*ring_full' "$TRACER_ERR"
	grep '"event":"lost"' "$LOGDIR"/timing.log* | grep -q '"reason":"ring_full"'
}
