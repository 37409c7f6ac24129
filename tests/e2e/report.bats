#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# report.html in a browser: what it shows, how it is used, that no text from a log runs.

load helper

MAKE_PAGE=$(realpath -m "$ROOT/${BUILD:-build}/tests/page/make_page")
RESULTS=$(realpath -m "$ROOT/${BUILD:-build}/maap-results")

# Nothing here needs probes.
setup() {
	command -v chromium >/dev/null || skip "chromium is missing"
	[[ -x $MAKE_PAGE ]] || fail "$MAKE_PAGE is missing: run make pages first"
	T=$BATS_TEST_TMPDIR
}

teardown() {
	:
}

# look CHECK [ARGUMENT OF MAKE_PAGE...]
look() {
	local check=$1
	shift
	EXPECTED=$("$MAKE_PAGE" "$T/page" "$@" 2>/dev/null)
	"$PYTHON" "$ROOT/tests/e2e/lib/report_page.py" "$check" "$T/browser" "$T/page/report.html" "$EXPECTED"
}

@test "the page shows the numbers of its calls" {
	look numbers plain 20000
}

@test "the table of functions is sorted, searched and chosen from" {
	look table plain 5000
}

@test "the page is used without a pointer" {
	look keyboard plain 5000
}

@test "the timeline is zoomed, moved and chosen from" {
	look timeline plain 20000
}

@test "dark and light, from 900 to 1920 pixels" {
	look theme all 3000
}

@test "hostile names, arguments and messages are text" {
	look hostile hostile 2000
}

@test "150,000 calls of 2,000 functions are sampled, and the page says so" {
	look sampled plain 150000 2000 40
	(($(stat -c %s "$T/page/report.html") < 3000000))
}

@test "a page of one call" {
	look few plain 1 1 1
}

@test "warnings, a comparison, errors with backtraces" {
	look everything all 3000
}

@test "a browser that is too old says so" {
	look old plain 10
}

@test "maap-results writes the page of a log" {
	"$PYTHON" - "$T" <<-'LOG'
		import sys
		with open(sys.argv[1] + "/timing.log", "w") as log:
		    for i in range(40):
		        name = "work" if i % 4 else "std::vector<int>::push_back(int const&)"
		        for event, at in (("start", 0), ("end", 700)):
		            ms = i * 10 + at / 1000
		            log.write('{"timestamp":"2026-11-24 12:00:00,%06d","level":"INFO","message":"%s: %s: wall=%.9f '
		                      'perf=%.9f id=%08x-0000-4000-8000-000000000000 cpu=1.0%% rss=%d vms=20000000 mem%%=0.1 '
		                      'threads=1 fds=5"}\n' % (ms * 1000, name, event, 1e9 + ms / 1000, 50 + ms / 1000, i,
		                                             8000000 + 4096 * i))
	LOG
	run -0 "$RESULTS" --logdir "$T" --outdir "$T/out" --no-figures
	"$PYTHON" "$ROOT/tests/e2e/lib/report_page.py" real "$T/browser" "$(echo "$T"/out/*/report.html)"
}
