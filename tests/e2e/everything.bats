#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Every function of a library or program at once, while it works: it does not notice, and no call is
# missing. The calls of a run are always the same ones, so two ways of seeing them must agree.

load helper
load lib/libraries
load lib/untraced

# Without files and lines: there are up to a million calls.
QUIET=(-q --no-log --results-format none)

# calls_of FILE: "FUNCTION CALLS" of each function, by the table on stderr; FILE is what it printed
calls_of() {
	awk '$1 == "function" { table = 1; next } $1 == "calls" { exit } table { print $1, $2 }' "$1" |
		sort
}

# made NAME CALLS: as many calls as the workload makes
made() {
	[[ $(calls_of "$TRACER_ERR" | awk -v name="$1" '$1 == name { print $2 }') == "$2" ]] ||
		fail "$1: not $2 calls:" "$(calls_of "$TRACER_ERR" | grep -F "$1")"
}

at_least() {
	local calls
	calls=$(sed -n 's/^calls \([0-9]*\) .*/\1/p' "$TRACER_ERR")
	((calls >= $1)) || fail "only $calls calls were recorded"
}

# probed FUNCTIONS: so many are being traced
probed() {
	grep -q "^maap-trace: tracing $1 functions " "$TRACER_ERR" ||
		fail "not $1 functions: $(grep -m 1 ': tracing' "$TRACER_ERR")"
}

# trace_all PROGRAM [ARG...] -- [OPTION...] NAME...: by PID; same output and status, nothing lost
trace_all() {
	local command=()
	while [[ $1 != -- ]]; do
		command+=("$1")
		shift
	done
	shift
	start_target "${command[@]}"
	attach "${QUIET[@]}" "$@"
	go
	finish
	same_as_untraced "${command[@]}"
	check summary "$TRACER_ERR" lost=0
}

write_sql() {
	cat <<-END
		CREATE TABLE a(id INTEGER PRIMARY KEY, k INTEGER, t TEXT);
		CREATE TABLE b(k INTEGER PRIMARY KEY, name TEXT);
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
			INSERT INTO a SELECT i, i * 7919 % 100, printf('row %d', i) FROM n;
		WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99)
			INSERT INTO b SELECT i, hex(i) FROM n;
		CREATE INDEX by_k ON a(k);
		SELECT name, count(*) c, min(t), max(t), total(id) FROM a JOIN b USING (k)
			GROUP BY name HAVING c > 1 ORDER BY c DESC, name LIMIT 5;
		CREATE TABLE z AS SELECT zipfile('f' || id, 0, 0, hex(zeroblob(id * 100)) || t, 8) AS file
			FROM a WHERE id <= 200 GROUP BY id;
		SELECT sum(length(file)) FROM z;
		SELECT sum(length(data)) FROM z, zipfile(z.file);
		UPDATE a SET t = upper(t) WHERE k % 7 = 0;
		DELETE FROM a WHERE k % 3 = 0;
		SELECT count(*), sum(length(t)) FROM a WHERE t LIKE '%9%';
		SELECT nosuch FROM a;
		.system echo a child
		.exit 3
	END
}

# sqlite NAME ROWS [OPTION...]: launched, all functions; output is NAME.out, table NAME.err
sqlite() {
	local name=$1 status=0
	write_sql "$2" >"$T/script"
	shift 2
	TRACER_ERR=$T/$name.err
	timeout -k 5 "$DEADLINE" "$MAAP_TRACE" --logdir "$LOGDIR" "${QUIET[@]}" "$@" -- \
		sqlite3 :memory: <"$T/script" >"$T/$name.out" 2>"$TRACER_ERR" || status=$?
	((status == 3)) || fail "ended with $status"
	sqlite3 :memory: <"$T/script" >"$T/untraced" 2>/dev/null && fail "the untraced run ended with 0"
	cmp "$T/untraced" "$T/$name.out" >&2 || fail "the traced run prints something else"
	check summary "$TRACER_ERR" lost=0
}

