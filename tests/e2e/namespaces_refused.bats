#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What is refused: /proc and user namespaces that do not fit, files that are not the mapped ones.

load helper
load lib/namespaces

refused_by_proc() {
	run --separate-stderr timeout -k 5 "$DEADLINE" unshare --pid --fork --kill-child \
		"$MAAP_TRACE" --logdir "$LOGDIR" "$@"
	((status == 1))
	one_clear_line '/proc .*outer PID namespace.*mount'
}

@test "namespaces: /proc of an outer PID namespace is refused" {
	start_target basic 1
	refused_by_proc -p "$TARGET" twice
	refused_by_proc --dry-run twice -- "$PROGRAMS/basic" 1
	[[ ! -e $LOGDIR/timing.log ]]
}

@test "namespaces: /proc of a PID namespace that the tracer is not in is refused" {
	local tracer=$MAAP_TRACE
	hold_namespace
	run --separate-stderr timeout -k 5 "$DEADLINE" nsenter --target "$HOLDER" --mount \
		"$tracer" --logdir "$LOGDIR" -p 1 twice
	((status == 1))
	one_clear_line '/proc does not show maap-trace.*mount'
}

@test "namespaces: root of a user namespace is told to run outside" {
	run --separate-stderr timeout -k 5 "$DEADLINE" unshare --user --map-root-user \
		"$MAAP_TRACE" --logdir "$LOGDIR" twice -- "$PROGRAMS/basic" 1
	((status == 1))
	one_clear_line 'user namespace.*outside'
	[[ ! -e $LOGDIR/timing.log ]]
}

# replaced_file: the target runs a file that has been replaced since by another program
replaced_file() {
	cp "$PROGRAMS/basic" "$T/program"
	start_target "$T/program" 15
	cp "$PROGRAMS/symbols" "$T/new"
	mv "$T/new" "$T/program"
}

# by_path_only ARG...: run the tracer without what it needs to get at the mapped file itself
by_path_only() {
	run --separate-stderr timeout -k 5 "$DEADLINE" setpriv \
		--bounding-set -sys_admin,-checkpoint_restore \
		--inh-caps -sys_admin,-checkpoint_restore "$MAAP_TRACE" "$@"
}

@test "namespaces: a file that was replaced is traced as it was" {
	replaced_file
	attach -q add_six twice
	go
	finish
	check truth "$LOGDIR" "$TARGET_OUT"
}

@test "namespaces: a file that was replaced is never taken for the mapped one" {
	replaced_file
	by_path_only -v --dry-run -p "$TARGET" main
	((status == 2)) || fail "status $status" "$output" "$stderr"
	grep -q "program (deleted): another file has its name by now" <<<"$stderr"
	cp "$PROGRAMS/basic" "$T/second"
	start_target "$T/second" 15
	by_path_only --dry-run -p "$TARGET" twice
	((status == 0)) || fail "status $status" "$stderr"
	grep -q '^twice  second ' <<<"$output"
}
