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
