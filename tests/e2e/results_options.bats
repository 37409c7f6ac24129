#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# maap-results: options, exit statuses, what is written where.

load helper
load lib/results

@test "results: what is written, and where" {
	log <<<"calls ours 12:00:00 20"
	agree
	[[ $MADE == "$FIGS/2026-11-24_12-00-00_run" ]]
	same "$(cd "$MADE" && echo *)" \
		"README.txt filtered_log_lines.log report.html results.csv results_aggregate.csv"
	# the folder is named by what is printed for scripts
	same "$output" "$MADE"
	same "$(ls "$LOGDIR")" timing.log
	(cd "$T" && "$MAAP_RESULTS" --no-figures 2>/dev/null)
	[[ -e $T/figs/2026-11-24_12-00-00_run/results.csv ]]
}

@test "results: --outdir, --tag, and the end of the window in the folder's name" {
	log <<<"calls ours '2028-02-29 23:59:59.999' 20 step=0 took=0.0009"
	agree --tag "before_change-2.0 é"
	[[ $MADE == "$FIGS/2028-02-29_23-59-59_before_change-2.0 é" ]]
	FIGS=$T/new/and/deep
	agree
	[[ -s $FIGS/2028-02-29_23-59-59_run/results.csv ]]
}

@test "results: a second pass gives the same bytes, over the first one's" {
	{
		echo "calls ours 12:00:00 20 name=a"
		echo "calls pymaap 12:00:00.1 20 name=b"
	} | log
	agree
	cp -r "$MADE" "$T/first"
	results
	diff -r "$T/first" "$MADE"
	# in another time zone and language too
	TZ=Asia/Kathmandu LC_ALL=de_DE.UTF-8 results
	diff -r "$T/first" "$MADE"
	same "$(find "$FIGS" -mindepth 1 -maxdepth 1 | wc -l)" 1
	# shorter results leave nothing of longer ones
	log <<<"calls ours 12:00:00 13 name=a took=0.174"
	results
	"$PYTHON" -B "$ROOT/tests/e2e/lib/results_check.py" "$LOGDIR" "$FIGS"
}

@test "results: no run is one clear line and status 3, and nothing is written" {
	local what
	for what in "" "raw nonsense" "records 12:00:00 24" "records 12:00:00 25" \
		"start ours 12:00:00"$'\n'"records 12:00:00 25" "calls ours 12:00:00 12"; do
		log <<<"$what"
		ends 3 .
	done
	{
		echo "calls ours 12:00:00 12"
		printf 'raw bad %s\n' {1..30}
	} | log
	ends 3 'run|line|cluster'
	log <<<"calls ours 12:00:00 20"
	ends 3 '0123456789abcdef' --run-id 0123456789abcdef
}

@test "results: what is refused with status 2 and one line" {
	log <<<"calls ours 12:00:00 20"
	ends 2 "tag" --tag a/b
	ends 2 "tag" --tag ''
	ends 2 "tag" --tag /
	ends 2 "tag" --tag ../x
	ends 2 "run" --run 0
	ends 2 "run" --run -1
	ends 2 "run" --run x
	ends 2 "gap" --gap -1
	ends 2 "gap" --gap x
	ends 2 "gap" --gap nan
	ends 2 "gap" --gap inf
	ends 2 "min-cluster" --min-cluster -1
	ends 2 "min-cluster" --min-cluster 2.5
	ends 2 "format" --format pdf
	ends 2 "nonsense" --nonsense
	ends 2 "more" more
	ends 2 "gap" --gap
	ends 2 "fail-above" --fail-above 5
}

@test "results: a time that cannot be read is refused with the accepted forms" {
	local option text
	log <<<"calls ours 12:00:00 20"
	for option in --start-time --end-time; do
		for text in yesterday "" 2026-11-24 12:00:00 "2026-11-24 24:00:00" "2026-02-29 12:00:00" \
			"2026-11-24T12:00:00" "2026-11-24 12:00:00Z" "2026-11-24 12:00" 1795687980 \
			" 2026-11-24 12:00:00" "2026-11-24 12:00:00.1234567890"; do
			ends 2 'YYYY-MM-DD HH:MM:SS' "$option" "$text"
		done
	done
}

@test "results: the subtitle in README.txt" {
	log <<<"calls ours 12:00:00 20"
	agree
	grep -qx 'Subtitle: 2026-11-24 12:00:00.000000 to 2026-11-24 12:00:00.194000' "$MADE/README.txt"
	# shellcheck disable=SC2016
	agree --subtitle 'build 17, <b>$x_1</b> %s'
	# shellcheck disable=SC2016
	grep -Fqx 'Subtitle: build 17, <b>$x_1</b> %s' "$MADE/README.txt"
	agree --subtitle none
	refute grep -q '12:00:00' <<<"$(grep '^Subtitle' "$MADE/README.txt")"
}

@test "results: a folder that cannot be written to" {
	log <<<"calls ours 12:00:00 20"
	echo occupied >"$FIGS"
	results
	((status == 1)) || fail "status $status" "$stderr"
	same "$(cat "$FIGS")" occupied
	rm "$FIGS"
	mkdir -p "$FIGS/2026-11-24_12-00-00_run/results.csv"
	results
	((status == 1)) || fail "status $status" "$stderr"
	grep -q 'results.csv' <<<"$stderr"
}

@test "results: new files are readable by owner and group only" {
	umask 022
	log <<<"calls ours 12:00:00 20"
	agree
	same "$(stat -c %a "$MADE"/* | sort -u)" 640
}

@test "results: all options of --help, and --version" {
	run --separate-stderr "$MAAP_RESULTS" --help
	((status == 0))
	local option
	for option in logdir subtitle tag start-time end-time outdir gap min-cluster no-figures format \
		run-id list-runs run compare fail-above; do
		grep -q -- "--$option\b" <<<"$output" || fail "--help does not tell of --$option"
	done
	run --separate-stderr "$MAAP_RESULTS" --version
	((status == 0))
	[[ $output =~ [0-9]+\.[0-9]+\.[0-9]+ ]]
}
