#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# A program that is plain C at first, whose returns may be probed, and then loads what unwinds its
# stack: it does not notice, and what is not recorded meanwhile is counted.

load helper
load lib/untraced

# How often a thread was busy differs from run to run.
own_words() {
	grep -Ev '^(ready|call|count busy) ' "$1"
}

FUNCTIONS=(early busy loading outer relay starting waiting)
TIMES=60

expect_returns_probed() {
	run_tracer --dry-run -p "$TARGET" "${FUNCTIONS[@]}"
	((status == 0))
	[[ $(grep -c '^  exit    return probe: nothing in the process' <<<"$output") == \
		"${#FUNCTIONS[@]}" ]] || fail "not all returns are probed:" "$output"
}

wait_for_second_part() {
	ready_again() {
		[[ $(grep -c '^ready' "$TARGET_OUT") == 2 ]]
	}
	until_true "$DEADLINE" ready_again || fail "the target does not go on"
}

# Each call has its row with its outcome, or is counted as lost, for the one reason that there is.
every_call_counted() {
	"$PYTHON" -B "$ROOT/tests/e2e/lib/outcomes.py" "$LOGDIR" "$TARGET_OUT" "$TRACER_ERR"
	check log "$LOGDIR"
	[[ $(jq -r 'select(.event == "lost") | .reason' "$LOGDIR/timing.log" | sort -u) =~ \
		^(replanning)?$ ]] || fail "calls were lost for other reasons"
}

# rows FUNCTION OUTCOME
rows() {
	jq -r "select(.event == \"end\" and .function == \"$1\") | .outcome" "$LOGDIR/timing.log" |
		grep -cx "$2" || true
}

# planned_again REASON: said once, and from then on nothing is missing
planned_again() {
	wait_for_line "$TRACER_ERR" \
		"^maap-trace: PID [0-9]+ \(latecomer\): .*$1: 7 functions are observed at the return instructions from now on$"
}

# second_part: when the probes are in their new places
second_part() {
	wait_for_second_part
	planned_again "$1"
	go
}

# Of the first part only what came after the library may be missing; of the second, nothing.
judge_throws() {
	same_as_untraced latecomer throw $TIMES
	every_call_counted
	(($(rows early returned) == TIMES)) || fail "calls before the library are missing"
	(($(rows relay returned) == TIMES)) || fail "calls before the library are missing"
	(($(rows loading returned) == 1)) || fail "the call that loaded it is missing"
	(($(rows outer returned) >= TIMES)) || fail "calls after the library are missing"
	(($(rows relay unwound) >= TIMES)) || fail "calls after the library are missing"
}

