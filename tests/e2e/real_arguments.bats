#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Arguments of programs and libraries as Debian ships them: the values in the log are those that
# were sent. Without debug information text is a guess, with it (libc6-dbg, python3.11-dbg) it has a
# name.

load helper.bash

# starts NAME FILTER: what jq makes of the starts of a function, one a line
starts() {
	jq -r --arg name "$1" "select(.event == \"start\" and .function == \$name) | $2" \
		"$LOGDIR/timing.log"
}

# launched FUNCTION... -- COMMAND...: the command's output is in $T/got
launched() {
	"$MAAP_TRACE" --logdir "$LOGDIR" -q "$@" >"$T/got" 2>"$TRACER_ERR" ||
		fail "status $?"
	check verify "$LOGDIR"
}

free_port() {
	local port=0
	while ((port == 0)) || (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
		port=$((20000 + RANDOM % 20000))
	done
	echo "$port"
}

@test "real arguments: SQL in sqlite3_prepare_v2" {
	local statements=("CREATE TABLE t(a, b);" "INSERT INTO t VALUES(1, 'it''s \"quoted\"');"
		"SELECT b FROM t WHERE a = 1;")
	printf '%s\n' "${statements[@]}" >"$T/script"
	launched libsqlite3.so.0:sqlite3_prepare_v2 -- sqlite3 :memory: <"$T/script"
	[[ $(cat "$T/got") == "it's \"quoted\"" ]]
	starts sqlite3_prepare_v2 '.args.args[1]' >"$T/texts"
	for statement in "${statements[@]}"; do
		grep -qF "$(sed 's/["\\]/\\&/g' <<<"$statement")" "$T/texts" ||
			fail "not there: $statement" "$(cat "$T/texts")"
	done
}

@test "real arguments: zlib" {
	launched 'libz.so*:/^(crc32_z|adler32|deflateInit2_|inflateInit2_)$/' -- "$PYTHON" -S -c '
import zlib
data = b"a text to be compressed, a text"
packed = zlib.compress(data, 7)
assert zlib.decompress(packed) == data
print(zlib.crc32(data), zlib.adler32(data))'
	starts crc32_z '.args.args | .[1] + " " + .[2]' | grep -q 'a text to be compressed, a text.* 0x1f$'
	local expected
	expected=$(printf '0x%x' "$(cut -d ' ' -f 1 "$T/got")")
	jq -r 'select(.event == "end" and .function == "crc32_z") | .return' "$LOGDIR/timing.log" |
		grep -qx "$expected"
	# the level, and the version of the library that the caller was made for
	starts deflateInit2_ '.args.args[1]' | grep -qx 0x7
}

@test "real arguments: libcrypto" {
	echo "the message" >"$T/message"
	launched 'libcrypto.so*:EVP_MD_fetch' 'libcrypto.so*:BIO_new_file' -- \
		openssl dgst -sha256 "$T/message"
	starts EVP_MD_fetch '.args.args[1]' | grep -qi 'sha256"?$'
	starts BIO_new_file '.args.args[0]' | grep -qxE '0x[0-9a-f]+ "/.*/openssl.cnf"\?'
}

# libc6-dbg: names and types of the C library's functions.
@test "real arguments: the C library with its debug information" {
	echo "what is in the file" >"$T/a file"
	"$MAAP_TRACE" --logdir "$LOGDIR" -q libc.so.6:open libc.so.6:write libc.so.6:setlocale -- \
		cat "$T/a file" 2>"$TRACER_ERR" | cat >"$T/got"
	check verify "$LOGDIR"
	starts open '.args.kwargs.file' | grep -qxF "$T/a file"
	starts write '.args.kwargs | "\(.fd) \(.buf) \(.nbytes)"' |
		grep -qE '^1 0x[0-9a-f]+ "what is in the file\\n"\? 20$'
	starts setlocale '.args.kwargs | "\(.category) \(.locale)"' | grep -qx '6 '
	jq -r 'select(.event == "end" and .function == "write") | .return' "$LOGDIR/timing.log" |
		grep -qx 20
}

# Without libc6-dbg they are known from a table: the same names of functions, its own of arguments.
@test "real arguments: the C library without debug information" {
	public_folder
	cp /lib/x86_64-linux-gnu/libc.so.6 "$PUBLIC/libc.so.6"
	objcopy --remove-section .note.gnu.build-id --remove-section .gnu_debuglink \
		"$PUBLIC/libc.so.6"
	LD_LIBRARY_PATH=$PUBLIC launched "$PUBLIC/libc.so.6:open" "$PUBLIC/libc.so.6:getenv" -- \
		cat /etc/hostname
	starts open '.args.kwargs | to_entries[0].value' | grep -qx /etc/hostname
}

@test "real arguments: python3's C functions, its debug file by build-id" {
	launched PyUnicode_FromString PyLong_FromLong PyImport_ImportModule -- "$PYTHON" -S -c '
import sys
print(sys.intern("nothing"))'
	starts PyUnicode_FromString '.args.kwargs.u' | grep -qx builtins
	starts PyLong_FromLong '.args.kwargs.ival' | grep -qxE -- '-?[0-9]+'
	[[ $(starts PyUnicode_FromString '.args.args | length' | sort -u) == 0 ]]
}

@test "real arguments: redis under load" {
	local port
	port=$(free_port)
	redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --dir "$T" \
		>"$T/target0.out" 2>&1 3>&- &
	TARGET=$!
	STARTED+=("$TARGET")
	answers() {
		redis-cli -p "$port" ping 2>/dev/null | grep -q PONG
	}
	until_true "$DEADLINE" answers
	start_tracer -q --max-bytes 0 --logdir "$LOGDIR" -p "$TARGET" lookupKeyWrite libc.so.6:write setCommand getCommand
	wait_for_probes
	redis-benchmark -p "$port" -n 2000 -c 8 -t set,get -q >/dev/null
	for i in {1..20}; do
		redis-cli -p "$port" set "key:$i" "value $i" >/dev/null
		[[ $(redis-cli -p "$port" get "key:$i") == "value $i" ]]
	done
	stop_tracer INT
	check verify "$LOGDIR"
	for i in {1..20}; do
		starts write '.args.kwargs.buf' | grep -qF "value $i\\r\\n" || fail "no answer $i"
	done
	[[ $(starts setCommand .uuid | wc -l) == 2020 ]]
	[[ $(starts getCommand .uuid | wc -l) == 2020 ]]
	kill -TERM "$TARGET"
	wait_for_exit "$TARGET"
}
