#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Exceptions and panics in error.log: what, whose, caught where.

load helper
load lib/untraced

FUNCTIONS=(thrower inner middle outer)

errors() {
	"$PYTHON" -B "$ROOT/tests/e2e/lib/errors.py" "$@"
}

# thrown OPTION...: what the program says of 4 threads' exceptions is what error.log says
thrown() {
	trace_same auto throwing 60 4 -- "$@" "${FUNCTIONS[@]}"
	errors truth "$LOGDIR" "$TARGET_OUT"
	[[ $(grep -c . "$LOGDIR/error.log") == 840 ]]
	grep -q '^errors 840 (exception 840)$' "$TRACER_ERR"
}

# messages FILTER: those of error.log that the filter lets pass, counted
messages() {
	jq -r "$1" "$LOGDIR/error.log" | sort | uniq -c | sed 's/^ *//'
}

@test "errors: five types through three calls in 4 threads, caught midway, thrown on, replaced" {
	thrown
}

@test "errors: the same, multi links" {
	need_link multi
	thrown --link multi
}

@test "errors: the same, single links" {
	thrown --link single
}

@test "errors: the same, instructions only, without arguments of other functions" {
	trace_same ret throwing 40 4 -- thrower inner middle outer run strict
	errors truth "$LOGDIR" "$TARGET_OUT"
}

@test "errors: objects where others have been, destructors that call what is traced" {
	local program
	for program in rethrowing rethrowing_libcxx; do
		trace_same auto "$program" -- fail pass_on take_up note unwind
		errors truth "$LOGDIR" "$TARGET_OUT"
		forget_run
	done
}

@test "errors: the runtime's own functions traced: one that catches returns" {
	local link
	for link in multi single; do
		need_link "$link"
		trace_same auto throwing 20 2 -- --link "$link" thrower inner __cxa_throw __cxa_begin_catch
		[[ $(jq -r 'select(.event == "end" and .function == "__cxa_begin_catch") | .outcome' \
			"$LOGDIR/timing.log" | sort -u) == returned ]]
		[[ $(jq -r .function "$LOGDIR/error.log" | sort -u) == $'__cxa_throw\ninner\nthrower' ]]
		forget_run
	done
}

@test "errors: the summary's column and line, a red line on a terminal, none with NO_COLOR" {
	local command="$MAAP_TRACE --logdir $LOGDIR thrower inner -- $PROGRAMS/throwing 2 1"
	echo go | script -qec "env -u NO_COLOR TERM=xterm $command" /dev/null >"$T/terminal.out"
	grep -q $'\e\[31m.* error: thrower(number=0, text="number 0"): std::runtime_error: number 0  in [^ ]* at throwing.cpp:[0-9]*\e\[0m' \
		"$T/terminal.out"
	grep -Eq '^thrower +2 +2 ' "$T/terminal.out"
	grep -q '^errors 4 (exception 4)' "$T/terminal.out"
	echo go | script -qec "env NO_COLOR=1 TERM=xterm $command" /dev/null >"$T/plain.out"
	grep -q ' error: thrower' "$T/plain.out"
	refute grep -q $'\e\[31m' "$T/plain.out"
}

