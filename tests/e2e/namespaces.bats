#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Containers without a container engine: targets, tracers or both in other namespaces and roots.

load helper
load lib/namespaces

# judge_from_outside EXECUTABLE: the run is that of basic, call for call, with the PIDs of out here
judge_from_outside() {
	finish_inside
	sed -E "$TRANSLATION" "$TARGET_OUT" >"$T/translated"
	grep -q "pid=$TARGET tid=$TARGET " "$T/translated"
	check truth "$LOGDIR" "$T/translated"
	[[ $(jq -r 'select(.event == "run") | .targets[0] | "\(.pid) \(.executable)"' \
		"$LOGDIR/timing.log") == "$TARGET $1" ]] || fail "another target in the run line"
	grep -q "^maap-trace: tracing 2 functions ([0-9]* probes) in $TARGET\$" "$TRACER_ERR"
}

# A tmpfs that nobody else sees, over a folder that holds another program of the same name.
prepare_hidden_root() {
	make_root "$T/files" "$PROGRAMS/basic"
	mkdir -p "$T/root"
	cp "$PROGRAMS/recurse" "$T/root/basic"
}

hidden_root() {
	need_link "$1"
	prepare_hidden_root
	# shellcheck disable=SC2016 # expanded by the inner shell
	start_in_namespaces 'mount -t tmpfs none "$1" && cp -a "$2/." "$1" && exec chroot "$1" /basic 30' \
		"$T/root" "$T/files"
	refute cmp -s "$T/root/basic" "$PROGRAMS/basic"
	translate_pids
	attach --link "$1" -q "${@:2}" add_six twice
	go
	judge_from_outside /basic
}

@test "namespaces: a target with a root that only its mount namespace has, session links" {
	hidden_root session
}

@test "namespaces: a target with a root that only its mount namespace has, multi links" {
	hidden_root multi
}

@test "namespaces: a target with a root that only its mount namespace has, single links" {
	hidden_root single
}

@test "namespaces: a target with a root that only its mount namespace has, followed" {
	hidden_root session -f
}

@test "namespaces: a target whose root was pivoted, the old one unmounted" {
	prepare_hidden_root
	mkdir -p "$T/files$T"
	cp "$PROGRAMS/basic" "$T/files$T/basic"
	cp "$PROGRAMS/recurse" "$T/basic"
	# shellcheck disable=SC2016 # expanded by the inner shell
	start_in_namespaces 'mount -t tmpfs none "$1" && cp -a "$2/." "$1" && cd "$1" && mkdir old proc &&
		mount -t proc proc proc && pivot_root . old &&
		LD_LIBRARY_PATH=/old/lib/x86_64-linux-gnu:/old/usr/lib/x86_64-linux-gnu \
			/old/usr/bin/umount -l /old && exec "$3/basic" 30' "$T/root" "$T/files" "$T"
	[[ $(readlink "/proc/$TARGET/root") == / ]]
	translate_pids
	attach -q add_six twice
	go
	judge_from_outside "$T/basic"
}

@test "namespaces: a target on an overlay of its own" {
	prepare_hidden_root
	# shellcheck disable=SC2016 # expanded by the inner shell
	start_in_namespaces 'mount -t tmpfs none "$1" && mkdir "$1/upper" "$1/work" "$1/merged" &&
		mount -t overlay none -o "lowerdir=$2,upperdir=$1/upper,workdir=$1/work" "$1/merged" &&
		exec chroot "$1/merged" /basic 30' "$T/root" "$T/files"
	translate_pids
	attach -q add_six twice
	go
	judge_from_outside /basic
}

@test "namespaces: modules are named as the process or as we see their paths" {
	make_root "$T/root" "$PROGRAMS/basic"
	start_target "$(command -v chroot)" "$T/root" /basic 3
	attach -q /basic:add_six "$T/root/basic:twice"
	go
	finish
	check counts "$LOGDIR" add_six=3 twice=3
}

@test "namespaces: threads have the numbers of the tracer's namespace" {
	# shellcheck disable=SC2016 # expanded by the inner shell
	start_in_namespaces 'exec "$1" threads' "$PROGRAMS/namespaced"
	translate_pids
	attach -q count_call
	go
	until_true "$DEADLINE" lines_of_threads 4
	go
	finish_inside
	sed -E "$TRANSLATION" "$TARGET_OUT" >"$T/translated"
	refute cmp -s "$TARGET_OUT" "$T/translated"
	check threads "$LOGDIR" "$T/translated"
}

