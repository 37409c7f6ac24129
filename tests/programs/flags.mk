# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# How the programs here are built, from the root: NAME.c with $(CFLAGS_default) $(CFLAGS_NAME) and,
# at the end, $(LDLIBS_NAME); libNAME.c as a shared object (-shared -fPIC) in the same way.

CFLAGS_default := -O2 -g -fcf-protection=none

CFLAGS_recurse := -fno-omit-frame-pointer -fno-optimize-sibling-calls
CFLAGS_lifecycle := -fno-optimize-sibling-calls

LDLIBS_resources := -lpthread
LDLIBS_threads := -lpthread

CFLAGS_bits32 := -m32 -nostdlib -static -fno-pic -no-pie
LDLIBS_cxxlinked := -Wl,--no-as-needed -lstdc++

LDLIBS_symbols := -ldl -Wl,--section-start=.far_text=0x400000
CFLAGS_symbols_nopie := -fno-pie -no-pie
LDLIBS_symbols_nopie := -ldl -Wl,--section-start=.far_text=0x900000
CFLAGS_symbols_static := -static
LDLIBS_libversions := -Wl,--version-script=tests/programs/libversions.map
