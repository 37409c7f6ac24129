#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What ends a program: fatal signals, exits, kills, with backtraces.

load helper

errors() {
	"$PYTHON" -B "$ROOT/tests/e2e/lib/errors.py" "$@"
}

# Among the innermost frames of a record: what waits may do so in a function of the C library.
NEAR='def near(name): (.backtrace | map(.symbol) | index(name)) as $at | $at != null and $at < 3;'

# crash PROGRAM STATUS WHAT FUNCTIONS KEY=VALUE...: one record for each of FUNCTIONS (a,b,c)
crash() {
	local program=$1 status=$2 what=$3 functions=$4
	shift 4
	start_target "$program" "$what"
	attach -q work
	go
	wait_for_exit "$TARGET"
	((STATUS == status)) || fail "the target ended with $STATUS"
	wait_for_exit "$TRACER"
	((STATUS == 0)) || fail "the tracer ended with $STATUS"
	errors crash "$LOGDIR" "$TARGET_OUT" "$functions" pid="$TARGET" "$@"
	check summary "$TRACER_ERR" lost=0 unfinished=1
	forget_run
}

# crashes PROGRAM: each of those that a program ends by itself
crashes() {
	crash "$1" 139 null work kind=signal type=SIGSEGV signal=11 code=SEGV_MAPERR \
		fault_address=0x8 fault_mapping=None
	crash "$1" 139 overflow work kind=signal type=SIGSEGV code=SEGV_MAPERR
	crash "$1" 134 assert work kind=signal type=SIGABRT signal=6
	crash "$1" 134 abort work kind=signal type=SIGABRT code=SI_TKILL
	crash "$1" 136 divide work kind=signal type=SIGFPE code=FPE_INTDIV
	crash "$1" 132 trap work kind=signal type=SIGILL code=ILL_ILLOPN
	crash "$1" 133 breakpoint work kind=signal type=SIGTRAP
	crash "$1" 135 bus work kind=signal type=SIGBUS code=BUS_ADRERR
	crash "$1" 159 forbidden work kind=signal type=SIGSYS code=SYS_SECCOMP
	crash "$1" 139 jump work kind=signal type=SIGSEGV fault_address=0x0
	crash "$1" 134 deep work kind=signal type=SIGABRT
	crash "$1" 139 handled work kind=signal type=SIGSEGV
	crash "$1" 3 exit work kind=exit type=exit exit_status=3
}

@test "errors: crashes of a program with debug information, without frame pointers" {
	crashes "$PROGRAMS/crashing"
}

@test "errors: crashes of a stripped program with a debug file" {
	mkdir "$T/bin"
	objcopy --only-keep-debug "$PROGRAMS/crashing" "$T/bin/crashing.debug"
	objcopy --strip-all "$PROGRAMS/crashing" "$T/bin/crashing"
	(cd "$T/bin" && objcopy --add-gnu-debuglink=crashing.debug crashing)
	crashes "$T/bin/crashing"
	start_target "$T/bin/crashing" wait
	attach -q work
	go
	until_true "$DEADLINE" grep -q '^line waiting' "$TARGET_OUT"
	sleep 0.3
	kill -s KILL "$TARGET"
	wait_for_exit "$TARGET"
	wait_for_exit "$TRACER"
	errors crash "$LOGDIR" "$TARGET_OUT" work kind=exit type=SIGKILL signal=9
}

@test "errors: unwind information that only the debug file has" {
	mkdir "$T/bin"
	gcc -g -O2 -fomit-frame-pointer -fno-asynchronous-unwind-tables -I "$ROOT/tests/programs" \
		"$ROOT/tests/programs/crashing.c" -o "$T/bin/framed" -lpthread
	objcopy --only-keep-debug "$T/bin/framed" "$T/bin/framed.debug"
	objcopy --strip-all "$T/bin/framed"
	(cd "$T/bin" && objcopy --add-gnu-debuglink=framed.debug framed)
	crash "$T/bin/framed" 139 null work kind=signal type=SIGSEGV backtrace_note=None
	crash "$T/bin/framed" 134 assert work kind=signal type=SIGABRT backtrace_note=None
}

@test "errors: multi and single links, instructions and return probes" {
	local options
	for options in "--link multi" "--link single" "--exit-probe ret" "--exit-probe uretprobe"; do
		start_target crashing null
		# shellcheck disable=SC2086
		attach -q $options work dereference
		go
		wait_for_exit "$TARGET"
		wait_for_exit "$TRACER"
		errors crash "$LOGDIR" "$TARGET_OUT" dereference,work type=SIGSEGV
		forget_run
	done
}

@test "errors: return addresses that probes have replaced are put right, 100 deep" {
	start_target crashing deep
	attach -q --exit-probe uretprobe work deep give_up
	go
	wait_for_exit "$TARGET"
	wait_for_exit "$TRACER"
	[[ $(jq -s '.[0].backtrace | map(select(.symbol == "deep")) | length' "$LOGDIR/error.log") == 101 ]]
	jq -e -s '.[0].backtrace | map(.symbol) | (index("give_up") < index("deep")) and
		.[-1] == "_start" and (index("main") > index("work"))' "$LOGDIR/error.log"
}

