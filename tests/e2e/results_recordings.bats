#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# maap-results: one recording of maap-trace by its id, also where its log has been thrown away.

load helper
load lib/results

ONE=41b96ee8a7913303
TWO=32a9f6885a4a3a9b

@test "results: --run-id takes the lines of one recording alone" {
	# Two that overlap, with the same ids, and a third that has 3 calls and a long silence.
	log <<-END
		run 12:00:00 run=$ONE
		run 12:00:00 run=$TWO
		start ours 12:00:00 id=a1 run=$ONE
		start ours 12:00:01 id=a1 run=$TWO
		end ours 12:00:03 id=a1 run=$ONE
		end ours 12:00:03 id=a1 run=$TWO
		calls pymaap 12:00:00 30
		calls ours 12:00:01 20 run=$TWO name=second
		start ours 12:00:02 id=a2 run=$TWO
		end ours 12:00:02 id=a2 run=$ONE
		lost 12:00:02 run=$ONE count=7
		run 12:00:00 run=abc
		calls ours 12:00:00 2 run=abc
		calls ours 13:00:00 1 run=abc took=900
		records 14:00:00 100
	END
	agree --run-id $ONE
	same "$(column results 'Wall Duration (s)')" 3.0
	told lines 5 'ends without a start' 1 'records that the tracer lost' 7 \
		'calls that straddle an edge of the window' 0
	[[ $MADE == */2026-11-24_12-00-03_run ]]
	agree --run-id $TWO
	told 'calls \(a start and its end\)' 21 'starts without an end' 1
	agree --run-id abc
	told 'calls \(a start and its end\)' 3 lines 7
	grep -Fq "Window: 2026-11-24 12:00:00.000000 to 2026-11-24 13:15:00.000000" "$MADE/README.txt"
	refute grep -q 'calls in the log' "$MADE/README.txt"
	ends 3 "${ONE}x" --run-id "${ONE}x"
	ends 3 abC --run-id abC
}

@test "results: recordings are listed by id" {
	log <<-END
		run 12:00:00 run=$ONE
		calls ours 12:00:01 15 run=$ONE
		calls ours 13:00:00 15 run=$TWO
	END
	results --list-runs
	grep -Eq "^$ONE  +2026-11-24 12:00:00.000000  2026-11-24 12:00:01.144000 +31$" <<<"$output"
	grep -Eq "^$TWO  +2026-11-24 13:00:00.000000  2026-11-24 13:00:00.144000 +30$" <<<"$output"
}

# traced ARG...: in the time zone of the test; ID is the recording's
traced() {
	[[ $EUID == 0 ]] || skip "BPF: needs root"
	timeout -k 5 "$DEADLINE" "$MAAP_TRACE" --logdir "$LOGDIR" -q "$@" </dev/null >"$T/tracer.out" \
		2>"$T/tracer.err" || fail "the tracer ended with $?" "$(cat "$T/tracer.err")"
	ID=$(tail -n 1 "$LOGDIR/timing_results.csv" | tr -d '\r' | sed 's/.*,//')
}

# without_starts: results.csv less the columns that rows of timing_results.csv cannot have
without_starts() {
	"$PYTHON" -c 'import csv, sys
gone = {"Start CPU (%)", "Start Mem %", "Start Threads", "Start FDs", "CPU Delta"}
for row in csv.DictReader(open(sys.argv[1], encoding="utf-8", newline="")):
    print([(key, value) for key, value in row.items() if key not in gone])' "$MADE/results.csv"
}

@test "results: real traces against the reference, each program's recording and all together" {
	traced --max-bytes 0 ping pong afterwards -- "$PROGRAMS/recurse" mutual 40 3
	agree --run-id "$ID"
	traced --max-bytes 40000 add_six twice -- "$PROGRAMS/basic" 50
	agree --run-id "$ID"
	traced --max-bytes 0 thrower middle catcher rethrower -- "$PROGRAMS/exceptions" rethrow 30 2
	agree --run-id "$ID"
	[[ $(column results Outcome | sort -u | xargs) == "returned unwound" ]]
	same "$(column results 'Call ID' | wc -l)" "$(grep -c ",$ID" "$LOGDIR/timing_results.csv")"
	agree --gap 86400
	[[ $(column results 'Call ID' | wc -l) == $(($(wc -l <"$LOGDIR/timing_results.csv") - 1)) ]]
}

