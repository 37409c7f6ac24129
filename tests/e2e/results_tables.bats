#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# maap-results: the numbers of results.csv and results_aggregate.csv.

load helper
load lib/results

# timed NAME SECONDS...: lines of a call for each of these durations on the perf clock
timed() {
	local name=$1 took
	shift
	for took; do
		((++id))
		echo "start pymaap 12:00:00 name=$name id=$id perf=1000000.000000000"
		echo "end pymaap 12:00:00 name=$name id=$id perf=$("$PYTHON" -c '
import decimal, sys
print("%.9f" % (1000000 + decimal.Decimal(sys.argv[1])))' "$took")"
	done
}

# of TABLE FUNCTION COLUMN...: the values of the function's only row
of() {
	local table=$1 name=$2
	shift 2
	"$PYTHON" -c 'import csv, sys
rows = [row for row in csv.DictReader(open(sys.argv[1], encoding="utf-8", newline=""))
        if row["Function"] == sys.argv[2]]
assert len(rows) == 1
print(*[rows[0][column] for column in sys.argv[3:]])' "$MADE/$table.csv" "$name" "$@"
}

@test "results: percentiles, deviation, mean and sums worked out by hand" {
	local id=0
	{
		timed ten 1 2 3 4 5 6 7 8 9 10
		timed four 0.4 0.1 0.2 0.3
		timed one 0.25
		timed two 3 1
	} | log
	agree
	same "$(column results_aggregate Function | xargs)" "ten two four one"
	same "$(of results_aggregate ten 'Perf Duration (s)_'{count,sum,mean,max,p50,p90,p99,min})" \
		"10 55.0 5.5 10.0 5.5 9.1 9.91 1.0"
	# the root of 82.5 / 9
	[[ $(of results_aggregate ten 'Perf Duration (s)_std') == 3.0276503540974* ]]
	same "$(of results_aggregate four 'Perf Duration (s)_'{count,sum,p50,p90,min})" \
		"4 1.0 0.25 0.37 0.1"
	same "$(of results_aggregate two 'Perf Duration (s)_'{p50,p90,p99})" "2.0 2.8 2.98"
	[[ $(of results_aggregate two 'Perf Duration (s)_std') == 1.4142135623730* ]]
	same "$(of results_aggregate one 'Perf Duration (s)_'{mean,max,p50,p90,p99,min,std})" \
		"0.25 0.25 0.25 0.25 0.25 0.25 "
}

@test "results: differences of clocks are exact to the nanosecond" {
	log <<-'END'
		start pymaap 12:00:00 id=a1 wall=1795687980.000000001 perf=999999999.999999999
		end pymaap 12:00:00 id=a1 wall=1795687980.000000002 perf=1000000000.000000000
		start pymaap 12:00:01 id=a2 wall=1795687980.123456789 perf=2.0
		end pymaap 12:00:00.5 id=a2 wall=1795687979.123456788 perf=1.999999999
		start pymaap 12:00:02 id=a3 wall=1.5 perf=0.1
		end pymaap 12:00:02 id=a3 wall=1.5 perf=0.3 took=0.2
		start pymaap 12:00:03 id=a4 wall=1795687980.5 perf=0.000000000001
		end pymaap 12:00:03 id=a4 wall=1795687980.50000000000000001 perf=0.000000000003
		start ours 12:00:04.123456789 id=a5 took_ns=1
		end ours 12:00:05.123456788 id=a5 took_ns=1234567891
		records 12:00:00 20
	END
	agree
	same "$(column results 'Wall Duration (s)' | xargs)" "1e-09 -1.000000001 0.0 0.0 0.999999999"
	same "$(column results 'Perf Duration (s)' | head -n 4 | xargs)" "1e-09 -1e-09 0.2 2e-12"
	same "$(column results 'Duration (from log)' | xargs)" "0.2 1.234567891"
	same "$(column results 'Start Seconds' | xargs)" "0.0 1.0 2.0 3.0 4.123456"
}

