#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# maap-results: which of a log's lines are the run.

load helper
load lib/results

# window_is START END: as README.txt tells it
window_is() {
	grep -Fq "Window: 2026-11-24 $1 to 2026-11-24 $2" "$MADE/README.txt" ||
		fail "not $1 to $2:" "$(grep Window: "$MADE/README.txt")"
}

@test "results: lines 30.000 s apart are one run" {
	log <<-'END'
		calls ours 12:00:00 13 name=first step=0
		calls pymaap 12:00:30.004 13 name=second
	END
	agree
	window_is 12:00:00.000000 12:00:30.128000
	told 'calls \(a start and its end\)' 26
}

@test "results: more than 30 s apart are two, be it a nanosecond" {
	local late
	for late in 30.005 30.004001 30.004000001; do
		log <<-END
			calls ours 12:00:00 13 name=first step=0
			calls pymaap 12:00:$late 13 name=second digits=9 point=.
		END
		agree
		grep -q "Window: 2026-11-24 12:00:30" "$MADE/README.txt"
		told 'calls \(a start and its end\)' 13
		same "$(column results Function | sort -u)" second
	done
}

@test "results: 25 lines are a run, 24 are not" {
	log <<-'END'
		calls ours 12:00:00 20 name=first
		calls pymaap 13:00:00 12 name=second
	END
	agree
	same "$(column results Function | sort -u)" first
	lines <<<"records 13:00:01" >>"$LOGDIR/timing.log"
	agree
	same "$(column results Function | sort -u)" second
	told lines 25
	# a repeated line counts, a bad one does not
	log <<-'END'
		calls ours 12:00:00 20 name=first
		calls pymaap 13:00:00 12 name=second
		raw {"timestamp": "2026-11-24 13:00:00"}
	END
	agree
	same "$(column results Function | sort -u)" first
	{
		cat "$LOGDIR/timing.log"
		grep second "$LOGDIR/timing.log" | head -n 1
	} >"$T/more"
	mv "$T/more" "$LOGDIR/timing.log"
	agree
	same "$(column results Function | sort -u)" second
}

# Three runs in wrong order, the latest with 24 lines, and one line late at night.
three_runs() {
	log timing.log.1 <<-'END'
		calls ours 14:00:00 30 name=third
		records 23:59:59
	END
	log <<-'END'
		calls pymaap 12:00:00 40 name=first took=0.001
		calls ours 13:00:00 12 name=second
		records 13:00:01
	END
}

@test "results: the latest of several, --run takes another" {
	three_runs
	agree
	same "$(column results Function | sort -u)" third
	[[ $MADE == */2026-11-24_14-00-00_run ]]
	agree --run 1
	same "$(column results Function | sort -u)" first
	agree --run 2
	same "$(column results Function | sort -u)" second
	agree --run 3
	same "$(column results Function | sort -u)" third
	agree --run 2 --min-cluster 26
	same "$(column results Function | sort -u)" third
	ends 3 '\b4\b|3 runs' --run 4
	ends 3 . --run 3 --min-cluster 26
}

@test "results: the runs are explained in README.txt and listed" {
	three_runs
	agree
	grep -q '12:00:00.000000.* 80' "$MADE/README.txt"
	grep -q '13:00:00.000000.* 25' "$MADE/README.txt"
	grep -q '14:00:00.000000.* 60 .*taken' "$MADE/README.txt"
	results --list-runs
	((status == 0))
	same "$(grep -Ec '^ +[123] ' <<<"$output")" 3
	grep -Eq '^ +1  2026-11-24 12:00:00.000000  2026-11-24 12:00:00.391000 +80( |$)' <<<"$output"
	grep -Eq '^ +2  2026-11-24 13:00:00.000000  2026-11-24 13:00:01.000000 +25( |$)' <<<"$output"
	grep -Eq '^ +3  2026-11-24 14:00:00.000000  2026-11-24 14:00:00.294000 +60  taken$' <<<"$output"
	grep -Eq '23:59:59.000000 +1 .*too small' <<<"$output"
	results --list-runs --run 2
	grep -Eq '^ +2 .* 25  taken$' <<<"$output"
	results --list-runs --min-cluster 26
	same "$(grep -Ec '^ +[0-9]+ ' <<<"$output")" 2
}