lines_of_threads() {
	(($(grep -c '^thread ' "$TARGET_OUT") == $1))
}

# inside METHOD: target and tracer in one namespace that is not the first
inside() {
	need_link "$1"
	hold_namespace
	start_target_inside "$PROGRAMS/basic" 40
	[[ $TARGET != "$OUTER" ]]
	attach --link "$1" -q add_six twice
	go
	finish_inside
	check process_truth "$LOGDIR" "$TARGET_OUT" "$TARGET"
	check counts "$LOGDIR" add_six=40 twice=40
}

@test "namespaces: tracer and target inside, session links" {
	inside session
}

@test "namespaces: tracer and target inside, multi links" {
	inside multi
}

@test "namespaces: tracer and target inside, single links" {
	inside single
}

@test "namespaces: tracer inside, target in a namespace inside that one" {
	hold_namespace
	start_target "$INSIDE" unshare --pid --fork --kill-child "$PROGRAMS/basic" 20
	OUTER=$(child_of "$(child_of "$TARGET")")
	TARGET=$(pid_in "$OUTER" 1)
	INNER=$(pid_in "$OUTER" 2)
	((INNER == 1 && TARGET != 1)) || fail "PIDs $OUTER $TARGET $INNER"
	attach -q add_six twice
	go
	finish_inside
	check truth "$LOGDIR" <(sed -E "s/\\b([pt]id)=1\\b/\\1=$TARGET/g" "$TARGET_OUT")
}

@test "namespaces: tracer inside, threads" {
	hold_namespace
	start_target_inside "$PROGRAMS/threads" many 500
	attach -q count_call
	go
	finish_inside
	check threads "$LOGDIR" "$TARGET_OUT"
}

@test "namespaces: tracer inside, a COMMAND" {
	hold_namespace
	run_tracer --logdir "$LOGDIR" -q add_six twice -- "$PROGRAMS/basic" 25
	((status == 0)) || fail "status $status" "$stderr"
	check truth "$LOGDIR" <(printf '%s\n' "$output")
}

@test "namespaces: the tracer is the first process of its namespace, a COMMAND" {
	run --separate-stderr timeout -k 5 "$DEADLINE" unshare --pid --fork --kill-child --mount-proc \
		"$MAAP_TRACE" --logdir "$LOGDIR" -q add_six twice -- "$PROGRAMS/basic" 25
	((status == 0)) || fail "status $status" "$stderr"
	check truth "$LOGDIR" <(printf '%s\n' "$output")
}

@test "namespaces: tracer inside, children followed" {
	hold_namespace
	start_target_inside "$PROGRAMS/forks" nested 20
	attach -q -f working forking
	go
	finish_inside
	check processes "$LOGDIR" "$TARGET_OUT"
	(($(jq -s 'map(.pid // empty) | unique | length' "$LOGDIR/timing.log") > 2))
}

# More children in all than processes can be traced at once: each gives its place back.
@test "namespaces: tracer inside, 1200 short children, followed" {
	local first
	hold_namespace
	start_target_inside "$PROGRAMS/forks" quick 600
	first=$TARGET
	start_target_inside "$PROGRAMS/forks" quick 600
	start_tracer --logdir "$LOGDIR" --max-bytes 0 -q -f -p "$first,$TARGET" working forking
	wait_for_probes
	go 0
	go 1
	wait_for_exit "${TARGETS[1]}"
	((STATUS == 0))
	finish_inside
	refute grep -q 'child processes were not traced' "$TRACER_ERR"
	cat "$T/target0.out" "$T/target1.out" >"$T/calls"
	check processes "$LOGDIR" "$T/calls"
	(($(jq -s 'map(.pid // empty) | unique | length' "$LOGDIR/timing.log") == 1202))
}

# with_child_namespace: the target makes one, and a child in it
with_child_namespace() {
	attach -q -f count_call
	go
	wait_for_line "$TARGET_OUT" '^child '
	go
	finish_inside
	check threads "$LOGDIR" <(sed -E 's/^child pid=/thread tid=/' "$TARGET_OUT")
	jq -e -s 'map(select(.event == "start")) | length == 20 and all(.pid == .tid)' \
		"$LOGDIR/timing.log"
}

@test "namespaces: a child in a namespace that the target makes later, followed" {
	start_target namespaced child
	with_child_namespace
}

@test "namespaces: tracer inside, a child in a namespace that the target makes later, followed" {
	hold_namespace
	start_target_inside "$PROGRAMS/namespaced" child
	with_child_namespace
}

