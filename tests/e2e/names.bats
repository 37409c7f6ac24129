#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What a FUNCTION argument means: names of C++, Rust and Go, globs, expressions, addresses; where
# names come from when the program has none; --list. The program says how often it called what.

load helper

# calls NAME=N...: that and nothing else was recorded
calls() {
	check counts "$LOGDIR" "$@"
	[[ $(jq -r 'select(.event == "end") | .function' "$LOGDIR/timing.log" | sort -u | wc -l) \
		== "$#" ]] || fail "other functions too:" "$(recorded)"
}

recorded() {
	jq -r 'select(.event == "end") | .function' "$LOGDIR/timing.log" | sort | uniq -c
}

# names FUNCTION... -- NAME=N...: traces the program under each FUNCTION
names() {
	local functions=()
	while [[ $1 != -- ]]; do
		functions+=("$1")
		shift
	done
	shift
	trace_whole_run names -- -q "${functions[@]}"
	calls "$@"
}

# address_in FILE NAME: as nm shows it, 0x in front
address_in() {
	nm -C "$1" | awk -v name="$2" '{ a = $1; sub(/^[^ ]+ [^ ]+ /, "") } $0 == name { print "0x" a; exit }' |
		sed 's/0x0*/0x/'
}

# refused_names PATTERN FUNCTION...: status 2 with one line that says PATTERN
refused_names() {
	start_target names
	refused 2 "$1" -p "$TARGET" "${@:2}"
}

@test "names: mangled" {
	names _ZN6shapes4growEd -- _ZN6shapes4growEd=6
}

@test "names: demangled in full, blanks or not" {
	names 'shapes::grow(int)' 'shapes::grow(char const*,unsigned long)' -- \
		'shapes::grow(int)=5' 'shapes::grow(char const*,unsigned long)=7'
}

@test "names: without parameters all overloads, told apart in the log" {
	names shapes::grow -- 'shapes::grow(int)=5' 'shapes::grow(double)=6' \
		'shapes::grow(char const*, unsigned long)=7'
	grep -q 'shapes::grow: found in 3 places' "$TRACER_ERR"
}

@test "names: a template without its arguments: all instances" {
	names shapes::largest -- 'shapes::largest<int>=8' 'shapes::largest<double>=9'
}

@test "names: one instance of a template, with and without the result" {
	names 'shapes::largest<int>' 'double shapes::largest<double>(double, double)' -- \
		'shapes::largest<int>=8' 'double shapes::largest<double>(double, double)=9'
}

@test "names: operators, conversions, constructors, destructors" {
	names shapes::Box::Box shapes::Box::~Box 'shapes::Box::operator+=' 'shapes::Box::operator<' \
		'shapes::Box::operator int' -- shapes::Box::Box=5 shapes::Box::~Box=5 \
		'shapes::Box::operator+==4' 'shapes::Box::operator<=4' 'shapes::Box::operator int=4'
}

@test "names: an anonymous namespace and a lambda" {
	names 'shapes::(anonymous namespace)::hidden' 'main::{lambda(int)#1}::operator()' -- \
		'shapes::(anonymous namespace)::hidden=10' 'main::{lambda(int)#1}::operator()=13'
}

@test "names: C++ functions of the global namespace, and C's" {
	names ::plain c_linkage -- ::plain=11 c_linkage=12
}

@test "names: a glob" {
	names 'shapes::gr*(int)' 'c_link*' -- shapes::grow=5 c_linkage=12
}

@test "names: a glob gives short names where they are enough" {
	names 'shapes::*r*' -- 'shapes::grow(int)=5' 'shapes::grow(double)=6' \
		'shapes::grow(char const*, unsigned long)=7' 'shapes::largest<int>=8' \
		'shapes::largest<double>=9' 'shapes::Box::operator+==4' \
		'shapes::Box::operator<=4' 'shapes::Box::operator int=4'
}

@test "names: a regular expression" {
	names '/^shapes::(grow\(int|largest<d)/' '/_linkage$/' -- shapes::grow=5 \
		'shapes::largest<double>=9' c_linkage=12
}