@test "errors: the message of assert, the kind of a stack overflow, an inlined frame" {
	start_target crashing assert
	attach -q work
	go
	wait_for_exit "$TARGET"
	wait_for_exit "$TRACER"
	jq -e '.what | test("^[^:]*crashing: .*crashing.c:[0-9]+: check: Assertion .number == 5. failed\\.$")' \
		"$LOGDIR/error.log"
	grep -q "Assertion .number == 5. failed" "$LOGDIR/error_results.csv"
	forget_run
	start_target crashing overflow
	attach -q work
	go
	wait_for_exit "$TARGET"
	wait_for_exit "$TRACER"
	jq -e '(.message | test("stack overflow")) and (.backtrace | length > 20) and
		(.backtrace_note | test("--backtrace-bytes"))' "$LOGDIR/error.log"
	forget_run
	start_target crashing divide
	attach -q work
	go
	wait_for_exit "$TARGET"
	wait_for_exit "$TRACER"
	jq -e '.backtrace | map([.symbol, .inlined]) |
		.[0] == ["divide", null] and .[1] == ["divide_inlined", true] and .[2][0] == "work"' \
		"$LOGDIR/error.log"
}

@test "errors: a smashed stack gives what it can and says so" {
	start_target crashing smash
	attach -q work
	go
	wait_for_exit "$TARGET"
	((STATUS == 139))
	wait_for_exit "$TRACER"
	jq -e -s 'length == 1 and (.[0] | .type == "SIGSEGV" and .backtrace[0].symbol == "smash" and
		(.backtrace_note | test("damaged")))' "$LOGDIR/error.log"
}

@test "errors: SIGKILL and SIGTERM from outside, in 3 threads: who sent it, where each was" {
	local sig
	for sig in KILL TERM; do
		start_target crashing wait 2
		attach -q work waiting
		go
		until_true "$DEADLINE" grep -q '^line waiting' "$TARGET_OUT"
		sleep 0.3
		kill -s "$sig" "$TARGET"
		wait_for_exit "$TARGET"
		wait_for_exit "$TRACER"
		errors form "$LOGDIR"
		jq -e -s --argjson us $$ --arg type "SIG$sig" "$NEAR"' length == 4 and
			all(.kind == "exit" and .type == $type and .sender_pid == $us and
				.code == "SI_USER" and near("waiting")) and
			(map(.tid) | unique | length == 3) and
			(map(select(.function == "work")) | length == 1)' "$LOGDIR/error.log"
		forget_run
	done
}

@test "errors: killed in the code that the kernel maps" {
	start_target crashing tick
	attach -q work
	go
	until_true "$DEADLINE" grep -q '^line tick' "$TARGET_OUT"
	sleep 0.3
	kill -s KILL "$TARGET"
	wait_for_exit "$TARGET"
	wait_for_exit "$TRACER"
	errors crash "$LOGDIR" "$TARGET_OUT" work kind=exit type=SIGKILL
	jq -e '.backtrace_note == null' "$LOGDIR/error.log"
}

@test "errors: a crash in one thread, calls open in others" {
	start_target crashing null 2
	attach -q work waiting
	go
	wait_for_exit "$TARGET"
	wait_for_exit "$TRACER"
	errors form "$LOGDIR"
	jq -e -s --argjson pid "$TARGET" "$NEAR"' map(.function) == ["work", "waiting", "waiting"] and
		all(.type == "SIGSEGV" and .fault_address == "0x8") and .[0].tid == $pid and
		(.[0].registers.rip | startswith("0x")) and .[1].registers == null and
		(.[1] | near("waiting"))' "$LOGDIR/error.log"
}

@test "errors: a crash while no traced call is open is told all the same" {
	start_target crashing null
	attach -q deep
	go
	wait_for_exit "$TARGET"
	wait_for_exit "$TRACER"
	jq -e -s 'length == 1 and (.[0] | .function == null and .uuid == null and
		.type == "SIGSEGV" and .backtrace[0].symbol == "dereference")' "$LOGDIR/error.log"
	errors form "$LOGDIR"
}

@test "errors: status 0, signals that are handled or ignored: no errors" {
	run_tracer --logdir "$LOGDIR" -q outer run -- "$PROGRAMS/throwing" outside 0 </dev/null
	((status == 0))
	rm -rf "$LOGDIR"
	run_tracer --logdir "$LOGDIR" -q twice -- bash -c "trap '' TERM; kill -TERM \$\$
		trap : USR1; kill -USR1 \$\$; exec $PROGRAMS/basic 5"
	[[ ! -s $LOGDIR/error.log ]]
}

@test "errors: children that are followed, with programs of their own" {
	run_tracer --logdir "$LOGDIR" -q -f work -- bash -c "echo | $PROGRAMS/crashing abort &
		wait; exec $PROGRAMS/crashing exit </dev/null" || true
	[[ $status == 2 ]] || fail "$stderr"
	cat >"$T/both.sh" <<-END
		echo | "$PROGRAMS/crashing" abort
		exit 0
	END
	start_tracer --logdir "$LOGDIR" -q -f -p $$ "$PROGRAMS/crashing:work"
	until_true "$DEADLINE" grep -Eq 'waiting for|cannot' "$TRACER_ERR"
	sleep 1
	bash "$T/both.sh" >/dev/null 2>&1 3>&- || true
	sleep 0.5
	stop_tracer INT
	jq -e -s 'length == 1 and (.[0] | .function == "work" and .type == "SIGABRT" and
		(.backtrace | map(.symbol) | index("give_up")))' "$LOGDIR/error.log"
}

@test "errors: --backtrace-bytes" {
	start_target crashing deep
	attach -q --backtrace-bytes 1K work
	go
	wait_for_exit "$TARGET"
	wait_for_exit "$TRACER"
	jq -e '(.backtrace | length > 5 and length < 100) and
		(.backtrace_note | test("--backtrace-bytes"))' "$LOGDIR/error.log"
	forget_run
	start_target crashing deep
	attach -q --backtrace-bytes 0 work
	go
	wait_for_exit "$TARGET"
	wait_for_exit "$TRACER"
	jq -e '.type == "SIGABRT" and (.backtrace | length <= 1)' "$LOGDIR/error.log"
}
