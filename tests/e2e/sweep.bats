#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Every function of large files is planned: no crash, and no probe off an instruction's start, by
# comparison with objdump. Prints the shares of fast and stepped entries.

load helper

SWEEP=$(realpath -m "${BUILD:-$ROOT/build}/tests/sweep")

# sweep FILE [EVERY_NTH]: plans its functions and compares, as far as the file is there
sweep() {
	local file=$1
	[[ -e $file ]] || skip "$file is not there"
	command -v objdump >/dev/null || fail "objdump is missing: apt-get install binutils"
	timeout 120 "$SWEEP/plan_all" "$file" "${2:-1}" >"$T/sites" 2>"$T/shares" ||
		fail "planning $file ended with status $?: $(tail -3 "$T/shares")"
	sed -n '/^functions /,$p' "$T/shares" | sed "s|^|# ${file##*/}: |" >&3
	timeout 300 "$PYTHON" "$BATS_TEST_DIRNAME/lib/boundaries.py" "$file" "$T/sites" >&2
}

@test "sweep: every function of libc is planned, every site an instruction" {
	sweep /lib/x86_64-linux-gnu/libc.so.6
}

@test "sweep: libstdc++" {
	sweep /lib/x86_64-linux-gnu/libstdc++.so.6
}

@test "sweep: libcrypto" {
	sweep /lib/x86_64-linux-gnu/libcrypto.so.3
	# Some begin with a lock prefix, which the kernel refuses: probed behind it.
	[[ $(grep -c '^refused: ' "$T/shares") -eq 0 ]]
}

@test "sweep: python" {
	sweep "$(realpath /usr/bin/python3)"
}

@test "sweep: node" {
	local node
	node=$(command -v node) || skip "node is not there"
	sweep "$(realpath "$node")" 2
}

@test "sweep: the kernel does with instructions what is foretold" {
	run --separate-stderr "$SWEEP/kernel_agrees" "$T/code"
	echo "$output" >&2
	[[ $status -eq 0 ]]
}