@test "names: an exact name wins over the pattern that it could be" {
	objcopy --redefine-sym 'c_linkage=pl*' "$PROGRAMS/names" "$T/names"
	trace_whole_run "$T/names" -- -q 'pl*'
	calls 'pl*=12'
}

@test "names: a pattern leaves out what is no function of its own" {
	start_target symbols "$PROGRAMS/libtwin.so"
	run_tracer --list -p "$TARGET" 'symbols:*'
	((status == 0))
	refute grep -Eq 'truth_calls|\.cold|@plt|printf' <<<"$output"
	grep -q $'\tglobal_work\t' <<<"$output"
}

@test "names: a pattern of modules" {
	trace_whole_run symbols "$PROGRAMS/libtwin.so" -- 'libtw*:*_work'
	check module_counts "$LOGDIR" libtwin.so:library_work=13 libtwin.so:twin_work=12
}

@test "names: an address as nm shows it" {
	local address
	address=$(address_in "$PROGRAMS/names" "plain(int)")
	names "$address" "names:$(address_in "$PROGRAMS/names" c_linkage)" -- "$address=11" \
		"$(address_in "$PROGRAMS/names" c_linkage)=12"
}

@test "names: an address of the running process" {
	local base address
	start_target symbols "$PROGRAMS/libtwin.so"
	base=$(awk '$6 ~ /libtwin/ { print $1; exit }' "/proc/$TARGET/maps")
	address=$(printf '0x%x' $((0x${base%%-*} + $(address_in "$PROGRAMS/libtwin.so" library_work))))
	attach "$address"
	go
	finish
	calls "$address=13"
}

@test "names: an address inside a function is refused with its name" {
	local address
	address=$(($(address_in "$PROGRAMS/names" "c_linkage") + 1))
	refused_names "0x1 bytes inside c_linkage: give c_linkage" "$(printf 0x%x $address)"
}

@test "names: name+0xOFF inside a function is refused" {
	refused_names "0x2 bytes inside c_linkage" c_linkage+0x2
}

@test "names: name+0x0 is the function" {
	names c_linkage+0x0 -- c_linkage+0x0=12
}

@test "names: an address in no code, and one where no function is known to begin" {
	refused_names "no such address|not in its code" 0x7fffffffff000
	refused 2 "stub" -p "$TARGET" "$(printf 0x%x $(($(objdump -h "$PROGRAMS/names" |
		awk '$2 == ".plt" { print "0x" $4 }') + 16)))"
}

@test "names: a stripped program by address: where .eh_frame says that a function begins" {
	local address inside
	address=$(address_in "$PROGRAMS/names" c_linkage)
	inside=$(printf 0x%x $((address + 3)))
	strip -o "$T/bare" "$PROGRAMS/names"
	start_target "$T/bare"
	refused 2 "0x3 bytes inside the function at $address: give $address" -p "$TARGET" "$inside"
	attach -q "$address"
	go
	finish
	calls "$address=12"
}

@test "names: a wrong expression, with PCRE2's words and the place" {
	refused_names "missing closing parenthesis.*character" '/foo(bar/'
}

@test "names: a pattern that nothing fits" {
	refused_names "no function.*fits" 'zzz_*'
	refused 2 "no function.*fits" -p "$TARGET" '/zzz_/'
}

@test "names: a mistyped C++ name" {
	refused_names "did you mean.*shapes::grow" shapes::grwo
	refused 2 "did you mean.*shapes::largest" -p "$TARGET" largset
}

@test "names: a function that the module only imports" {
	start_target symbols "$PROGRAMS/libtwin.so"
	refused 2 "only imports it; it is defined in libc.so.6: use libc.so.6:dlopen" \
		-p "$TARGET" symbols:dlopen
}

@test "names: a module that is not mapped is waited for" {
	start_target names
	start_tracer --logdir "$LOGDIR" -q -p "$TARGET" libnowhere.so:f plain
	wait_for_line "$TRACER_ERR" 'waiting for libnowhere.so'
	wait_for_probes
	go
	finish
	calls plain=11
}

