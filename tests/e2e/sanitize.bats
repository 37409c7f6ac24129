#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# --sanitize: secrets reach no file, no pipe and no terminal.

load helper.bash

# no_secret PATTERN: nowhere that anything was written to
no_secret() {
	refute grep -REi -- "$1" "$LOGDIR" "$TRACER_OUT" "$TRACER_ERR"
}

# Both on the terminal and in the files.
secrets() {
	trace_whole_run secrets -- "$@" log_in open_account send_data
	check verify "$LOGDIR"
	[[ $(grep -c '"event":"end"' "$LOGDIR/timing.log") == 5 ]]
}

@test "sanitize: without rules the secrets are there" {
	secrets
	grep -q hunter2 "$LOGDIR/timing.log"
	grep -q hunter2 "$LOGDIR/timing_results.csv"
	grep -q 4012888888881881 "$TRACER_OUT"
}

@test "sanitize: digits, and passwords by a regex" {
	secrets --sanitize digits --sanitize 's/password=\S+/password=***/i'
	no_secret 'hunter[0-9]'
	no_secret '4012888888881881|9876'
	jq -e -s '[.[] | select(.event == "start" and .function == "log_in") | .args.kwargs][0] ==
		{url: "db://h/?user=ann&password=*** x", password: "***", card: "################"}' \
		"$LOGDIR/timing.log"
	jq -e -s '[.[] | select(.event == "start" and .function == "open_account") |
		.args.kwargs.account][0] | test("user=.*password=\\*\\*\\*")' "$LOGDIR/timing.log"
}

@test "sanitize: a regex alone leaves the rest as it is" {
	secrets --sanitize 's/hunter2|hunte$/<secret>/g'
	no_secret hunter
	jq -e -s '[.[] | select(.event == "start" and .function == "log_in") | .args.kwargs.card][0] ==
		4012888888881881' "$LOGDIR/timing.log"
}

@test "sanitize: a secret that the end of a text cuts in two" {
	secrets -q --sanitize 's/password=\S+/password=***/i'
	no_secret 'password=hu'
	# nor where it is a guess
	objcopy --strip-debug "$PROGRAMS/secrets" "$T/secrets"
	forget_run
	trace_whole_run "$T/secrets" -- -q --sanitize 's/password=\S+/password=***/i' log_in open_account
	no_secret 'password=hu'
	grep -q 'password=\*\*\*' "$LOGDIR/timing.log"
}

@test "sanitize: sanitising comes before cutting" {
	secrets -q --sanitize 's/PASSWORD=\S+/PASSWORD=***/' --max-arg-length 30
	no_secret 'PASSWORD=h'
}

@test "sanitize: bad rules are refused with what is accepted" {
	start_target secrets
	refused 2 'digits, or s/REGEX/TEXT/' --sanitize nothing -p "$TARGET" log_in
	refused 2 's/\(/x/' --sanitize 's/(/x/' -p "$TARGET" log_in
	refused 2 'flag' --sanitize 's/a/b/q' -p "$TARGET" log_in
	refused 2 'max-arg-length' --max-arg-length 0 -p "$TARGET" log_in
}
