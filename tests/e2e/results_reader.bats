#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# maap-results: which files are read, in which order, and which of their lines are records.

load helper
load lib/results

@test "results: lines of both tools in one log" {
	log <<-'END'
		run 12:00:00
		calls ours 12:00:00.5 20 name=ours
		calls pymaap 12:00:00.501 20 name=theirs
		records 12:00:01 5
		lost 12:00:01 count=3
		start ours 12:00:01 name=open id=ab
		unfinished 12:00:02 name=open id=ab
		lost 12:00:03 count=4
	END
	agree
	told lines 90 'calls \(a start and its end\)' 40 'starts without an end' 0 \
		'calls that were open when the recording ended' 1 'records that the tracer lost' 7
	same "$(column results_aggregate Function)" "$(printf '%s\n' ours theirs)"
	same "$(column results Outcome | sort | uniq -c | tr -s ' \n' ' ')" " 20 20 returned "
}

@test "results: parts of a log in any order" {
	local order now a b c first=''
	lines >"$T/all" <<-'END'
		calls ours 12:00:00 10
		calls pymaap 12:00:00.055 10 took=0.2
		calls ours 12:00:01 10 took=0.5
	END
	split -n l/3 "$T/all" "$T/part."
	for order in "aa ab ac" "aa ac ab" "ab aa ac" "ab ac aa" "ac aa ab" "ac ab aa"; do
		read -r a b c <<<"$order"
		cp "$T/part.$a" "$LOGDIR/timing.log.2"
		gzip -c "$T/part.$b" >"$LOGDIR/timing.log.1.gz"
		cp "$T/part.$c" "$LOGDIR/timing.log"
		agree
		now=$(cat "$MADE"/*.csv)
		[[ -z $first || $now == "$first" ]] || fail "order $order gives other tables"
		first=$now
	done
	told 'calls \(a start and its end\)' 30 'starts without an end' 0
}

@test "results: the order of files is that of their numbers" {
	# By name the ends of 12 would come before the starts of 2.
	local n
	for n in 12 10 9 2; do
		case $n in
		12) log timing.log.12 <<<"start pymaap 12:00:00 id=aa" ;;
		10) lines <<<"end pymaap 12:00:01 id=aa" | gzip >"$LOGDIR/timing.log.10.gz" ;;
		9) log timing.log.9 <<<"start pymaap 12:00:02 id=aa" ;;
		2) log timing.log.2 <<<"end pymaap 12:00:05 id=aa" ;;
		esac
	done
	log <<<"calls ours 12:00:06 11"
	: >"$LOGDIR/timing.log.3"
	: >"$LOGDIR/timing.log.11"
	agree
	same "$(column results 'Wall Duration (s)' | head -n 2)" $'1.0\n3.0'
}

@test "results: a rotated part that is there plain and packed is read once" {
	log timing.log.1 <<<"calls pymaap 12:00:00 15"
	gzip -k "$LOGDIR/timing.log.1"
	log <<<"calls pymaap 12:00:01 5"
	agree
	told lines 70 'calls \(a start and its end\)' 20 'lines that repeat another byte for byte' 30
}

@test "results: a log packed as a whole, in several members, and other names" {
	local name
	lines <<<"calls ours 12:00:00 15" | gzip >"$LOGDIR/timing.log.gz"
	lines <<<"calls ours 12:00:01 15" | gzip >>"$LOGDIR/timing.log.gz"
	for name in timing.log.bak timing.log.1.old mytiming.log timing.log. timing.log.gz.1 \
		timing.log.1.gz.gz timing.log.-1 timing.log.1x TIMING.LOG timing.log~ timing_results.log \
		.timing.log.swp timing.log.0x1 "timing.log 1"; do
		log "$name" <<<"calls ours 12:00:02 30"
	done
	mkdir "$LOGDIR/timing.log.bak.d" "$LOGDIR/old"
	log old/timing.log <<<"calls ours 12:00:02 30"
	agree
	told 'calls \(a start and its end\)' 30
}

@test "results: time stamps with comma or dot and 0 to 9 digits" {
	local digits
	for digits in 0 1 2 3 4 5 6 7 8 9; do
		echo "calls pymaap 12:00:00.123456789 2 digits=$digits point=,"
		echo "calls ours 12:00:01.987654321 2 digits=$digits point=."
	done | log
	agree
	told lines 80
	grep -qx 'work,.*,2026-11-24 12:00:00.123400,.*' "$MADE/results.csv"
	grep -qx 'work,.*,2026-11-24 12:00:00.123456,.*' "$MADE/results.csv"
}

@test "results: CRLF, no final line end, empty files" {
	lines <<<"calls pymaap 12:00:00 15" | sed 's/$/\r/' >"$LOGDIR/timing.log.3"
	: >"$LOGDIR/timing.log.2"
	printf '\n\n' >"$LOGDIR/timing.log.1"
	lines <<<"calls ours 12:00:01 15" | head -c -1 >"$LOGDIR/timing.log"
	agree
	told lines 60 'calls \(a start and its end\)' 30
	same "$(grep -c $'\r$' "$MADE/filtered_log_lines.log")" 30
	log timing.log.2 <<<"calls ours 12:00:02 15"
	truncate -s -1 "$LOGDIR/timing.log.2"
	agree
	told lines 90
}

@test "results: no log at all" {
	ends 3 'timing.log'
	: >"$LOGDIR/timing.log"
	: | gzip >"$LOGDIR/timing.log.1.gz"
	ends 3 .
	log <<<"raw nonsense"
	ends 3 .
	LOGDIR=$T/nowhere
	ends 1 nowhere
}

@test "results: what is no log inside does not cost the others" {
	lines <<<"calls ours 12:00:00 500" | gzip >"$T/whole.gz"
	head -c 4000 "$T/whole.gz" >"$LOGDIR/timing.log.6.gz"
	echo nonsense >"$LOGDIR/timing.log.5.gz"
	: >"$LOGDIR/timing.log.4.gz"
	mkdir "$LOGDIR/timing.log.3"
	mkfifo "$LOGDIR/timing.log.2"
	ln -s /dev/zero "$LOGDIR/timing.log.1"
	log <<<"calls ours 12:00:10 20"
	results
	((status == 0)) || fail "status $status" "$stderr"
	MADE=$(echo "$FIGS"/*)
	told 'not JSON' 1 truncated 1
	same "$(grep -c '^maap-results: .*timing.log.[1236]' <<<"$stderr")" 4
	same "$(column results 'Start Time' | grep -c ' 12:00:10')" 20
}

@test "results: logs of many MiB, lines of all lengths across whatever they are read by" {
	"$PYTHON" - "$LOGDIR" "$ROOT/tests/e2e/lib" <<-'END'
		import gzip, random, sys
		sys.path.insert(0, sys.argv[2])
		from results_lines import whole_calls, ours_other, parse_time
		pick = random.Random(5)
		for name, opened in (("timing.log.2", gzip.open), ("timing.log.1", open),
		                     ("timing.log", open)):
		    with opened("%s/%s" % (sys.argv[1], name), "wb") as log:
		        size = 0
		        while size < 9 << 20:
		            ns = parse_time("12:00:00") + pick.randrange(10**10)
		            lines = list(whole_calls(pick.choice(("ours", "pymaap")), ns, 3, {"name": "f"}))
		            filling = pick.choice((0, 10, 3000, 60000, (1 << 20) - 400, 1 << 20))
		            lines.append('{"timestamp": "2026-11-24 12:00:01", "message": "%s"}'
		                         % ("x" * pick.randint(0, filling)))
		            pick.shuffle(lines)
		            data = pick.choice(("\n", "\n\n", "\r\n")).join(lines + [""]).encode()
		            size += log.write(data)
	END
	mv "$LOGDIR/timing.log.2" "$LOGDIR/timing.log.2.gz"
	agree
}
