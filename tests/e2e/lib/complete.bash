#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# complete.bash FILE LINE: what bash offers at the end of LINE, one a line, with the completion of
# its command from FILE. The words are split as readline does it: at blanks, and around : and =.

set -f
# shellcheck source=/dev/null
source /usr/share/bash-completion/bash_completion
# shellcheck source=/dev/null
source "$1" || exit 1

COMP_LINE=$2
COMP_POINT=${#COMP_LINE}
COMP_WORDS=()
for word in $COMP_LINE; do
	while [[ $word =~ ^([^:=]*)([:=]+)(.*)$ ]]; do
		[[ -n ${BASH_REMATCH[1]} ]] && COMP_WORDS+=("${BASH_REMATCH[1]}")
		COMP_WORDS+=("${BASH_REMATCH[2]}")
		word=${BASH_REMATCH[3]}
	done
	[[ -n $word ]] && COMP_WORDS+=("$word")
done
[[ $COMP_LINE == *' ' ]] && COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
set +f

# Outside of readline there is nothing to set options of.
compopt() {
	:
}

"_${COMP_WORDS[0]//-/_}" "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
((${#COMPREPLY[@]} == 0)) || printf '%s\n' "${COMPREPLY[@]}"