@test "results: errors of a real trace, and calls that they left open" {
	[[ $EUID == 0 ]] || skip "BPF: needs root"
	"$MAAP_TRACE" --logdir "$LOGDIR" -q work dereference -- "$PROGRAMS/crashing" null \
		</dev/null >/dev/null 2>&1 || true
	ID=$(jq -r 'select(.event == "run").run' "$LOGDIR/timing.log")
	ends 3 call --run-id "$ID"
	traced --max-bytes 0 thrower middle catcher -- "$PROGRAMS/exceptions" through 30 2
	agree --run-id "$ID"
	[[ $(column results_aggregate Errors | sort -n | xargs) != "0 0 0" ]]
	agree --min-cluster 2 --gap 86400
	told 'calls that were open when the recording ended' 2
}

@test "results: a recording whose first lines have rotated away" {
	local part all
	traced --max-bytes 100000 --backup-count 100 ping pong -- "$PROGRAMS/recurse" mutual 40 12
	agree --run-id "$ID"
	without_starts >"$T/whole"
	cp "$MADE/results_aggregate.csv" "$T"
	all=$(wc -l <"$T/whole")
	((all == 480)) || fail "$all calls"
	for part in "$LOGDIR"/timing.log.*; do
		[[ $part == *.log.1 ]] || rm "$part"
	done
	# a start that has gone while its end is there
	sed -i 1d "$LOGDIR/timing.log.1"
	rm -rf "$FIGS"
	results --run-id "$ID"
	((status == 0)) || fail "status $status" "$stderr"
	MADE=$(echo "$FIGS"/*)
	without_starts | diff "$T/whole" -
	same "$(column results 'Start CPU (%)' | sort -u | head -n 1)" ""
	local in_log
	in_log=$(column results 'Start CPU (%)' | grep -c .)
	((in_log < all && in_log > 10))
	grep -q "^$in_log of $all calls in the log" "$MADE/README.txt"
	grep -q "$in_log of $all calls in the log" <<<"$stderr"
	told 'calls \(a start and its end\)' "$all" 'ends without a start' 0
	"$PYTHON" - "$T/results_aggregate.csv" "$MADE/results_aggregate.csv" <<-'END'
		import csv, sys
		whole, rows = (list(csv.DictReader(open(path, newline=""))) for path in sys.argv[1:])
		for one, other in zip(whole, rows, strict=True):
		    for key in one:
		        assert key == "CPU Delta_mean" or one[key] == other[key], (key, one, other)
	END
	# the log has gone altogether
	rm "$LOGDIR"/timing.log*
	rm -rf "$FIGS"
	results --run-id "$ID"
	((status == 0)) || fail "status $status" "$stderr"
	MADE=$(echo "$FIGS"/*)
	without_starts | diff "$T/whole" -
	grep -q "^0 of $all calls in the log" "$MADE/README.txt"
}

@test "results: maap-trace --results leaves those of its own run, of 3 calls too" {
	lines <<<"calls ours '2026-11-24 12:00:00' 40" >"$LOGDIR/timing.log"
	cd "$T"
	traced --results=mine twice -- "$PROGRAMS/basic" 3
	MADE=$(echo "$T"/figs/*_mine)
	same "$(column results Function | xargs)" "twice twice twice"
	same "$(jq -r .run "$MADE/filtered_log_lines.log" | sort -u)" "$ID"
	"$PYTHON" -B "$ROOT/tests/e2e/lib/results_check.py" "$LOGDIR" "$T/figs" --run-id "$ID" --tag mine
}
