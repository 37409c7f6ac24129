#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# maap-results: lines that are no records, odd ones that are, and which of them make a call.

load helper
load lib/results

# one_bad CAUSE LINE...: each of these lines (as in raw) is left out for this cause
one_bad() {
	local cause=$1
	shift
	{
		printf 'raw %s\n' "$@"
		echo "calls pymaap 12:00:00 15"
	} | log
	agree
	told lines 30 "$cause" $#
	grep -Fq "$# $cause" <<<"$stderr" || fail "stderr does not tell of '$cause'" "$stderr"
}

STAMP='{"timestamp": "2026-11-24 12:00:00", '
HELLO='"message": "hello"'

@test "results: lines that are not JSON" {
	one_bad "not JSON" nonsense "{'timestamp': 1}" "$STAMP$HELLO,}" "$STAMP$HELLO} x" \
		"$STAMP$HELLO}$STAMP$HELLO}" "$STAMP"'"message": "\x01"}' "$STAMP"'"message": "\\x41"}' \
		"$STAMP$HELLO, \"n\": 01}" "$STAMP$HELLO, \"n\": 1.}" "$STAMP$HELLO, \"n\": .5}" \
		"$STAMP$HELLO, \"n\": +1}" "$STAMP$HELLO, \"n\": tru}" "$STAMP$HELLO, \"n\": [1,]}" \
		"$STAMP$HELLO, n: 1}" '\xef\xbb\xbf'"$STAMP$HELLO}" '12:00:00 INFO: hello' \
		"$STAMP"'"message": "\\u12g4"}' "$STAMP$HELLO, \"n\": {\"a\" 1}}" "$STAMP$HELLO]" "{,}"
}

@test "results: JSON that is no object, objects without message or time stamp" {
	one_bad "JSON, but no object" 7 '"text"' '[{"message": "x"}]' null true -1.5e3 '[]' ' "a" '
	one_bad "no message" "$STAMP"'"Message": "hello"}' '{"timestamp": "2026-11-24 12:00:00"}' \
		"$STAMP"'"a": {"message": "x"}}'
	one_bad "no timestamp" '{}' "{$HELLO}" "{$HELLO, \"Timestamp\": \"2026-11-24 12:00:00\"}"
}

@test "results: time stamp and message of a wrong type" {
	one_bad "timestamp or message of a wrong type" "$STAMP"'"message": 7}' \
		"$STAMP"'"message": null}' "$STAMP"'"message": ["x"]}' "$STAMP$HELLO, \"message\": {}}" \
		"{\"timestamp\": 1795687980.5, $HELLO}" "{\"timestamp\": null, $HELLO}" \
		"$STAMP$HELLO, \"timestamp\": true}"
}