@test "names: Rust, demangled, by glob and by expression" {
	local listed
	start_target panics catch 5
	run_tracer --list -p "$TARGET" 'panics::inner::mangled' 'panics:panics::inn*' '/inner::mang/'
	((status == 0))
	listed=$(grep -c $'\tpanics::inner::mangled\t' <<<"$output")
	[[ $listed == 1 && $(wc -l <<<"$output") == 1 ]]
}

@test "names: Go, by glob and by expression" {
	start_target goroutines
	run_tracer --list -p "$TARGET" 'main.(*box).*' '/^main\.recurse$/'
	((status == 0))
	grep -q $'\tmain.(\*box).Ask\t' <<<"$output"
	grep -q $'\tmain.recurse\t' <<<"$output"
}

# stripped [OBJCOPY OPTION...]: $T/bare without symbols, $T/bare.debug with them
stripped() {
	objcopy --only-keep-debug "$PROGRAMS/names" "$T/bare.debug"
	strip -o "$T/bare" "$PROGRAMS/names"
	(($# == 0)) || objcopy "$@" "$T/bare"
}

@test "names: of the debug file beside the program" {
	stripped --add-gnu-debuglink="$T/bare.debug"
	trace_whole_run "$T/bare" -- -q make_box shapes::grow
	calls make_box=3 'shapes::grow(int)=5' 'shapes::grow(double)=6' \
		'shapes::grow(char const*, unsigned long)=7'
}

@test "names: no debug file, no names" {
	stripped
	rm "$T/bare.debug"
	start_target "$T/bare"
	refused 2 "no such function" -p "$TARGET" make_box
}

@test "names: of /usr/lib/debug/.build-id" {
	local id
	id=$(readelf -n "$PROGRAMS/names" | awk '/Build ID/ { print $3 }')
	stripped
	unshare -m bash -c "mount -t tmpfs none /usr/lib/debug && mkdir -p \
		/usr/lib/debug/.build-id/${id:0:2} && mv '$T/bare.debug' \
		/usr/lib/debug/.build-id/${id:0:2}/${id:2}.debug && exec '$MAAP_TRACE' --logdir '$LOGDIR' \
		-q make_box -- '$T/bare'" <<<go >"$T/target.out" 2>"$TRACER_ERR"
	calls make_box=3
}

@test "names: of /usr/lib/debug in the target's own mount namespace" {
	local id
	id=$(readelf -n "$PROGRAMS/names" | awk '/Build ID/ { print $3 }')
	stripped
	mkfifo "$T/target0.in"
	TARGET_OUT=$T/target0.out
	unshare -m bash -c "mount -t tmpfs none /usr/lib/debug && mkdir -p \
		/usr/lib/debug/.build-id/${id:0:2} && mv '$T/bare.debug' \
		/usr/lib/debug/.build-id/${id:0:2}/${id:2}.debug && exec '$T/bare'" 0<>"$T/target0.in" \
		>"$TARGET_OUT" 2>&1 3>&- &
	TARGET=$!
	STARTED+=("$TARGET")
	TARGETS+=("$TARGET")
	wait_for_line "$TARGET_OUT" '^ready'
	attach -q make_box
	go
	finish
	calls make_box=3
}

@test "names: of .gnu_debugdata" {
	nm "$PROGRAMS/names" | awk '$2 ~ /[tT]/ { print $3 }' >"$T/keep"
	objcopy --only-keep-debug "$PROGRAMS/names" "$T/whole"
	objcopy -S --keep-symbols="$T/keep" "$T/whole" "$T/mini"
	xz "$T/mini"
	stripped --add-section .gnu_debugdata="$T/mini.xz"
	rm "$T/bare.debug"
	trace_whole_run "$T/bare" -- -q make_box
	calls make_box=3
}

# A server as debuginfod is one: /buildid/ID/debuginfo
start_server() {
	local id
	id=$(readelf -n "$PROGRAMS/names" | awk '/Build ID/ { print $3 }')
	mkdir -p "$T/www/buildid/$id"
	mv "$T/bare.debug" "$T/www/buildid/$id/debuginfo"
	"$PYTHON" -u -m http.server --bind 127.0.0.1 --directory "$T/www" 0 >"$T/server.out" 2>&1 3>&- &
	STARTED+=("$!")
	wait_for_line "$T/server.out" 'port [0-9]+'
	export DEBUGINFOD_CACHE_PATH=$T/cache
	DEBUGINFOD_URLS=http://127.0.0.1:$(grep -oE 'port [0-9]+' "$T/server.out" | grep -oE '[0-9]+')
	export DEBUGINFOD_URLS
}

@test "names: of a debuginfod server, asked last, and the command's environment is its own" {
	stripped
	start_server
	trace_whole_run "$T/bare" -- -q c_linkage make_box
	calls c_linkage=12 make_box=3
	grep -q 'GET /buildid/.*debuginfo.* 200' "$T/server.out"
}

@test "names: a debuginfod server is not asked for what is known here" {
	stripped --add-gnu-debuglink="$T/bare.debug"
	cp "$T/bare.debug" "$T/kept"
	start_server
	mv "$T/kept" "$T/bare.debug"
	trace_whole_run "$T/bare" -- -q make_box
	calls make_box=3
	refute grep -q GET "$T/server.out"
}

@test "list: everything, in order, a line a function" {
	start_target names
	run_tracer --list -p "$TARGET"
	((status == 0))
	[[ -z $stderr ]] || fail "$stderr"
	grep -q $'^names\t0x[0-9a-f]*\t[1-9][0-9]*\tshapes::grow(double)\t[a-z ]*shapes::grow(double[ a-z]*)\t$' \
		<<<"$output"
	grep -q $'^libc.so.6\t' <<<"$output"
	refute grep -Evq $'^[^\t]+\t0x[0-9a-f]+\t[0-9]+\t[^\t]+\t[^\t]*\t[^\t]*$' <<<"$output"
	"$PYTHON" -c 'import sys
seen, module, last = set(), None, -1
for line in sys.stdin:
    parts = line.split("\t")
    if parts[0] != module:
        assert parts[0] not in seen, line
        module, last = parts[0], -1
        seen.add(module)
    # an ifunc that is not chosen yet has its resolver\x27s address
    assert int(parts[1], 16) > last or "ifunc" in parts[5], line
    last = int(parts[1], 16)' <<<"$output"
}

@test "list: every line's address is that of nm" {
	start_target names
	run_tracer --list -p "$TARGET" 'names:*'
	((status == 0))
	while IFS=$'\t' read -r _ address _ name _; do
		nm -C "$PROGRAMS/names" | grep -Eq "^0*${address#0x} [tTwW] " ||
			fail "$name is not at $address"
	done <<<"$output"
}

@test "list: an ifunc that is not chosen yet is marked" {
	start_target symbols "$PROGRAMS/libchosen.so"
	run_tracer --list -p "$TARGET"
	grep -Eq $'\tunused_choice\t.*ifunc' <<<"$output"
}

@test "list: a command" {
	run_tracer --list plain -- "$PROGRAMS/names"
	((status == 0))
	[[ $(wc -l <<<"$output") == 1 && $output == *$'\tplain(int)\t'* ]]
}

@test "list: a reader that leaves early is no failure" {
	start_target names
	run bash -c "set -o pipefail; '$MAAP_TRACE' --list -p $TARGET | head -n 1"
	((status == 0))
	[[ $(wc -l <<<"$output") == 1 ]]
}

@test "list: one's own process without root" {
	public_folder
	cp "$PROGRAMS/names" "$MAAP_TRACE" "$PUBLIC/"
	chmod 755 "$PUBLIC"/*
	setpriv --reuid "$NOBODY" --regid "$NOBODY" --clear-groups bash -c \
		"cd '$PUBLIC' && exec ./maap-trace --list 'names:plain' -- ./names" >"$T/list.out" \
		2>"$T/list.err"
	grep -q $'\tplain(int)\t' "$T/list.out"
}

@test "list: names nobody has" {
	start_target names
	refused 2 "no such function" --list -p "$TARGET" no_such_name_here
}

@test "names: a program that was replaced since" {
	cp "$PROGRAMS/names" "$T/replaced"
	start_target "$T/replaced"
	rm "$T/replaced"
	cp "$PROGRAMS/basic" "$T/replaced"
	attach -q 'shapes::gr*(int)' /c_linkage/
	go
	finish
	calls shapes::grow=5 c_linkage=12
}