@test "everything: all of libsqlite3 and zlib in a busy sqlite3" {
	local names
	mapfile -t names < <(library_functions libsqlite3.so.0 libz.so.1)
	((${#names[@]} > 300)) || fail "only ${#names[@]} functions"
	sqlite auto 400 "${names[@]}"
	probed "${#names[@]}"
	at_least 100000
	made inflateEnd 200
	made deflateEnd 200
	# The same calls, seen at the instructions, and a few of them alone
	sqlite instructions 400 --exit-probe ret "${names[@]}"
	diff <(calls_of "$T/auto.err") <(calls_of "$T/instructions.err") >&2 ||
		fail "return probes (<) and instructions (>) see different calls"
	sqlite few 400 sqlite3_step sqlite3_malloc64 sqlite3_free sqlite3_column_text deflate
	[[ $(calls_of "$T/few.err" | wc -l) == 5 ]]
	[[ -z $(comm -23 <(calls_of "$T/few.err") <(calls_of "$T/auto.err")) ]] ||
		fail "five functions alone have other calls"
}

@test "everything: all of libsqlite3 and zlib, children followed" {
	local names
	mapfile -t names < <(library_functions libsqlite3.so.0 libz.so.1)
	sqlite followed 300 -f "${names[@]}"
	made deflateEnd 200
}

# The probes of a thousand functions go while calls are open in many of them.
@test "everything: all of libsqlite3 and zlib, Ctrl-C in the middle" {
	local names
	mapfile -t names < <(library_functions libsqlite3.so.0 libz.so.1)
	write_sql 5000 >"$T/script"
	mkfifo "$T/sql"
	TARGET_OUT=$T/target0.out
	sqlite3 :memory: 0<>"$T/sql" >"$TARGET_OUT" 2>/dev/null 3>&- &
	TARGET=$!
	STARTED+=("$TARGET")
	is_up() {
		grep -qs libsqlite3 "/proc/$TARGET/maps"
	}
	until_true "$DEADLINE" is_up
	echo ".print ready" 1<>"$T/sql"
	wait_for_line "$TARGET_OUT" '^ready$'
	attach "${QUIET[@]}" "${names[@]}"
	cat "$T/script" 1<>"$T/sql"
	sleep 1
	refute gone "$TARGET"
	stop_tracer INT
	at_least 10000
	wait_for_exit "$TARGET"
	((STATUS == 3))
	sqlite3 :memory: <"$T/script" >"$T/untraced" 2>/dev/null || true
	cmp "$T/untraced" <(grep -vx ready "$TARGET_OUT")
}

@test "everything: the C++ library and its unwinder, in two busy threads" {
	local names
	mapfile -t names < <(cxx_functions "$PROGRAMS/streams")
	((${#names[@]} > 1000)) || fail "only ${#names[@]} functions"
	trace_all streams 8 -- "${names[@]}"
	at_least 50000
	# 5 of each round and thread, thrown; one of them once more with a nested one, and in get()
	made __cxa_throw $((2 * 8 * 6))
}

@test "everything: a Go program, and what it uses of the standard packages" {
	local names
	mapfile -t names < <(nm "$PROGRAMS/goroutines" | awk '$2 ~ /[Tt]/ { print $3 }' | sort -u |
		grep -E '^(main|strings|strconv|fmt|sort|bufio|sync|errors|io|os|unicode|reflect)[./]')
	((${#names[@]} > 200)) || fail "only ${#names[@]} functions"
	trace_all goroutines all 100 -- "${names[@]}"
	made main.recurse 3100
	made main.nine 100
	made main.catcher 100
	made main.leaver 100
	made 'main.(*box).Ask' 100
}

# With callbacks from C, and an unwinder that comes late.
@test "everything: the whole Python interpreter, with threads, and modules that come later" {
	local names
	mapfile -t names < <(functions "$(realpath "$PYTHON")")
	((${#names[@]} > 1000)) || fail "only ${#names[@]} functions"
	trace_all "$PYTHON" -B "$ROOT/tests/programs/busy.py" 2 -- "${names[@]}"
	at_least 20000
}

c_library() {
	mapfile -t C_LIBRARY < <(library_functions libc.so.6)
	((${#C_LIBRARY[@]} > 2000)) || fail "only ${#C_LIBRARY[@]} functions"
}

@test "everything: the whole C library, exceptions" {
	c_library
	trace_all exceptions mixed 100 4 -- "${C_LIBRARY[@]}"
}

@test "everything: the whole C library, threads that are cancelled" {
	c_library
	trace_all unwinding cleanup 20 -- "${C_LIBRARY[@]}"
}

@test "everything: the whole C library, fibers" {
	c_library
	trace_all fibers -- "${C_LIBRARY[@]}"
}

@test "everything: the whole C library, children followed" {
	c_library
	trace_all forks -- -f "${C_LIBRARY[@]}"
}

# setjmp keeps the address that it was called from, and longjmp returns there.
@test "everything: the whole C library, longjmp" {
	c_library
	trace_all jumping longjmp 50 -- "${C_LIBRARY[@]}"
}

@test "everything: functions that look at where they were called from" {
	trace_all callers -- libc.so.6:_setjmp __sigsetjmp dlsym vfork backtrace frames
	made _setjmp 1
	made vfork 5
	made frames 1
}

@test "everything: five thousand functions" {
	local names
	mapfile -t names < <(library_functions libcrypto.so.3 | head -n 5000)
	((${#names[@]} == 5000)) || fail "only ${#names[@]} functions"
	run_tracer --logdir "$LOGDIR" "${QUIET[@]}" "${names[@]}" -- openssl dgst -sha256 "$PYTHON"
	((status == 0))
	printf '%s\n' "$stderr" >"$TRACER_ERR"
	probed 5000
	at_least 1000
	check summary "$TRACER_ERR" lost=0
	[[ $output == "$(openssl dgst -sha256 "$PYTHON")" ]]
}
