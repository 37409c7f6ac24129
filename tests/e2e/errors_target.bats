#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Targets that cannot be traced: refused with the reason, unharmed. And such as need care.

load helper

@test "target: no such PID" {
	local pid=4194303
	while [[ -d /proc/$pid ]]; do
		((pid--))
	done
	refused 1 "$pid.*(no such|not running|does not exist|may have ended)" -p "$pid" twice
}

@test "target: one of two PIDs does not exist" {
	start_target basic 1
	refused 1 "4194303" -p "$TARGET,4194303" twice
	go
	wait_for_exit "$TARGET"
	((STATUS == 0))
}

@test "target: a kernel thread" {
	[[ $(awk '/^PPid/ { print $2 }' /proc/2/status) == 0 ]] || skip "PID 2 is no kernel thread here"
	refused "1|2" "kernel thread" -p 2 twice
}

@test "target: a zombie" {
	# a parent that never waits
	"$PYTHON" -c 'import os, sys, time
pid = os.fork()
if pid == 0:
    os._exit(0)
print("ready", pid, flush=True)
time.sleep(600)' >"$T/parent.out" 3>&- &
	STARTED+=("$!")
	wait_for_line "$T/parent.out" '^ready'
	local zombie
	zombie=$(awk '{ print $2 }' "$T/parent.out")
	until_true "$DEADLINE" grep -q '^State:.*Z' "/proc/$zombie/status"
	refused 1 "$zombie" -p "$zombie" twice
}

@test "target: a thread's number is not a process" {
	local spinner
	start_target resources beside 1
	spinner=$(find "/proc/$TARGET/task" -mindepth 1 -maxdepth 1 -printf '%f\n' |
		grep -vx "$TARGET")
	refused "1|2" "$spinner.*thread.*$TARGET" -p "$spinner" sleep_50ms
}

@test "target: a 32-bit process" {
	"$PROGRAMS/bits32" >"$T/bits32.out" 3>&- &
	local pid=$!
	STARTED+=("$pid")
	until_true 5 grep -qs ready "$T/bits32.out" || skip "this kernel runs no 32-bit programs"
	refused 1 "32-bit" -p "$pid" idle
	refute gone "$pid"
}

@test "target: a 32-bit command" {
	refused 1 "32-bit" idle -- "$PROGRAMS/bits32"
}

# risky_run COMMAND...: a process or command with the C++ runtime is traced without return probes
risky_run() {
	"$@"
	grep -qx 'risky=1' "$TARGET_OUT"
	check counts "$LOGDIR" risky=1
	check summary "$TRACER_ERR" calls=1 lost=0 unfinished=0
}

@test "target: a process with the C++ runtime" {
	risky_run trace_whole_run cxxlinked -- -q risky
}

@test "target: a command with the C++ runtime" {
	TARGET_OUT=$T/target.out
	run_cxxlinked() {
		"$MAAP_TRACE" --logdir "$LOGDIR" -q risky -- "$PROGRAMS/cxxlinked" </dev/null \
			>"$TARGET_OUT" 2>"$TRACER_ERR"
	}
	risky_run run_cxxlinked
}

@test "target: return probes in a process with the C++ runtime, with a warning" {
	start_target cxxlinked
	attach --exit-probe uretprobe risky
	grep -Eiq 'c\+\+|unwind|exception' "$TRACER_ERR"
	go
	finish
	grep -qx 'risky=1' "$TARGET_OUT"
	check counts "$LOGDIR" risky=1
}

@test "target: a process under a seccomp filter" {
	trace_whole_run seccomped -- -q confined
	grep -qx 'confined=1' "$TARGET_OUT"
	check counts "$LOGDIR" confined=1
	check summary "$TRACER_ERR" calls=1 lost=0 unfinished=0
}

@test "target: return probes in a process under a seccomp filter, with a warning" {
	start_target seccomped
	attach --exit-probe uretprobe confined
	grep -iq 'seccomp' "$TRACER_ERR"
	go
	finish
	check counts "$LOGDIR" confined=1
}

@test "target: the tracer does not trace itself" {
	# shellcheck disable=SC2016 # expanded by the inner shell; exec keeps its PID
	run --separate-stderr timeout -k 1 10 bash -c \
		'exec "$1" --logdir "$2" -p $$ main' _ "$MAAP_TRACE" "$LOGDIR"
	((status == 1 || status == 2))
	one_clear_line "itself"
}
