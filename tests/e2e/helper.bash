# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# For every test file: start targets and tracers, wait for them with a deadline, judge, clean up.
# Only processes that a test started itself are ever signalled, by their PID.

bats_require_minimum_version 1.5.0

ROOT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
MAAP_TRACE=$(realpath -m "${MAAP_TRACE:-$ROOT/build/maap-trace}")
MAAP_RESULTS=$(dirname "$MAAP_TRACE")/maap-results
PROGRAMS=$(realpath -m "${PROGRAMS:-$ROOT/build/tests/programs}")
PYTHON=${PYTHON:-/usr/bin/python3}
NOBODY=65534

# Seconds for what takes a moment on an idle machine.
DEADLINE=60

setup() {
	need_bpf
	T=$BATS_TEST_TMPDIR
	LOGDIR=$T/logs
	TRACER_OUT=$T/tracer.out
	TRACER_ERR=$T/tracer.err
	STARTED=()
	TARGETS=()
	PUBLIC=
	LINKS_BEFORE=$(probe_links)
}

teardown() {
	local pid
	[[ -n ${T-} ]] || return 0
	[[ -n ${BATS_TEST_COMPLETED-} ]] || show_outputs
	for pid in "${STARTED[@]}"; do
		kill -KILL "$pid" 2>/dev/null || continue
		wait "$pid" 2>/dev/null || true
	done
	[[ -z $PUBLIC ]] || rm -rf "$PUBLIC"
	assert_no_probes
}

# Why a test cannot run here. tests/run counts a skip that begins with "BPF:" as a failure where
# probes must work: in CI and as root.
need_bpf() {
	((EUID == 0)) || skip "BPF: needs root"
	command -v bpftool >/dev/null || skip "BPF: bpftool is missing"
	[[ -r /sys/kernel/btf/vmlinux ]] || skip "BPF: the kernel has no BTF"
	[[ -x $MAAP_TRACE ]] || fail "$MAAP_TRACE is missing: run make first"
}

# need_kernel VERSION WHAT
need_kernel() {
	local have
	have=$(uname -r | grep -oE '^[0-9]+\.[0-9]+')
	printf '%s\n%s\n' "$1" "$have" | sort -VC || skip "$2 needs kernel $1"
}

# need_link METHOD: session, multi, single
need_link() {
	case $1 in
	session) need_kernel 6.13 "session links" ;;
	multi) need_kernel 6.10 "multi links" ;;
	esac
}

fail() {
	printf '%s\n' "$@" >&2
	return 1
}

# refute COMMAND...: it must fail. (A plain "! command" does not end a test.)
refute() {
	if "$@"; then
		fail "this must not be: $*"
	fi
}

show_outputs() {
	local file
	for file in "$T"/*.err "$T"/*.out; do
		[[ -s $file ]] || continue
		printf -- '--- %s\n' "${file##*/}" >&2
		tail -n 12 "$file" | cut -c 1-400 >&2
	done
}

# until_true SECONDS COMMAND...: false when it has not come true by then
until_true() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		((SECONDS < end)) || return 1
		sleep 0.03
	done
}

wait_for_line() {
	until_true "$DEADLINE" grep -Eqs -- "$2" "$1" || fail "no line '$2' in $1"
}

gone() {
	! kill -0 "$1" 2>/dev/null
}

# Its exit status goes to STATUS. Too late is a failure.
wait_for_exit() {
	until_true "${2:-$DEADLINE}" gone "$1" || fail "process $1 does not end"
	STATUS=0
	wait "$1" 2>/dev/null || STATUS=$?
}

