# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Test programs, unit tests, benches.

include tests/programs/flags.mk

PROGRAMS := $(BUILD)/tests/programs
PROGRAM_LIBRARIES := $(patsubst tests/programs/%.c,$(PROGRAMS)/%.so,$(wildcard tests/programs/lib*.c))
PROGRAM_BINARIES := $(patsubst tests/programs/%.c,$(PROGRAMS)/%, \
	$(filter-out tests/programs/lib%,$(wildcard tests/programs/*.c)))

# Unit tests run with the sanitizers on, against objects of their own built the same way.
UNIT := $(BUILD)/tests/unit
UNIT_TESTS := $(patsubst tests/unit/%.c,$(UNIT)/%,$(wildcard tests/unit/test_*.c))
UNIT_SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined
# What needs a kernel is not for unit tests.
UNIT_SOURCES := $(filter-out user/main.c user/probe/attach.c user/probe/load.c user/record/drain.c \
	user/record/bias.c user/cli/session.c user/cli/prepare.c,$(USER_SOURCES))
UNIT_OBJECTS := $(UNIT_SOURCES:%.c=$(UNIT)/objects/%.o)
UNIT_LDLIBS := $(LDLIBS) -lcmocka $(shell $(PKG_CONFIG) --libs libpcre2-8 2>/dev/null)

.PHONY: programs unit
programs: $(PROGRAM_LIBRARIES) $(PROGRAM_BINARIES)
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

$(UNIT)/objects/%.o: %.c | check-tools
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) -O1 -g $(UNIT_SANITIZE) $(USER_CFLAGS) -c $< -o $@

$(UNIT)/units.a: $(UNIT_OBJECTS)
	$(call say,AR)
	$(Q)rm -f $@ && ar rcs $@ $^

$(UNIT)/%: tests/unit/%.c $(UNIT)/units.a
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) -O1 -g $(UNIT_SANITIZE) $(USER_CFLAGS) $< $(UNIT)/units.a -o $@ $(UNIT_LDLIBS)

.PHONY: test
test:
	+@$(MAKE) --no-print-directory deps
	+@$(MAKE) --no-print-directory all programs unit
	@BUILD=$(BUILD) tests/run

-include $(UNIT_OBJECTS:.o=.d) $(UNIT_TESTS:%=%.d) $(PROGRAM_BINARIES:%=%.d) $(PROGRAM_LIBRARIES:%.so=%.d)

BENCHES := $(BUILD)/tests/bench/calls $(BUILD)/tests/bench/bench_sink
# Compiled as the program itself is, without sanitizers.
BENCH_OBJECTS := $(filter-out $(BUILD)/user/main.o,$(USER_OBJECTS))

$(BUILD)/tests/bench/%: tests/bench/%.c $(BENCH_OBJECTS)
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(USER_CFLAGS) $< $(BENCH_OBJECTS) -o $@ $(LDLIBS)

.PHONY: bench
bench:
	+@$(MAKE) --no-print-directory all $(BENCHES)
	@BUILD=$(BUILD) tests/bench/run

-include $(BENCHES:%=%.d)
