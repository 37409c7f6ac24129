#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Signal handlers on stacks of their own, longjmp: the target lives, every call is accounted for.

load helper

# In each of 50 rounds outer() calls inner() twice, and a handler in between once more. In the handler
# the call cannot be armed without harm: lost, and said so.
survives_signals() {
	trace_whole_run stacks "$1" -- -q --exit-probe uretprobe outer inner
	grep -qx survived "$TARGET_OUT"
	check counts "$LOGDIR" outer=50 inner=100
	check summary "$TRACER_ERR" calls=150 lost=50 unfinished=0
	grep -q 'lost 50 (signal_stack 50)' "$TRACER_ERR"
	[[ $(jq -c 'select(.event == "end") | [.function, .depth, .outcome]' "$LOGDIR/timing.log" |
		sort -u | tr -d '\n') == '["inner",1,"returned"]["outer",0,"returned"]' ]]
}

# The same where nothing is armed: the handler's calls are there too, inside nothing on their stack.
sees_signals() {
	local how=$1
	shift
	trace_whole_run stacks "$how" -- -q "$@" outer inner
	grep -qx survived "$TARGET_OUT"
	check counts "$LOGDIR" outer=50 inner=150
	check summary "$TRACER_ERR" calls=200 lost=0 unfinished=0
	[[ $(jq -c 'select(.event == "end") | [.function, .depth, .outcome, .end_exact]' \
		"$LOGDIR/timing.log" | sort | uniq -c | awk '{ print $1 $2 }' | tr -d '\n') == \
		'50["inner",0,"returned",true]100["inner",1,"returned",true]50["outer",0,"returned",true]' ]]
}

@test "stacks: a handler on a stack above the thread's harms nobody" {
	need_link session
	survives_signals signal
}

@test "stacks: a handler on a stack that disarms itself harms nobody" {
	need_link session
	survives_signals disarm
}

@test "stacks: a handler on a stack above the thread's, instructions only" {
	sees_signals signal --exit-probe ret
}

@test "stacks: a handler on a stack that disarms itself, instructions only" {
	sees_signals disarm --exit-probe ret
}

@test "stacks: links that cannot leave out a single return probe instructions there, multi links" {
	need_link multi
	sees_signals signal --link multi
}

@test "stacks: links that cannot leave out a single return probe instructions there, single links" {
	sees_signals signal --link single
}

# 50 times 41 calls of deep(), which lie where a handler's stack was, and one of inner() in each; one
# more in the handler.
given_up() {
	trace_whole_run stacks given-up -- -q --max-bytes 0 "$@" deep inner
	grep -qx survived "$TARGET_OUT"
	check counts "$LOGDIR" deep=2050 inner=100
	check summary "$TRACER_ERR" calls=2150 lost=0 unfinished=0
	[[ $(jq -r 'select(.event == "end") | .outcome' "$LOGDIR/timing.log" | sort -u) == returned ]]
	[[ $(jq -s 'map(select(.event == "end" and .function == "deep") | .depth) | max' \
		"$LOGDIR/timing.log") == 40 ]]
}

@test "stacks: a handler's stack that was given up is a stack like any other" {
	given_up
}

@test "stacks: a handler's stack that was given up, instructions only" {
	given_up --exit-probe ret
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

# Nothing shows where its handlers begin: a call that was thrown through ends by what comes after it.
@test "stacks: a stripped C++ program with its runtime inside throws through a traced call" {
	command -v g++ >/dev/null || skip "g++ is not installed"
	cat >"$T/throws.cpp" <<-'END'
		#include <cstdio>
		#include <cstdlib>
		static int throws = 2;
		static int by(const void *, const void *) { if (throws) throw throws--; return 0; }
		int main()
		{
			int v[3] = {};
			for (int i = 0; i < 3; i++) {
				try {
					qsort(v, 3, 4, by);
					puts("sorted");
				} catch (int) {
					puts("caught");
				}
			}
		}
	END
	g++ -O1 -static-libstdc++ -static-libgcc -s -o "$T/throws" "$T/throws.cpp"
	run_tracer --logdir "$LOGDIR" -q libc:qsort_r -- "$T/throws"
	((status == 0))
	[[ $output == $'caught\ncaught\nsorted' ]]
	check counts "$LOGDIR" qsort_r=3
	[[ $(jq -r 'select(.event == "end") | .outcome' "$LOGDIR/timing.log" | sort | paste -sd ' ') == \
		"returned unwound unwound" ]]
}
