#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# CPU time, waiting and memory of a call against the program's own measures.

load helper

@test "resources: thread CPU of a 50 ms spin to 1 ms, session links" {
	need_link session
	trace_whole_run resources spin 5 -- --link session spin_50ms
	check cpu "$LOGDIR" "$TARGET_OUT"
}

@test "resources: thread CPU of a 50 ms spin to 1 ms, multi links" {
	need_link multi
	trace_whole_run resources spin 5 -- --link multi spin_50ms
	check cpu "$LOGDIR" "$TARGET_OUT"
}

@test "resources: thread CPU of a 50 ms spin to 1 ms, single links" {
	trace_whole_run resources spin 5 -- --link single spin_50ms
	check cpu "$LOGDIR" "$TARGET_OUT"
}

@test "resources: a spin that shares its CPU with another" {
	start_target resources spin 5
	taskset -pc 0 "$TARGET" >/dev/null
	attach spin_50ms
	taskset -c 0 sh -c 'while :; do :; done' 3>&- &
	STARTED+=("$!")
	go
	finish
	check cpu "$LOGDIR" "$TARGET_OUT"
}

@test "resources: a 50 ms sleep uses no CPU and is all off-CPU" {
	trace_whole_run resources sleep 5 -- sleep_50ms
	check off_cpu "$LOGDIR" "$TARGET_OUT"
}

@test "resources: process CPU counts a thread that is never in a traced function" {
	trace_whole_run resources beside 6 -- sleep_50ms
	check beside "$LOGDIR" "$TARGET_OUT"
}

@test "resources: 300 fresh pages touched are 300 pages of memory change" {
	trace_whole_run resources touch 8 -- touch_pages
	check pages "$LOGDIR" "$TARGET_OUT"
}

@test "resources: shared pages count too" {
	trace_whole_run resources shared 8 -- touch_pages
	check pages "$LOGDIR" "$TARGET_OUT"
}

@test "resources: memory given back counts as a negative change" {
	trace_whole_run resources release 8 -- touch_pages release_pages
	check pages "$LOGDIR" "$TARGET_OUT"
}

@test "resources: 300 pages, launched" {
	run_tracer --logdir "$LOGDIR" -q touch_pages -- "$PROGRAMS/resources" touch 4
	((status == 0))
	check pages "$LOGDIR" <(printf '%s\n' "$output")
}

@test "resources: the log's vms and threads are the process's own" {
	start_target resources beside 20
	attach sleep_50ms
	local kb
	kb=$(awk '/^VmSize/ { print $2 }' "/proc/$TARGET/status")
	go
	finish
	check verify "$LOGDIR"
	[[ $(grep '"event":"end"' "$LOGDIR/timing.log" | grep -c ' threads=2 ') == 20 ]]
	jq -r 'select(.event == "end") | .message | capture(" vms=(?<n>[0-9]+) ").n' \
		"$LOGDIR/timing.log" | awk -v kb="$kb" '$1 < kb * 1000 || $1 > kb * 1100 { exit 1 }'
}
