# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# How the programs here are built, from the root: NAME.c with $(CFLAGS_default) $(CFLAGS_NAME) and,
# at the end, $(LDLIBS_NAME); libNAME.c as a shared object (-shared -fPIC) in the same way.

CFLAGS_default := -O2 -g -fcf-protection=none

CFLAGS_recurse := -fno-omit-frame-pointer -fno-optimize-sibling-calls
CFLAGS_lifecycle := -fno-optimize-sibling-calls

LDLIBS_resources := -lpthread
LDLIBS_threads := -lpthread
LDLIBS_namespaced := -lpthread -ldl

CFLAGS_bits32 := -m32 -nostdlib -static -fno-pic -no-pie
LDLIBS_cxxlinked := -Wl,--no-as-needed -lstdc++

LDLIBS_symbols := -ldl -Wl,--section-start=.far_text=0x400000
CFLAGS_symbols_nopie := -fno-pie -no-pie
LDLIBS_symbols_nopie := -ldl -Wl,--section-start=.far_text=0x900000
CFLAGS_symbols_static := -static
LDLIBS_libversions := -Wl,--version-script=tests/programs/libversions.map

# NAME.go with $(GOFLAGS_NAME), NAME.rs with $(RUSTFLAGS_default) $(RUSTFLAGS_NAME). The NAME_KINDs
# of these lists are built from the same sources once more.
GO_VARIANTS := go_panics_stripped arguments_go_debug goroutines_stripped goroutines_pie cgo_stripped cgo_pie
RUST_VARIANTS := arguments_rust_debug panics_abort

GOFLAGS_arguments_go_debug := -gcflags='-N -l'
GOFLAGS_goroutines_stripped := -ldflags='-s -w'
GOFLAGS_goroutines_pie := -buildmode=pie -ldflags='-s -w'
GOFLAGS_cgo_stripped := -ldflags='-s -w'
GOFLAGS_cgo_pie := -buildmode=pie -ldflags='-s -w'

RUSTFLAGS_default := -C opt-level=2 -g --edition 2021
RUSTFLAGS_arguments_rust_debug := -C opt-level=0 --crate-name arguments_rust
RUSTFLAGS_panics_abort := -C panic=abort

WITH_LIBRARY = -L$(PROGRAMS) -l$(1) -Wl,-rpath,'$$ORIGIN'

LDLIBS_exceptions = $(call WITH_LIBRARY,thrower) -lpthread
$(PROGRAMS)/exceptions: $(PROGRAMS)/libthrower.so

CFLAGS_libcet := -fcf-protection=full
LDLIBS_tailcalls = $(call WITH_LIBRARY,cet) -loddities
$(PROGRAMS)/tailcalls: $(PROGRAMS)/libcet.so $(PROGRAMS)/liboddities.so

LDLIBS_forced := -lpthread
LDLIBS_unwinding := -lpthread
LDLIBS_fibers := -lpthread
LDLIBS_switches := -lpthread
LDLIBS_fibers_boost := -lboost_context
LDLIBS_forks := -lpthread

# They find each other when the program runs, not before.
LDLIBS_streams := -lpthread
LDLIBS_latecomer := -rdynamic -lpthread -Wl,-rpath,'$$ORIGIN'
$(PROGRAMS)/latecomer: $(PROGRAMS)/libplugin.so $(PROGRAMS)/libcanceller.so

CFLAGS_arguments_debug := -O0
CFLAGS_arguments_cxx_debug := -O0
LDLIBS_visited := -ldl
LDLIBS_texts := -lpthread

CFLAGS_lazily := -no-pie -fplt
LDLIBS_lazily := -Wl,-z,lazy
CFLAGS_warm := -no-pie

LDLIBS_throwing := -lpthread
LDLIBS_crashing := -lpthread
GOFLAGS_go_panics_stripped := -ldflags='-s -w'

CFLAGS_whats_debug := -O0
LDLIBS_whats := -lpthread
LDLIBS_whats_debug := -lpthread
# Of LLVM's library, which has other layouts.
$(PROGRAMS)/whats_libcxx $(PROGRAMS)/rethrowing_libcxx: CXX := clang++
CFLAGS_rethrowing_libcxx := -stdlib=libc++ -Wno-unknown-attributes
CFLAGS_whats_libcxx := -stdlib=libc++ -Wno-unused-value -Wno-unknown-attributes
LDLIBS_whats_libcxx := -lpthread