@test "results: time stamps that cannot be read" {
	local stamp lines=()
	for stamp in 2026-13-01_12:00:00 2026-00-01_12:00:00 2026-02-30_12:00:00 \
		2026-02-29_12:00:00 2026-11-31_12:00:00 2026-11-24_24:00:00 2026-11-24_12:60:00 \
		2026-11-24_12:00:61 2026-11-24_12:00 2026-11-24 "" today 2026-11-24_12:00:0a \
		2026-11-24T12:00:00 26-11-24_12:00:00 2026-1-24_12:00:00 _2026-11-24_12:00:00 \
		2026-11-24_12:00:00_ 2026-11-24_12:00:00Z 2026-11-24_12:00:00+01:00 \
		2026-11-24_12:00:00.1234567890 2026-11-24_12:00:00,1.2 2026-11-24_12:00:00,-1 \
		2026-11-24_12:00:00\;123 2026/11/24_12:00:00 +026-11-24_12:00:00 '2026-11-24_12:00:٠٠'; do
		lines+=("$(printf '{"timestamp": "%s", %s}' "${stamp//_/ }" "$HELLO")")
	done
	# raw takes Latin-1: the digits that are none in ASCII, as bytes
	lines[-1]=$(printf '{"timestamp": "2026-11-24 12:00:\\xd9\\xa0\\xd9\\xa0", %s}' "$HELLO")
	one_bad "bad timestamp" "${lines[@]}"
	# a leap year's day
	log <<<"calls pymaap '2028-02-29 23:59:59.9' 15"
	agree
}

@test "results: bytes that no record may have" {
	one_bad "invalid UTF-8" "$STAMP"'"message": "\xff"}' "$STAMP"'"message": "\xc3"}' \
		"$STAMP"'"message": "\xc0\x80"}' "$STAMP"'"message": "\xed\xa0\x80"}' \
		"$STAMP"'"message": "\xf5\x80\x80\x80"}' '\xfe'"$STAMP$HELLO}" \
		"$STAMP$HELLO, \"other\": \"\\xe2\\x82\"}"
	one_bad "NUL byte" '\0' "$STAMP$HELLO}"'\0' '\0'"$STAMP$HELLO}" "$STAMP"'"message": "a\0b"}'
	one_bad blank "" "   " '\t' '\r'
	one_bad truncated '{' '{"timestamp": "2026-11-2' "$STAMP" "$STAMP$HELLO" "$STAMP\"message\":" \
		"$STAMP$HELLO, \"n\": {\"a\": [1, 2" "$STAMP$HELLO, \"n\": tr" "$STAMP$HELLO, \"n\": \"\\\\u00"
}

@test "results: a line of 1 MiB is read, one byte more is not" {
	"$PYTHON" - "$LOGDIR/timing.log" <<-'END'
		import sys
		begin, end = b'{"timestamp": "2026-11-24 12:00:00", "message": "', b'"}'
		with open(sys.argv[1], "wb") as log:
		    for size in (1 << 20, (1 << 20) + 1, 5 << 20, (1 << 20) - 1):
		        log.write(begin + b"x" * (size - len(begin) - len(end)) + end + b"\n")
	END
	lines <<<"calls pymaap 12:00:00 15" >>"$LOGDIR/timing.log"
	agree
	told lines 32 'longer than 1 MiB' 2
}

@test "results: calls with bad numbers stay lines of the run" {
	local good="wall=1.5 perf=2.5 id=ab cpu=1% rss=1 vms=1 mem%=1 threads=1 fds=1"
	{
		echo "calls pymaap 12:00:00 15"
		for change in wall=1.5/wall=1 wall=1.5/wall=-1.5 perf=2.5/perf=x id=ab/id=AB \
			cpu=1%/cpu=1 cpu=1%/cpu=nan% rss=1/rss=1.0 rss=1/rss=-1 mem%=1/mem%= \
			fds=1/fds=1_ "fds=1/fds=1 more" " perf=2.5/"; do
			echo "records 12:00:01 message='f: start: ${good/${change%/*}/${change#*/}}'"
		done
		echo "records 12:00:01 message='f: end: wall=1'"
	} | log
	agree
	told lines 43 "bad number in a call's message" 13 'starts without an end' 0
}

@test "results: numbers beyond all bounds cost their own line alone" {
	local nines
	nines=$(printf '9%.0s' {1..400})
	{
		echo "calls pymaap 12:00:00 15"
		for key in wall=$nines.5 perf=$nines.5 cpu=$nines rss=$nines threads=$nines \
			mem=$nines.$nines; do
			echo "start pymaap 12:00:01 id=ab $key"
		done
		echo "raw $STAMP$HELLO, \"n\": [$nines, -1e$nines, 1e-$nines]}"
		echo "raw {\"timestamp\": \"0000-01-01 00:00:00\", $HELLO}"
		echo "raw {\"timestamp\": \"0001-01-01 00:00:00\", $HELLO}"
		echo "raw {\"timestamp\": \"9999-12-31 23:59:59\", $HELLO}"
	} | log
	results --run 1
	((status == 0)) || fail "status $status" "$stderr"
	same "$(wc -l <"$FIGS"/*/results.csv)" 16
}

@test "results: odd lines that are records" {
	{
		echo "calls pymaap 12:00:00 15"
		printf 'raw %s\n' "$STAMP$HELLO}" \
			'{"t\\u0069mestamp": "2026-11-24 12:00:00", "messag\\u0065": ""}' \
			'{"timestamp": 3, "message": {}, "message": "x", "timestamp": "2026-11-24 12:00:00"}' \
			'\t { "Message": 5, "timestamp" : "2026-11-24 12:00:00" , "message" : "x" } \t' \
			'{"timestamp": "2026-11-24 1\\u0032:00:00", "message": "\\ud83d\\ude00 \\ud800 \\u0000"}' \
			"$STAMP$HELLO, \"n\": [1e999, -0.5E+7, 123456789012345678901234567890, [], {}, null]}" \
			"$STAMP$HELLO, \"n\": $(printf '[%.0s' {1..900})$(printf ']%.0s' {1..900})}" \
			"$STAMP"'"message": "a: start: b", "n": "\xf0\x9f\x98\x80 \x7f"}'
	} | log
	agree
	told lines 38
	grep -q '^Lines skipped, in all files: none' "$MADE/README.txt"
	# deeper than anyone writes: never fatal
	{
		echo "calls pymaap 12:00:00 15"
		echo "raw $STAMP$HELLO, \"n\": $(printf '{"a":[%.0s' {1..100000})"
	} | log
	results
	((status == 0)) || fail "status $status" "$stderr"
}
