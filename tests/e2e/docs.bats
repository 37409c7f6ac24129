#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Man pages, completions, what is installed: all in step with the program's own options.

load helper

DOC=$ROOT/user/doc

# Nothing here needs probes. A maap-trace of our own answers --list, with names to be wary of.
setup() {
	T=$BATS_TEST_TMPDIR
	mkdir "$T/bin"
	cat >"$T/bin/maap-trace" <<-'LIST'
		#!/bin/sh
		[ "$*" = "--list -p 4711" ] || exit 2
		printf '%s\t0x10\t8\t%s\t\n' /usr/bin/prog parse_row /usr/bin/prog parse_col \
			/usr/lib/libx.so.1 'ns::run(int)' /usr/lib/libx.so.1 'ns::stop' \
			/usr/bin/prog 'evil$(touch pwned)' /usr/bin/prog 'evil`touch pwned`;x' \
			/usr/bin/prog "evil$(printf '\033')[2J"
	LIST
	chmod +x "$T/bin/maap-trace"
	mapfile -t OPTIONS < <(options "$MAAP_TRACE")
	cd "$T" || exit
}

teardown() {
	:
}

# options PROGRAM: every option of --help, one a line.
options() {
	"$1" --help | sed -n '/^[^ ]/d; s/^ *\(-\(-[a-z]\|[a-z]\)\)/\1/p' |
		sed 's/   .*//' | grep -oE -- '(^|[ ,])--?[a-z][a-z-]*' | tr -d ' ,' | sort -u
}

in_bash() {
	PATH=$T/bin:$PATH bash "$ROOT/tests/e2e/lib/complete.bash" "$DOC/${1%% *}.bash" "$1"
}

need_zsh() {
	command -v zsh >/dev/null || skip "zsh is missing"
}

in_zsh() {
	PATH=$T/bin:$PATH timeout -k 5 "$DEADLINE" zsh -f "$ROOT/tests/e2e/lib/complete.zsh" "$DOC" "$1"
}

# offers SHELL LINE WORD...: exactly these, in any order
offers() {
	local shell=$1 line=$2 found
	shift 2
	found=$("in_$shell" "$line" | sort)
	[[ $found == "$(printf '%s\n' "$@" | sort)" ]] || fail "$shell offers for '$line':" "$found"
}

# offers_also SHELL LINE WORD...: these among others
offers_also() {
	local shell=$1 line=$2 found word
	shift 2
	found=$("in_$shell" "$line")
	for word; do
		grep -Fxq -- "$word" <<<"$found" || fail "$shell: no '$word' for '$line':" "$found"
	done
}

offers_nothing() {
	local found
	found=$("in_$1" "$2")
	[[ -z $found ]] || fail "$1 offers for '$2':" "$found"
}