@test "namespaces: a library that the target maps under another root, later" {
	need_link session
	make_root "$T/root" "$(ldconfig -p | awk '$1 == "libgcc_s.so.1" && /x86-64/ { print $NF; exit }')"
	start_target namespaced root "$T/root" /libgcc_s.so.1
	attach -q count_call call_all
	go
	wait_for_line "$TRACER_ERR" '1 function is observed at the return instructions from now on$'
	go
	wait_for_line "$TARGET_OUT" '^thread '
	go
	finish
	check threads "$LOGDIR" "$TARGET_OUT"
}

# A thread that executes goes on under the main thread's number.
exec_by_thread() {
	attach -q -f count_call
	go
	until_true "$DEADLINE" lines_of_threads 2
	go
	finish_inside
	check threads "$LOGDIR" "$TARGET_OUT"
	grep -q "tid=$TARGET calls=20" "$TARGET_OUT"
}

@test "namespaces: exec by a thread, followed" {
	start_target namespaced exec
	exec_by_thread
}

@test "namespaces: tracer inside, exec by a thread, followed" {
	hold_namespace
	start_target_inside "$PROGRAMS/namespaced" exec
	exec_by_thread
}

# hang_inside: two calls are open, and stay so
hang_inside() {
	hold_namespace
	start_target_inside "$PROGRAMS/lifecycle" hang
	attach -q one_step outside inside
	go
	wait_for_line "$TARGET_OUT" '^inside$'
}

@test "namespaces: tracer inside, Ctrl-C with two calls open" {
	hang_inside
	kill -INT "$(child_of "$TRACER")"
	wait_for_exit "$TRACER"
	((STATUS == 0))
	check counts "$LOGDIR" one_step=3 outside=1 inside=1
	check unfinished "$LOGDIR" outside=1 inside=1
	[[ $(jq -r 'select(.event == "unfinished") | "\(.pid) \(.tid)"' "$LOGDIR/timing.log" |
		sort -u) == "$TARGET $TARGET" ]]
	go
	wait_for_exit "${TARGETS[0]}"
	((STATUS == 0))
}

@test "namespaces: tracer inside, the target is killed with two calls open" {
	hang_inside
	kill -KILL "$OUTER"
	wait_for_exit "$TRACER"
	((STATUS == 0))
	check unfinished "$LOGDIR" outside=1 inside=1 'signal=SIGKILL|9'
	[[ $(jq -r 'select(.event == "unfinished") | "\(.pid) \(.tid)"' "$LOGDIR/timing.log" |
		sort -u) == "$TARGET $TARGET" ]]
}

@test "namespaces: tracer inside, exec inside two calls" {
	hold_namespace
	start_target_inside "$PROGRAMS/lifecycle" exec
	attach -q one_step outside inside
	go
	finish_inside
	check unfinished "$LOGDIR" outside=1 inside=1
	grep -q "^maap-trace: PID $TARGET executes another program" "$TRACER_ERR"
	[[ $(jq -r 'select(.event == "end" or .event == "unfinished") | .pid' "$LOGDIR/timing.log" |
		sort -u) == "$TARGET" ]]
}

@test "namespaces: tracer inside, goroutines" {
	hold_namespace
	start_target_inside "$PROGRAMS/goroutines" hand 100
	attach -q --max-bytes 0 'main.(*box).Ask' 'main.(*box).inner'
	go
	finish_inside
	check summary "$TRACER_ERR" lost=0 unfinished=0
	[[ $(jq -r 'select(.event == "end") | .pid' "$LOGDIR/timing.log" | sort -u) == "$TARGET" ]]
}

@test "namespaces: tracer inside, time off the CPU" {
	hold_namespace
	start_target_inside "$PROGRAMS/resources" sleep 5
	attach -q sleep_50ms
	go
	finish_inside
	check off_cpu "$LOGDIR" "$TARGET_OUT"
}

@test "namespaces: tracer inside, a process outside is none of its own" {
	start_target basic 1
	hold_namespace
	refused 1 'no such process' -p "$TARGET" twice
}

@test "namespaces: a target in a user namespace" {
	start_target "$(command -v unshare)" --user --map-root-user --pid --fork --kill-child \
		"$PROGRAMS/basic" 10
	TARGET=$(child_of "$TARGET")
	attach -q add_six twice
	go
	finish_inside
	check truth "$LOGDIR" <(sed -E "s/\\b([pt]id)=1\\b/\\1=$TARGET/g" "$TARGET_OUT")
}
