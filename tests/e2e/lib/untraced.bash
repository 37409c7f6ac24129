# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# The same program traced and untraced: it must not notice.

# What a program prints, but for what differs from run to run.
own_words() {
	grep -Ev '^(ready|call) ' "$1"
}

# same_as_untraced PROGRAM [ARG...]: the target printed what it prints when nobody traces it
same_as_untraced() {
	local program=$1
	shift
	[[ $program == */* ]] || program=$PROGRAMS/$program
	echo go | timeout "$DEADLINE" "$program" "$@" >"$T/untraced" 2>&1 3>&- ||
		fail "the untraced run ended with $?"
	diff <(own_words "$T/untraced") <(own_words "$TARGET_OUT") >&2 ||
		fail "the traced run prints something else (>) than the untraced one (<)"
}

# trace_same METHOD PROGRAM [ARG...] -- [OPTION...] FUNCTION...: returns are observed by METHOD, the
# target ends with 0 and prints the same as untraced, nothing is lost
trace_same() {
	local method=$1 command=()
	shift
	while [[ $1 != -- ]]; do
		command+=("$1")
		shift
	done
	shift
	trace_whole_run "${command[@]}" -- -q --max-bytes 0 --exit-probe "$method" "$@"
	same_as_untraced "${command[@]}"
	check summary "$TRACER_ERR" lost=0
}

# trace_true: trace_same, and the records are what the program knows of its own calls
trace_true() {
	trace_same "$@"
	check truth "$LOGDIR" "$TARGET_OUT"
}
