# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Fuzz targets of the reader: libFuzzer with the sanitizers on, against objects built the same way.
#
# make fuzz                     every target in turn, FUZZ_SECONDS in all (default 600)
# make fuzz FUZZ_TARGETS=fuzz_line FUZZ_SECONDS=60

FUZZ_SECONDS ?= 600
FUZZ_CC ?= $(CLANG)

FUZZ := $(BUILD)/tests/fuzz
FUZZ_TARGETS ?= $(basename $(notdir $(wildcard tests/fuzz/fuzz_*.c)))
FUZZERS := $(addprefix $(FUZZ)/,$(basename $(notdir $(wildcard tests/fuzz/fuzz_*.c))))
FUZZ_SANITIZE := address,undefined
# The reader and the tables, not what is drawn from them; the message functions are silent ones.
FUZZ_SOURCES := $(filter-out analysis/main.c analysis/results.c analysis/comparing.c,$(wildcard analysis/*.c)) \
	$(filter-out user/util/log.c,$(wildcard user/util/*.c)) \
	$(filter-out tests/fuzz/fuzz_%,$(wildcard tests/fuzz/*.c))
FUZZ_OBJECTS := $(FUZZ_SOURCES:%.c=$(FUZZ)/objects/%.o)
FUZZ_CFLAGS := -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all $(USER_CFLAGS) \
	-include tests/fuzz/sizes.h

.PHONY: fuzzers fuzz
fuzzers: $(FUZZERS)

$(FUZZ)/objects/%.o: %.c tests/fuzz/fuzz.mk | check-tools
	$(call say,CLANG)
	@mkdir -p $(@D)
	$(Q)$(FUZZ_CC) -fsanitize=fuzzer-no-link,$(FUZZ_SANITIZE) $(FUZZ_CFLAGS) -c $< -o $@

$(FUZZ)/fuzz.a: $(FUZZ_OBJECTS)
	$(call say,AR)
	$(Q)rm -f $@ && ar rcs $@ $^

$(FUZZ)/fuzz_%: $(FUZZ)/objects/tests/fuzz/fuzz_%.o $(FUZZ)/fuzz.a
	$(call say,LINK)
	$(Q)$(FUZZ_CC) -fsanitize=fuzzer,$(FUZZ_SANITIZE) $^ -o $@ $(ANALYSIS_LDLIBS)

fuzz: $(FUZZERS)
	@BUILD=$(BUILD) tests/fuzz/run long $(FUZZ_SECONDS) $(FUZZ_TARGETS)

.SECONDARY: $(FUZZERS:$(FUZZ)/%=$(FUZZ)/objects/tests/fuzz/%.o)
-include $(FUZZ_OBJECTS:.o=.d) $(FUZZERS:$(FUZZ)/%=$(FUZZ)/objects/tests/fuzz/%.d)
