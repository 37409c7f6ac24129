#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Calls that are left by longjmp, or with their thread by pthread_exit and pthread_cancel.

load helper
load lib/untraced

# jumped METHOD HOW [TIMES [OPTION...]]
jumped() {
	local method=$1 how=$2 times=${3:-200}
	shift 2
	(($# == 0)) || shift
	trace_true "$method" jumping "$how" "$times" -- "$@" sinking diving wading holding handling \
		ringing after
}

@test "unwinding: longjmp, 10,000 times" {
	jumped auto longjmp 10000
}

@test "unwinding: siglongjmp, instructions only" {
	jumped ret siglongjmp 2000
}

@test "unwinding: back into a traced call" {
	jumped auto within
}

@test "unwinding: out of a signal handler" {
	jumped auto handler
}

@test "unwinding: out of a signal handler's own stack, instructions only" {
	jumped ret stack
}

@test "unwinding: longjmp, single links" {
	jumped auto longjmp 200 --link single
}

# ended METHOD HOW [OPTION...]: half of the threads end early
ended() {
	local method=$1 how=$2
	shift 2
	trace_true "$method" unwinding "$how" 40 -- "$@" leaving waiting between starting cleaned
	[[ $(jq -r 'select(.event == "end" and .function == "starting") | .outcome' \
		"$LOGDIR/timing.log" | sort | uniq -c | awk '{ print $1 $2 }' | paste -sd ' ') == \
		"20returned 20unwound" ]]
}

@test "unwinding: pthread_exit" {
	ended auto exit
}

@test "unwinding: pthread_exit, instructions only" {
	ended ret exit
}

@test "unwinding: pthread_cancel" {
	ended auto cancel
}

@test "unwinding: pthread_cancel through cleanup handlers" {
	ended auto cleanup
}

@test "unwinding: pthread_cancel through cleanup handlers, instructions only" {
	ended ret cleanup
}

@test "unwinding: pthread_cancel, with calls from a destructor of the thread's data" {
	ended auto at-exit
}

# forced METHOD HOW: C++ threads, through a traced destructor and a handler that throws on
forced() {
	trace_true "$1" forced "$2" 40 -- leaving guarded handling starting _ZN5GuardD1Ev
	check counts "$LOGDIR" leaving=40 guarded=40 handling=40 starting=40 _ZN5GuardD1Ev=40
}

@test "unwinding: pthread_exit in C++" {
	forced auto exit
}

@test "unwinding: pthread_cancel in C++" {
	forced auto cancel
}
