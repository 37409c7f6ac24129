# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Test programs, unit tests, benches.

PROGRAMS := $(BUILD)/tests/programs
include tests/programs/flags.mk

PROGRAM_NAMES := $(basename $(notdir $(wildcard tests/programs/*.c tests/programs/*.cpp)))
PROGRAM_LIBRARIES := $(patsubst %,$(PROGRAMS)/%.so,$(filter lib%,$(PROGRAM_NAMES)))
PROGRAM_BINARIES := $(addprefix $(PROGRAMS)/,$(filter-out lib%,$(PROGRAM_NAMES)))
GO_BINARIES := $(patsubst tests/programs/%.go,$(PROGRAMS)/%,$(wildcard tests/programs/*.go)) \
	$(GO_VARIANTS:%=$(PROGRAMS)/%)
RUST_BINARIES := $(patsubst tests/programs/%.rs,$(PROGRAMS)/%,$(wildcard tests/programs/*.rs)) \
	$(RUST_VARIANTS:%=$(PROGRAMS)/%)

GO ?= go
# Debian's own, whatever else PATH leads to.
RUSTC ?= $(firstword $(wildcard /usr/bin/rustc) rustc)
# Nothing from the network or from the user's settings, nothing into the home folder.
GO_ENV := GO111MODULE=off GOENV=off GOFLAGS= GOTOOLCHAIN=local CC=$(CC) \
	GOCACHE=$(abspath $(BUILD))/go/cache GOPATH=$(abspath $(BUILD))/go/path

# Unit tests run with the sanitizers on, against objects of their own built the same way.
UNIT := $(BUILD)/tests/unit
UNIT_TESTS := $(patsubst tests/unit/%.c,$(UNIT)/%,$(wildcard tests/unit/test_*.c))
UNIT_SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined
# What needs a kernel is not for unit tests.
UNIT_SOURCES := $(filter-out user/main.c user/probe/attach.c user/probe/load.c user/probe/upload.c user/probe/settings.c user/record/drain.c \
	user/record/bias.c user/cli/session.c user/cli/prepare.c user/cli/planning.c user/cli/catching.c,$(USER_SOURCES))
UNIT_OBJECTS := $(UNIT_SOURCES:%.c=$(UNIT)/objects/%.o)
RESULTS_OBJECTS := $(patsubst %.c,$(UNIT)/objects/%.o,$(filter-out analysis/main.c,$(ANALYSIS_SOURCES)))
UNIT_LDLIBS := $(LDLIBS) -lcmocka

include tests/fuzz/fuzz.mk

.PHONY: programs unit
programs: $(PROGRAM_LIBRARIES) $(PROGRAM_BINARIES) $(GO_BINARIES) $(RUST_BINARIES)
unit: $(UNIT_TESTS)

$(PROGRAMS)/lib%.so: tests/programs/lib%.c tests/programs/flags.mk
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -D_GNU_SOURCE $(CFLAGS_default) $(CFLAGS_lib$*) -MMD -MP -shared -fPIC \
		$< -o $@ $(LDLIBS_lib$*)

$(PROGRAMS)/%: tests/programs/%.c tests/programs/flags.mk
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -D_GNU_SOURCE $(CFLAGS_default) $(CFLAGS_$*) -MMD -MP $< -o $@ $(LDLIBS_$*)

$(PROGRAMS)/lib%.so: tests/programs/lib%.cpp tests/programs/flags.mk
	$(call say,CXX)
	@mkdir -p $(@D)
	$(Q)$(CXX) -std=gnu++17 $(CFLAGS_default) $(CFLAGS_lib$*) -MMD -MP -shared -fPIC $< -o $@ \
		$(LDLIBS_lib$*)

$(PROGRAMS)/%: tests/programs/%.cpp tests/programs/flags.mk
	$(call say,CXX)
	@mkdir -p $(@D)
	$(Q)$(CXX) -std=gnu++17 $(CFLAGS_default) $(CFLAGS_$*) -MMD -MP $< -o $@ $(LDLIBS_$*)

$(filter $(PROGRAMS)/cgo%,$(GO_BINARIES)): tests/programs/cgo.go
$(filter $(PROGRAMS)/go_panics%,$(GO_BINARIES)): tests/programs/go_panics.go
$(filter $(PROGRAMS)/goroutines%,$(GO_BINARIES)): tests/programs/goroutines.go
$(filter $(PROGRAMS)/arguments_go%,$(GO_BINARIES)): tests/programs/arguments_go.go
$(filter $(PROGRAMS)/panics%,$(RUST_BINARIES)): tests/programs/panics.rs
$(filter $(PROGRAMS)/arguments_rust%,$(RUST_BINARIES)): tests/programs/arguments_rust.rs

$(GO_BINARIES): tests/programs/flags.mk
	$(call say,GO)
	@mkdir -p $(@D)
	$(Q)$(GO_ENV) $(GO) build $(GOFLAGS_$(@F)) -o $@ $(filter %.go,$^)

$(RUST_BINARIES): tests/programs/flags.mk
	$(call say,RUSTC)
	@mkdir -p $(@D)
	$(Q)$(RUSTC) $(RUSTFLAGS_default) $(RUSTFLAGS_$(@F)) $(filter %.rs,$^) -o $@

$(UNIT)/objects/%.o: %.c | check-tools
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) -O1 -g $(UNIT_SANITIZE) $(USER_CFLAGS) -c $< -o $@

$(UNIT)/units.a: $(UNIT_OBJECTS)
	$(call say,AR)
	$(Q)rm -f $@ && ar rcs $@ $^

# The two programs have functions of one name: of analysis/ only its own tests are linked.
RESULTS_TESTS := $(patsubst tests/unit/%.c,$(UNIT)/%,\
	$(shell grep -lE '/analysis/|"(logs\.h|fake_|page_)' tests/unit/test_*.c))

$(UNIT)/results.a: $(RESULTS_OBJECTS)
	$(call say,AR)
	$(Q)rm -f $@ && ar rcs $@ $^

$(RESULTS_TESTS): $(UNIT)/results.a
$(RESULTS_TESTS): UNIT_LIBRARIES := $(UNIT)/results.a $(UNIT)/units.a
UNIT_LIBRARIES := $(UNIT)/units.a

$(UNIT)/test_go_module $(UNIT)/test_go_changed: | $(GO_BINARIES)

# What the tests of debug information read: the same sources by several compilers.
FIXTURES := $(BUILD)/tests/fixtures
PLACES_KINDS := gcc_O0 gcc_O2 clang_O0 clang_O2 gcc_O2_types clang_O2_types
PLACES := $(foreach kind,$(PLACES_KINDS),\
	$(FIXTURES)/places_c_$(kind).so $(FIXTURES)/places_cxx_$(kind).so) \
	$(FIXTURES)/places_rust_O0.so $(FIXTURES)/places_rust_O2.so
# COMPILER_LEVEL, and "types": in units of their own, DWARF 4.
fixture_flags = -g -$(word 2,$(subst _, ,$*)) $(if $(findstring types,$*),-gdwarf-4 \
	-fdebug-types-section) -Wno-psabi

$(FIXTURES)/places_c_%.so: tests/unit/fixtures/places_c.c tests/unit/fixtures/places.h tests/tests.mk
	$(call say,FIXTURE)
	@mkdir -p $(@D)
	$(Q)$(firstword $(subst _, ,$*)) -std=gnu11 $(fixture_flags) -fPIC -shared $< -o $@

$(FIXTURES)/places_cxx_%.so: tests/unit/fixtures/places_cxx.cpp tests/unit/fixtures/places.h \
		tests/tests.mk
	$(call say,FIXTURE)
	@mkdir -p $(@D)
	$(Q)$(patsubst gcc,g++,$(patsubst clang,clang++,$(firstword $(subst _, ,$*)))) -std=c++17 \
		$(fixture_flags) -fPIC -shared $< -o $@

$(FIXTURES)/places_rust_O%.so: tests/unit/fixtures/places_rust.rs tests/tests.mk
	$(call say,FIXTURE)
	@mkdir -p $(@D)
	$(Q)$(RUSTC) --crate-type cdylib --edition 2021 -g -C opt-level=$* $< -o $@

TYPES := $(foreach kind,gcc_O0 gcc_O2_types clang_O0 clang_O2_types,$(FIXTURES)/types_$(kind))

$(FIXTURES)/types_%: tests/unit/fixtures/types.cpp tests/tests.mk
	$(call say,FIXTURE)
	@mkdir -p $(@D)
	$(Q)$(patsubst gcc,g++,$(patsubst clang,clang++,$(firstword $(subst _, ,$*)))) -std=c++17 \
		$(fixture_flags) $< -o $@

$(FIXTURES)/places_go: tests/unit/fixtures/places.go tests/tests.mk
	$(call say,FIXTURE)
	@mkdir -p $(@D)
	$(Q)$(GO_ENV) $(GO) build -o $@ $<

$(FIXTURES)/places_go_plain: tests/unit/fixtures/places.go tests/tests.mk
	$(call say,FIXTURE)
	@mkdir -p $(@D)
	$(Q)$(GO_ENV) $(GO) build -gcflags='-N -l' -o $@ $<

$(FIXTURES)/cycles.so: tests/unit/fixtures/cycles.s tests/tests.mk
	$(call say,FIXTURE)
	@mkdir -p $(@D)
	$(Q)$(CC) -shared -nostdlib $< -o $@

INLINED_KINDS := gcc_O2 clang_O2 gcc_O2_types clang_O2_types
INLINED := $(foreach kind,$(INLINED_KINDS) lto,$(FIXTURES)/inlined_$(kind))
INLINED_SOURCES := tests/unit/fixtures/inlined_a.cpp tests/unit/fixtures/inlined_b.cpp

$(FIXTURES)/inlined_lto: $(INLINED_SOURCES) tests/tests.mk
	$(call say,FIXTURE)
	@mkdir -p $(@D)
	$(Q)g++ -g -O2 -flto $(INLINED_SOURCES) -o $@

$(FIXTURES)/inlined_%: $(INLINED_SOURCES) tests/tests.mk
	$(call say,FIXTURE)
	@mkdir -p $(@D)
	$(Q)$(patsubst gcc,g++,$(patsubst clang,clang++,$(firstword $(subst _, ,$*)))) $(fixture_flags) \
		$(INLINED_SOURCES) -o $@

$(UNIT)/test_signature_places $(UNIT)/test_signatures_hostile: $(PLACES)
$(UNIT)/test_signature_go: $(FIXTURES)/places_go $(FIXTURES)/places_go_plain \
	$(FIXTURES)/places_c_gcc_O2.so
$(UNIT)/test_signatures: $(TYPES)
$(UNIT)/test_signatures_hostile: $(FIXTURES)/cycles.so
$(UNIT)/test_inlined $(UNIT)/test_signatures_hostile: $(INLINED)

$(UNIT)/%: tests/unit/%.c $(UNIT)/units.a
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) -O1 -g $(UNIT_SANITIZE) $(USER_CFLAGS) -DFIXTURES='"$(FIXTURES)"' $< $(UNIT_LIBRARIES) -o $@ $(UNIT_LDLIBS)

.PHONY: test
test:
	+@$(MAKE) --no-print-directory deps
	+@$(MAKE) --no-print-directory all programs unit fuzzers sweeps pages
	@BUILD=$(BUILD) tests/run

-include $(UNIT_OBJECTS:.o=.d) $(RESULTS_OBJECTS:.o=.d) $(UNIT_TESTS:%=%.d) $(PROGRAM_BINARIES:%=%.d) $(PROGRAM_LIBRARIES:%.so=%.d)

BENCHES := $(BUILD)/tests/bench/calls $(BUILD)/tests/bench/bench_sink $(BUILD)/tests/bench/calls_go
# Compiled as the program itself is, without sanitizers.
BENCH_OBJECTS := $(filter-out $(BUILD)/user/main.o,$(USER_OBJECTS))

SWEEPS := $(BUILD)/tests/sweep/plan_all $(BUILD)/tests/sweep/kernel_agrees $(BUILD)/tests/sweep/signatures_all

$(BUILD)/tests/sweep/%: tests/sweep/%.c $(BENCH_OBJECTS)
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(USER_CFLAGS) $< $(BENCH_OBJECTS) -o $@ $(LDLIBS)

.PHONY: sweeps
sweeps: $(SWEEPS)

$(BUILD)/tests/bench/%: tests/bench/%.c $(BENCH_OBJECTS)
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(USER_CFLAGS) $< $(BENCH_OBJECTS) -o $@ $(LDLIBS)

$(BUILD)/tests/bench/calls_go: tests/bench/calls.go
	$(call say,GO)
	@mkdir -p $(@D)
	$(Q)$(GO_ENV) $(GO) build -o $@ $<

# About 200 MB, with full debug information.
BIG := $(BUILD)/tests/bench/big
BIG_PARTS := $(addprefix $(BIG)/,$(addsuffix .o,0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15))

$(BIG)/%.o: tests/bench/big.cpp
	$(call say,CXX)
	@mkdir -p $(@D)
	$(Q)$(CXX) -std=c++17 -O0 -g -DPART=part$* $(if $(filter 0,$*),-DMAIN) -c $< -o $@

$(BIG)/big: $(BIG_PARTS)
	$(call say,LINK)
	$(Q)$(CXX) $^ -o $@

.PHONY: bench
bench:
	+@$(MAKE) --no-print-directory all $(BIG)/big $(BENCHES) $(BUILD)/tests/sweep/plan_all
	@BUILD=$(BUILD) tests/bench/run

-include $(BENCHES:%=%.d) $(SWEEPS:%=%.d)
