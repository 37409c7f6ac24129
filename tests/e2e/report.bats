#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# report.html in a browser: what it shows, how it is used, that no text from a log runs.

load helper

MAKE_PAGE=$(realpath -m "$ROOT/${BUILD:-build}/tests/page/make_page")
RESULTS=$(realpath -m "$ROOT/${BUILD:-build}/maap-results")

PAGE="$PYTHON $ROOT/tests/e2e/lib/report_page.py"

# One browser for all tests. Nothing here needs probes.
setup_file() {
	command -v chromium >/dev/null || return 0
	export BROWSER=$BATS_FILE_TMPDIR/browser
	mkdir "$BROWSER"
	$PAGE serve "$BROWSER" >"$BROWSER/out" 2>&1 3>&- &
	export BROWSER_PID=$!
}

teardown_file() {
	[[ -n ${BROWSER_PID-} ]] || return 0
	if kill -0 "$BROWSER_PID" 2>/dev/null; then
		$PAGE ask "$BROWSER" stop || kill "$BROWSER_PID" 2>/dev/null
	fi
	wait "$BROWSER_PID" 2>/dev/null || true
}

setup() {
	command -v chromium >/dev/null || fail "chromium is missing: make deps installs it"
	[[ -x $MAKE_PAGE ]] || fail "$MAKE_PAGE is missing: run make pages first"
	T=$BATS_TEST_TMPDIR
	local end=$((SECONDS + DEADLINE))
	until [[ -S $BROWSER/socket ]]; do
		kill -0 "$BROWSER_PID" 2>/dev/null || fail "no browser: $(cat "$BROWSER/out")"
		((SECONDS < end)) || fail "the browser does not start"
		sleep 0.05
	done
}

teardown() {
	:
}

# make_it SCENARIO [NUMBER...]: as make_page takes them
make_it() {
	EXPECTED=$("$MAKE_PAGE" "$T/page" "$@" 2>/dev/null)
}

see() {
	$PAGE ask "$BROWSER" "$1" "${2-$T/page/report.html}" "${EXPECTED-"{}"}"
}

# look CHECK SCENARIO [NUMBER...]
look() {
	make_it "${@:2}"
	see "$1"
}

@test "the page shows the numbers of its calls" {
	look numbers plain 8000
}

@test "the table of functions is sorted, searched and chosen from" {
	look table plain 3000
}

@test "the page is used without a pointer" {
	look keyboard plain 3000
}

@test "the timeline is zoomed, moved and chosen from" {
	look timeline plain 8000
}

@test "dark and light, from 900 to 1920 pixels" {
	look theme all 1000
}

@test "hostile names, arguments and messages are text" {
	look hostile hostile 600
}

@test "150,000 calls of 2,000 functions are sampled, and the page says so" {
	look sampled plain 150000 2000 40
	(($(stat -c %s "$T/page/report.html") < 3000000))
}

@test "a page of one call" {
	look few plain 1 1 1
}

@test "warnings, a comparison, errors with backtraces" {
	look everything all 1000
}

@test "calls that were open at the end are on the page" {
	look open_calls open 3000
}

@test "of 500 open calls 200 are shown, and the page says so" {
	look overflow overflow 3000
}

@test "times count from the start of the window" {
	look window open 3000
}

@test "that nothing is missing is said when it is known" {
	look complete plain 300
	look incomplete incomplete 300
	look beginning beginning 300
	look foreign pymaap 300
}

@test "long names of one beginning are told apart" {
	look alike alike 600
}

@test "absurd numbers stay in their places" {
	look absurd absurd 3000
}

@test "of 30,000 functions 5,000 have a row of their own" {
	look many plain 60000 30000
	(($(stat -c %s "$T/page/report.html") < 3000000))
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
	see real "$(echo "$T"/out/*/report.html)"
}
