#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Programs that switch stacks under open calls: each call keeps its own frame.

load helper
load lib/untraced

# switched METHOD WHAT [OPTION...]
switched() {
	local method=$1 what=$2
	shift 2
	trace_true "$method" fibers "$what" 20 -- "$@" inner outer driving
	check summary "$TRACER_ERR" lost=0 unfinished=0
}

@test "fibers: swapcontext, one after the other" {
	switched auto robin
	check counts "$LOGDIR" driving=1 outer=160 inner=320
}

@test "fibers: swapcontext, instructions only" {
	switched ret robin
}

@test "fibers: swapcontext, single links" {
	switched auto robin --link single
}

@test "fibers: that end through uc_link" {
	switched auto link
}

@test "fibers: that go on in another thread" {
	switched auto moving
}

# boosted METHOD WHAT
boosted() {
	trace_true "$1" fibers_boost "$2" 20 -- inner middle outer driving
	check summary "$TRACER_ERR" lost=0 unfinished=0
}

@test "fibers: boost's, one after the other" {
	boosted auto robin
}

@test "fibers: boost's, with exceptions inside" {
	boosted auto throwing
	check counts "$LOGDIR" driving=1 outer=160 middle=320 inner=320
}

@test "fibers: boost's, destroyed in the middle of calls" {
	boosted auto dropped
}

# by_hand WHERE COMMAND...: nothing tells of the switches but the stacks themselves. Return probes are
# given up at the first call on one that is not the thread's; those lost until then are counted.
by_hand() {
	local where=$1 lost
	shift
	"$@" "$PROGRAMS/switches" "$where" </dev/null >"$T/untraced"
	start_target "$@" "$PROGRAMS/switches" "$where"
	attach -q --max-bytes 0 tick turns stay
	go
	finish
	diff <(grep ^ticks "$T/untraced") <(grep ^ticks "$TARGET_OUT") >&2
	grep -qx 'ticks 8000, turns 400, stays 200' "$TARGET_OUT"
	lost=$(jq -s 'map(select(.event == "lost") | .count) | add // 0' "$LOGDIR/timing.log")
	[[ $(jq -r 'select(.event == "lost") | .reason' "$LOGDIR/timing.log" | sort -u | tr '\n' ' ') =~ \
		^(foreign_stack\ )(replanning\ )?$ ]] || fail "lost for other reasons, or nothing"
	(($(grep -cE '"event":"(end|unfinished)"' "$LOGDIR/timing.log") + lost == 8600)) ||
		fail "rows and $lost lost are not 8600 calls"
	[[ -z $(jq -c 'select(.outcome == "unwound" or .outcome == "tail-called")' \
		"$LOGDIR/timing.log") ]] || fail "calls were taken for left"
}

@test "fibers: switched by hand, on the mapping of the thread's own stack" {
	need_link session
	by_hand thread /usr/bin/env
}

@test "fibers: switched by hand, beside the main thread" {
	need_link session
	by_hand main /usr/bin/env
}

@test "fibers: switched by hand, in a small address space layout" {
	need_link session
	by_hand main "$(command -v setarch)" -R
}
