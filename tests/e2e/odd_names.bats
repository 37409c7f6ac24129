#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Names that lead to what is no function, and names as people write them.

load helper.bash

# Patterns take what they match: nothing of it may harm the program.
@test "odd names: the dynamic linker's resolver is left alone" {
	trace_whole_run lazily -- -q '_dl_*'
	grep -qx '65 bound' "$TARGET_OUT"
	grep -qx 35 "$TARGET_OUT"
}

@test "odd names: the dynamic linker's resolver, launched" {
	echo go | "$MAAP_TRACE" -q --logdir "$LOGDIR" 'ld-linux*:_dl_*' -- "$PROGRAMS/lazily" \
		>"$T/got" 2>"$TRACER_ERR"
	grep -qx '65 bound' "$T/got"
}

@test "odd names: a part that was moved away is no function" {
	trace_whole_run warm -- -q 'warm:calc*'
	grep -qx 'sum 4950' "$TARGET_OUT"
	check counts "$LOGDIR" calc=100
	rm -rf "$LOGDIR"
	refused 2 'calc.warm' calc.warm -- "$PROGRAMS/warm"
}

@test "odd names: instructions that the kernel does not know" {
	run_tracer --logdir "$LOGDIR" -q 'libm.so.6:*fma*' -- /usr/bin/perl -e 'print 1'
	[[ $status == 0 ]] || fail "$stderr"
}

@test "odd names: a module by a link, by a relative path" {
	ln -s /lib/x86_64-linux-gnu/libc.so.6 "$T/link.so"
	start_target basic 10
	for module in /lib/x86_64-linux-gnu/libc.so.6 "$T/link.so"; do
		run_tracer --dry-run -p "$TARGET" "$module:open"
		[[ $status == 0 && $output == *libc.so.6* ]] || fail "$module: $stderr"
	done
	cp "$PROGRAMS/basic" "$T/here"
	(cd "$T" && ln -s here there && "$MAAP_TRACE" --dry-run ./there:main -- ./here 1) |
		grep -q '^main  here'
}

@test "odd names: a version with one @ or two" {
	start_target basic 10
	run_tracer --dry-run -p "$TARGET" memcpy@GLIBC_2.14 regexec@@GLIBC_2.3.4
	[[ $status == 0 ]] || fail "$stderr"
}

@test "odd names: inlined everywhere, by what people write" {
	cat >"$T/inlined.cpp" <<-'END'
		#include <cstdio>
		namespace a {
		struct Other { static inline int compute(int n) { return n * 3; } };
		static inline int tiny(int n) { return n + 7; }
		}
		namespace b {
		struct Real { static int compute(int n); };
		__attribute__((noinline)) int Real::compute(int n) { return n + (int)getchar(); }
		}
		int main(int argc, char **) {
			return a::tiny(argc) + a::Other::compute(argc) + b::Real::compute(argc);
		}
	END
	g++ -O2 -g "$T/inlined.cpp" -o "$T/inlined"
	refused 2 'inlined everywhere, at 1 place' 'a::tiny' -- "$T/inlined"
	refused 2 'inlined everywhere, at 1 place' 'a::tiny(int)' -- "$T/inlined"
	refused 2 'inlined everywhere, at 1 place' 'a::Other::compute' -- "$T/inlined"
	refused 2 'no such function.*b::Real::compute' compute -- "$T/inlined"
}

@test "odd names: a function that is also inlined" {
	cat >"$T/both.cpp" <<-'END'
		namespace n {
		static inline int both(int a) { return a * 5 + 1; }
		}
		int (*volatile pointer)(int) = n::both;
		int main(int argc, char **) { return n::both(argc) + n::both(argc + 1) + pointer(argc); }
	END
	g++ -O2 -g "$T/both.cpp" -o "$T/both"
	run_tracer --dry-run n::both -- "$T/both"
	[[ $status == 0 ]]
	grep -q 'n::both is also inlined at 2 places: those calls cannot be seen' <<<"$stderr" ||
		fail "$stderr"
}

# A server that takes the request and never answers.
@test "odd names: a debuginfod server that hangs does not" {
	objcopy --strip-debug "$PROGRAMS/texts" "$T/texts"
	coproc SERVER { exec "$PYTHON" -c '
import socket, sys
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(8)
print(s.getsockname()[1], flush=True)
held = []
while True:
    held.append(s.accept())' 3>&-; }
	STARTED+=("$SERVER_PID")
	read -r port <&"${SERVER[0]}"
	start_target "$T/texts" 1 5
	DEBUGINFOD_URLS=http://127.0.0.1:$port DEBUGINFOD_CACHE_PATH=$T/cache \
		start_tracer -q --logdir "$LOGDIR" -p "$TARGET" take_text
	wait_for_line "$TRACER_ERR" 'asking debuginfod'
	sleep 0.5
	kill -INT "$TRACER"
	wait_for_exit "$TRACER" 20
	((STATUS == 0))
	grep -q 'not waited for any longer' "$TRACER_ERR"
}
