#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# maap-trace --results: tables, figures and page of just the run that has ended.

load helper

# Results go to a folder below the current one.
in_folder() {
	mkdir -p "$T/here"
	cd "$T/here" || exit
}

# The one folder of results; RESULTS is its path.
one_folder() {
	local found
	found=$(find "$T/here/figs" -mindepth 1 -maxdepth 1)
	[[ -d $found && $found == *_"$1" ]] || fail "folders of results: $found"
	RESULTS=$found
}

rows() {
	tail -n +2 "$RESULTS/results.csv" | wc -l
}

has_figures() {
	local name
	for name in execution_time_per_function function_calls_over_time memory_change_per_function_call \
		top10_functions_by_total_time rss_over_time cpu_by_function "$@"; do
		[[ $(head -c 8 "$RESULTS/$name.png" | base64) == iVBORw0KGgo= ]] || fail "no figure $name"
	done
	[[ $(head -c 15 "$RESULTS/report.html") =~ ^"<!"(doctype|DOCTYPE)" html>"$ ]]
}

@test "results pass: a run of 3 calls, after a longer one in the same logs" {
	in_folder
	run_tracer --logdir "$LOGDIR" -q add_six twice -- "$PROGRAMS/basic" 100
	((status == 0))
	run_tracer --logdir "$LOGDIR" -q --results -n 3 add_six twice -- "$PROGRAMS/basic" 50
	((status == 0)) || fail "status $status" "$stderr"
	one_folder run
	[[ $(rows) == 3 ]]
	has_figures hist_1_add_six_perf_duration hist_2_twice_perf_duration
	grep -q "results are in figs/" <<<"$stderr"
	# stdout is for calls and summary alone
	refute grep -q figs <<<"$output"
	# The first run's lines are not among them.
	[[ $(grep -o '"run":"[^"]*"' "$RESULTS/filtered_log_lines.log" | sort -u | wc -l) == 1 ]]
}

@test "results pass: attached, with a tag, stopped by Ctrl-C" {
	in_folder
	start_target basic 40
	attach -q --results=nightly add_six twice
	go
	wait_for_exit "$TARGET"
	until_true "$DEADLINE" gone "$TRACER"
	wait "$TRACER"
	one_folder nightly
	[[ $(rows) == 80 ]]
	start_target basic 10
	start_tracer --logdir "$LOGDIR" -q -p "$TARGET" --results=stopped add_six
	wait_for_probes
	stop_tracer INT
	grep -q "no call in the run" "$TRACER_ERR" || fail "$(cat "$TRACER_ERR")"
	[[ -z $(find figs -name '*_stopped') ]]
}

@test "results pass: first lines that have rotated away come from the results file" {
	local left
	in_folder
	run_tracer --logdir "$LOGDIR" -q --results --max-bytes 60000 --backup-count 2 add_six twice -- \
		"$PROGRAMS/basic" 500
	((status == 0)) || fail "status $status" "$stderr"
	one_folder run
	[[ $(rows) == 1000 ]]
	[[ $(tail -n +2 "$RESULTS/results.csv" | cut -d, -f2 | sort -u | wc -l) == 1000 ]]
	left=$(sed -n 's/^\([0-9]*\) of 1000 calls in the log.*/\1/p' "$RESULTS/README.txt")
	((left > 50 && left < 400)) || fail "$(cat "$RESULTS/README.txt")"
	grep -q "$left of 1000 calls in the log" <<<"$stderr" || fail "$stderr"
	# (of the oldest call the end alone may be left)
	[[ $(grep -c '"event":"start"' "$RESULTS/filtered_log_lines.log") == "$left" ]]
	# The rows that come from there say the same as the log would have.
	"$PYTHON" -B - "$RESULTS/results.csv" "$LOGDIR/timing_results.csv" <<-'END'
		import csv, sys
		rows = {r["UUID"]: r for r in csv.DictReader(open(sys.argv[2]))}
		calls = list(csv.DictReader(open(sys.argv[1])))
		assert [c["Start Time"] for c in calls] == sorted(c["Start Time"] for c in calls)
		for call in calls:
		    row = rows[call["Call ID"]]
		    assert call["Function"] == row["Function Name"]
		    assert call["End Time"] == row["Timestamp"], (call, row)
		    assert abs(float(call["Duration (from log)"]) - float(row["Execution Time (s)"])) < 1e-12
		    assert float(call["Perf Duration (s)"]) >= 0
		    assert call["End RSS"] and call["Start RSS"] and call["Outcome"] == "returned"
	END
}

