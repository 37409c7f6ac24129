#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# --error-return: results that count as errors, and errno.

load helper
load lib/untraced

errors() {
	"$PYTHON" -B "$ROOT/tests/e2e/lib/errors.py" "$@"
}

# returned METHOD OPTION...: the records' function, result and errno
returned() {
	local method=$1
	shift
	trace_same "$method" returning -- "$@"
	errors form "$LOGDIR"
	RETURNED=$(jq -r '[.function, .return, .errno] | map(. // "-" | tostring) | join(" ")' \
		"$LOGDIR/error.log")
	forget_run
}

# same_lines LINE...: just these were returned, in any order
same_lines() {
	[[ $(sort <<<"$RETURNED") == $(printf '%s\n' "$@" | sort) ]] || fail "$RETURNED"
}

@test "error returns: fopen of a missing file: ENOENT and the path" {
	local method
	for method in auto uretprobe ret; do
		trace_same "$method" returning -- --error-return 'fopen:null'
		errors form "$LOGDIR"
		jq -e -s 'length == 1 and (.[0] | .kind == "error_return" and .function == "fopen" and
			.errno == "ENOENT" and .type == "ENOENT" and .return == null and
			.what == "No such file or directory" and
			.args.kwargs.filename == "/no/such/file" and
			(.backtrace | map(.symbol) | index("main")))' "$LOGDIR/error.log"
		grep -q 'fopen,returned null: ENOENT: No such file or directory,' \
			"$LOGDIR/error_results.csv"
		# Both calls are recorded whole, although fopen is left by a jump.
		[[ $(jq -r 'select(.event == "end") | .outcome' "$LOGDIR/timing.log") == $'returned\nreturned' ]]
		grep -Eq '^fopen +2 +1 ' "$TRACER_ERR"
		grep -q '^errors 1 (error_return 1)$' "$TRACER_ERR"
		forget_run
	done
}

@test "error returns: by width, sign and type" {
	local method
	for method in auto ret; do
		returned "$method" --error-return 'gives_int:<0' --error-return 'gives_char:==-2' \
			--error-return 'gives_short:==0xfffe' --error-return 'gives_long:>=2' \
			--error-return 'gives_level:!=1' --error-return 'gives_text:null'
		same_lines "gives_int -2 -" "gives_int -1 -" "gives_char -2 -" "gives_short 65534 -" \
			"gives_long 2 -" "gives_level -2 -" "gives_level LOW -" "gives_level 0 -" \
			"gives_level 2 -" "gives_text - -"
	done
}

@test "error returns: several conditions of a function, a pattern, an older errno" {
	returned auto --error-return 'gives_int:==-2' --error-return 'gives_int:>1' \
		--error-return 'gives_*:==-2' --error-return 'open_config:<0' \
		--error-return 'refuse:<0'
	same_lines "gives_int -2 -" "gives_int 2 -" "gives_char -2 -" "gives_short 65534 -" \
		"gives_long -2 -" "gives_level -2 -" "open_config -1 ENOTDIR" "refuse -1 -"
}

@test "error returns: without debug information, an int is assumed, or a pointer" {
	objcopy --strip-debug "$PROGRAMS/returning" "$T/returning"
	start_target "$T/returning"
	attach -q --error-return 'gives_int:<0' --error-return 'gives_text:null'
	go
	finish
	[[ $(jq -r '[.function, .return] | @csv' "$LOGDIR/error.log" | sort) == \
		'"gives_int","0xfffffffe"
"gives_int","0xffffffff"
"gives_text","0x0"' ]]
}

@test "error returns: the caller's frame pointer has just been taken back" {
	local method
	for method in auto uretprobe ret; do
		trace_same "$method" returning -- --error-return 'fill:<0'
		jq -e -s 'length == 1 and .[0].backtrace_note == null and
			(.[0].backtrace | map(.symbol) | .[:3]) == ["fill", "fill_more", "main"]' \
			"$LOGDIR/error.log"
		forget_run
	done
}

@test "error returns: multi and single links" {
	local link
	for link in multi single; do
		need_link "$link"
		returned auto --link "$link" --error-return 'fopen:null' --error-return 'gives_int:<0'
		[[ $RETURNED == $'gives_int -2 -\ngives_int -1 -\nfopen - ENOENT' ]] || fail "$RETURNED"
	done
}

@test "error returns: of a library that comes later" {
	trace_whole_run visited "$PROGRAMS/libvisitor.so" 1 -- -q \
		--error-return 'libvisitor.so:visit:>=101'
	errors form "$LOGDIR"
	[[ $(jq -r '.args.kwargs.number' "$LOGDIR/error.log") == $'2\n3' ]]
	jq -e '.backtrace[0].symbol == "visit"' "$LOGDIR/error.log"
}

@test "error returns: mistakes" {
	refused 2 'error-return f: give FUNCTION:CONDITION' --error-return f -p $$
	refused 2 'error-return f:<x: give' --error-return 'f:<x' -p $$
	refused 2 'leave --no-errors away' --no-errors --error-return 'f:<0' -p $$
	refused 2 'no such function' --error-return 'no_such_function:<0' -p $$
	refused 2 'backtrace-bytes 1M: give' --backtrace-bytes 1M main -p $$
	refused '1|2' 'for something else' --error-log "$LOGDIR/timing.log" main -p $$
	refused '1|2' 'for something else' --error-log "$LOGDIR/error_results.csv" main -p $$
	refused 2 'error-log .*/: give' --error-log "$T/" main -p $$
}

@test "error returns: a result that cannot be compared is told" {
	start_target returning
	attach -q --error-return 'gives_double:<0' gives_int
	grep -q 'the result of gives_double is neither a whole number nor a pointer' "$TRACER_ERR"
	go
	finish
	[[ ! -s $LOGDIR/error.log ]]
}
