# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# make           builds build/maap-trace and build/maap-results
# make demo      installs what is needed, builds, traces a real program, shows its results
# make test      installs what is needed, builds, runs every test
# make deps      installs Debian packages, as root
# make install   PREFIX=/usr/local, DESTDIR=
# make bench     ratios of costs, measured here and now
# make fuzz      hostile logs for the results pass, for FUZZ_SECONDS=600
#
# V=1 shows commands; WERROR=1 makes warnings errors; VMLINUX_BTF=FILE builds for another kernel's types.

VERSION := 0.1.0

PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build
CC ?= gcc
CLANG ?= clang
PKG_CONFIG ?= pkg-config
VMLINUX_BTF ?= /sys/kernel/btf/vmlinux
# Debian has it where only root's PATH leads.
BPFTOOL ?= $(shell PATH="$$PATH:/usr/sbin:/sbin" command -v bpftool || echo bpftool)

Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),@:,@printf '  %-8s %s\n' $(1) $(patsubst $(BUILD)/%,%,$@))

WARNINGS := -Wall -Wextra -Wshadow -Wmissing-prototypes $(if $(filter 1,$(WERROR)),-Werror)
CFLAGS ?= -O2 -g
USER_CFLAGS := -std=gnu11 -D_GNU_SOURCE -DMAAP_VERSION='"$(VERSION)"' $(WARNINGS) \
	-I$(BUILD)/bpf -MMD -MP
BPF_CFLAGS := -g -O2 -mcpu=v3 --target=bpf -D__TARGET_ARCH_x86 -Wall -Wextra -Wno-unused-parameter \
	$(if $(filter 1,$(WERROR)),-Werror) -I$(BUILD)/vmlinux -MMD -MP
LIBRARIES := libbpf libelf libdw libcjson libdebuginfod libpcre2-8 liblzma zlib
LDLIBS := $(shell $(PKG_CONFIG) --libs $(LIBRARIES) 2>/dev/null) -liberty -lZydis -lcap -lm

USER_SOURCES := $(wildcard user/*.c user/*/*.c)
USER_OBJECTS := $(USER_SOURCES:%.c=$(BUILD)/%.o)
ANALYSIS_SOURCES := $(wildcard analysis/*.c analysis/*/*.c)
# Of user/ the results pass shares the lowest floor alone.
ANALYSIS_OBJECTS := $(ANALYSIS_SOURCES:%.c=$(BUILD)/%.o) $(filter $(BUILD)/user/util/%,$(USER_OBJECTS))
ANALYSIS_LDLIBS := $(shell $(PKG_CONFIG) --libs libcjson libpcre2-8 zlib 2>/dev/null) -pthread -lm
# setup first: it defines the maps that the others only declare, and bpftool's linker wants them so.
BPF_OBJECTS := $(patsubst %,$(BUILD)/bpf/%.bpf.o,setup emit capture frames errors exceptions calls evidence signals lifecycle)
SKELETON := $(BUILD)/bpf/maap.skel.h

# A tool that fails must not leave half of its output behind.
.DELETE_ON_ERROR:

.PHONY: all
all: $(BUILD)/maap-trace $(BUILD)/maap-results

include tests/tests.mk
include analysis/web/web.mk
include vmlinux/deps.mk

$(BUILD)/vmlinux/vmlinux.h: $(if $(wildcard $(VMLINUX_BTF)),$(VMLINUX_BTF)) | check-tools
	$(call say,BTF)
	@mkdir -p $(@D)
	$(Q)$(BPFTOOL) btf dump file $(VMLINUX_BTF) format c > $@.new && mv $@.new $@

$(BUILD)/bpf/%.bpf.o: bpf/%.bpf.c $(BUILD)/vmlinux/vmlinux.h
	$(call say,CLANG)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_CFLAGS) -c $< -o $@

$(BUILD)/bpf/maap.bpf.o: $(BPF_OBJECTS)
	$(call say,BPF)
	$(Q)$(BPFTOOL) gen object $@ $(BPF_OBJECTS)

$(SKELETON): $(BUILD)/bpf/maap.bpf.o
	$(call say,SKELETON)
	$(Q)$(BPFTOOL) gen skeleton $< name maap > $@.new && mv $@.new $@

$(BUILD)/user/%.o: user/%.c | $(SKELETON)
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(USER_CFLAGS) -c $< -o $@

$(BUILD)/maap-trace: $(USER_OBJECTS)
	$(call say,LINK)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(USER_OBJECTS) -o $@ $(LDLIBS)

$(BUILD)/analysis/%.o: analysis/%.c | check-tools
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(USER_CFLAGS) -c $< -o $@

$(BUILD)/maap-results: $(ANALYSIS_OBJECTS)
	$(call say,LINK)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(ANALYSIS_OBJECTS) -o $@ $(ANALYSIS_LDLIBS)

SHARE := $(DESTDIR)$(PREFIX)/share

.PHONY: install
install: all
	install -D -m 0755 -t $(DESTDIR)$(PREFIX)/bin $(BUILD)/maap-trace $(BUILD)/maap-results
	install -D -m 0644 -t $(SHARE)/man/man1 user/doc/maap-trace.1 user/doc/maap-results.1
	install -D -m 0644 user/doc/maap-trace.bash $(SHARE)/bash-completion/completions/maap-trace
	install -D -m 0644 user/doc/maap-results.bash $(SHARE)/bash-completion/completions/maap-results
	install -D -m 0644 -t $(SHARE)/zsh/site-functions user/doc/_maap-trace user/doc/_maap-results

.PHONY: demo
demo:
	+@$(MAKE) --no-print-directory deps
	+@$(MAKE) --no-print-directory all
	@tests/demo $(BUILD)/maap-trace

.PHONY: clean
clean:
	rm -rf $(BUILD)

-include $(USER_OBJECTS:.o=.d) $(ANALYSIS_OBJECTS:.o=.d) $(BPF_OBJECTS:.o=.d)
