#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Two functions, a thousand calls each, attached by PID: every call, call for call.

load helper

# every_call METHOD: how the kernel is asked for the probes
every_call() {
	need_link "$1"
	start_target basic 1000
	attach --link "$1" add_six twice
	grep -Eqx "maap-trace: tracing 2 functions \([0-9]+ probes\) in $TARGET" "$TRACER_ERR"
	go
	finish
	check truth "$LOGDIR" "$TARGET_OUT"
	check counts "$LOGDIR" add_six=1000 twice=1000
	check summary "$TRACER_OUT" calls=2000 lost=0 unfinished=0
}

@test "basic: every call of two functions, session links" {
	every_call session
}

@test "basic: every call of two functions, multi links" {
	every_call multi
}

@test "basic: every call of two functions, single links" {
	every_call single
}

@test "basic: the method that is chosen when none is asked for" {
	trace_whole_run basic 100 -- add_six twice
	check truth "$LOGDIR" "$TARGET_OUT"
}

@test "basic: only what was asked for is traced" {
	trace_whole_run basic 100 -- twice
	check counts "$LOGDIR" twice=100
}

@test "basic: the first line is the run line" {
	trace_whole_run basic 3 -- twice
	head -n 1 "$LOGDIR/timing.log" | jq -e '.event == "run" and (.run | length > 0)' >/dev/null
	head -n 1 "$LOGDIR/timing.log" | grep -q "$(uname -r)"
	head -n 1 "$LOGDIR/timing.log" | grep -q twice
	[[ $(jq -r .run "$LOGDIR/timing.log" | sort -u | wc -l) == 1 ]]
}

@test "basic: files are readable by owner and group only" {
	umask 022
	trace_whole_run basic 3 -- twice
	[[ $(stat -c %a "$LOGDIR/timing.log") == 640 ]]
	[[ $(stat -c %a "$LOGDIR/timing_results.csv") == 640 ]]
}

@test "basic: the summary has a row for each function" {
	trace_whole_run basic 50 -- add_six twice
	grep -Eq '^ *add_six +.*\b50\b' "$TRACER_OUT"
	grep -Eq '^ *twice +.*\b50\b' "$TRACER_OUT"
}

@test "basic: two processes at once" {
	start_target basic 300
	local first=$TARGET
	start_target basic 200
	start_tracer --logdir "$LOGDIR" -p "$first,$TARGET" twice
	wait_for_probes
	grep -Eq " in ($first, $TARGET|$TARGET, $first)\$" "$TRACER_ERR"
	go 0
	go 1
	wait_for_exit "$first"
	finish
	check counts "$LOGDIR" twice=500
	cat "$T"/target0.out "$T"/target1.out >"$T/both.out"
	[[ $(jq -r --argjson p "$first" 'select(.event == "end" and .pid == $p) | .tid' \
		"$LOGDIR/timing.log" | wc -l) == 300 ]]
}

@test "basic: another process of the same program is not recorded" {
	start_target basic 100
	start_target basic 40
	attach twice
	go 0
	go 1
	finish
	wait_for_exit "${TARGETS[0]}"
	check counts "$LOGDIR" twice=40
	check truth "$LOGDIR" <(grep -v name=add_six "$TARGET_OUT")
}

@test "basic: two recordings at once do not disturb each other" {
	start_target basic 500
	attach twice
	local first=$TRACER
	start_tracer --logdir "$T/second" -p "$TARGET" add_six twice
	wait_for_probes
	go
	wait_for_exit "$first"
	finish
	check counts "$LOGDIR" twice=500
	check counts "$T/second" add_six=500 twice=500
}
