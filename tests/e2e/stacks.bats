#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Signal handlers on stacks of their own, longjmp: the target lives, every call is accounted for.

load helper

# In each of 50 rounds outer() calls inner() twice, and a handler in between once more. In the handler
# the call cannot be armed without harm: lost, and said so.
survives_signals() {
	trace_whole_run stacks "$1" -- -q outer inner
	grep -qx survived "$TARGET_OUT"
	check counts "$LOGDIR" outer=50 inner=100
	check summary "$TRACER_ERR" calls=150 lost=50 unfinished=0
	grep -q 'lost 50 (signal_stack 50)' "$TRACER_ERR"
	[[ $(jq -c 'select(.event == "end") | [.function, .depth, .outcome]' "$LOGDIR/timing.log" |
		sort -u | tr -d '\n') == '["inner",1,"returned"]["outer",0,"returned"]' ]]
}

@test "stacks: a handler on a stack above the thread's harms nobody" {
	need_link session
	survives_signals signal
}

@test "stacks: a handler on a stack that disarms itself harms nobody" {
	need_link session
	survives_signals disarm
}

@test "stacks: links that cannot leave out a single return are refused there" {
	local link
	start_target stacks signal
	for link in multi single; do
		refused 1 'sigaltstack' --link "$link" -p "$TARGET" outer inner
	done
	go
	wait_for_exit "$TARGET"
	((STATUS == 0))
}

left_by_longjmp() {
	need_link "$1"
	trace_whole_run stacks jump -- -q --exit-probe uretprobe --link "$1" thrower after
	grep -qx survived "$TARGET_OUT"
	check counts "$LOGDIR" thrower=50 after=50
	check summary "$TRACER_ERR" calls=100 lost=0 unfinished=0
	[[ $(jq -c 'select(.event == "end") | [.function, .depth, .parent, .outcome, .end_exact]' \
		"$LOGDIR/timing.log" | sort -u | tr -d '\n') == \
		'["after",0,null,"returned",true]["thrower",0,null,"unwound",false]' ]]
}

@test "stacks: a call left by longjmp is unwound, what comes after is not inside it, session links" {
	left_by_longjmp session
}

@test "stacks: a call left by longjmp is unwound, what comes after is not inside it, multi links" {
	left_by_longjmp multi
}

@test "stacks: a call left by longjmp is unwound, what comes after is not inside it, single links" {
	left_by_longjmp single
}

@test "stacks: a stripped C++ program with its runtime inside is refused" {
	command -v g++ >/dev/null || skip "g++ is not installed"
	printf '#include <cstdlib>\n#include <cstdio>\n%s\n%s\n' \
		'static int by(const void *, const void *) { throw 1; }' \
		'int main() { int v[3] = {}; try { qsort(v, 3, 4, by); } catch (int) { puts("caught"); } }' \
		>"$T/throws.cpp"
	g++ -O1 -static-libstdc++ -static-libgcc -s -o "$T/throws" "$T/throws.cpp"
	refused 1 'exception tables' libc:qsort -- "$T/throws"
}
