#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# maap-results: names of functions, and which start belongs to which end.

load helper
load lib/results

# names_are NAME...: as the table has them, of a call by either tool
names_are() {
	local name shape
	{
		echo "records 12:00:03 25"
		for name; do
			for shape in pymaap ours; do
				((id += 1))
				echo "start $shape 12:00:00 id=$id name=${name@Q}"
				echo "end $shape 12:00:01 id=$id name=${name@Q}"
			done
		done
	} | log
	agree
	same "$(column results Function | sort | uniq -c)" \
		"$(printf '%s\n' "$@" "$@" | sort | uniq -c)"
}

@test "results: names with colons, blanks, quotes, markup, and in other alphabets" {
	local id=0
	# shellcheck disable=SC1003,SC2016
	names_are 'std::map<int, foo::bar>::operator[](int const&)' 'operator"" _s' \
		'<impl core::fmt::Debug for a::B>::fmt' '(anonymous namespace)::run(char*)' \
		'net/http.(*conn).serve' 'a,b' '"quoted"' ' lead and trail ' '名前' 'naïve 🚀' \
		'<script>alert(1)</script>' '=1+1' '$x_{1}' 'back\slash\n' '%s%n' '/\' 'x' \
		'a name: end' 'f: start: wall=1.5' 'f: start: wall=1.5 perf=2.5 id=ab cpu=1%'
}

@test "results: names of both tools that are escaped in the line" {
	log <<-'END'
		start ours 12:00:00 name="operator\"\"_s(char)" id=ab parent=\\ module=\"
		end ours 12:00:01 name="operator\"\"_s(char)" id=ab parent=\\ module=\"
		calls pymaap 12:00:01 15 name='"é"'
	END
	agree
	same "$(column results Function | sort -u)" $'"é"\noperator""_s(char)'
	same "$(column results 'Parent ID' | head -n 1) $(column results Module | head -n 1)" '\ "'
}

@test "results: names with characters that only an escape can bring" {
	local name stamp='"timestamp": "2026-11-24 12:00:00"'
	local start="start: wall=1.5 perf=2.5 id=ab cpu=1% rss=1 vms=1 mem%=1 threads=1 fds=1"
	{
		for name in 'two\\nlines' 'tab\\t\\r\\b\\f' 'nul\\u0000x' 'nul\\u0000y' 'lone\\ud800x' \
			'\\udc00\\ud800' 'pair\\ud83d\\ude00' 'esc\\u001b[2J' '\\u202ertl' '\\/del\x7f'; do
			echo "raw {$stamp, \"message\": \"$name: $start\"}"
			echo "raw {$stamp, \"message\": \"$name: ${start/start/end}\"}"
			echo "raw {$stamp, \"message\": \"x: $start\", \"schema\": 1, \"uuid\": \"ac\"," \
				"\"function\": \"$name\"}"
			echo "raw {$stamp, \"message\": \"x: ${start/start/end}\", \"uuid\": \"ac\"," \
				"\"schema\": 1, \"function\": \"$name\"}"
		done
	} | log
	agree
	# no message has a name with a line end in it
	told 'calls \(a start and its end\)' 19
	grep -q $'^nul\xef\xbf\xbdx,2,' "$MADE/results_aggregate.csv"
	grep -q $'^\xef\xbf\xbd\xef\xbf\xbd,2,' "$MADE/results_aggregate.csv"
	grep -q $'^pair\xf0\x9f\x98\x80,2,' "$MADE/results_aggregate.csv"
}

