#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# A user or a kernel that does not let us: one line that says what is missing.

load helper

# in_private_mounts SCRIPT ARG...: SCRIPT with "$@" in a mount namespace of its own
in_private_mounts() {
	local script=$1
	shift
	run --separate-stderr timeout -k 5 "$DEADLINE" unshare -m bash -c "$script" _ "$@"
}

# without CAPABILITIES: run the tracer as root that lacks them
without() {
	run --separate-stderr timeout -k 5 "$DEADLINE" setpriv --bounding-set "$1" \
		--inh-caps "$1" "$MAAP_TRACE" --logdir "$LOGDIR" -p "$TARGET" twice
}

@test "system: not root" {
	start_target basic 1
	public_folder
	cp "$MAAP_TRACE" "$PUBLIC/maap-trace"
	run --separate-stderr timeout -k 5 "$DEADLINE" setpriv --reuid "$NOBODY" --regid "$NOBODY" \
		--clear-groups "$PUBLIC/maap-trace" --logdir "$PUBLIC/logs" -p "$TARGET" twice
	((status == 1))
	one_clear_line "root|sudo"
	[[ ! -e $PUBLIC/logs/timing.log ]]
}

@test "system: root without CAP_BPF" {
	start_target basic 1
	without -bpf,-sys_admin
	((status == 1))
	one_clear_line "cap_bpf"
}

@test "system: root without CAP_PERFMON" {
	start_target basic 1
	without -perfmon,-sys_admin
	((status == 1))
	one_clear_line "cap_perfmon"
}

@test "system: a kernel without BTF" {
	start_target basic 1
	# shellcheck disable=SC2016 # expanded by the inner shell
	in_private_mounts 'mount -t tmpfs none /sys/kernel/btf && exec "$@"' \
		"$MAAP_TRACE" --logdir "$LOGDIR" -p "$TARGET" twice
	((status == 1))
	one_clear_line "BTF"
}

@test "system: lockdown confidentiality" {
	[[ -d /sys/kernel/security ]] || skip "this kernel has no /sys/kernel/security"
	start_target basic 1
	# shellcheck disable=SC2016 # expanded by the inner shell
	in_private_mounts 'mount -t tmpfs none /sys/kernel/security &&
		echo "none integrity [confidentiality]" >/sys/kernel/security/lockdown && exec "$@"' \
		"$MAAP_TRACE" --logdir "$LOGDIR" -p "$TARGET" twice
	((status == 1))
	one_clear_line "lockdown"
}

@test "system: lockdown integrity is no obstacle" {
	[[ -d /sys/kernel/security ]] || skip "this kernel has no /sys/kernel/security"
	# shellcheck disable=SC2016 # expanded by the inner shell
	in_private_mounts 'mount -t tmpfs none /sys/kernel/security &&
		echo "none [integrity] confidentiality" >/sys/kernel/security/lockdown && exec "$@"' \
		"$MAAP_TRACE" --logdir "$LOGDIR" -q twice -- "$PROGRAMS/basic" 5
	((status == 0))
	check counts "$LOGDIR" twice=5
}

@test "system: a kernel without a memory lock limit to raise is no obstacle" {
	run --separate-stderr timeout -k 5 "$DEADLINE" setpriv --bounding-set -sys_resource \
		--inh-caps -sys_resource bash -c 'ulimit -l 64 && exec "$@"' _ \
		"$MAAP_TRACE" --logdir "$LOGDIR" -q twice -- "$PROGRAMS/basic" 5
	((status == 0))
	refute grep -qi memlock <<<"$stderr"
	check counts "$LOGDIR" twice=5
}
