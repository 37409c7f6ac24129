#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Results are there whole or not at all, whoever else works in the folder, and say what is not in them.

load helper
load lib/results

# generated CALLS FOLDER [RUN ID]: a log as maap-trace writes it
generated() {
	mkdir -p "$2"
	"$PYTHON" -B "$ROOT/tests/bench/make_log.py" "$1" 12 ours | sed "s/41b96ee8a7913303/${3:-41b96ee8a7913303}/g" \
		>"$2/timing.log"
}

@test "results: an interrupt leaves nothing behind, and what was there as it was" {
	local signal after pid before
	generated 10000 "$T/logs"
	"$MAAP_RESULTS" --logdir "$T/logs" --outdir "$T/figs" >/dev/null 2>&1
	before=$(cd "$T/figs" && find . -type f -exec sha256sum {} + | sort)
	for signal in INT TERM HUP; do
		for after in 0.1 0.2 0.3; do
			env --default-signal=INT,HUP "$MAAP_RESULTS" --logdir "$T/logs" --outdir "$T/figs" \
				>/dev/null 2>"$T/results.err" 3>&- &
			pid=$!
			STARTED+=("$pid")
			sleep "$after" # before, while and after files are written
			kill -s "$signal" "$pid" 2>/dev/null || true
			wait_for_exit "$pid"
			((STATUS == 0 || STATUS == 128 + $(kill -l "$signal"))) || fail "status $STATUS"
			[[ $(cd "$T/figs" && find . -type f -exec sha256sum {} + | sort) == "$before" ]] ||
				fail "$signal after $after s:" "$(ls -lA "$T/figs" "$T"/figs/*)"
		done
	done
	[[ $(ls -A "$T/figs" | wc -l) == 1 ]]
}

@test "results: passes over one log at once leave those of one" {
	local i pids=()
	generated 5000 "$T/logs"
	for i in 1 2 3; do
		"$MAAP_RESULTS" --logdir "$T/logs" --outdir "$T/figs" >/dev/null 2>&1 3>&- &
		pids+=("$!")
	done
	for i in "${pids[@]}"; do
		wait "$i"
	done
	[[ $(ls -A "$T/figs") == 2026-11-24_12-00-0?_run ]] || fail "$(ls -A "$T/figs")"
	[[ $(cat "$T"/figs/*/filtered_log_lines.log | wc -l) == $(wc -l <"$T/logs/timing.log") ]]
	[[ $(find "$T/figs" -name 'hist_*' | wc -l) == 12 && -z $(find "$T/figs" -size 0) ]]
}

@test "results: runs that ended in the same second keep a folder each" {
	local i
	for i in 1 2 3; do
		generated 100 "$T/logs$i" "000000000000000$i"
		"$MAAP_RESULTS" --logdir "$T/logs$i" --run-id "000000000000000$i" --outdir "$T/figs" --no-figures \
			>/dev/null 2>&1
	done
	"$MAAP_RESULTS" --logdir "$T/logs2" --run-id 0000000000000002 --outdir "$T/figs" --no-figures >"$T/again" 2>&1
	same "$(cd "$T/figs" && echo *)" \
		"2026-11-24_12-00-00_run 2026-11-24_12-00-00_run_2 2026-11-24_12-00-00_run_3"
	grep -q 'figs/2026-11-24_12-00-00_run_2$' "$T/again"
	grep -q "recording 0000000000000001" "$T/figs/2026-11-24_12-00-00_run/README.txt"
	grep -q "recording 0000000000000003" "$T/figs/2026-11-24_12-00-00_run_3/README.txt"
}

@test "results: files of others in the folder stay, and figures of an earlier pass go" {
	local dir
	generated 100 "$T/logs"
	dir=$("$MAAP_RESULTS" --logdir "$T/logs" --outdir "$T/figs" 2>/dev/null)
	echo mine >"$dir/notes.txt"
	touch "$dir/hist_99_gone_perf_duration.png" "$dir/comparison.csv"
	"$MAAP_RESULTS" --logdir "$T/logs" --outdir "$T/figs" --format svg >/dev/null 2>&1
	[[ -e $dir/notes.txt && -z $(find "$dir" -name '*.png') && ! -e $dir/comparison.csv ]] || fail "$(ls "$dir")"
}

@test "results: on a full disk nothing half is left, and what was there stays" {
	local before
	((EUID == 0)) || skip "needs root"
	generated 100 "$T/logs"
	mkdir "$T/small"
	mount -t tmpfs -o size=1100k none "$T/small"
	"$MAAP_RESULTS" --logdir "$T/logs" --outdir "$T/small" --no-figures >/dev/null 2>&1
	before=$(cd "$T/small" && find . -type f -exec sha256sum {} + | sort)
	dd if=/dev/zero of="$T/small/ballast" bs=1k 2>/dev/null || true
	run --separate-stderr "$MAAP_RESULTS" --logdir "$T/logs" --outdir "$T/small" --no-figures
	rm "$T/small/ballast"
	(cd "$T/small" && find . -type f -exec sha256sum {} + | sort) >"$T/after"
	find "$T/small" -mindepth 1 -maxdepth 1 >"$T/folders"
	umount "$T/small"
	((status == 1)) || fail "status $status"
	grep -q "No space left on device; make room" <<<"$stderr"
	grep -q "no results were left" <<<"$stderr"
	[[ -n $before ]]
	same "$(cat "$T/after")" "$before"
	[[ $(wc -l <"$T/folders") == 1 ]] || fail "$(cat "$T/folders")"
}

@test "results: what has rotated away is told, with how many calls it is" {
	local line
	generated 200 "$T/logs"
	sed -i 1,150d "$T/logs/timing.log"
	run --separate-stderr "$MAAP_RESULTS" --logdir "$T/logs" --outdir "$T/figs" --no-figures
	line="the first lines of this recording have rotated away, and nothing tells how many calls they had"
	grep -q "$line" <<<"$stderr" || fail "$stderr"
	grep -q "$line" "$output/README.txt"
	# With rows of that recording, and of another.
	{
		echo "Timestamp,Run"
		for _ in {1..200}; do echo "x,41b96ee8a7913303"; done
		echo "x,another"
	} >"$T/logs/timing_results.csv"
	run --separate-stderr "$MAAP_RESULTS" --logdir "$T/logs" --outdir "$T/figs" --no-figures
	grep -Eq "1[0-9]{2} of 200 calls in the log; the others have rotated away: --run-id" <<<"$stderr" ||
		fail "$stderr"
}

@test "results: a clock that is set back is told" {
	generated 200 "$T/logs"
	sed -i '200,$s/"timestamp":"2026-11-24 12:/"timestamp":"2026-11-24 11:/' "$T/logs/timing.log"
	run --separate-stderr "$MAAP_RESULTS" --logdir "$T/logs" --run-id 41b96ee8a7913303 --outdir "$T/figs" \
		--no-figures
	grep -q "time stamps jump by 3600 s against the clock" <<<"$stderr" || fail "$stderr"
	grep -q "jump by 3600 s" "$output/README.txt"
}