returns_are_exact() {
	[[ -z $(jq -r 'select(.event == "end" and .outcome == "returned" and .end_exact != true) |
		.function' "$LOGDIR/timing.log") ]] || fail "the end of a call that returned was not seen"
}

# Of those that were left before the handlers of the new library were watched, the end is not exact.
ends_are_exact() {
	returns_are_exact
	[[ $(jq -r 'select(.event == "end" and .function == "relay") | .end_exact' \
		"$LOGDIR/timing.log" | tail -n $TIMES | sort -u) == true ]] ||
		fail "the end of a call that was left later was not seen"
}

# The calls that wait as the library comes have their returns probed: their threads must end, and
# their cleanup handlers run, all the same.
judge_cancels() {
	same_as_untraced latecomer cancel $TIMES
	every_call_counted
	(($(rows early returned) == TIMES)) || fail "calls before the library are missing"
	(($(rows starting unwound) == 2 * TIMES)) || fail "threads are missing"
	(($(rows waiting unwound) == 2 * TIMES)) || fail "threads are missing"
}

# late WHAT REASON [OPTION...]: by PID
late() {
	local what=$1 reason=$2
	shift 2
	start_target latecomer "$what" $TIMES
	expect_returns_probed
	attach -q --max-bytes 0 "$@" "${FUNCTIONS[@]}"
	go
	second_part "$reason"
	finish
}

# late_launched WHAT REASON [OPTION...]
late_launched() {
	local what=$1 reason=$2
	shift 2
	mkfifo "$T/target0.in"
	TARGET_OUT=$TRACER_OUT
	env --default-signal=INT,QUIT "$MAAP_TRACE" --logdir "$LOGDIR" -q --max-bytes 0 "$@" \
		"${FUNCTIONS[@]}" -- "$PROGRAMS/latecomer" "$what" $TIMES \
		0<>"$T/target0.in" >"$TARGET_OUT" 2>"$TRACER_ERR" 3>&- &
	TRACER=$!
	STARTED+=("$TRACER")
	wait_for_line "$TARGET_OUT" '^ready'
	refute grep -q 'from now on' "$TRACER_ERR"
	go
	second_part "$reason"
	wait_for_exit "$TRACER"
	((STATUS == 0)) || fail "ended with $STATUS"
}

# What is seen first of what has come together.
CXX='(C\+\+ exceptions unwind its stack|libgcc_s.so.1 is mapped: .*)'
ENDING='(libcanceller.so uses pthread_cancel: .*|libgcc_s.so.1 is mapped: .*)'

@test "late: a C++ plug-in throws through traced C functions" {
	late throw "$CXX"
	judge_throws
	ends_are_exact
}

# Links that cannot leave the return of a single call alone: there it is the plan that spares it.
late_with_old_links() {
	start_target latecomer "$1" $TIMES
	attach -q --max-bytes 0 --link "$2" "${FUNCTIONS[@]}"
	go
	wait_for_second_part
	go
	finish
}

@test "late: a C++ plug-in, multi links" {
	need_link multi
	late_with_old_links throw multi
	judge_throws
}

@test "late: a C++ plug-in, single links" {
	late_with_old_links throw single
	judge_throws
}

@test "late: a C++ plug-in of a launched program" {
	late_launched throw "$CXX"
	judge_throws
	ends_are_exact
}

@test "late: the first pthread_cancel" {
	late cancel "$ENDING"
	judge_cancels
}

@test "late: the first pthread_cancel, single links" {
	late_with_old_links cancel single
	judge_cancels
}

@test "late: the first pthread_cancel of a launched program" {
	late_launched cancel "$ENDING"
	judge_cancels
}

# Nothing is armed that a library of a child could harm: so there is nothing to plan again, nor a word
# that says when the handlers of the new library are watched.
@test "late: with children followed" {
	start_target latecomer throw $TIMES
	run_tracer --dry-run -f -p "$TARGET" "${FUNCTIONS[@]}"
	((status == 0))
	refute grep -q '^  exit    return probe' <<<"$output"
	[[ $(grep -c '^  exit    instructions: children are followed' <<<"$output") == \
		"${#FUNCTIONS[@]}" ]] || fail "not all are observed at their instructions:" "$output"
	attach -q --max-bytes 0 -f "${FUNCTIONS[@]}"
	go
	wait_for_second_part
	refute grep -q 'from now on' "$TRACER_ERR"
	go
	finish
	judge_throws
	check summary "$TRACER_ERR" lost=0
	returns_are_exact
	(($(rows relay unwound) == 2 * TIMES + 20)) || fail "calls are missing"
}

# A start maps libraries too, with C++'s among them or not, and calls come from the first constructor
# on: none of them waits for the tracer to look again.
@test "late: a launched program loses nothing at its start" {
	local round
	for round in 1 2; do
		LD_PRELOAD=$PROGRAMS/libctor.so run_tracer --logdir "$T/$round" -q library_early early -- \
			"$PROGRAMS/ctor"
		((status == 0))
		printf '%s\n' "$stderr" >"$T/$round.err"
		check summary "$T/$round.err" calls=3 lost=0 unfinished=0
		refute grep -q 'from now on' "$T/$round.err"
		LD_PRELOAD=libstdc++.so.6 run_tracer --logdir "$T/cxx$round" -q early -- "$PROGRAMS/ctor"
		((status == 0))
		printf '%s\n' "$stderr" >"$T/$round.err"
		check summary "$T/$round.err" calls=2 lost=0 unfinished=0
		refute grep -q 'from now on' "$T/$round.err"
	done
}
