#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# kill -9 of the tracer: the target lives on at full speed, with no probe left.

load helper

# windows_since LINE: what the target has printed after that many lines
windows_since() {
	tail -n "+$(($1 + 1))" "$TARGET_OUT" | grep '^window='
}

lines_so_far() {
	wc -l <"$TARGET_OUT"
}

# least LINE: the cheapest window since, in ps a call
least() {
	windows_since "$1" | sed -E 's/.*ps_per_call=([0-9]+).*/\1/' | sort -n | head -n 1
}

enough_windows() {
	[[ $(windows_since "$1" | wc -l) -ge $2 ]]
}

wait_for_windows() {
	until_true "$DEADLINE" enough_windows "$1" "$2" || fail "the target does not go on"
}

# full_speed LIMIT CODE: the newest window is cheaper than LIMIT and shows CODE
full_speed() {
	local last
	last=$(tail -n 2 "$TARGET_OUT" | grep '^window=.*code=' | tail -n 1)
	[[ $last == *"code=$2" && $last =~ ps_per_call=([0-9]+) ]] || return 1
	((BASH_REMATCH[1] < $1))
}

kill_in_mid_trace() {
	need_link "$1"
	start_target rate
	wait_for_windows 0 10
	local code untraced begin
	code=$(tail -n 1 "$TARGET_OUT" | sed 's/.*code=//')
	untraced=$(least 0)
	attach -q --link "$1" often
	begin=$(lines_so_far)
	wait_for_windows "$((begin + 1))" 5
	(($(least "$((begin + 1))") > 10 * untraced)) || fail "it is not traced at all"
	[[ $(windows_since "$((begin + 1))") != *"code=$code"* ]] || fail "no breakpoint is seen"
	kill -KILL "$TRACER"
	wait_for_exit "$TRACER"
	((STATUS == 137))
	assert_no_probes
	until_true "$DEADLINE" full_speed "$((2 * untraced))" "$code" ||
		fail "untraced $untraced ps/call, code $code; now:" "$(tail -n 3 "$TARGET_OUT")"
	go
	wait_for_exit "$TARGET"
	((STATUS == 0))
	grep -qx stopped "$TARGET_OUT"
}

@test "kill -9: the target lives on at full speed, session links" {
	kill_in_mid_trace session
}

@test "kill -9: the target lives on at full speed, multi links" {
	kill_in_mid_trace multi
}

@test "kill -9: the target lives on at full speed, single links" {
	kill_in_mid_trace single
}

@test "kill -9: inside an open call, the call returns as if never traced" {
	start_target lifecycle hang
	attach one_step outside inside
	go
	wait_for_line "$TARGET_OUT" '^inside$'
	kill -KILL "$TRACER"
	wait_for_exit "$TRACER"
	assert_no_probes
	go
	wait_for_exit "$TARGET"
	((STATUS == 0))
	grep -qx 'result=5' "$TARGET_OUT"
}

@test "kill -9: a launched command lives on" {
	mkfifo "$T/in"
	"$MAAP_TRACE" --logdir "$LOGDIR" -q often -- "$PROGRAMS/rate" \
		0<>"$T/in" >"$T/target0.out" 2>"$TRACER_ERR" 3>&- &
	TRACER=$!
	STARTED+=("$TRACER")
	TARGET_OUT=$T/target0.out
	wait_for_probes
	wait_for_windows 0 3
	kill -KILL "$TRACER"
	wait_for_exit "$TRACER"
	wait_for_windows "$(lines_so_far)" 3
	assert_no_probes
	echo go 1<>"$T/in"
	wait_for_line "$TARGET_OUT" '^stopped$'
}
