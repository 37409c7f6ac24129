#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Children made in the middle of a traced call: with -f every call of theirs, without none, and no
# harm to anyone.

load helper
load lib/untraced

# followed WHAT [OPTION...]
followed() {
	local what=$1
	shift
	trace_same auto forks "$what" 200 -- -f "$@" working forking becoming
	check processes "$LOGDIR" "$TARGET_OUT"
}

# alone METHOD WHAT [OPTION...]
alone() {
	local method=$1 what=$2
	shift 2
	trace_same "$method" forks "$what" 200 -- "$@" working forking becoming
	check process_truth "$LOGDIR" "$TARGET_OUT" "$TARGET"
}

@test "forks: fork, followed" {
	followed fork
	check counts "$LOGDIR" forking=1 working=14
	[[ $(jq -s 'map(.pid // empty) | unique | length' "$LOGDIR/timing.log") == 2 ]]
}

@test "forks: fork, followed, instructions only" {
	trace_same ret forks fork -- -f working forking
	check processes "$LOGDIR" "$TARGET_OUT"
}

@test "forks: fork, followed, multi links" {
	need_link multi
	followed fork --link multi
}

@test "forks: vfork and exec, followed" {
	followed vfork
	check unfinished "$LOGDIR" becoming=1
}

@test "forks: clone, followed" {
	followed clone
}

@test "forks: clone that shares memory, followed" {
	followed shared
}

@test "forks: clone that shares memory beside its parent, followed" {
	followed beside
}

@test "forks: fork beside a busy thread, followed" {
	followed threads
}

@test "forks: children of children, followed" {
	followed nested
	check counts "$LOGDIR" forking=3 working=40
}

@test "forks: 200 children in a row, followed" {
	followed quick
	check counts "$LOGDIR" forking=200 working=601
}

@test "forks: 200 children in a row of a launched program, followed" {
	"$MAAP_TRACE" --logdir "$LOGDIR" -q -f working forking -- "$PROGRAMS/forks" quick 200 \
		</dev/null >"$T/target.out" 2>"$TRACER_ERR"
	check processes "$LOGDIR" "$T/target.out"
	check summary "$TRACER_ERR" calls=801 lost=0
}

@test "forks: fork, alone" {
	alone auto fork
	check counts "$LOGDIR" forking=1 working=3
}

@test "forks: fork, alone, instructions only" {
	alone ret fork
}

@test "forks: fork, alone, single links" {
	alone auto fork --link single
}

@test "forks: vfork and exec, alone" {
	alone auto vfork
}

@test "forks: clone that shares memory beside its parent, alone, instructions only" {
	alone ret beside
}

@test "forks: 200 children in a row, alone" {
	alone auto quick
	check counts "$LOGDIR" forking=200 working=401
}

# byte_at_working PID: the first byte of working(), as it is in memory
byte_at_working() {
	"$PYTHON" - "$1" "$(nm "$PROGRAMS/forks" | awk '$3 == "working" { print $1 }')" <<-'END'
		import sys
		pid, symbol = sys.argv[1], int(sys.argv[2], 16)
		with open("/proc/%s/maps" % pid) as maps:
		    base = min(int(line.split("-")[0], 16) for line in maps if "/forks" in line)
		with open("/proc/%s/mem" % pid, "rb", buffering=0) as memory:
		    memory.seek(base + symbol)
		    print(memory.read(1).hex())
	END
}

# Nothing is left of the tracing in a process that it does not concern, and nothing put there without
# -f; with it the breakpoint, as long as it takes.
@test "forks: another process of the same binary has no breakpoint, or only while children are followed" {
	local other before
	start_target forks nested
	other=$TARGET
	before=$(byte_at_working "$other")
	[[ $before != cc ]]
	start_target forks nested
	attach -q --exit-probe ret working
	[[ $(byte_at_working "$TARGET") == cc ]]
	[[ $(byte_at_working "$other") == "$before" ]]
	stop_tracer INT
	[[ $(byte_at_working "$TARGET") == "$before" ]]
	attach -q -f working
	[[ $(byte_at_working "$other") == cc ]]
	stop_tracer INT
	[[ $(byte_at_working "$other") == "$before" ]]
	go 0
	go 1
	wait_for_exit "$other"
	((STATUS == 0))
	wait_for_exit "$TARGET"
	((STATUS == 0))
}

@test "forks: the tracer does not record itself, and says who else meets its breakpoints" {
	sleep 60 &
	TARGET=$!
	STARTED+=("$TARGET")
	attach -f malloc free memcpy clock_gettime read write
	grep -q -- '--follow: every process that uses libc' "$TRACER_ERR"
	sleep 1
	stop_tracer INT
	check summary "$TRACER_OUT" calls=0 lost=0
}

# beside_another [OPTION...]: an untraced process of the same binary, before, during and after
beside_another() {
	local other other_out
	start_target forks nested
	other=$TARGET
	other_out=$TARGET_OUT
	start_target forks nested
	attach -q "$@" working forking becoming
	go 0
	wait_for_exit "$other"
	((STATUS == 0)) || fail "the other process ended with $STATUS"
	go 1
	finish
	same_as_untraced forks nested
	[[ $(own_words "$other_out") == "$(own_words "$TARGET_OUT")" ]]
	check summary "$TRACER_ERR" lost=0 unfinished=0
}

@test "forks: another process of the same binary is left alone" {
	beside_another
	check process_truth "$LOGDIR" "$TARGET_OUT" "$TARGET"
}

@test "forks: another process of the same binary and its children are left alone, followed" {
	beside_another -f
	check processes "$LOGDIR" "$TARGET_OUT"
}
