# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# Names of all functions of libraries, to be traced at once.

# functions FILE [MODULE]: its dynamic symbols, each as MODULE:NAME. Not ifuncs: an implementation
# may not have been chosen yet.
functions() {
	readelf -W --dyn-syms "$1" |
		awk -v module="${2:-${1##*/}}" '$4 == "FUNC" && $7 != "UND" {
			sub(/@.*/, "", $8); print module ":" $8 }' | sort -u
}

library() {
	ldconfig -p | awk -v name="$1" '$1 == name && /x86-64/ { print $NF; exit }'
}

# library_functions LIBRARY...
library_functions() {
	local name
	for name; do
		functions "$(library "$name")" "$name"
	done
}

# used_by PROGRAM LIBRARY: those of the library's functions that the program names
used_by() {
	comm -12 <(library_functions "$2") \
		<(nm -D --undefined-only "$1" | awk -v module="$2" '{ sub(/@.*/, "", $2); print module ":" $2 }' |
			sort -u)
}

# All that the program uses, all that is thrown and caught with, and of the rest each fourth.
# cxx_functions PROGRAM
cxx_functions() {
	library_functions libstdc++.so.6 >"$T/all"
	used_by "$1" libstdc++.so.6 >"$T/some"
	grep -E ':(__cxa|__gxx|__dynamic_cast|_ZSt)' "$T/all" >>"$T/some"
	awk 'NR % 4 == 0' "$T/all" >>"$T/some"
	library_functions libgcc_s.so.1 | grep ':_Unwind' >>"$T/some"
	sort -u "$T/some"
}
