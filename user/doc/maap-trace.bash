# bash completion for maap-trace                                           -*- shell-script -*-
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Names of functions come from strangers' programs: they are compared and quoted, never expanded,
# which is why they do not go through compgen -W.

# _maap_trace_offer WORD...: those that begin with $cur
_maap_trace_offer() {
	local word
	for word; do
		[[ $word == "$cur"* ]] && COMPREPLY+=("$word")
	done
}

# The last one of PID[,PID...]; what stands before it stays.
_maap_trace_pids() {
	local before='' pid
	[[ $cur == *,* ]] && before=${cur%,*},
	for pid in /proc/[0-9]*; do
		_maap_trace_offer "$before${pid#/proc/}"
	done
}

# Prints the PIDs that were given with -p, if there are any.
_maap_trace_given_pids() {
	local i value='' word
	for ((i = 1; i < cword; i++)); do
		word=${words[i]}
		case $word in
		-p | --pid) value=${words[i + 1]} ;;
		--pid=*) value=${word#--pid=} ;;
		-p*) value=${word#-p} ;;
		esac
	done
	[[ $value =~ ^[0-9]+(,[0-9]+)*$ ]] && printf '%s\n' "$value"
}

# _maap_trace_functions PIDS: names as --list has them, with the module in front where $cur has one
_maap_trace_functions() {
	local name quoted
	local unquoted=${cur//\\/}
	[[ $cur == [\'\"]* ]] && return
	while IFS= read -r name; do
		printf -v quoted %q "$name"
		COMPREPLY+=("$quoted")
	done < <(timeout -k 1 2 maap-trace --list -p "$1" 2>/dev/null </dev/null |
		prefix=$unquoted awk -F '\t' '
			BEGIN { prefix = ENVIRON["prefix"] }
			$1 ~ /[[:cntrl:]]/ || $4 ~ /[[:cntrl:]]/ { next }
			index($4, prefix) == 1 { print $4; next }
			{ sub(/.*\//, "", $1); name = $1 ":" $4 }
			prefix ~ /:/ && index(name, prefix) == 1 { print name }' | head -n 500)
	__ltrim_colon_completions "$cur"
}

_maap_trace() {
	local i
	for ((i = 1; i < COMP_CWORD; i++)); do
		if [[ ${COMP_WORDS[i]} == -- ]]; then
			_command_offset $((i + 1))
			return
		fi
	done

	local cur prev words cword split
	_init_completion -s -n : || return

	case $prev in
	-p | --pid)
		_maap_trace_pids
		return
		;;
	--user)
		mapfile -t COMPREPLY < <(compgen -u -- "$cur")
		return
		;;
	--logdir)
		_filedir -d
		return
		;;
	--error-log)
		_filedir
		return
		;;
	--exit-probe)
		_maap_trace_offer auto uretprobe ret
		return
		;;
	--results-format)
		_maap_trace_offer csv none
		return
		;;
	--sanitize)
		_maap_trace_offer digits
		return
		;;
	-d | --duration | -n | --max-calls | --min-duration | --max-arg-length | \
		--error-return | --backtrace-bytes | --max-bytes | --backup-count)
		return
		;;
	esac
	$split && return

	if [[ $cur == -* ]]; then
		_maap_trace_offer -- -p --pid -f --follow --user --list -d --duration -n \
			--max-calls --min-duration --no-args --max-arg-length --sanitize \
			--no-resources --error-return --backtrace-bytes --no-errors --exit-probe --dry-run --logdir --error-log --max-bytes \
			--backup-count --no-log --results --results-format -q --no-console -v --verbose \
			--version -h --help
		return
	fi
	local pids
	pids=$(_maap_trace_given_pids)
	[[ -n $pids ]] && _maap_trace_functions "$pids"
} && complete -F _maap_trace maap-trace
