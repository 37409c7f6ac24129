#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Output that cannot be written, or must not be: one clear line, the target unharmed.

load helper

target_is_well() {
	go
	wait_for_exit "$TARGET"
	((STATUS == 0))
}

@test "output: a file where the folder should be" {
	start_target basic 1
	: >"$T/file"
	LOGDIR=$T/file
	refused 1 "file" -p "$TARGET" twice
	target_is_well
}

@test "output: a folder that nobody can write to" {
	start_target basic 1
	LOGDIR=/proc/no-logs
	refused 1 "/proc/no-logs" -p "$TARGET" twice
	target_is_well
}

@test "output: a folder where the log should be" {
	start_target basic 1
	mkdir -p "$LOGDIR/timing.log"
	run_tracer --logdir "$LOGDIR" -p "$TARGET" twice
	((status == 1))
	one_clear_line "timing\.log"
	target_is_well
}

@test "output: missing parents of the folder are made" {
	LOGDIR=$T/a/b/c
	run_tracer --logdir "$LOGDIR" -q twice -- "$PROGRAMS/basic" 5
	((status == 0))
	check counts "$LOGDIR" twice=5
}

@test "output: a folder that is a symlink of another user" {
	start_target basic 1
	mkdir "$T/real"
	ln -s "$T/real" "$LOGDIR"
	chown -h "$NOBODY" "$LOGDIR"
	refused 1 "symlink|symbolic link" -p "$TARGET" twice
	[[ -z $(ls "$T/real") ]]
	target_is_well
}

@test "output: a log that is a symlink of another user" {
	start_target basic 1
	mkdir "$LOGDIR"
	echo precious >"$T/precious"
	ln -s "$T/precious" "$LOGDIR/timing.log"
	chown -h "$NOBODY" "$LOGDIR/timing.log"
	run_tracer --logdir "$LOGDIR" -p "$TARGET" twice
	((status == 1))
	one_clear_line "symlink|symbolic link"
	[[ $(cat "$T/precious") == precious ]]
	target_is_well
}

@test "output: a CSV that is a symlink of another user" {
	start_target basic 1
	mkdir "$LOGDIR"
	echo precious >"$T/precious"
	ln -s "$T/precious" "$LOGDIR/timing_results.csv"
	chown -h "$NOBODY" "$LOGDIR/timing_results.csv"
	run_tracer --logdir "$LOGDIR" -p "$TARGET" twice
	((status == 1))
	one_clear_line "symlink|symbolic link"
	[[ $(cat "$T/precious") == precious ]]
	target_is_well
}

@test "output: a folder that is a symlink of one's own" {
	mkdir "$T/real"
	ln -s "$T/real" "$LOGDIR"
	run_tracer --logdir "$LOGDIR" -q twice -- "$PROGRAMS/basic" 5
	((status == 0))
	check counts "$T/real" twice=5
}

# The disk is a small tmpfs in the tracer's own mount namespace.
@test "output: a full disk ends the tracing, the lost calls are counted" {
	start_target basic 5000
	mkdir "$LOGDIR"
	# shellcheck disable=SC2016 # expanded by the inner shell
	unshare -m bash -c 'mount -t tmpfs -o size=200k none "$1" && shift && exec "$@"' _ "$LOGDIR" \
		"$MAAP_TRACE" --logdir "$LOGDIR" -q -p "$TARGET" twice add_six \
		>"$TRACER_OUT" 2>"$TRACER_ERR" 3>&- &
	TRACER=$!
	STARTED+=("$TRACER")
	wait_for_probes
	go
	wait_for_exit "$TARGET"
	((STATUS == 0))
	wait_for_exit "$TRACER"
	((STATUS == 1))
	grep -Eq '^maap-trace: .*([Nn]o space|full)' "$TRACER_ERR"
	[[ $(grep -Eic 'no space|full' "$TRACER_ERR") -le 2 ]]
	grep -Eq '^calls [0-9]+ +lost [1-9][0-9]*.*write' "$TRACER_ERR"
	[[ $(grep -c '^call ' "$TARGET_OUT") == 10000 ]]
}

@test "output: a closed pipe on stdout does not end the recording" {
	start_target basic 2000
	{
		"$MAAP_TRACE" --logdir "$LOGDIR" -p "$TARGET" twice 2>"$TRACER_ERR" 3>&- || true
	} | head -n 1 >/dev/null &
	STARTED+=("$!")
	until_true "$DEADLINE" grep -qs '^maap-trace: tracing' "$TRACER_ERR"
	go
	wait_for_exit "$TARGET"
	((STATUS == 0))
	all_rows() {
		[[ $(wc -l <"$LOGDIR/timing_results.csv") == 2001 ]]
	}
	until_true "$DEADLINE" all_rows
}
