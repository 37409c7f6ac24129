# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# Targets and tracers in namespaces and roots of their own.

# make_root DIR FILE...: DIR holds the files, as /NAME, and the libraries that they need
make_root() {
	local dir=$1 file
	shift
	mkdir -p "$dir"
	for file; do
		cp "$file" "$dir/"
		ldd "$file" | grep -oE '/[^ ]+\.so[^ ]*' | xargs cp -L --parents -n -t "$dir"
	done
}

# child_of PID: its one child
child_of() {
	local children
	children=$(cat "/proc/$1/task/$1/children")
	# shellcheck disable=SC2086 # words
	set -- $children
	(($# == 1)) || return 1
	printf '%s\n' "$1"
}

# pid_in PID DEPTH: the number that PID has DEPTH namespaces further in
pid_in() {
	awk -v field="$((2 + $2))" '$1 == "NSpid:" { print $field }' "/proc/$1/status"
}

# start_in_namespaces SCRIPT ARG...: SCRIPT, which is to exec the target in the end, with "$@" in
# a mount and a PID namespace of its own. TARGET is its PID as seen here, INNER that inside.
start_in_namespaces() {
	start_target "$(command -v unshare)" --mount --pid --fork --kill-child --mount-proc \
		bash -c "$1" _ "${@:2}"
	TARGET=$(child_of "$TARGET")
	INNER=$(pid_in "$TARGET" 1)
	((INNER == 1)) || fail "PID $TARGET is $INNER inside"
}

# What the target says of itself, with the PIDs and thread IDs that it has here: to $T/translated
translate_pids() {
	local status inner outer script=
	for status in /proc/"$TARGET"/task/*/status; do
		outer=$(awk '$1 == "NSpid:" { print $2 }' "$status")
		inner=$(awk '$1 == "NSpid:" { print $3 }' "$status")
		script+="s/\\b([pt]id)=$inner\\b/\\1=:$outer/g;"
	done
	TRANSLATION="$script;s/=:/=/g"
}

# hold_namespace: a PID namespace that lives as long as the test. "$INSIDE" COMMAND [ARG...] runs
# in it; MAAP_TRACE is the tracer that does.
hold_namespace() {
	unshare --mount --pid --fork --kill-child --mount-proc sleep infinity </dev/null \
		>/dev/null 2>&1 3>&- &
	local outer=$!
	STARTED+=("$outer")
	until_true "$DEADLINE" child_of "$outer" >/dev/null || fail "no namespace"
	HOLDER=$(child_of "$outer")
	until_true "$DEADLINE" grep -qs '^sleep' "/proc/$HOLDER/comm" || fail "no namespace"
	INSIDE=$T/inside
	inside_script "$INSIDE" '"$@"'
	# shellcheck disable=SC2016 # expanded by the script
	inside_script "$T/maap-trace" "$(printf '%q "$@"' "$MAAP_TRACE")"
	MAAP_TRACE=$T/maap-trace
}

# inside_script FILE COMMAND
inside_script() {
	printf '#!/bin/sh\nexec nsenter --target %d --mount --pid --wd=/ -- %s\n' "$HOLDER" "$2" >"$1"
	chmod +x "$1"
}

# start_target_inside PROGRAM [ARG...]: TARGET is the PID that it has in the held namespace
start_target_inside() {
	start_target "$INSIDE" "$@"
	OUTER=$(child_of "$TARGET")
	TARGET=$(pid_in "$OUTER" 1)
}

# finish_inside: target and tracer end, both with status 0
finish_inside() {
	wait_for_exit "${TARGETS[0]}"
	((STATUS == 0)) || fail "the target ended with $STATUS"
	wait_for_exit "$TRACER"
	((STATUS == 0)) || fail "the tracer ended with $STATUS"
}