@test "docs: the options of --help are found here" {
	local option
	for option in -p --pid --logdir --no-log -q --sanitize --version -h --help; do
		[[ " ${OPTIONS[*]} " == *" $option "* ]] || fail "no $option: ${OPTIONS[*]}"
	done
	((${#OPTIONS[@]} >= 28))
}

@test "docs: the man page has every option" {
	local page option
	page=$(groff -man -Tascii -P-cbou "$DOC/maap-trace.1")
	for option in "${OPTIONS[@]}"; do
		grep -Eq -- "^ +(-[a-z], )?$option( |,|\\[|$)" <<<"$page" || fail "no entry for $option"
	done
}

@test "docs: the man pages have what the messages and values are called" {
	local page word
	page=$(groff -man -Tascii -P-cbou "$DOC/maap-trace.1" | tr -s ' \n' ' ')
	for word in '<fault>' '<xmm>' '<optimized out>' '<cut: hidden>' '<not sanitized: hidden>' \
		DEBUGINFOD_URLS timing.log timing_results.csv digits 's/REGEX/TEXT/'; do
		grep -Fq -- "$word" <<<"$page" || fail "nothing about $word"
	done
}

@test "docs: maap-results: man page and completions have every option, and no other" {
	local page option options offered
	page=$(groff -man -Tascii -P-cbou "$DOC/maap-results.1")
	mapfile -t options < <(options "$MAAP_RESULTS")
	((${#options[@]} >= 18))
	for option in "${options[@]}"; do
		grep -Eq -- "^ +(-h, |--start-time TIME, )?$option( |,|\$)" <<<"$page" || fail "no entry for $option"
		grep -Eq -- "[{,'*)]$option([=},[]|\$)" "$DOC/_maap-results" || fail "zsh: no $option"
	done
	offers_also bash "maap-results -" "${options[@]}"
	offered=$(in_bash "maap-results -" | sort)
	[[ $offered == "$(printf '%s\n' "${options[@]}" | sort)" ]] || fail "$offered"
	offers bash "maap-results --format " png svg
	mkdir here
	offers bash "maap-results --logdir he" here
	offers_nothing bash "maap-results --gap "
	need_zsh
	offers_also zsh "maap-results --" --logdir --compare --fail-above
	offers zsh "maap-results --format " png svg
}

@test "docs: the man pages are sound" {
	local page
	for page in "$DOC"/*.1; do
		run groff -man -ww -rCHECKSTYLE=3 -z -Tutf8 "$page"
		((status == 0)) && [[ -z $output ]] || fail "$output"
	done
}

@test "docs: both completions offer every option" {
	local long option
	need_zsh
	mapfile -t long < <(printf '%s\n' "${OPTIONS[@]}" | grep ^--)
	offers_also bash "maap-trace -" "${OPTIONS[@]}"
	offers_also bash "maap-trace --" "${long[@]}"
	offers_also zsh "maap-trace --" "${long[@]}"
	for option in "${OPTIONS[@]}"; do
		grep -Eq -- "[{,'*)]$option([=+,}[]|\$)" "$DOC/_maap-trace" || fail "zsh: no $option"
	done
}

@test "docs: every option that is offered is one" {
	local option offered
	need_zsh
	offered=$(in_bash "maap-trace -" && in_zsh "maap-trace --")
	while IFS= read -r option; do
		run timeout "$DEADLINE" "$MAAP_TRACE" "$option"
		[[ $output != *"is no option"* ]] || fail "$option: $output"
	done <<<"$offered"
	[[ -n $offered ]]
}

@test "docs: values of options, in bash" {
	offers bash "maap-trace --exit-probe " auto uretprobe ret
	offers bash "maap-trace --exit-probe u" uretprobe
	offers bash "maap-trace --exit-probe=re" ret
	offers bash "maap-trace --results-format " csv none
	offers bash "maap-trace --sanitize " digits
	offers_also bash "maap-trace --user r" root
	offers_also bash "maap-trace -p " "$$" 1
	offers_also bash "maap-trace -p 1,$$" "1,$$"
	refute offers_also bash "maap-trace -p 1,$$" 1 "$$"
	offers_nothing bash "maap-trace --duration "
	offers_nothing bash "maap-trace --max-arg-length="
	mkdir here
	touch herefile
	offers bash "maap-trace --logdir he" here
}

@test "docs: values of options, in zsh" {
	need_zsh
	offers zsh "maap-trace --exit-probe " auto uretprobe ret
	offers zsh "maap-trace --exit-probe=re" ret
	offers zsh "maap-trace --results-format " csv none
	offers_also zsh "maap-trace --user " root
	offers_also zsh "maap-trace -p " "$$" 1
	offers_also zsh "maap-trace -p 1," "$$"
	mkdir here
	touch herefile
	offers_also zsh "maap-trace --logdir " here
	refute offers_also zsh "maap-trace --logdir " herefile
}

@test "docs: functions of the process, in bash" {
	offers bash "maap-trace -p 4711 parse_" parse_row parse_col
	offers bash "maap-trace --pid=4711 -q parse_r" parse_row
	offers bash "maap-trace -p4711 parse_r" parse_row
	# readline takes what stands before the last colon as another word
	offers bash "maap-trace -p 4711 ns::" 'run\(int\)' stop
	offers bash "maap-trace -p 4711 ns::run\\(" 'run\(int\)'
	offers bash "maap-trace -p 4711 libx.so.1:ns::s" stop
	offers bash "maap-trace -p 4711 prog:parse_c" parse_col
	offers_nothing bash "maap-trace parse_"
	offers_nothing bash "maap-trace -p 4712 parse_"
	offers_nothing bash "maap-trace -p 4711;x parse_"
}

@test "docs: functions of the process, in zsh" {
	need_zsh
	offers zsh "maap-trace -p 4711 parse_" parse_row parse_col
	offers zsh "maap-trace --pid=4711 -q parse_r" parse_row
	offers zsh "maap-trace -p 4711 ns::" 'ns::run(int)' 'ns::stop'
	offers zsh "maap-trace -p 4711 prog:parse_c" prog:parse_col
	offers_nothing zsh "maap-trace parse_"
	offers_nothing zsh "maap-trace -p 4712 parse_"
}

@test "docs: hostile names are quoted, and never run" {
	need_zsh
	# shellcheck disable=SC2016
	offers bash "maap-trace -p 4711 evil" 'evil\$\(touch\ pwned\)' 'evil\`touch\ pwned\`\;x'
	# shellcheck disable=SC2016
	offers zsh "maap-trace -p 4711 evil" 'evil$(touch pwned)' 'evil`touch pwned`;x'
	[[ ! -e pwned ]]
}

@test "docs: a --list that hangs does not hang the completion" {
	need_zsh
	printf '#!/bin/sh\ntrap "" TERM\nwhile :; do sleep 1; done\n' >"$T/bin/maap-trace"
	offers_nothing bash "maap-trace -p 4711 parse_"
	offers_nothing zsh "maap-trace -p 4711 parse_"
}

@test "docs: behind -- the command is completed" {
	need_zsh
	touch data.csv
	offers_also bash "maap-trace f -- sha256su" sha256sum
	offers_also bash "maap-trace f -- cat dat" data.csv
	offers_also zsh "maap-trace f -- sha256su" sha256sum
	offers_also zsh "maap-trace f -- cat dat" data.csv
	offers_nothing bash "maap-trace -p 4711 -- cat parse_"
}

@test "docs: make install puts all in place, and nothing else" {
	make -s -C "$ROOT" install BUILD="$(dirname "$MAAP_TRACE")" DESTDIR="$T/root" PREFIX=/usr
	local found
	found=$(cd "$T/root" && find . ! -type d -printf '%m %P\n' | sort -k 2)
	diff - <(echo "$found") <<-'END'
		755 usr/bin/maap-results
		755 usr/bin/maap-trace
		644 usr/share/bash-completion/completions/maap-results
		644 usr/share/bash-completion/completions/maap-trace
		644 usr/share/man/man1/maap-results.1
		644 usr/share/man/man1/maap-trace.1
		644 usr/share/zsh/site-functions/_maap-results
		644 usr/share/zsh/site-functions/_maap-trace
	END
	cmp "$T/root/usr/bin/maap-trace" "$MAAP_TRACE"
}
