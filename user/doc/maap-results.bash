# bash completion for maap-results                              -*- shell-script -*-
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause

_maap_results() {
	local cur prev words cword split
	_init_completion -s || return

	case $prev in
	--logdir | --outdir | --compare)
		_filedir -d
		return
		;;
	--error-log)
		_filedir
		return
		;;
	--format)
		mapfile -t COMPREPLY < <(compgen -W "png svg" -- "$cur")
		return
		;;
	--subtitle)
		mapfile -t COMPREPLY < <(compgen -W "none" -- "$cur")
		return
		;;
	--tag | --start-time | --end-time | --gap | --min-cluster | --run-id | --run | --fail-above)
		return
		;;
	esac
	$split && return

	mapfile -t COMPREPLY < <(compgen -W "--logdir --error-log --outdir --tag --subtitle --format --no-figures \
		--list-runs --run --run-id --start-time --end-time --gap --min-cluster --compare \
		--fail-above -h --help --version" -- "$cur")
} && complete -F _maap_results maap-results
