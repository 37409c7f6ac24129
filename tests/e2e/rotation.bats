#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# timing.log by size: whole lines, every generation below the limit, nothing unsaid.

load helper

# rotate CALLS MAX_BYTES BACKUPS
rotate() {
	run_tracer --logdir "$LOGDIR" -q --max-bytes "$2" --backup-count "$3" add_six twice -- \
		"$PROGRAMS/basic" "$1"
	((status == 0)) || fail "status $status" "$stderr"
}

# A call whose start line has gone is no longer there.
calls_in_log() {
	cat "$LOGDIR"/timing.log* | grep -c '"event":"start"'
}

@test "rotation: each generation is below the limit and no line is cut" {
	rotate 1000 100000 3
	check rotated "$LOGDIR" 100000
	[[ $(cd "$LOGDIR" && echo timing*) == \
		"timing.log timing.log.1 timing.log.2 timing.log.3 timing_results.csv" ]]
	# filled as far as whole lines go
	[[ $(stat -c %s "$LOGDIR/timing.log.1") -gt 97000 ]]
}

@test "rotation: the summary says how many calls are no longer in the log" {
	rotate 1000 100000 3
	local left
	left=$((2000 - $(calls_in_log)))
	grep -Eq "(^|[^0-9])$left (of 2000 )?calls .*no longer in .*timing\.log" <<<"$stderr" ||
		fail "$left calls have gone, and:" "$stderr"
	[[ $(tail -n +2 "$LOGDIR/timing_results.csv" | wc -l) == 2000 ]]
}

@test "rotation: nothing is said when nothing has gone" {
	rotate 100 1000000 3
	refute grep -q 'no longer in' <<<"$stderr"
	check counts "$LOGDIR" add_six=100 twice=100
}

@test "rotation: with room for all generations every call is there once" {
	rotate 500 200000 50
	check verify "$LOGDIR"
	[[ $(calls_in_log) == 1000 ]]
	[[ -e $LOGDIR/timing.log.3 ]]
}

@test "rotation: --max-bytes 0 never rotates" {
	rotate 500 0 3
	[[ ! -e $LOGDIR/timing.log.1 ]]
	check counts "$LOGDIR" add_six=500 twice=500
}

@test "rotation: new generations have the mode and owner of the first" {
	public_folder
	cp "$PROGRAMS/basic" "$PUBLIC"
	LOGDIR=$PUBLIC/logs
	SUDO_UID=$NOBODY SUDO_GID=$NOBODY run_tracer --logdir "$LOGDIR" -q --max-bytes 50000 twice \
		-- "$PUBLIC/basic" 300
	((status == 0))
	[[ $(stat -c '%a %u:%g' "$LOGDIR"/timing.log* | sort -u) == "640 $NOBODY:$NOBODY" ]]
	[[ -e $LOGDIR/timing.log.1 ]]
}

@test "rotation: goes on where an earlier run ended" {
	rotate 60 100000 20
	local size
	size=$(stat -c %s "$LOGDIR/timing.log")
	rotate 60 100000 20
	check rotated "$LOGDIR" 100000
	check verify "$LOGDIR"
	((size > 0))
	[[ $(calls_in_log) == 240 ]]
}