@test "results: CPU, memory and the other columns of a call" {
	log <<-'END'
		start pymaap 12:00:00.5 id=a1 cpu=0.1 rss=41943040 mem=0.125 threads=1 fds=0
		end pymaap 12:00:01.25 id=a1 cpu=300 rss=40943040 mem=99 threads=12 fds=65536
		start ours 12:00:02 id=a2 cpu=99.9 rss=0 tid=77 depth=3 parent=a1 module=libx.so.1
		end ours 12:00:02 id=a2 cpu=0.0 rss=9007199254740993 tid=77 depth=3 parent=a1 outcome=unwound
		records 12:00:00 25
	END
	agree
	{
		echo -n "work,a1,2026-11-24 12:00:00.500000,2026-11-24 12:00:01.250000,0.75,0.75,,"
		echo "0.1,300.0,41943040,40943040,0.125,99.0,1,12,0,65536,299.9,-1.0,0.0,,,,,"
		echo -n "work,a2,2026-11-24 12:00:02.000000,2026-11-24 12:00:02.000000,0.0,0.0,0.004,"
		echo -n "99.9,0.0,0,9007199254740993,0.04,0.04,4,4,17,17,-99.9,9007199254.740992,1.5,"
		echo "77,3,a1,libx.so.1,unwound"
	} >"$T/expected"
	sed -n 2,3p "$MADE/results.csv" | tr -d '\r' | diff "$T/expected" -
}

@test "results: self and thread CPU time, summed over the calls that have them" {
	log <<-'END'
		calls ours 12:00:00 3 name=some self_ns=1500000000 thread_cpu_ns=250000000
		calls ours 12:00:00.1 2 name=some thread_cpu_ns=null
		calls ours 12:00:00.2 2 name=none thread_cpu_ns=null self_ns=null
		calls pymaap 12:00:00.3 2 name=theirs
		calls pymaap 12:00:00.4 1 name=some
		records 12:00:00 25
	END
	agree
	same "$(of results_aggregate some 'Self Time (s)_sum' 'Thread CPU Time (sec)_sum')" "4.504 0.75"
	same "$(of results_aggregate none 'Self Time (s)_sum' 'Thread CPU Time (sec)_sum')" " "
	same "$(of results_aggregate theirs 'Self Time (s)_sum' 'Thread CPU Time (sec)_sum')" " "
}

@test "results: functions by sum, also where sums are negative or equal" {
	local id=0
	{
		timed backwards -1 -2
		timed nothing 0
		timed small 0.000000001
		timed large 5
		timed twin 2 2
		timed mixed 3 -0.5
	} | log
	agree --min-cluster 1
	same "$(column results_aggregate Function | xargs)" "large twin mixed small nothing backwards"
	same "$(column results_aggregate 'Perf Duration (s)_sum' | xargs)" \
		"5.0 4.0 2.5 1e-09 0.0 -3.0"
}

@test "results: rows by start time, equal ones in reading order" {
	log timing.log.1 <<-'END'
		end pymaap 12:00:03 id=a3
		start pymaap 12:00:02 id=a3
		start pymaap 12:00:00.000001 id=a2 digits=6
		end pymaap 12:00:09 id=a2
		start pymaap 12:00:02 id=a4
	END
	log <<-'END'
		end pymaap 12:00:03 id=a4
		start ours 12:00:02 id=a5
		end ours 12:00:02 id=a5
		start pymaap 12:00:00 id=a1
		end pymaap 12:00:10 id=a1
		records 12:00:00 25
	END
	agree
	same "$(column results 'Call ID' | xargs)" "a1 a2 a3 a4 a5"
}

@test "results: errors of each function, of the run and the silence behind it alone" {
	log <<-'END'
		calls ours 12:00:00 15 name=fails
		calls pymaap 12:00:00 15 name=a::b
	END
	{
		lines <<-'END'
			start ours 11:59:59.999 name=fails id=a1
			start ours 12:00:00 name=fails id=a2
			start ours 12:00:00.1 name=a::b id=a3
			start ours 12:00:00.1 name=a::b id=a4
			start ours 12:00:00.1 name=other id=a5
			start ours 12:00:30.144 name=fails id=a6
			times 1
			start ours 12:00:30.145 name=fails id=a7
			raw nonsense
		END
	} >"$LOGDIR/error.log"
	lines <<<"start ours 12:00:00.05 name=fails id=a8" | gzip >"$LOGDIR/error.log.1.gz"
	lines <<<"start ours 12:00:00.05 name=fails id=a9" >"$LOGDIR/error.log.bak"
	agree
	same "$(of results_aggregate fails Errors) $(of results_aggregate a::b Errors)" "3 2"
	told 'errors \(error.log\)' 6 'of error.log, not readable' 1
	same "$(column results_aggregate Function | sort)" $'a::b\nfails'
	agree --end-time "2026-11-24 12:00:00.144"
	same "$(of results_aggregate fails Errors)" 2
}

@test "results: weird logs of 250 seeds against the reference" {
	# By hand for longer: the same with another first seed, and a count.
	"$PYTHON" -B "$ROOT/tests/e2e/lib/results_random.py" "$MAAP_RESULTS" "$T/random" 1 250
}
