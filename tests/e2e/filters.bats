#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# --min-duration, --max-calls, --duration.

load helper

longer_than() {
	need_link "$1"
	trace_whole_run spans 25 -- --link "$1" --min-duration 2ms span
	check spans "$LOGDIR" "$TARGET_OUT" 2000000
}

@test "filters: --min-duration drops the shorter calls, session links" {
	longer_than session
}

@test "filters: --min-duration drops the shorter calls, multi links" {
	longer_than multi
}

@test "filters: --min-duration drops the shorter calls, single links" {
	longer_than single
}

@test "filters: --min-duration in microseconds" {
	trace_whole_run spans 25 -- --min-duration 600us span
	check spans "$LOGDIR" "$TARGET_OUT" 600000
}

@test "filters: --max-calls ends the tracing, the target runs on" {
	start_target rate
	attach -q --max-calls 1000 often
	wait_for_exit "$TRACER"
	((STATUS == 0))
	check counts "$LOGDIR" often=1000
	check summary "$TRACER_ERR" calls=1000
	assert_no_probes
	refute gone "$TARGET"
	go
	wait_for_exit "$TARGET"
	((STATUS == 0))
}

@test "filters: --max-calls beyond what the target makes" {
	trace_whole_run basic 10 -- --max-calls 1000 twice
	check counts "$LOGDIR" twice=10
}

@test "filters: --duration ends the tracing in time" {
	start_target rate
	local begin=$EPOCHREALTIME
	attach -q --no-log --results-format none --duration 1.5 often
	wait_for_exit "$TRACER"
	((STATUS == 0))
	awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { exit !(b - a >= 1.5 && b - a < 30) }'
	refute gone "$TARGET"
}