@test "results: --gap and --min-cluster" {
	three_runs
	agree --gap 3600
	told 'calls \(a start and its end\)' 82
	agree --gap 3599 --min-cluster 1 --run 2
	ends 3 call --min-cluster 1 # the line late at night
	agree --gap 86400
	agree --gap 0.0095 --min-cluster 80
	same "$(column results Function | sort -u)" first
	ends 3 . --gap 0
	ends 3 . --min-cluster 81
	log <<<"calls ours 12:00:00 30 took=0 step=0"
	agree --gap 0
}

@test "results: --start-time and --end-time, each alone and both" {
	three_runs
	agree --start-time "2026-11-24 14:00:00.100"
	told 'calls \(a start and its end\)' 20
	agree --end-time "2026-11-24 14:00:00.100"
	told 'calls \(a start and its end\)' 10 'calls that straddle an edge of the window' 1
	agree --start-time "2026-11-24 12:30:00"
	told 'calls \(a start and its end\)' 42
	agree --start-time "2026-11-24 12:00:00.1" --end-time "2026-11-24 13:00:00.1"
	told 'calls \(a start and its end\)' 40
	agree --run 1 --start-time "2026-11-24 12:00:00.1"
	# nothing is detected with both, so that no run is needed
	agree --start-time "2026-11-24 00:00:00" --end-time "2026-11-25 00:00:00" --min-cluster 1000
	told 'calls \(a start and its end\)' 82
	[[ $MADE == */2026-11-25_00-00-00_run ]]
	ends 3 . --start-time "2026-11-24 00:00:00" --min-cluster 1000
	ends 3 call --start-time "2026-11-24 14:00:01"
	ends 3 call --start-time "2026-11-24 15:00:00" --end-time "2026-11-24 23:59:59.0"
}

@test "results: both edges belong to the window, to the microsecond" {
	log <<-'END'
		start pymaap 12:00:05 id=a1 digits=0
		end pymaap 12:00:05.001 id=a1
		start pymaap 12:00:05 id=a2 digits=9
		end pymaap 12:00:05 id=a2 digits=3
		start pymaap 12:00:05 id=a3
		end pymaap 12:00:05.000001 id=a3 digits=6
		start ours 12:00:05 id=a4
		end ours 12:00:05.000000001 id=a4 digits=9
		start ours 12:00:04.999999999 id=a5 digits=9
		end ours 12:00:05 id=a5
	END
	agree --start-time "2026-11-24 12:00:05" --end-time "2026-11-24 12:00:05"
	same "$(column results 'Call ID')" a2
	told lines 6 'calls that straddle an edge of the window' 4
	agree --start-time "2026-11-24 12:00:05,000" --end-time "2026-11-24 12:00:05.001"
	told lines 9 'calls \(a start and its end\)' 4
	agree --start-time "2026-11-24 12:00:04.999999" --end-time "2026-11-24 12:00:05.000001"
	same "$(column results 'Call ID' | sort | xargs)" "a2 a3 a4 a5"
}

@test "results: a call over the edge of a run is counted, not shown" {
	log <<-'END'
		start ours 12:00:00 id=aa
		start pymaap 12:00:00 id=ab
		calls ours 12:00:00 20
		end ours 13:00:00 id=aa
		calls pymaap 13:00:00 20
		start ours 13:00:00 id=ac
		start ours 13:00:00 id=ad
		end ours 14:00:00 id=ad
		end pymaap 15:00:00 id=ab
	END
	agree
	told 'calls \(a start and its end\)' 20 'calls that straddle an edge of the window' 2 \
		'starts without an end' 1
	agree --run 1
	told 'calls \(a start and its end\)' 20 'calls that straddle an edge of the window' 2
}

@test "results: lines in time order, equal ones in reading order" {
	local part
	for part in 3 2 1; do
		{
			echo "records 12:00:0$part 5 step=0 message=$part"
			echo "records 12:00:02 5 step=0 message=$part"
			echo "calls ours 12:00:02 5 step=0 took=0 tid=$part id=a$part name=f$part"
		} | log timing.log.$part
	done
	agree
	jq -r '.timestamp[:23]' "$MADE/filtered_log_lines.log" | sort -c
	cat "$LOGDIR"/timing.log.{3,2,1} | grep '12:00:02' >"$T/expected"
	grep '12:00:02' "$MADE/filtered_log_lines.log" | cmp - "$T/expected"
}
