#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Go: stacks that grow and move, goroutines that change threads, panics; normal and stripped. The
# program does not notice, and every call has its row or is counted as lost.

load helper
load lib/untraced

# counted [RULE...]: what the target counted is what was recorded
counted() {
	"$PYTHON" -B "$ROOT/tests/e2e/lib/outcomes.py" "$LOGDIR" "$TARGET_OUT" "$TRACER_ERR" "$@"
}

growing_stacks() {
	trace_same auto "$1" grow 1000 -- main.recurse
	counted recursion main.recurse=30:1000
}

handed_over() {
	trace_same auto "$1" hand 1000 -- 'main.(*box).Ask' 'main.(*box).inner'
	counted inside 'main.(*box).inner=main.(*box).Ask:1' outermost 'main.(*box).Ask'
}

panicking() {
	trace_same auto "$1" panic 200 -- main.catcher main.passing main.thrower main.around \
		main.leaver
	counted inside main.thrower=main.passing:0 inside main.passing=main.catcher:0 \
		inside main.leaver=main.around:0 outermost main.catcher outermost main.around \
		inexact main.thrower inexact main.passing
}

shapes() {
	trace_same auto "$1" shapes 100 -- main.nine 'main.(*counter).Add' 'main.twice[...]' \
		main.multiplier main.multiplier.func1
	counted nine main.nine=100 outermost main.nine
}

# Another target and recording in the same test.
again() {
	TARGETS=()
	rm "$T/target0.in"
	LOGDIR=$T/$1
}

@test "go: 1,000 goroutines recurse until their stacks grow and move" {
	growing_stacks goroutines
}

@test "go: the same, stripped" {
	growing_stacks goroutines_stripped
}

@test "go: one goroutine 1,000 deep" {
	trace_same auto goroutines_pie deep 1000 -- main.recurse
	counted
	[[ $(jq -s '[.[] | select(.event == "end") | .depth] | max' "$LOGDIR/timing.log") == 999 ]]
}

@test "go: calls that wait in channels and end on other threads" {
	handed_over goroutines
}

@test "go: calls that change threads, stripped and position-independent" {
	handed_over goroutines_pie
}

@test "go: recovered panics, and goroutines ended by runtime.Goexit" {
	panicking goroutines
}

@test "go: panics in a stripped program" {
	panicking goroutines_stripped
}

@test "go: only the function that panics, and only the one that recovers" {
	trace_same auto goroutines panic 200 -- main.thrower
	counted only main.thrower outermost main.thrower
	again recovering
	trace_same auto goroutines panic 200 -- main.catcher
	counted only main.catcher
}

@test "go: arguments by Go's registers, methods, generic functions, closures" {
	shapes goroutines
}

@test "go: arguments in a stripped program" {
	shapes goroutines_stripped
}

@test "go: everything at once, instructions insisted on" {
	trace_same ret goroutines all 100 -- main.recurse 'main.(*box).Ask' 'main.(*box).inner' \
		main.catcher main.passing main.thrower main.around main.leaver main.nine \
		'main.(*counter).Add' 'main.twice[...]' main.multiplier main.multiplier.func1
	counted
}

@test "go: a launched program" {
	"$MAAP_TRACE" --logdir "$LOGDIR" -q --max-bytes 0 'main.(*box).Ask' 'main.(*box).inner' -- \
		"$PROGRAMS/goroutines_stripped" hand 300 </dev/null >"$T/target.out" 2>"$TRACER_ERR"
	TARGET_OUT=$T/target.out
	same_as_untraced goroutines_stripped hand 300
	counted
	check summary "$TRACER_ERR" lost=0
}

# With C's thread-local variables, Go's own is not right below the thread pointer.
@test "go: with C that calls back" {
	trace_same auto cgo 200 -- main.outer main.inner c_add c_double
	counted
}

@test "go: with C, stripped, and position-independent" {
	trace_same auto cgo_stripped 200 -- main.outer main.inner
	counted only main.outer only main.inner
	again pie
	trace_same auto cgo_pie 200 -- main.outer main.inner
	counted only main.outer only main.inner
}

@test "go: a return probe that is insisted on is warned about" {
	start_target goroutines shapes 10
	run_tracer --logdir "$LOGDIR" -p "$TARGET" --exit-probe uretprobe --dry-run main.nine
	grep -Eiq '(could|can|may) kill' <<<"$stderr" || fail "no warning:" "$stderr"
}
