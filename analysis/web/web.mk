# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The parts of report.html: script and style from analysis/web/ in one file, around the data.
# Packages come from the npm registry as package-lock.json pins them, into the build folder alone.

NODE ?= node
NPM ?= npm
WEB := $(BUILD)/web
WEB_PACKAGES := $(WEB)/node_modules/.package-lock.json
WEB_SOURCES := $(wildcard $(addprefix analysis/web/,*.js *.mjs *.css style/*.css *.html))
WEB_PARTS := $(WEB)/page.head $(WEB)/page.tail

# As root by way of sudo, what is made still belongs to the user who will build.
$(WEB_PACKAGES): analysis/web/package.json analysis/web/package-lock.json
	$(call say,NPM)
	@mkdir -p $(@D)
	$(Q)cp $^ $(WEB)
	$(Q)cd $(WEB) && $(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error \
		--cache=.npm >npm.log 2>&1 || { cat npm.log >&2; \
		echo "the page's packages could not be fetched: see above" >&2; exit 1; }
	$(Q)rm -rf $(WEB)/.npm
	@if [ -n "$$SUDO_UID" ]; then chown -R "$$SUDO_UID:$$SUDO_GID" $(BUILD); fi
	@touch $@

# One run writes both; the head is last.
$(WEB)/page.head: $(WEB_SOURCES) $(WEB_PACKAGES)
	$(call say,WEB)
	$(Q)$(NODE) analysis/web/build.mjs $(WEB)
$(WEB)/page.tail: $(WEB)/page.head

PAGE_OBJECTS := $(BUILD)/analysis/report/page_parts.o $(UNIT)/objects/analysis/report/page_parts.o
$(PAGE_OBJECTS): USER_CFLAGS += -Wa,-I$(WEB)
$(PAGE_OBJECTS): $(WEB_PARTS)

.PHONY: web-packages
web-packages: $(WEB_PACKAGES)

# Pages of made-up calls, for the tests.
MAKE_PAGE := $(BUILD)/tests/page/make_page
PAGE_TEST_OBJECTS := $(filter $(BUILD)/analysis/report/%,$(ANALYSIS_OBJECTS)) \
	$(BUILD)/analysis/out_file.o $(filter $(BUILD)/user/util/%,$(ANALYSIS_OBJECTS))

$(MAKE_PAGE): tests/page/make_page.c $(PAGE_TEST_OBJECTS)
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(USER_CFLAGS) $< $(PAGE_TEST_OBJECTS) -o $@ $(ANALYSIS_LDLIBS)

-include $(MAKE_PAGE).d

.PHONY: pages
pages: $(MAKE_PAGE)
