# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What the build and the tests need, by Debian package.

BUILD_PACKAGES := gcc libc6-dev clang bpftool pkg-config libbpf-dev libelf-dev libdw-dev libcjson-dev \
	libcap-dev libzydis-dev libiberty-dev libpcre2-dev liblzma-dev zlib1g-dev libdebuginfod-dev uthash-dev
# What maap-results draws with, in any script.
RUN_PACKAGES := gnuplot-nox fonts-dejavu-core fonts-noto-cjk fonts-noto-color-emoji
TEST_PACKAGES := libcmocka-dev libclang-rt-dev bats jq python3 procps util-linux sqlite3 memcached redis-server \
	gcc-multilib g++ binutils golang-go rustc libboost-context-dev stress openssl libc6-dbg \
	python3.11-dbg libc++-dev libc++abi-dev xz-utils groff-base bash-completion zsh time chromium

# Needed as commands: of some distributors' packages one brings both, and conflicts with the other.
COMMAND_PACKAGES := $(NODE):nodejs $(NPM):npm

# tool:package
TOOLS := $(CC):gcc $(CLANG):clang $(BPFTOOL):bpftool $(PKG_CONFIG):pkg-config $(COMMAND_PACKAGES)
# library:package
LIBRARY_PACKAGES := libbpf:libbpf-dev libelf:libelf-dev libdw:libdw-dev libcjson:libcjson-dev \
	libdebuginfod:libdebuginfod-dev libpcre2-8:libpcre2-dev liblzma:liblzma-dev zlib:zlib1g-dev
# header:package, of libraries that pkg-config does not know
HEADER_PACKAGES := sys/capability.h:libcap-dev uthash.h:uthash-dev Zydis/Zydis.h:libzydis-dev \
	libiberty/demangle.h:libiberty-dev

.PHONY: check-tools
check-tools:
	@for pair in $(TOOLS); do \
		command -v "$${pair%%:*}" >/dev/null 2>&1 || { \
			echo "missing: $${pair%%:*}: install the Debian package $${pair##*:}" \
				"(make deps installs all)" >&2; exit 1; }; \
	done
	@for pair in $(LIBRARY_PACKAGES); do \
		$(PKG_CONFIG) --exists "$${pair%%:*}" || { \
			echo "missing: the library $${pair%%:*}: install the Debian package $${pair##*:}" \
				"(make deps installs all)" >&2; exit 1; }; \
	done
	@for pair in $(HEADER_PACKAGES); do \
		printf '#include <%s>\n' "$${pair%%:*}" | $(CC) -E - >/dev/null 2>&1 || { \
			echo "missing: the header $${pair%%:*}: install the Debian package $${pair##*:}" \
				"(make deps installs all)" >&2; exit 1; }; \
	done
	@test -r '$(VMLINUX_BTF)' || { \
		echo "missing: kernel type information in $(VMLINUX_BTF): give the file of the kernel to" \
			"build for with VMLINUX_BTF=FILE" >&2; exit 1; }

.PHONY: deps
deps:
	@missing=; \
	for package in make $(BUILD_PACKAGES) $(RUN_PACKAGES) $(TEST_PACKAGES); do \
		dpkg-query -W -f '$${Status}' "$$package" 2>/dev/null | grep -q 'install ok installed' || \
			missing="$$missing $$package"; \
	done; \
	for pair in $(COMMAND_PACKAGES); do \
		command -v "$${pair%%:*}" >/dev/null 2>&1 || missing="$$missing $${pair##*:}"; \
	done; \
	[ -z "$$missing" ] && exit 0; \
	echo "installing:$$missing"; \
	if [ "$$(id -u)" != 0 ]; then \
		echo "make deps installs packages and needs root: sudo make deps" >&2; exit 1; \
	fi; \
	export DEBIAN_FRONTEND=noninteractive; \
	apt-get update -q && apt-get install -y -q --no-install-recommends $$missing
	+@$(MAKE) --no-print-directory web-packages