@test "results pass: without timing.log all of it comes from the results file" {
	in_folder
	run_tracer --logdir "$LOGDIR" -q --no-log --results twice -- "$PROGRAMS/basic" 20
	((status == 0)) || fail "status $status" "$stderr"
	one_folder run
	[[ $(rows) == 20 ]]
	grep -q "0 of 20 calls in the log" <<<"$stderr"
}

@test "results pass: the command's own exit status stays" {
	in_folder
	run_tracer --logdir "$LOGDIR" -q --results main -- "$PROGRAMS/command" exit=7
	((status == 7)) || fail "status $status" "$stderr"
}

@test "results pass: errors are counted with their function and stand on the page" {
	in_folder
	run_tracer --logdir "$LOGDIR" -q --results --error-return 'twice:>=10' -- "$PROGRAMS/basic" 30
	one_folder run
	grep -q '^twice,30,.*,25$' "$RESULTS/results_aggregate.csv" || fail "$(cat "$RESULTS/results_aggregate.csv")"
	grep -q "errors (error.log)  *25" "$RESULTS/README.txt" || fail "$(cat "$RESULTS/README.txt")"
}

@test "results pass: what cannot be done is said before anything is recorded" {
	in_folder
	refused 2 "without '/'" --results=a/b twice -- "$PROGRAMS/basic" 5
	refused 2 'timing.log' --no-log --results-format none --results twice -- "$PROGRAMS/basic" 5
	mkdir "$T/alone"
	cp "$MAAP_TRACE" "$T/alone"
	run --separate-stderr env PATH=/usr/bin "$T/alone/maap-trace" --logdir "$LOGDIR" --results twice -- \
		"$PROGRAMS/basic" 5
	((status == 1))
	one_clear_line "maap-results"
	[[ ! -e $LOGDIR/timing.log && ! -e figs ]]
}

@test "results pass: files belong to the user behind sudo" {
	in_folder
	chmod 755 "$T" "$T/here"
	run --separate-stderr env SUDO_UID=$NOBODY SUDO_GID=$NOBODY "$MAAP_TRACE" --logdir "$LOGDIR" -q \
		--user root --results twice -- "$PROGRAMS/basic" 5
	((status == 0)) || fail "$stderr"
	one_folder run
	[[ -z $(find figs ! -user "$NOBODY") ]] || fail "$(find figs ! -user "$NOBODY" -ls)"
	[[ $(find figs -type f ! -perm 640 | wc -l) == 0 ]]
}

@test "results pass: errors in a log of another name" {
	in_folder
	run_tracer --logdir "$LOGDIR" -q --results --error-log "$T/elsewhere.log" \
		--error-return 'twice:>=10' -- "$PROGRAMS/basic" 30
	((status == 0)) || fail "status $status" "$stderr"
	one_folder run
	grep -q '^twice,30,.*,25$' "$RESULTS/results_aggregate.csv"
	grep -q "errors (error.log)  *25" "$RESULTS/README.txt"
	"$MAAP_RESULTS" --logdir "$LOGDIR" --no-figures --outdir there >/dev/null 2>&1
	grep -q "There was no error.log to read" there/*/README.txt
}

@test "results pass: calls that were open, and functions that were not called" {
	in_folder
	run_tracer --logdir "$LOGDIR" -q --results one_step outside inside 'libc.so*:getpwnam' -- \
		"$PROGRAMS/lifecycle" abort
	((status == 134)) || fail "status $status" "$stderr"
	one_folder run
	[[ $(rows) == 3 ]]
	[[ $(sed -n '/^Open when/,/^$/p' "$RESULTS/README.txt" | grep -o '[a-z]*side$' | sort | tr '\n' ' ') == \
		"inside outside " ]] || fail "$(cat "$RESULTS/README.txt")"
	[[ $(sed -n '/never called:/,/^$/p' "$RESULTS/README.txt" | sed 1d) == "  getpwnam" ]]
	grep -q "2 calls were open at the end" <<<"$stderr"
}

@test "results pass: a signal to the tracer ends it with its results pass" {
	in_folder
	start_target basic 20000
	attach -q --results --max-bytes 0 add_six twice
	go
	wait_for_exit "$TARGET"
	until_true "$DEADLINE" pgrep -P "$TRACER" maap-results >/dev/null
	kill -s TERM "$TRACER"
	wait_for_exit "$TRACER"
	((STATUS == 1)) || fail "status $STATUS"
	grep -Eq "to run it again: maap-results --logdir $LOGDIR --run-id [0-9a-f]{16} --tag run" "$TRACER_ERR"
	[[ -z $(ls -A figs 2>/dev/null) ]]
}
