#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The end of the tracer, by kill -9 too, while a program is in the middle of calls that are observed at
# their instructions: it goes on as if it had never been traced, exceptions and goroutines included.

load helper
load lib/libraries
load lib/untraced

# The tracer gets a moment of the work, not all of it.
in_the_middle() {
	go
	sleep 0.4
	refute gone "$TARGET"
}

expect_instructions() {
	run_tracer --dry-run -p "$TARGET" "$@"
	((status == 0))
	grep -q '^  exit    instructions: ' <<<"$output" || fail "no instruction is probed:" "$output"
}

# end_and_compare PROGRAM [ARG...]: the target's end is the untraced one
end_and_compare() {
	assert_no_probes
	wait_for_exit "$TARGET"
	((STATUS == 0)) || fail "the target ended with $STATUS"
	same_as_untraced "$@"
}

kill_it() {
	kill -KILL "$TRACER"
	wait_for_exit "$TRACER"
	((STATUS == 137))
}

# streams ROUNDS [OPTION...]: all that throws and catches, and much that is thrown through
streams() {
	local names
	mapfile -t names < <(cxx_functions "$PROGRAMS/streams")
	((${#names[@]} > 1000)) || fail "only ${#names[@]} functions"
	start_target streams "$1"
	shift
	expect_instructions "${names[@]}"
	attach -q --no-log --results-format none "$@" "${names[@]}"
	in_the_middle
}

goroutines() {
	start_target goroutines grow 10000
	expect_instructions main.recurse main.grow.func1
	attach -q --no-log --results-format none "$@" main.recurse main.grow.func1 main.add
	in_the_middle
}

@test "kill -9: a C++ program in the middle of exceptions" {
	streams 400
	kill_it
	end_and_compare streams 400
}

@test "Ctrl-C: a C++ program in the middle of exceptions" {
	streams 400
	stop_tracer INT
	check summary "$TRACER_ERR" lost=0
	end_and_compare streams 400
}

@test "kill -9: a Go program whose stacks move" {
	goroutines
	kill_it
	end_and_compare goroutines grow 10000
}

@test "Ctrl-C: a Go program whose stacks move" {
	goroutines
	stop_tracer INT
	end_and_compare goroutines grow 10000
}

# again_and_again TIMES LINK: at whatever moment it hits
again_and_again() {
	need_link "$2"
	start_target streams 8000
	go
	for ((i = 0; i < $1; i++)); do
		rm -f "$TRACER_ERR"
		start_tracer --logdir "$LOGDIR" -p "$TARGET" -q --no-log --results-format none \
			--link "$2" libstdc++.so.6:__cxa_throw __cxa_begin_catch __dynamic_cast \
			_Unwind_Resume _Unwind_RaiseException libstdc++.so.6:_Znwm
		wait_for_probes
		kill_it
	done
	refute gone "$TARGET"
	end_and_compare streams 8000
}

@test "kill -9: a C++ program, twice" {
	again_and_again 2 session
}

@test "kill -9: a C++ program, single links" {
	again_and_again 1 single
}
