#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Calls left by a jump to another function, and functions of shapes that invite mistakes.

load helper
load lib/untraced

# outcomes "FUNCTION OUTCOME N, ...": exactly these
outcomes() {
	local got
	got=$(jq -r 'select(.event == "end") | .function + " " + .outcome' "$LOGDIR/timing.log" |
		sort | uniq -c | awk '{ printf "%s%s %s %d", (NR > 1 ? ", " : ""), $2, $3, $1 }')
	[[ $got == "$1" ]] || fail "recorded: $got"
}

# jumps METHOD WHAT [OPTION...] FUNCTION...
jumps() {
	local method=$1 what=$2
	shift 2
	trace_true "$method" tailcalls "$what" 100 -- "$@"
}

TAIL="first tail-called 100, last returned 100"

@test "tailcalls: a function that always ends by a jump" {
	jumps auto tail first last
	outcomes "$TAIL"
}

@test "tailcalls: a function that always ends by a jump, instructions only" {
	jumps ret tail first last
	outcomes "$TAIL"
}

@test "tailcalls: a function that always ends by a jump, single links" {
	jumps auto tail --link single first last
	outcomes "$TAIL"
}

@test "tailcalls: only the function that jumps" {
	trace_same auto tailcalls tail 100 -- first
	outcomes "first tail-called 100"
}

@test "tailcalls: only the function that is jumped to" {
	trace_same auto tailcalls tail 100 -- last
	outcomes "last returned 100"
}

@test "tailcalls: a function that ends by a jump every other time" {
	jumps auto sometimes either last
	outcomes "either returned 50, either tail-called 50, last returned 50"
}

@test "tailcalls: two functions that jump to each other" {
	jumps auto chain is_even is_odd
}

@test "tailcalls: a jump to where a pointer leads" {
	jumps auto pointer by_pointer last is_even is_odd
}

ASM=(mere_jump jump_if_odd jump_if_even_cold pop_and_jump landing)
ASM_OUTCOMES="jump_if_even_cold returned 75, jump_if_even_cold tail-called 25, jump_if_odd returned 50,\
 jump_if_odd tail-called 50, landing returned 275, mere_jump tail-called 100, pop_and_jump tail-called 100"

@test "tailcalls: a mere jump, conditional jumps, a jump out of a cold part" {
	jumps auto asm "${ASM[@]}"
	outcomes "$ASM_OUTCOMES"
}

@test "tailcalls: a mere jump, conditional jumps, a jump out of a cold part, instructions only" {
	jumps ret asm "${ASM[@]}"
	outcomes "$ASM_OUTCOMES"
}

ENTRY=(loop_to_entry self_tail locked loop_to_second)
ENTRY_OUTCOMES="locked returned 100, loop_to_entry returned 100, loop_to_second returned 100, self_tail\
 returned 100"

@test "tailcalls: jumps back to the entry or near it, and a lock prefix first" {
	jumps auto entry "${ENTRY[@]}"
	outcomes "$ENTRY_OUTCOMES"
}

@test "tailcalls: jumps back to the entry or near it, and a lock prefix first, instructions only" {
	jumps ret entry "${ENTRY[@]}"
	outcomes "$ENTRY_OUTCOMES"
}

@test "tailcalls: six rets, rep ret, nothing but ret" {
	jumps auto returns six_rets just_ret rep_ret
}

SWITCH=(plain_switch cet_switch cet_push cet_tail inside)

@test "tailcalls: jump tables, and functions with control-flow protection" {
	objdump -d "$PROGRAMS/libcet.so" | grep -q 'notrack jmp' || fail "there is no notrack jmp"
	jumps auto switch "${SWITCH[@]}"
}

@test "tailcalls: all of them at once, instructions only" {
	# just_ret is called inside others too, which the program does not note
	trace_same ret tailcalls all 100 -- first last either is_even is_odd by_pointer "${ASM[@]}" \
		"${ENTRY[@]}" six_rets rep_ret "${SWITCH[@]}"
	check truth "$LOGDIR" <(grep -v ' name=just_ret ' "$TARGET_OUT")
}
