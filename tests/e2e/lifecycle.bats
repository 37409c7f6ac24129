#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Processes that end, fork or exec in the middle of a traced call; tracers that stop there.

load helper

# hang_inside [TRACER OPTION...]: the target waits in inside(), called by outside()
hang_inside() {
	start_target lifecycle hang
	attach "$@" one_step outside inside
	go
	wait_for_line "$TARGET_OUT" '^inside$'
}

# The target is as good as untraced: it goes on through both open calls to its end.
target_goes_on() {
	assert_no_probes
	go
	wait_for_exit "$TARGET"
	((STATUS == 0))
	grep -qx 'result=5' "$TARGET_OUT"
}

exit_with_open_calls() {
	need_link "$1"
	start_target lifecycle exit 6
	attach --link "$1" one_step outside inside
	go
	wait_for_exit "$TARGET"
	((STATUS == 6))
	wait_for_exit "$TRACER"
	((STATUS == 0))
	check counts "$LOGDIR" one_step=3 outside=1 inside=1
	check unfinished "$LOGDIR" outside=1 inside=1 exit_status=6
	check summary "$TRACER_OUT" calls=5 lost=0 unfinished=2
}

@test "lifecycle: exit() inside two calls, session links" {
	exit_with_open_calls session
}

@test "lifecycle: exit() inside two calls, multi links" {
	exit_with_open_calls multi
}

@test "lifecycle: exit() inside two calls, single links" {
	exit_with_open_calls single
}

@test "lifecycle: exit() inside two calls, launched" {
	run_tracer --logdir "$LOGDIR" -q one_step outside inside -- "$PROGRAMS/lifecycle" exit 4
	((status == 4))
	check unfinished "$LOGDIR" outside=1 inside=1 exit_status=4
}

@test "lifecycle: abort() inside two calls" {
	start_target lifecycle abort
	attach one_step outside inside
	go
	wait_for_exit "$TARGET"
	((STATUS == 134))
	wait_for_exit "$TRACER"
	((STATUS == 0))
	check unfinished "$LOGDIR" outside=1 inside=1 'signal=SIGABRT|6'
}

@test "lifecycle: kill -9 of the target inside two calls" {
	hang_inside
	kill -KILL "$TARGET"
	wait_for_exit "$TRACER"
	((STATUS == 0))
	check counts "$LOGDIR" one_step=3 outside=1 inside=1
	check unfinished "$LOGDIR" outside=1 inside=1 'signal=SIGKILL|9'
	check summary "$TRACER_OUT" calls=5 lost=0 unfinished=2
}

@test "lifecycle: Ctrl-C of the tracer with two calls open" {
	hang_inside
	stop_tracer INT
	check counts "$LOGDIR" one_step=3 outside=1 inside=1
	check unfinished "$LOGDIR" outside=1 inside=1
	check summary "$TRACER_OUT" calls=5 lost=0 unfinished=2
	target_goes_on
}

@test "lifecycle: SIGTERM of the tracer with two calls open, multi links" {
	need_link multi
	hang_inside --link multi
	stop_tracer TERM
	check unfinished "$LOGDIR" outside=1 inside=1
	target_goes_on
}

@test "lifecycle: SIGTERM of the tracer with two calls open, single links" {
	hang_inside --link single
	stop_tracer TERM
	check unfinished "$LOGDIR" outside=1 inside=1
	target_goes_on
}

@test "lifecycle: --duration with two calls open" {
	hang_inside --duration 2
	wait_for_exit "$TRACER"
	((STATUS == 0))
	check unfinished "$LOGDIR" outside=1 inside=1
	target_goes_on
}

@test "lifecycle: an open call's child names it as its parent" {
	hang_inside
	stop_tracer INT
	local outer
	outer=$(jq -r 'select(.event == "unfinished" and .function == "outside") | .uuid' \
		"$LOGDIR/timing.log")
	[[ $(jq -r 'select(.event == "unfinished" and .function == "inside") | .parent' \
		"$LOGDIR/timing.log") == "$outer" ]]
}

@test "lifecycle: the target's exit ends the tracer" {
	trace_whole_run basic 1 -- twice
	check summary "$TRACER_OUT" calls=1 lost=0 unfinished=0
}

@test "lifecycle: one of two processes exits, the other is still recorded" {
	start_target basic 10
	start_target basic 20
	start_tracer --logdir "$LOGDIR" -p "${TARGETS[0]},${TARGETS[1]}" twice
	wait_for_probes
	go 0
	wait_for_exit "${TARGETS[0]}"
	go 1
	finish
	check counts "$LOGDIR" twice=30
}

fork_inside() {
	need_link "$1"
	trace_whole_run lifecycle fork -- --link "$1" one_step outside inside
	grep -qx 'child steps=55' "$TARGET_OUT"
	grep -qx 'child status=5' "$TARGET_OUT"
	check counts "$LOGDIR" one_step=3 outside=1 inside=1
	check summary "$TRACER_OUT" calls=5 lost=0 unfinished=0
	[[ $(jq -s 'map(.pid // empty) | unique | length' "$LOGDIR/timing.log") == 1 ]]
}

@test "lifecycle: fork inside a call leaves the child unharmed and unrecorded, session links" {
	fork_inside session
}

@test "lifecycle: fork inside a call leaves the child unharmed and unrecorded, multi links" {
	fork_inside multi
}

@test "lifecycle: fork inside a call leaves the child unharmed and unrecorded, single links" {
	fork_inside single
}

@test "lifecycle: exec inside two calls" {
	trace_whole_run lifecycle exec -- one_step outside inside
	grep -qx 'after steps=3' "$TARGET_OUT"
	[[ $(jq -r 'select(.event == "end" and .function == "one_step") | .uuid' "$LOGDIR/timing.log" |
		wc -l) -ge 3 ]]
	check unfinished "$LOGDIR" outside=1 inside=1
}
