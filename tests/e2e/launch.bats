#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# maap-trace FUNCTION... -- COMMAND: from the first call on, and out of COMMAND's way.

load helper

@test "launch: a whole run, call for call" {
	run_tracer --logdir "$LOGDIR" -q add_six twice -- "$PROGRAMS/basic" 200
	((status == 0))
	check truth "$LOGDIR" <(printf '%s\n' "$output")
	check counts "$LOGDIR" add_six=200 twice=200
}

first_call() {
	need_link "$1"
	run_tracer --logdir "$LOGDIR" --link "$1" -q early -- "$PROGRAMS/ctor"
	((status == 0))
	[[ $output == early=3 ]]
	check counts "$LOGDIR" early=2
	jq 'select(.event == "start") | [.args.kwargs[]][0]' "$LOGDIR/timing.log" | grep -qx 1
}

@test "launch: a call before main is seen, session links" {
	first_call session
}

@test "launch: a call before main is seen, multi links" {
	first_call multi
}

@test "launch: a call before main is seen, single links" {
	first_call single
}

@test "launch: a call from a library's constructor is seen" {
	run_tracer --logdir "$LOGDIR" -q library_early early -- \
		env "LD_PRELOAD=$PROGRAMS/libctor.so" "$PROGRAMS/ctor"
	# env itself loads no such library: the functions cannot be found in it
	((status == 2))
	LD_PRELOAD=$PROGRAMS/libctor.so run_tracer --logdir "$LOGDIR" -q library_early early -- \
		"$PROGRAMS/ctor"
	[[ $output == early=3 ]]
	check counts "$LOGDIR" early=2 library_early=1
}

@test "launch: words, stdin and stdout pass through untouched" {
	head -c 100000 /dev/urandom >"$T/in"
	"$PROGRAMS/command" one 'two words' '' -p --help <"$T/in" >"$T/expected"
	"$MAAP_TRACE" --logdir "$LOGDIR" -q work -- "$PROGRAMS/command" one 'two words' '' -p --help \
		<"$T/in" >"$T/got" 2>"$TRACER_ERR"
	cmp "$T/expected" "$T/got"
	check counts "$LOGDIR" work=5
	check summary "$TRACER_ERR" calls=5 lost=0 unfinished=0
}

@test "launch: found on PATH" {
	PATH=$PROGRAMS:$PATH run_tracer --logdir "$LOGDIR" -q work -- command a b </dev/null
	((status == 0))
	check counts "$LOGDIR" work=2
}

@test "launch: COMMAND's exit status is the tracer's" {
	run_tracer --logdir "$LOGDIR" -q work -- "$PROGRAMS/command" exit=0 </dev/null
	((status == 0))
	run_tracer --logdir "$LOGDIR" -q work -- "$PROGRAMS/command" exit=7 </dev/null
	((status == 7))
	run_tracer --logdir "$LOGDIR" -q work -- "$PROGRAMS/command" signal=15 </dev/null
	((status == 143))
	check counts "$LOGDIR" work=3
}

@test "launch: a command that is not there" {
	refused "1|2" "no-such-command.*(not found|no such file)" work -- no-such-command
}

@test "launch: a command that cannot be executed" {
	printf 'text\n' >"$T/text"
	refused "1|2" "text.*(permission|execut)" work -- "$T/text"
}

@test "launch: a script runs its interpreter" {
	printf '#!%s\n' "$PROGRAMS/command" >"$T/script"
	chmod +x "$T/script"
	run_tracer --logdir "$LOGDIR" -q work -- "$T/script" a b </dev/null
	((status == 0))
	check counts "$LOGDIR" work=3
}

@test "launch: under sudo the command runs as the caller, who owns the files" {
	public_folder
	cp "$PROGRAMS/command" "$PUBLIC"
	LOGDIR=$PUBLIC/logs
	SUDO_UID=$NOBODY SUDO_GID=$NOBODY SUDO_USER=nobody run_tracer --logdir "$LOGDIR" -q work -- \
		"$PUBLIC/command" a </dev/null
	((status == 0))
	grep -qx "uid=$NOBODY gid=$NOBODY" <<<"$output"
	check counts "$LOGDIR" work=1
	local file
	for file in "$LOGDIR" "$LOGDIR/timing.log" "$LOGDIR/timing_results.csv"; do
		[[ $(stat -c %u:%g "$file") == "$NOBODY:$NOBODY" ]] || fail "$file: $(stat -c %u:%g "$file")"
	done
}

@test "launch: --duration ends the tracing, COMMAND runs on and its status counts" {
	mkfifo "$T/in"
	"$MAAP_TRACE" --logdir "$LOGDIR" -q -d 0.5 inside one_step -- "$PROGRAMS/lifecycle" exit 9 \
		0<>"$T/in" >"$TRACER_OUT" 2>"$TRACER_ERR" 3>&- &
	TRACER=$!
	STARTED+=("$TRACER")
	wait_for_line "$TRACER_ERR" '^calls 0 '
	refute gone "$TRACER"
	echo go 1<>"$T/in"
	wait_for_exit "$TRACER"
	((STATUS == 9))
	check counts "$LOGDIR"
}

@test "launch: an unknown function leaves COMMAND unstarted" {
	refused 2 "no_such_function" no_such_function -- touch "$T/started"
	[[ ! -e $T/started ]]
}

# The program is held at a place where every process has a breakpoint of theirs.
@test "launch: beside another tracer that follows children" {
	sleep 60 &
	STARTED+=("$!")
	start_tracer --logdir "$T/other" -q -f -p "$!" malloc
	wait_for_probes
	run_tracer --logdir "$LOGDIR" -q twice -- "$PROGRAMS/basic"
	((status == 0)) || fail "ended with $status:" "$stderr"
	check verify "$LOGDIR"
	stop_tracer INT
}
