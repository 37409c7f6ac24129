#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Rust: panics through traced functions and destructors, caught, joined and not caught at all; built
# with panic=unwind and with panic=abort.

load helper
load lib/untraced

FUNCTIONS=(thrower guarded passing catcher rethrower outer_catcher clean_up)

# counted [RULE...]: what the target counted is what was recorded
counted() {
	"$PYTHON" -B "$ROOT/tests/e2e/lib/outcomes.py" "$LOGDIR" "$TARGET_OUT" "$TRACER_ERR" "$@"
}

# The mangled name of panics::inner::mangled, which differs from compiler to compiler.
mangled_in() {
	MANGLED=$(nm "$PROGRAMS/$1" | grep -oE '_(ZN|R)\w*inner7mangled\w*' | head -1)
	[[ -n $MANGLED ]] || fail "no mangled function in $1"
}

# A destructor that runs while the stack is unwound is one call further in than the function that
# has panicked was: nobody can tell then that it is not inside that one.
caught_panics() {
	trace_same "$1" panics catch 250 -- "${FUNCTIONS[@]}"
	counted inside passing=catcher:0 inside guarded=passing:0 \
		inside thrower=guarded,rethrower:0 inside clean_up=guarded,thrower:0 \
		inside rethrower=outer_catcher:0 outermost catcher outermost outer_catcher \
		exact passing exact guarded exact rethrower
}

@test "rust: panics in 4 threads, through a destructor, caught and panicked on" {
	caught_panics auto
}

@test "rust: the same, instructions insisted on" {
	caught_panics ret
}

@test "rust: threads that panic and are joined" {
	mangled_in panics
	trace_same auto panics join 100 -- thrower "$MANGLED"
	counted called "panics::inner::mangled=$MANGLED" outermost "$MANGLED" \
		inside "thrower=$MANGLED:0" exact thrower exact "$MANGLED"
}

@test "rust: only one function that panics pass through" {
	trace_same auto panics catch 500 -- passing
	counted only passing exact passing outermost passing
}

# Left by a panic that nobody catches: main's own handler is in Rust's runtime.
@test "rust: a panic that nobody catches ends the program with 101" {
	start_target panics die
	attach -q passing guarded thrower clean_up
	go
	wait_for_exit "$TARGET"
	((STATUS == 101)) || fail "the target ended with $STATUS"
	wait_for_exit "$TRACER"
	((STATUS == 0)) || fail "the tracer ended with $STATUS"
	check counts "$LOGDIR" passing=1 guarded=1 thrower=1 clean_up=1
	[[ $(jq -r 'select(.event == "end") | .function + "=" + .outcome' "$LOGDIR/timing.log" | sort |
		paste -sd ' ') == "clean_up=returned guarded=unwound passing=unwound thrower=unwound" ]]
}

@test "rust: panic=abort, clean calls" {
	trace_same auto panics_abort catch 200 -- "${FUNCTIONS[@]}"
	counted
}

@test "rust: panic=abort, a panic ends the program by SIGABRT with its calls open" {
	start_target panics_abort die
	attach -q passing guarded thrower clean_up
	go
	wait_for_exit "$TARGET"
	((STATUS == 134)) || fail "the target ended with $STATUS"
	wait_for_exit "$TRACER"
	((STATUS == 0)) || fail "the tracer ended with $STATUS"
	check unfinished "$LOGDIR" passing=1 guarded=1 thrower=1 'signal=SIGABRT|6'
}

@test "rust: panic=abort, launched, ends with the program's own status" {
	run_tracer --logdir "$LOGDIR" -q thrower -- "$PROGRAMS/panics_abort" die
	((status == 134)) || fail "status $status" "$stderr"
	check unfinished "$LOGDIR" thrower=1 'signal=SIGABRT|6'
}
