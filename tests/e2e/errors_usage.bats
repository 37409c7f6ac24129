#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What the user got wrong: exit status 2 and one line that helps.

load helper

@test "usage: an unknown function, nothing attached, the nearest candidate named" {
	start_target basic 1
	refused 2 "add_sixx.*did you mean.*add_six([^x]|$)" -p "$TARGET" twice add_sixx
	refute grep -q tracing <<<"$stderr"
	go
	wait_for_exit "$TARGET"
	((STATUS == 0))
}

@test "usage: an unknown function with nothing like it" {
	start_target basic 1
	refused 2 "qqqqqqqqqqqq" -p "$TARGET" qqqqqqqqqqqq
}

@test "usage: an unknown function in a module that is there" {
	start_target basic 1
	refused 2 "no_such_function" -p "$TARGET" basic:no_such_function
}

@test "usage: an unknown option" {
	refused 2 "no-such-option" --no-such-option -p 1 f
}

@test "usage: no function" {
	start_target basic 1
	refused 2 "function" -p "$TARGET"
}

@test "usage: neither PID nor COMMAND" {
	refused 2 "(-p|pid).*(command|--)|(command|--).*(-p|pid)" twice
}

@test "usage: both PID and COMMAND" {
	refused 2 "(-p|pid)" -p 1 twice -- true
}

@test "usage: no command behind --" {
	refused 2 "command" twice --
}

@test "usage: a PID that is no number" {
	refused 2 "12x" -p 12x twice
	refused 2 "pid" -p 1,,2 twice
	refused 2 "pid" -p -5 twice
	refused 2 "pid" -p 0 twice
	refused 2 "pid" -p 99999999999999999999 twice
}

@test "usage: numbers that are none" {
	refused 2 "duration" -p 1 --duration soon twice
	refused 2 "duration" -p 1 --duration -1 twice
	refused 2 "max-calls" -p 1 --max-calls many twice
	refused 2 "max-bytes" -p 1 --max-bytes 1z twice
	refused 2 "backup-count" -p 1 --backup-count -1 twice
	refused 2 "min-duration" -p 1 --min-duration 5parsecs twice
}

@test "usage: rules that are none" {
	refused 2 "digits.*s/REGEX/TEXT/" -p 1 --sanitize numbers twice
	refused 2 "missing closing parenthesis.*offset 1" -p 1 --sanitize 's/(/x/' twice
	refused 2 "flag" -p 1 --sanitize 's/a/b/c/' twice
	refused 2 "max-arg-length" -p 1 --max-arg-length 0 twice
}

@test "usage: choices that are none" {
	refused 2 "results-format" -p 1 --results-format xml twice
	refused 2 "exit-probe" -p 1 --exit-probe maybe twice
	refused 2 "link" -p 1 --link chain twice
}

@test "usage: an option without its value" {
	refused 2 "pid|-p" -p
	refused 2 "logdir" --logdir
}

@test "usage: --help and --version answer on stdout" {
	run_tracer --help
	((status == 0))
	[[ $output == *--duration* && $output == *--logdir* && -z $stderr ]]
	run_tracer --version
	((status == 0))
	[[ $output =~ [0-9]+\.[0-9]+ && -z $stderr ]]
}
