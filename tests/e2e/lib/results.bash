# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# For tests of maap-results, after helper: logs made to order, and what it makes of them against the
# reference. Nothing here needs probes.

setup() {
	T=$BATS_TEST_TMPDIR
	LOGDIR=$T/logs
	FIGS=$T/figs
	mkdir "$LOGDIR"
	[[ -x $MAAP_RESULTS ]] || fail "$MAAP_RESULTS is missing: run make first"
}

teardown() {
	:
}

# lines: statements on stdin become lines of a log (see results_lines.py)
lines() {
	"$PYTHON" -S -B "$ROOT/tests/e2e/lib/results_lines.py"
}

# log [NAME]: ... in a file of the log folder
log() {
	lines >"$LOGDIR/${1:-timing.log}"
}

# results [OPTION...]: $status, $output and $stderr
results() {
	run --separate-stderr timeout -k 5 "$DEADLINE" "$MAAP_RESULTS" --logdir "$LOGDIR" \
		--outdir "$FIGS" --no-figures "$@" </dev/null
}

# agree [OPTION...]: there are results, and they are those of the reference; MADE is their folder
agree() {
	rm -rf "$FIGS"
	results "$@"
	((status == 0)) || fail "status $status" "$stderr"
	"$PYTHON" -S -B "$ROOT/tests/e2e/lib/results_check.py" "$LOGDIR" "$FIGS" "$@"
	MADE=$(echo "$FIGS"/*)
}

# ends STATUS PATTERN [OPTION...]: without results, and one line on stderr says why
ends() {
	local wanted=$1 pattern=$2
	shift 2
	rm -rf "$FIGS"
	results "$@"
	((status == wanted)) || fail "status $status, expected $wanted" "$stderr"
	[[ $(grep -c . <<<"$stderr") == 1 && $stderr == "maap-results: "* && -z $output ]] ||
		fail "not one line on stderr alone:" "$stderr" "$output"
	grep -Eiq -- "$pattern" <<<"$stderr" || fail "nothing about '$pattern' in: $stderr"
	[[ ! -e $FIGS ]] || fail "something was written:" "$(find "$FIGS")"
}

# told LABEL NUMBER...: README.txt has these counts
told() {
	while (($# > 0)); do
		grep -Eqx -- "  $1 +$2" "$MADE/README.txt" ||
			fail "README.txt: no '$1 $2' in" "$(cat "$MADE/README.txt")"
		shift 2
	done
}

# column TABLE NAME: the values of one column, a line each
column() {
	"$PYTHON" -S -c 'import csv, sys
for row in csv.DictReader(open(sys.argv[1], encoding="utf-8", newline="")):
    print(row[sys.argv[2]])' "$MADE/$1.csv" "$2"
}

# same TEXT EXPECTED
same() {
	[[ $1 == "$2" ]] || fail "got:" "$1" "expected:" "$2"
}