# start_target PROGRAM [ARG...]: TARGET is its PID, TARGET_OUT what it prints; it waits for go.
start_target() {
	local program=$1 number=${#TARGETS[@]}
	shift
	[[ $program == */* ]] || program=$PROGRAMS/$program
	TARGET_OUT=$T/target$number.out
	mkfifo "$T/target$number.in"
	"$program" "$@" 0<>"$T/target$number.in" >"$TARGET_OUT" 2>&1 3>&- &
	TARGET=$!
	STARTED+=("$TARGET")
	TARGETS+=("$TARGET")
	wait_for_line "$TARGET_OUT" '^ready'
}

# go [NUMBER]: one line on a target's stdin
go() {
	echo go 1<>"$T/target${1:-0}.in"
}

# forget_run: of a test's runs one is over, and the next starts afresh
forget_run() {
	rm -rf "$LOGDIR" "$T"/target0.*
	TARGETS=()
}

# start_tracer ARG...: in the background; TRACER is its PID. Ctrl-C reaches it as in a terminal.
start_tracer() {
	# An earlier one's messages are not to be taken for its own.
	rm -f "$TRACER_OUT" "$TRACER_ERR"
	env --default-signal=INT,QUIT "$MAAP_TRACE" "$@" </dev/null >"$TRACER_OUT" 2>"$TRACER_ERR" \
		3>&- &
	TRACER=$!
	STARTED+=("$TRACER")
}

tracing_or_gone() {
	grep -qs '^maap-trace: tracing ' "$TRACER_ERR" || gone "$TRACER"
}

wait_for_probes() {
	until_true "$DEADLINE" tracing_or_gone || fail "the tracer does not begin"
	grep -q '^maap-trace: tracing ' "$TRACER_ERR" || fail "the tracer ended before it began"
}

# attach [OPTION...] FUNCTION...: trace the target
attach() {
	start_tracer --logdir "$LOGDIR" -p "$TARGET" "$@"
	wait_for_probes
}

# The target runs to its end, and so the tracer: both with status 0.
finish() {
	wait_for_exit "$TARGET"
	((STATUS == 0)) || fail "the target ended with $STATUS"
	wait_for_exit "$TRACER"
	((STATUS == 0)) || fail "the tracer ended with $STATUS"
}

# stop_tracer SIGNAL: ends with status 0
stop_tracer() {
	kill -s "$1" "$TRACER"
	wait_for_exit "$TRACER"
	((STATUS == 0)) || fail "the tracer ended with $STATUS after SIG$1"
}

# trace_whole_run PROGRAM [ARG...] -- [OPTION...] FUNCTION...: attach, go, finish
trace_whole_run() {
	local command=()
	while [[ $1 != -- ]]; do
		command+=("$1")
		shift
	done
	shift
	start_target "${command[@]}"
	attach "$@"
	go
	finish
}

check() {
	"$PYTHON" -B "$ROOT/tests/e2e/lib/check.py" "$@"
}

# run_tracer ARG...: in the foreground, with a deadline; $status, $output and $stderr as bats sets.
run_tracer() {
	run --separate-stderr timeout -k 5 "$DEADLINE" "$MAAP_TRACE" "$@"
}

# one_clear_line PATTERN: what run left on stderr is one message, and it speaks of PATTERN
one_clear_line() {
	[[ $(grep -c . <<<"$stderr") == 1 && $stderr == "maap-trace: "* ]] ||
		fail "not one line prefixed maap-trace: on stderr:" "$stderr"
	grep -Eiq -- "$1" <<<"$stderr" || fail "nothing about '$1' in: $stderr"
}

# refused STATUS PATTERN ARG...: ends with STATUS (or one of 1|2) and one clear line, nothing
# attached or written
refused() {
	local wanted=$1 pattern=$2
	shift 2
	run_tracer --logdir "$LOGDIR" "$@"
	[[ $status =~ ^($wanted)$ ]] || fail "status $status, expected $wanted" "$stderr"
	one_clear_line "$pattern"
	[[ ! -s $LOGDIR/timing.log ]] || fail "timing.log was written"
	assert_no_probes
}

# A folder that every user may enter, as the tests' own need not be.
public_folder() {
	PUBLIC=$(mktemp -d /tmp/maap-test.XXXXXX)
	chmod 755 "$PUBLIC"
}

# BPF links that no living process holds, or one that this test started; not those of others.
probe_links() {
	local held
	# /proc/PID/fdinfo/N:link_id: ID
	held=$(grep -s '^link_id:' /proc/[0-9]*/fdinfo/* |
		awk -F '[/:]' -v own=" ${STARTED[*]-} " 'index(own, " " $3 " ") == 0 { print $NF }' |
		jq -s .)
	bpftool -j link show | jq -r --argjson held "${held:-[]}" '.[] |
		select(.type != "iter") | select(.id as $id | $held | index($id) | not) |
		"\(.id) \(.type) \(.prog_id)"'
}

no_new_links() {
	local now
	now=$(probe_links)
	NEW_LINKS=$(comm -13 <(sort <<<"$LINKS_BEFORE") <(sort <<<"$now"))
	[[ -z $NEW_LINKS ]]
}

# Nothing attached any more, whatever kind of link. The kernel may need a moment to let go.
assert_no_probes() {
	until_true 20 no_new_links || fail "BPF links are left (id type program):" "$NEW_LINKS"
}
