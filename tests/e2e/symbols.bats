#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Functions found by name, wherever they are; the program says how often it called each.

load helper

# trace_symbols PROGRAM [LIBRARY...] -- FUNCTION...
trace_symbols() {
	trace_whole_run "$@"
	check verify "$LOGDIR"
}

@test "symbols: global, local and far from the rest, position-independent" {
	trace_symbols symbols -- global_work local_work far_work
	check module_counts "$LOGDIR" symbols:global_work=5 symbols:local_work=6 symbols:far_work=10
}

@test "symbols: global, local and far from the rest, at a fixed address" {
	trace_symbols symbols_nopie -- global_work local_work far_work
	check counts "$LOGDIR" global_work=5 local_work=6 far_work=10
}

@test "symbols: a static executable, by PID" {
	trace_symbols symbols_static -- global_work local_work
	check counts "$LOGDIR" global_work=5 local_work=6
}

@test "symbols: a static executable, launched" {
	run_tracer --logdir "$LOGDIR" -q global_work local_work -- "$PROGRAMS/symbols_static"
	((status == 0))
	check counts "$LOGDIR" global_work=5 local_work=6
}

@test "symbols: an executable at a fixed address, launched" {
	run_tracer --logdir "$LOGDIR" -q global_work local_work -- "$PROGRAMS/symbols_nopie"
	((status == 0))
	check counts "$LOGDIR" global_work=5 local_work=6
}

@test "symbols: a shared library's function" {
	trace_symbols symbols "$PROGRAMS/libtwin.so" -- library_work
	check module_counts "$LOGDIR" libtwin.so:library_work=13
}

@test "symbols: MODULE:NAME" {
	trace_symbols symbols "$PROGRAMS/libtwin.so" -- libtwin.so:twin_work
	check module_counts "$LOGDIR" libtwin.so:twin_work=12
}

@test "symbols: MODULE:NAME with the module's path" {
	trace_symbols symbols "$PROGRAMS/libtwin.so" -- "$PROGRAMS/symbols:twin_work"
	check module_counts "$LOGDIR" symbols:twin_work=7
}

@test "symbols: one name in two modules: both, and it says so" {
	trace_symbols symbols "$PROGRAMS/libtwin.so" -- twin_work
	check module_counts "$LOGDIR" symbols:twin_work=7 libtwin.so:twin_work=12
	grep '^maap-trace: .*twin_work' "$TRACER_ERR" | grep symbols | grep -q libtwin.so
}

@test "symbols: one address with two names is one function, under the name asked for" {
	trace_symbols symbols -- second_name
	check counts "$LOGDIR" second_name=17
}

@test "symbols: both names of one address asked for: the first" {
	trace_symbols symbols -- second_name first_name
	check counts "$LOGDIR" second_name=17
	grep -q '^maap-trace: tracing 1 function' "$TRACER_ERR"
}

@test "symbols: the same name asked for twice is one function" {
	trace_symbols symbols -- global_work global_work symbols:global_work
	check counts "$LOGDIR" global_work=5
}

@test "symbols: one version of a name" {
	trace_symbols symbols "$PROGRAMS/libversions.so" -- versioned@OLD_1
	check counts "$LOGDIR" versioned@OLD_1=15
}

@test "symbols: the default version of a name" {
	trace_symbols symbols "$PROGRAMS/libversions.so" -- versioned@@NEW_2
	check counts "$LOGDIR" versioned@@NEW_2=16
}

@test "symbols: a name without its version means every version" {
	trace_symbols symbols "$PROGRAMS/libversions.so" -- versioned
	[[ $(grep -c '"event":"end"' "$LOGDIR/timing.log") == 31 ]]
}

@test "symbols: an ifunc that is resolved is traced in its implementation, as it was asked for" {
	trace_symbols symbols "$PROGRAMS/libchosen.so" -- chosen use_chosen
	check counts "$LOGDIR" chosen=14 use_chosen=14
}

@test "symbols: the implementation is the one that this process chose" {
	CHOOSE_OTHER=1 start_target symbols "$PROGRAMS/libchosen.so"
	attach chosen
	go
	finish
	check counts "$LOGDIR" chosen=14
	[[ $(jq -r 'select(.event == "end") | .return' "$LOGDIR/timing.log" | head -n 1) == 21 ]]
}

@test "symbols: an ifunc that nobody resolved is refused with the reason" {
	start_target symbols "$PROGRAMS/libchosen.so"
	refused 2 "unused_choice.*(ifunc|indirect)" -p "$TARGET" unused_choice
}

@test "symbols: a deleted executable" {
	cp "$PROGRAMS/symbols" "$T/deleted"
	start_target "$T/deleted"
	rm "$T/deleted"
	attach global_work local_work
	go
	finish
	check counts "$LOGDIR" global_work=5 local_work=6
}

@test "symbols: an executable replaced by another since" {
	cp "$PROGRAMS/symbols" "$T/replaced"
	start_target "$T/replaced"
	rm "$T/replaced"
	cp "$PROGRAMS/basic" "$T/replaced"
	attach global_work local_work
	go
	finish
	check counts "$LOGDIR" global_work=5 local_work=6
}

@test "symbols: a deleted library" {
	cp "$PROGRAMS/libtwin.so" "$T/libgone.so"
	start_target symbols "$T/libgone.so"
	rm "$T/libgone.so"
	attach library_work
	go
	finish
	check counts "$LOGDIR" library_work=13
}

@test "symbols: a path with blanks and colons" {
	mkdir "$T/odd: path"
	cp "$PROGRAMS/symbols" "$T/odd: path/a b"
	start_target "$T/odd: path/a b"
	attach global_work
	go
	finish
	check module_counts "$LOGDIR" 'a b:global_work=5'
}

@test "symbols: a stripped library still has its exported functions" {
	strip -o "$T/libstripped.so" "$PROGRAMS/libtwin.so"
	trace_symbols symbols "$T/libstripped.so" -- library_work libstripped.so:twin_work
	check counts "$LOGDIR" library_work=13 twin_work=12
}

# odd_name NAME: the program's global_work renamed, traced, found in log and CSV
odd_name() {
	objcopy --redefine-sym "global_work=$1" "$PROGRAMS/symbols" "$T/odd"
	start_target "$T/odd"
	attach "$1"
	go
	finish
	check counts "$LOGDIR" "$1=5"
}

@test "symbols: a name with quotes and backslashes" {
	local name='odd "name" \ \n'
	odd_name "$name"
}

@test "symbols: a name with blanks, colons and commas" {
	local name='a  b:: c, d'
	odd_name "$name"
}

@test "symbols: a name with a tab, a line end and a control byte" {
	local name=$'two\x01\nlines\there'
	odd_name "$name"
}

@test "symbols: a name in UTF-8" {
	odd_name 'größe_測'
}

@test "symbols: a name that is not UTF-8 still gives valid JSON" {
	objcopy --redefine-sym $'global_work=bad\xff\xc3name' "$PROGRAMS/symbols" "$T/odd"
	start_target "$T/odd"
	attach $'bad\xff\xc3name'
	go
	finish
	check log "$LOGDIR"
	[[ $(grep -c '"event":"end"' "$LOGDIR/timing.log") == 5 ]]
}

@test "symbols: data is not a function" {
	start_target basic 1
	refused 2 "truth_count" -p "$TARGET" truth_count
}
