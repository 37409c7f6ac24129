#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Functions of libraries that are not mapped yet: accepted with their module, attached when it comes,
# before any of its code has run.

load helper.bash

# The nth visits of all, and the constructor's among them.
judge_visits() {
	local rounds=$1
	check verify "$LOGDIR"
	jq -e -s --argjson rounds "$rounds" '
		[.[] | select(.event == "start" and .function == "visit") | .args.kwargs] as $visits |
		($visits | length) == 4 * $rounds and
		([$visits[] | select(.why == "constructor" and .number == 0)] | length) == $rounds' \
		"$LOGDIR/timing.log" ||
		fail "$(jq -c 'select(.event == "start") | [.function, .args]' "$LOGDIR/timing.log")"
}

visited() {
	trace_whole_run visited "$PROGRAMS/libvisitor.so" "${ROUNDS:-1}" -- "$@"
}

@test "waiting: a library by dlopen, its constructor's calls included" {
	visited -q libvisitor.so:visit stay
	grep -q '^maap-trace: waiting for libvisitor.so$' "$TRACER_ERR"
	grep -q 'tracing 1 function more' "$TRACER_ERR"
	judge_visits 1
	jq -e -s '[.[] | select(.event == "functions") | .functions[0].name] == ["visit"]' \
		"$LOGDIR/timing.log"
}

@test "waiting: nothing else to trace" {
	visited -q libvisitor.so:visit
	judge_visits 1
}

@test "waiting: loaded, unloaded and loaded again" {
	ROUNDS=5 visited -q libvisitor.so:visit
	judge_visits 5
}

@test "waiting: by a pattern of modules and names" {
	visited -q 'libvis*:/^vis/'
	judge_visits 1
}

@test "waiting: multi links" {
	need_link multi
	visited -q --link multi libvisitor.so:visit
	judge_visits 1
}

@test "waiting: single links" {
	visited -q --link single libvisitor.so:visit
	judge_visits 1
}

@test "waiting: children are followed" {
	visited -q -f libvisitor.so:visit
	judge_visits 1
}

@test "waiting: a child that is followed maps it" {
	trace_whole_run visited "$PROGRAMS/libvisitor.so" 1 fork -- -q -f libvisitor.so:visit
	judge_visits 1
	refute grep -q 'not seen to be mapped' "$TRACER_ERR"
}

@test "waiting: every module of a pattern, not the first alone" {
	trace_whole_run visited "$PROGRAMS/libvisitor.so" 1 "$PROGRAMS/libvisitor2.so" -- -q 'libvis*:visit'
	judge_visits 2
	jq -e -s '[.[] | select(.event == "start") | .module] | unique ==
		["libvisitor.so", "libvisitor2.so"]' "$LOGDIR/timing.log"
}

@test "waiting: of a launched program" {
	echo go | "$MAAP_TRACE" -q --logdir "$LOGDIR" libvisitor.so:visit -- \
		"$PROGRAMS/visited" "$PROGRAMS/libvisitor.so" 2 >"$TRACER_OUT" 2>"$TRACER_ERR"
	judge_visits 2
}

@test "waiting: two processes, one after the other" {
	start_target visited "$PROGRAMS/libvisitor.so" 1
	start_target visited "$PROGRAMS/libvisitor.so" 2
	start_tracer -q --logdir "$LOGDIR" -p "${TARGETS[0]},${TARGETS[1]}" libvisitor.so:visit
	wait_for_probes
	go 0
	wait_for_exit "${TARGETS[0]}"
	go 1
	wait_for_exit "${TARGETS[1]}"
	wait_for_exit "$TRACER"
	judge_visits 3
}

@test "waiting: a library that never comes is told at the end" {
	visited -q libvisitor.so:visit libnever.so:f
	judge_visits 1
	grep -q 'libnever.so:f: .*not seen to be mapped' "$TRACER_ERR"
}

@test "waiting: a library that comes without the function is told" {
	visited -q stay libvisitor.so:visitt
	grep -q 'libvisitor.so:visitt: no such function' "$TRACER_ERR"
	[[ $(jq -s '[.[] | select(.event == "start")] | length' "$LOGDIR/timing.log") == 1 ]]
}

# The program is not held for good by a tracer that does not answer.
@test "waiting: a tracer that has stopped holds nobody up" {
	start_target visited "$PROGRAMS/libvisitor.so" 3
	start_tracer -q --logdir "$LOGDIR" -p "$TARGET" libnever.so:f stay
	wait_for_probes
	kill -STOP "$TRACER"
	go
	wait_for_exit "$TARGET"
	[[ $STATUS == 0 ]]
	kill -CONT "$TRACER"
	wait_for_exit "$TRACER"
	grep -q 'went on before' "$TRACER_ERR"
}

@test "waiting: a tracer that is killed holds nobody up" {
	start_target visited "$PROGRAMS/libvisitor.so" 3
	start_tracer -q --logdir "$LOGDIR" -p "$TARGET" libnever.so:f stay
	wait_for_probes
	kill -KILL "$TRACER"
	go
	wait_for_exit "$TARGET"
	[[ $STATUS == 0 ]]
}