@test "errors: an uncaught exception: its own records first, then those of SIGABRT" {
	start_target throwing uncaught
	attach -q "${FUNCTIONS[@]}"
	go
	wait_for_exit "$TARGET"
	((STATUS == 134))
	wait_for_exit "$TRACER"
	errors form "$LOGDIR"
	[[ $(jq -r '[.function, .type, .what, .caught_in, .caught, .rethrown] | @csv' \
		"$LOGDIR/error.log") == \
		'"thrower","std::runtime_error","number 0",,false,false
"inner","std::runtime_error","number 0",,false,false
"middle","std::runtime_error","number 0",,false,false
"outer","std::runtime_error","number 0",,false,false
"thrower","SIGABRT",,,,
"inner","SIGABRT",,,,
"middle","SIGABRT",,,,
"outer","SIGABRT",,,,' ]]
}

@test "errors: one that a noexcept function does not let pass" {
	start_target throwing noexcept
	attach -q "${FUNCTIONS[@]}" strict
	go
	wait_for_exit "$TARGET"
	((STATUS == 134))
	wait_for_exit "$TRACER"
	errors form "$LOGDIR"
	[[ $(messages 'select(.kind == "exception") | [.type, .what, .caught] | @csv') == \
		'5 "std::runtime_error","number 0",false' ]]
	[[ $(messages 'select(.kind == "signal") | .type') == '5 SIGABRT' ]]
}

@test "errors: taken up by another thread from a std::exception_ptr" {
	trace_whole_run throwing pointer -- -q take_up outer
	grep -q '^taken up: number 0$' "$TARGET_OUT"
	errors form "$LOGDIR"
	[[ $(messages '[.function, .type, .what, .caught_in, .rethrown] | @csv') == \
		'1 "outer","std::runtime_error","number 0","throw_by_pointer",false
1 "take_up","std::runtime_error","number 0","take_up_in_thread",true' ]]
}

@test "errors: thrown while no traced call is open: counted, not recorded" {
	trace_whole_run throwing outside 250 -- -q "${FUNCTIONS[@]}"
	[[ $(grep -c . "$LOGDIR/error.log") == 4 ]]
	grep -q '^errors 4 (exception 4)  thrown outside of traced calls 250$' "$TRACER_ERR"
}

@test "errors: a secret in an exception's text and in the arguments" {
	trace_whole_run throwing 10 1 -- -q --sanitize 's/number (\d)/user <\1>/' \
		--sanitize digits "${FUNCTIONS[@]}"
	errors form "$LOGDIR"
	refute grep -REq 'number [0-9]|"text":"[^"]*[0-9]' "$LOGDIR" "$TRACER_ERR"
	[[ $(messages 'select(.function == "thrower" and .type == "std::runtime_error") |
		[.what, .args.kwargs.text] | @csv') == '2 "user <#>","user <#>"' ]]
	grep -q 'std::runtime_error: user <#>' "$LOGDIR/error_results.csv"
}

@test "errors: --no-errors leaves no trace of them" {
	trace_same auto throwing 10 2 -- --no-errors "${FUNCTIONS[@]}"
	[[ ! -e $LOGDIR/error.log && ! -e $LOGDIR/error_results.csv ]]
	refute grep -q '^errors ' "$TRACER_ERR"
	grep -Eq '^thrower +20 +- ' "$TRACER_ERR"
}

@test "errors: --error-log elsewhere, rotated" {
	trace_whole_run throwing 200 2 -- -q --error-log "$T/other/failed.log" --max-bytes 200000 \
		--backup-count 2 "${FUNCTIONS[@]}"
	[[ $(ls "$T/other") == $'failed.log\nfailed.log.1\nfailed.log.2' ]]
	[[ $(stat -c %a "$T/other/failed.log") == 640 && ! -e $LOGDIR/error.log ]]
	cat "$T"/other/* | jq -e . >/dev/null
	[[ $(wc -l <"$LOGDIR/error_results.csv") == 1401 ]]
}

# what_they_say PROGRAM: error.log has what the program says of each
what_they_say() {
	trace_same auto "$1" -- thrower
	errors form "$LOGDIR"
	diff <(grep ^what "$TARGET_OUT" | cut -f 2,4) \
		<(jq -r '[.args.kwargs.number, .what // "-"] | @tsv' "$LOGDIR/error.log") >&2
	diff <(grep ^what "$TARGET_OUT" | awk -F '\t' '$3' | cut -f 2,3) \
		<(jq -r 'select(.type | startswith("std::") | not) |
			[.args.kwargs.number, .type] | @tsv' "$LOGDIR/error.log" |
			cat - <(jq -r 'select(.type == "std::string") | [.args.kwargs.number, .type] |
				@tsv' "$LOGDIR/error.log") | sort -n) >&2
	jq -e -s 'all(.what != null or .what_note != null)' "$LOGDIR/error.log"
	forget_run
}

@test "errors: what() of 34 kinds, optimised and not, libstdc++ and libc++" {
	what_they_say whats
	what_they_say whats_debug
	what_they_say whats_libcxx
}

@test "errors: Rust panics, caught, resumed, joined, and one that ends the program" {
	local functions=(thrower guarded passing catcher rethrower outer_catcher)
	trace_same auto panics catch 8 -- "${functions[@]}"
	errors form "$LOGDIR"
	jq -e -s 'all(.kind == "exception" and .type == "panic" and
		(.what | test("^number [0-9]+$")) and
		(.location | test("panics.rs:55:9$")) and
		(.backtrace | map(.symbol) | index("panics::thrower") == 0))' "$LOGDIR/error.log"
	[[ $(messages '[.function, .caught_in, .rethrown] | @csv') == \
		'32 "guarded","panics::catcher",false
32 "passing","panics::catcher",false
32 "rethrower","panics::outer_catcher",true
32 "thrower","panics::catcher",false
32 "thrower","panics::rethrower",false' ]]
	forget_run
	trace_same auto panics join 5 -- thrower
	[[ $(messages '[.function, .caught_in, .caught] | @csv') == '5 "thrower",,false' ]]
}

@test "errors: a Rust program that aborts at a panic" {
	start_target panics_abort die
	attach -q thrower guarded passing
	go
	wait_for_exit "$TARGET"
	((STATUS == 134))
	wait_for_exit "$TRACER"
	errors form "$LOGDIR"
	[[ $(messages '[.kind, .type, .what] | @csv') == \
		'3 "exception","panic",
3 "signal","SIGABRT",' ]]
	jq -e -s '.[0].location | test("panics.rs:55:9$")' "$LOGDIR/error.log"
}

# go_panics PROGRAM
go_panics() {
	start_target "$1"
	attach -q main.thrower main.middle main.safe
	go
	wait_for_exit "$TARGET"
	((STATUS == 2)) || fail "the program ended with $STATUS"
	wait_for_exit "$TRACER"
	errors form "$LOGDIR"
	[[ $(jq -r 'select(.function == "main.thrower" and .kind == "exception") |
		[.what, .value_type, .caught] | @csv' "$LOGDIR/error.log") == \
		'"plain text","string",true
"an error","*errors.errorString",true
"wrapped 2: file does not exist","*fmt.wrapError",true
"runtime error: invalid memory address or nil pointer dereference","runtime.errorString",true
"runtime error: index out of range [9] with length 4","runtime.boundsError",true
,"main.odd",true
,"int",true
"an error","*errors.errorString",false' ]]
	jq -e -s '[.[] | select(.kind == "exception")] |
		all(.backtrace | map(.symbol)[0:2] == ["main.thrower", "main.middle"])' \
		"$LOGDIR/error.log"
	[[ $(jq -r 'select(.kind == "exit") | [.function, .exit_status] | @csv' \
		"$LOGDIR/error.log" | sort) == $'"main.middle",2\n"main.thrower",2' ]]
}

@test "errors: Go panics, recovered and not" {
	go_panics go_panics
	jq -e -s '.[0].backtrace[0] | .line and (.file | endswith("go_panics.go"))' \
		"$LOGDIR/error.log"
}

@test "errors: Go panics of a stripped program" {
	go_panics go_panics_stripped
}