@test "results: a name that only some of the lines have" {
	# All that stands before the last ': start: wall='; the key of ours wins over the message.
	log <<-'END'
		start ours 12:00:00 name=a::b id=ab spoken=ignored
		end ours 12:00:01 name=a::b id=ab
		start pymaap 12:00:00 name=a::b id=ab
		end pymaap 12:00:02 name=a::b id=ab
		start pymaap 12:00:00 name=a_b id=ab
		end pymaap 12:00:03 name=a_b id=ab
		records 12:00:00 25
	END
	results --run 1
	((status == 0))
	MADE=$(echo "$FIGS"/*)
	# The first two have one key, (a::b, ab), so that the ends pair with the latest starts.
	same "$(column results Function | sort)" $'a::b\na::b\na_b'
}

@test "results: one start and one end pair in whatever order and at whatever times" {
	log timing.log.1 <<-'END'
		end pymaap 12:00:05 id=aa
		end ours 12:00:04 id=ab
		start pymaap 12:00:03 id=ac
		end pymaap 12:00:01 id=ac
	END
	log <<-'END'
		start ours 12:00:00 id=ab
		start pymaap 12:00:00 id=aa
		records 12:00:00 25
	END
	agree
	same "$(column results 'Wall Duration (s)' | xargs)" "4.0 5.0 -2.0"
	told 'starts without an end' 0 'ends without a start' 0
}

@test "results: ids that repeat, in a recursion and one after the other" {
	log <<-'END'
		start pymaap 12:00:00 id=aa
		start pymaap 12:00:01 id=aa
		start pymaap 12:00:02 id=aa
		end pymaap 12:00:03 id=aa
		end pymaap 12:00:05 id=aa
		end pymaap 12:00:08 id=aa
		start ours 12:00:09 id=aa
		end ours 12:00:10 id=aa
		start pymaap 12:00:11 id=aa
		end pymaap 12:00:13 id=aa
		end pymaap 12:00:14 id=aa
		start pymaap 12:00:15 id=aa
		start pymaap 12:00:15 id=aa name=other
		end pymaap 12:00:16 id=aa name=other
		end pymaap 12:00:17 id=ba
		records 12:00:00 20
	END
	agree
	same "$(column results 'Wall Duration (s)' | xargs)" "8.0 4.0 1.0 1.0 2.0 1.0"
	told 'starts without an end' 1 'ends without a start' 2
}

@test "results: of repeated ids an end before every start has no partner" {
	log timing.log.1 <<-'END'
		end pymaap 12:00:09 id=aa
		start pymaap 12:00:01 id=aa
		start pymaap 12:00:02 id=aa
		end pymaap 12:00:03 id=aa
		records 12:00:00 25
	END
	agree
	same "$(column results 'Wall Duration (s)' | xargs)" 1.0
	told 'starts without an end' 1 'ends without a start' 1
}

@test "results: a line repeated byte for byte is one call, and all of its lines stay" {
	log <<-'END'
		start pymaap 12:00:00 id=aa
		times 2
		end pymaap 12:00:01 id=aa
		times 1
		start ours 12:00:02 id=ab
		start ours 12:00:02.000001 id=ab
		end ours 12:00:03 id=ab
		end ours 12:00:03 id=ab outcome=unwound
		records 12:00:00
		times 19
	END
	agree
	told lines 29 'calls \(a start and its end\)' 3 'lines that repeat another byte for byte' 3
	# as lines, 29 alone make it a run
	ends 3 . --min-cluster 30
	agree --min-cluster 29
}

@test "results: the same part as .1 and as .2, and a line that was cut off there" {
	lines <<<"calls ours 12:00:00 20" >"$LOGDIR/timing.log.2"
	head -n 25 "$LOGDIR/timing.log.2" >"$LOGDIR/timing.log.1"
	lines <<<"start ours 12:00:05 id=ab" | head -c 100 >>"$LOGDIR/timing.log.1"
	log <<<"calls ours 12:00:06 5"
	agree
	told 'calls \(a start and its end\)' 25 'lines that repeat another byte for byte' 25 truncated 1
}

@test "results: calls that were open, and lines of other kinds with names like calls" {
	local rest="wall=1.5 perf=2.5 id=ad cpu=1% rss=1 vms=1 mem%=1 threads=1 fds=1"
	log <<-END
		run 12:00:00
		start ours 12:00:00 id=aa
		unfinished 12:00:01 id=aa
		unfinished 12:00:01 id=ab
		start ours 12:00:00 id=ac
		lost 12:00:01 count=5
		records 12:00:00 message="work: unfinished: $rest"
		records 12:00:00 message="work: begin: $rest"
		records 12:00:00 message="work: start"
		calls pymaap 12:00:00 12
	END
	agree
	told 'calls \(a start and its end\)' 12 'calls that were open when the recording ended' 2 \
		'starts without an end' 1 'ends without a start' 0 'records that the tracer lost' 5
}
