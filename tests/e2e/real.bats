#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Programs as Debian ships them, traced by PID in their libraries while they work.

load helper

sqlite_is_up() {
	grep -q libsqlite3 "/proc/$TARGET/maps" 2>/dev/null
}

# start_sqlite: a shell that reads SQL from a FIFO; TARGET is its PID
start_sqlite() {
	command -v sqlite3 >/dev/null || fail "sqlite3 is missing: apt-get install sqlite3"
	TARGET_OUT=$T/target0.out
	mkfifo "$T/sql"
	sqlite3 "$T/data.db" 0<>"$T/sql" >"$TARGET_OUT" 2>&1 3>&- &
	TARGET=$!
	STARTED+=("$TARGET")
	until_true "$DEADLINE" sqlite_is_up
	sql "CREATE TABLE t(a INTEGER, b TEXT);" "SELECT 'ready' FROM (SELECT count(*) FROM t);"
	wait_for_line "$TARGET_OUT" '^ready$'
}

sql() {
	printf '%s\n' "$@" 1<>"$T/sql"
}

# 100 rows in, 150 queries of one row each
send_work() {
	local i
	{
		for i in {1..100}; do
			echo "INSERT INTO t VALUES($i, 'row $i');"
		done
		for i in {1..150}; do
			echo "SELECT a FROM t WHERE a = $((i % 100 + 1));"
		done
		echo ".print done"
	} 1<>"$T/sql"
	wait_for_line "$TARGET_OUT" '^done$'
}

@test "real: sqlite3 by PID, as many calls as statements" {
	start_sqlite
	attach -q libsqlite3.so.0:sqlite3_prepare_v2 sqlite3_step
	send_work
	stop_tracer INT
	sql .quit
	wait_for_exit "$TARGET"
	((STATUS == 0))
	# a query steps twice: its row, and the end
	check counts "$LOGDIR" sqlite3_prepare_v2=250 sqlite3_step=400
	check summary "$TRACER_ERR" calls=650 lost=0 unfinished=0
	[[ $(jq -r 'select(.event == "end" and .function == "sqlite3_step") | .return' \
		"$LOGDIR/timing.log" | sort | uniq -c | awk '{ print $1 "x" $2 }' | paste -sd ' ') == \
		"150x0x64 250x0x65" ]]
	[[ $(grep -Ec '^[0-9]+$' "$TARGET_OUT") == 150 ]]
}

@test "real: sqlite3 launched" {
	printf '%s\n' 'CREATE TABLE t(a);' 'INSERT INTO t VALUES(5);' 'SELECT a FROM t;' >"$T/script"
	"$MAAP_TRACE" --logdir "$LOGDIR" -q sqlite3_prepare_v2 -- sqlite3 :memory: <"$T/script" \
		>"$T/got" 2>"$TRACER_ERR"
	[[ $(cat "$T/got") == 5 ]]
	check verify "$LOGDIR"
	[[ $(grep -c '"event":"end"' "$LOGDIR/timing.log") -ge 3 ]]
}

@test "real: the C library's own functions" {
	trace_whole_run resources sleep 3 -- libc.so.6:nanosleep clock_nanosleep
	check counts "$LOGDIR" nanosleep=3 clock_nanosleep=3
	[[ $(jq -r 'select(.event == "end" and .function == "clock_nanosleep") | .depth' \
		"$LOGDIR/timing.log" | sort -u) == 1 ]]
}

# Answers go out by sendmsg: one a request and connection.
@test "real: memcached under load by PID, as many answers as requests" {
	command -v memcached >/dev/null || skip "memcached is not installed"
	local port=0
	while ((port == 0)) || (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
		port=$((20000 + RANDOM % 20000))
	done
	memcached -l 127.0.0.1 -p "$port" -U 0 -u nobody -m 16 -t 2 >"$T/target0.out" 2>&1 3>&- &
	TARGET=$!
	STARTED+=("$TARGET")
	listening() {
		(: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null
	}
	until_true "$DEADLINE" listening
	# its libcrypto could switch stacks
	attach -q libc.so.6:sendmsg
	"$PYTHON" - "$port" <<-'END'
		import socket, sys, threading
		def client(name):
		    with socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=30) as s:
		        for i in range(250):
		            s.sendall(b"set %s 0 0 3\r\nabc\r\n" % name)
		            assert s.recv(100) == b"STORED\r\n"
		            s.sendall(b"get %s\r\n" % name)
		            assert s.recv(100).endswith(b"abc\r\nEND\r\n")
		threads = [threading.Thread(target=client, args=(b"k%d" % n,)) for n in range(4)]
		[t.start() for t in threads]
		[t.join() for t in threads]
	END
	stop_tracer INT
	check counts "$LOGDIR" sendmsg=2000
}
