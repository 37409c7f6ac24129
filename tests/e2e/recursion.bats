#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Calls inside calls: depth, parent and self time of each. A function that calls itself is traced
# without return probes; past the kernel's limit of 64 of these a thread, calls are lost and counted,
# no duration is wrong, and what loses calls that way is planned again.

load helper

depth_60() {
	need_link "$1"
	trace_whole_run recurse self 60 3 -- --link "$1" again afterwards
	check truth "$LOGDIR" "$TARGET_OUT"
	check counts "$LOGDIR" again=180 afterwards=3
	check summary "$TRACER_OUT" calls=183 lost=0 unfinished=0
}

mutual_60() {
	need_link "$1"
	trace_whole_run recurse mutual 60 3 -- --link "$1" ping pong afterwards
	check truth "$LOGDIR" "$TARGET_OUT"
	check counts "$LOGDIR" ping=90 pong=90 afterwards=3
}

# 100 deep, twice: 64 levels have rows, 36 are lost, each time
beyond_64() {
	need_link "$1"
	trace_whole_run recurse self 100 2 -- --exit-probe uretprobe --link "$1" again afterwards
	check truth "$LOGDIR" "$TARGET_OUT" 63
	check lost "$LOGDIR" nesting=72
	check summary "$TRACER_OUT" calls=130 lost=72 unfinished=0
	grep -Eq '^calls .*nesting' "$TRACER_OUT"
}

@test "recursion: 60 deep, session links" {
	depth_60 session
}

@test "recursion: 60 deep, multi links" {
	depth_60 multi
}

@test "recursion: 60 deep, single links" {
	depth_60 single
}

@test "recursion: two functions that call each other, session links" {
	mutual_60 session
}

@test "recursion: two functions that call each other, multi links" {
	mutual_60 multi
}

@test "recursion: two functions that call each other, single links" {
	mutual_60 single
}

@test "recursion: 100 deep, the lost are counted as nesting, session links" {
	beyond_64 session
}

@test "recursion: 100 deep, the lost are counted as nesting, multi links" {
	beyond_64 multi
}

@test "recursion: 100 deep, the lost are counted as nesting, single links" {
	beyond_64 single
}

@test "recursion: exactly 64 deep loses nothing, 65 deep one" {
	trace_whole_run recurse self 64 -- again
	check truth "$LOGDIR" <(grep -v name=afterwards "$TARGET_OUT")
	check summary "$TRACER_OUT" calls=64 lost=0
	TARGETS=()
	rm "$T/target0.in"
	LOGDIR=$T/more
	trace_whole_run recurse self 65 -- --exit-probe uretprobe again
	check lost "$LOGDIR" nesting=1
	check summary "$TRACER_OUT" calls=64 lost=1
}

@test "recursion: 600 deep is counted whole" {
	trace_whole_run recurse mutual 600 -- --exit-probe uretprobe ping pong afterwards
	check truth "$LOGDIR" "$TARGET_OUT" 63
	check summary "$TRACER_OUT" calls=65 lost=536
}

@test "recursion: only one of two functions that call each other" {
	trace_whole_run recurse mutual 40 -- pong
	check counts "$LOGDIR" pong=20
	[[ $(jq -s '[.[] | select(.event == "end") | .depth] | max' "$LOGDIR/timing.log") == 19 ]]
}

# 400 rounds of 200 calls: the first of them lose what lies past 64, the last nothing.
@test "recursion: return probes that lose calls are given up" {
	local lost rows
	trace_whole_run recurse mutual 200 400 -- -q --max-bytes 0 ping pong
	grep -Eq "PID $TARGET .*calls were lost to return probes: 2 functions are observed at the return" \
		"$TRACER_ERR"
	rows=$(grep -c '"event":"end"' "$LOGDIR/timing.log")
	lost=$(sed -nE 's/^calls .* lost ([0-9]+) .*/\1/p' "$TRACER_ERR")
	((lost > 0 && rows + lost == 80000)) || fail "$rows recorded, $lost lost of 80000"
	[[ $(tail -n 2000 "$LOGDIR/timing.log" | jq -s 'map(.depth) | max') == 199 ]]
}

# straight_200 [OPTION...]: a function that calls itself, 200 deep, twice
straight_200() {
	trace_whole_run recurse straight 200 2 -- "$@" straight afterwards
	check truth "$LOGDIR" "$TARGET_OUT"
	check counts "$LOGDIR" straight=400 afterwards=2
	check summary "$TRACER_OUT" calls=402 lost=0 unfinished=0
}

@test "recursion: 200 deep, a function that calls itself" {
	straight_200
}

@test "recursion: 200 deep, a function that calls itself, multi links" {
	need_link multi
	straight_200 --link multi
}

@test "recursion: 200 deep, a function that calls itself, single links" {
	straight_200 --link single
}

@test "recursion: 200 deep through others, instructions only" {
	trace_whole_run recurse mutual 200 2 -- --exit-probe ret ping pong afterwards
	check truth "$LOGDIR" "$TARGET_OUT"
	check summary "$TRACER_OUT" calls=402 lost=0 unfinished=0
}

@test "recursion: 300 deep, those past 256 are lost and counted as depth" {
	trace_whole_run recurse straight 300 2 -- straight afterwards
	check truth "$LOGDIR" "$TARGET_OUT" 255
	check lost "$LOGDIR" depth=88
	check summary "$TRACER_OUT" calls=514 lost=88 unfinished=0
}
