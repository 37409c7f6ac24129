#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The files in LOGDIR: appended, set aside, left out on request.

load helper

# record CALLS [OPTION...]: a launched run of twice()
record() {
	local calls=$1
	shift
	run_tracer --logdir "$LOGDIR" "$@" twice -- "$PROGRAMS/basic" "$calls"
	((status == 0)) || fail "status $status" "$stderr"
}

rows() {
	tail -n +2 "$LOGDIR/timing_results.csv" | wc -l
}

@test "files: a second run appends, with one header and its own run line" {
	record 10 -q
	record 20 -q
	check counts "$LOGDIR" twice=30
	[[ $(grep -c '"event":"run"' "$LOGDIR/timing.log") == 2 ]]
	[[ $(grep -c '^Timestamp' "$LOGDIR/timing_results.csv") == 1 ]]
}

@test "files: a CSV with another header is set aside, said once" {
	mkdir "$LOGDIR"
	printf 'Timestamp,Other\r\n1,2\r\n' >"$LOGDIR/timing_results.csv"
	record 5 -q
	[[ $(grep -c '\.old' <<<"$stderr") == 1 ]]
	[[ $(cat "$LOGDIR/timing_results.csv.old") == $'Timestamp,Other\r\n1,2\r' ]]
	check counts "$LOGDIR" twice=5

	printf 'Something else\n' >"$LOGDIR/timing_results.csv"
	rm "$LOGDIR/timing.log"
	record 6 -q
	[[ $(cat "$LOGDIR/timing_results.csv.old") == $'Timestamp,Other\r\n1,2\r' ]]
	[[ $(cat "$LOGDIR/timing_results.csv.old.1") == 'Something else' ]]
	check counts "$LOGDIR" twice=6
}

@test "files: an empty CSV gets its header" {
	mkdir "$LOGDIR"
	: >"$LOGDIR/timing_results.csv"
	record 5 -q
	check counts "$LOGDIR" twice=5
	[[ ! -e $LOGDIR/timing_results.csv.old ]]
}

@test "files: the default folder is logs" {
	cd "$T"
	run_tracer -q twice -- "$PROGRAMS/basic" 5
	((status == 0))
	check counts "$T/logs" twice=5
}

@test "files: the names that the contract gives, no others" {
	record 5 -q
	[[ $(ls "$LOGDIR") == $'error.log\nerror_results.csv\ntiming.log\ntiming_results.csv' ]]
	forget_run
	record 5 -q --no-errors
	[[ $(ls "$LOGDIR") == $'timing.log\ntiming_results.csv' ]]
}

@test "files: --no-log leaves the log out" {
	record 5 -q --no-log
	[[ ! -e $LOGDIR/timing.log ]]
	[[ $(rows) == 5 ]]
}

@test "files: --results-format none leaves the CSV out" {
	record 5 -q --results-format none
	[[ ! -e $LOGDIR/timing_results.csv ]]
	check log "$LOGDIR"
	[[ $(grep -c '"event":"end"' "$LOGDIR/timing.log") == 5 ]]
}

@test "files: --no-args records no arguments and no return values" {
	record 50 -q --no-args
	check verify "$LOGDIR"
	refute grep -q '"0x' "$LOGDIR/timing.log"
	[[ $(tail -n +2 "$LOGDIR/timing_results.csv") != *0x* ]]
	[[ $(rows) == 50 ]]
}

@test "files: --no-resources records neither CPU nor memory" {
	record 50 -q --no-resources
	check verify "$LOGDIR"
	[[ $(rows) == 50 ]]
	# CPU Time, Memory Change, Thread CPU Time, Off-CPU Time, Minor Faults
	"$PYTHON" - "$LOGDIR/timing_results.csv" <<-'END'
		import csv, sys
		rows = list(csv.reader(open(sys.argv[1], newline="")))
		for row in rows[1:]:
		    got = [row[i] for i in (6, 7, 15, 16, 17, 18)]
		    assert got == [""] * 6, got
	END
}

@test "files: -q keeps stdout to COMMAND alone, the summary goes to stderr" {
	record 5 -q
	[[ $(grep -vc '^ready\|^call ' <<<"$output") == 0 ]]
	grep -Eq '^calls 5 ' <<<"$stderr"
}

@test "files: --no-console is the same" {
	record 5 --no-console
	[[ $(grep -vc '^ready\|^call ' <<<"$output") == 0 ]]
	grep -Eq '^calls 5 ' <<<"$stderr"
}

@test "files: without -q stdout has a line for each call and the summary, stderr none of it" {
	start_target basic 25
	attach twice
	go
	finish
	[[ $(grep -c twice "$TRACER_OUT") -ge 26 ]]
	check summary "$TRACER_OUT" calls=25 lost=0 unfinished=0
	refute grep -Eq '^calls ' "$TRACER_ERR"
	refute grep -v '^maap-trace: ' "$TRACER_ERR"
}

@test "files: numbers do not change with the locale" {
	LC_ALL=$(locale -a | grep -Eim1 '^(de|fr|es)_' || echo C) record 5 -q
	check counts "$LOGDIR" twice=5
}

@test "files: time stamps are local time" {
	TZ=Asia/Kathmandu record 5 -q
	TZ=Asia/Kathmandu check verify "$LOGDIR"
	TZ=America/St_Johns refute check verify "$LOGDIR"
}
