#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# maap-results --compare: what it reads, what it tells, what it ends with.

load helper
load lib/results

# runs LINES-OF-BEFORE LINES-OF-AFTER: results of the one in $BEFORE, logs of both in $OLD and $LOGDIR
runs() {
	OLD=$T/old
	NEW=$LOGDIR
	mkdir "$OLD"
	LOGDIR=$OLD
	log <<<"$1"
	FIGS=$T/figs-old
	results
	((status == 0)) || fail "$stderr"
	BEFORE=$(echo "$FIGS"/*)
	LOGDIR=$NEW
	log <<<"$2"
	FIGS=$T/figs
}

verdict_of() {
	MADE=$(echo "$FIGS"/*) column comparison Verdict
}

@test "compare: results and the logs that they are of are the same run" {
	local i one=() two=()
	for i in {1..9}; do
		one+=("calls ours 12:00:0$i 9 took=0.00$i name=f" "calls ours 12:00:0$i.005 3 took=0.00$((10 - i)) name=g")
		two+=("calls ours 12:00:0$i 9 took=0.0$i name=f" "calls ours 12:00:0$i.005 3 took=0.00$i name=g")
	done
	runs "$(printf '%s\n' "${one[@]}")" "$(printf '%s\n' "${two[@]}")"
	results --compare "$BEFORE"
	((status == 0)) || fail "$stderr"
	mv "$FIGS"/*/comparison.csv "$T/by-results.csv"
	results --compare "$OLD"
	diff "$T/by-results.csv" "$FIGS"/*/comparison.csv
}

@test "compare: calls that are alike in stretches are not as many as they look" {
	# one in three is faster than before, two are slower: here and there, or first and then
	runs "calls pymaap 12:00:00 90 step=0.1 took=0.0015" "calls pymaap 12:00:00 60 step=0.1 took=0.002
calls pymaap 12:00:00.05 30 step=0.2 took=0.001"
	results --compare "$BEFORE"
	same "$(verdict_of)" slower
	rm -r "$FIGS"
	log <<<"calls pymaap 12:00:00 30 step=0.1 took=0.001
calls pymaap 12:00:03 60 step=0.1 took=0.002"
	results --compare "$BEFORE"
	same "$(verdict_of)" "no significant change"
}

@test "compare: medians within a microsecond of each other are below the tracer's resolution" {
	runs "calls ours 12:00:00 60 took=0.0000001" "calls ours 12:00:00 60 took=0.0000009"
	results --compare "$BEFORE" --fail-above 5
	((status == 0)) || fail "status $status" "$stderr"
	same "$(verdict_of)" "below the tracer's resolution"
	results --compare "$OLD" --fail-above 5
	((status == 0)) || fail "status $status" "$stderr"
	log <<<"calls ours 12:00:00 60 took=0.0000012"
	results --compare "$BEFORE" --fail-above 5
	((status == 4)) || fail "status $status" "$stderr"
	same "$(verdict_of)" slower
}

@test "compare: what a gate could not judge is told" {
	runs "calls pymaap 12:00:00 20 name=f
calls pymaap 12:00:01 6 name=few
calls pymaap 12:00:02 20 name=old" "calls pymaap 12:00:00 20 name=f
calls pymaap 12:00:01 20 name=few
calls pymaap 12:00:02 20 name=young"
	results --compare "$BEFORE" --fail-above 5
	((status == 0)) || fail "status $status" "$stderr"
	grep -Fqx "maap-results: 3 of 4 functions could not be judged (fewer than 7 calls in a run: few; new: young; gone: old)" \
		<<<"$stderr" || fail "$stderr"
	# nobody asked for a verdict
	results --compare "$BEFORE"
	((status == 0)) || fail "status $status" "$stderr"
	refute grep -q judged <<<"$stderr"
	# all could be
	results --compare "$LOGDIR" --fail-above 5
	((status == 0)) || fail "status $status" "$stderr"
	refute grep -q judged <<<"$stderr"
}

@test "compare: a gate that could judge nothing is not passed" {
	runs "calls pymaap 12:00:00 5 name=a
calls pymaap 12:00:01 20 name=b" "calls pymaap 12:00:00 20 name=a
calls pymaap 12:00:01 20 name=c"
	results --compare "$BEFORE" --fail-above 5
	((status == 1)) || fail "status $status" "$stderr"
	grep -Fqx "maap-results: --fail-above: no function could be judged (fewer than 7 calls in a run: a; new: c; gone: b)" \
		<<<"$stderr" || fail "$stderr"
	[[ -e $(echo "$FIGS"/*)/comparison.csv ]]
	results --compare "$BEFORE"
	((status == 0)) || fail "status $status" "$stderr"
}

@test "compare: messages about the other run's folder name --compare" {
	log <<<"calls pymaap 12:00:00 20"
	results --compare "$T/nothere"
	((status == 1)) || fail "status $status" "$stderr"
	grep -q "cannot read the folder $T/nothere: .*; --compare chooses another" <<<"$stderr" || fail "$stderr"
	refute grep -q -- --logdir <<<"$stderr"
	mkdir "$T/empty"
	results --compare "$T/empty"
	((status == 3)) || fail "status $status" "$stderr"
	grep -q "no timing.log in $T/empty; --compare chooses" <<<"$stderr" || fail "$stderr"
	refute grep -q -- --logdir <<<"$stderr"
	LOGDIR=$T/empty
	ends 3 "no timing.log in $T/empty; --logdir chooses"
}

@test "compare: the table is as wide as the terminal, or as COLUMNS says" {
	local width
	runs "calls pymaap 12:00:00 20 name=a_function_with_a_name" "calls pymaap 12:00:00 20 name=a_function_with_a_name"
	for width in 60 80 110; do
		COLUMNS=$width results --compare "$BEFORE"
		((status == 0)) || fail "status $status" "$stderr"
		(($(wc -L <<<"$output") <= width)) || fail "wider than $width:" "$output"
		# a terminal knows better
		COLUMNS=200 script -qec "stty cols $width; '$MAAP_RESULTS' --logdir '$LOGDIR' --outdir '$FIGS' \
			--no-figures --compare '$BEFORE' 2>/dev/null" /dev/null </dev/null >"$T/terminal"
		grep -q ^FUNCTION "$T/terminal" || fail "$(cat "$T/terminal")"
		same "$(tr -d '\r' <"$T/terminal" | grep -A9 ^FUNCTION)" "$(grep -A9 ^FUNCTION <<<"$output")"
	done
	COLUMNS=60x results --compare "$BEFORE"
	grep -q '^FUNCTION .* CALLS .* TOTAL' <<<"$output"
}
