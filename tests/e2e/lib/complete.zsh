#!/usr/bin/env zsh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# complete.zsh FOLDER LINE: what zsh offers at the end of LINE, one a line, with the completion of
# maap-trace from FOLDER. Completion works within the line editor only: a shell on a terminal of
# its own is given the line and a key, and writes all that reaches compadd to a file.

zmodload zsh/zpty
setopt no_glob_subst

work=$(mktemp -d) || exit 1
trap 'zpty -d shell 2>/dev/null; rm -rf $work' EXIT

cat >$work/init <<'INIT'
PROMPT= PS2=
fpath=($COMPLETION_FOLDER $fpath)
autoload -Uz compinit
compinit -u -D
compadd() {
	local -a matches
	# Calls that ask what would match, for the completion's own use, offer nothing.
	if [[ ! " ${(j: :)@[1,(i)(-|--)]}" == *\ -[OAD]* ]]; then
		builtin compadd -O matches "$@"
		print -rl -- $matches >>$COMPLETION_WORK/found
	fi
	builtin compadd "$@"
}
finish() {
	zle complete-word
	print done >$COMPLETION_WORK/done
}
zle -N finish
zle -C complete-word complete-word _main_complete
bindkey '^T' finish
INIT

export COMPLETION_FOLDER=$1 COMPLETION_WORK=$work
zpty shell zsh -f -i
zpty -w shell "source $work/init; print ready >$work/ready"
for ((i = 0; i < 600; i++)); do
	[[ -e $work/ready ]] && break
	sleep 0.05
done
zpty -w -n shell "$2"$'\C-t'
for ((i = 0; i < 600; i++)); do
	[[ -e $work/done ]] && break
	zpty -r -t shell ignored '*' >/dev/null
	sleep 0.05
done
[[ -e $work/done ]] || { print -u2 'no answer from zsh'; exit 1 }
[[ ! -e $work/found ]] || cat $work/found
