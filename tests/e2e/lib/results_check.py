# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""results_check.py LOGDIR OUTDIR [OPTION...]: what maap-results wrote, with these options of its
own, against the reference. Exit status 0: equal. 3: by the reference there is no run."""

import argparse
import csv
import os
import re
import sys

from records import Wrong, require
from results_reference import NoRun, Options, Results, stamp_text

RESULTS = (
    "Function,Call ID,Start Time,End Time,Wall Duration (s),Perf Duration (s),"
    "Duration (from log),Start CPU (%),End CPU (%),Start RSS,End RSS,Start Mem %,End Mem %,"
    "Start Threads,End Threads,Start FDs,End FDs,CPU Delta,Memory Delta (MB),Start Seconds,"
    "Thread ID,Depth,Parent ID,Module,Outcome").split(",")
AGGREGATE = (
    "Function,Perf Duration (s)_count,Perf Duration (s)_sum,Perf Duration (s)_mean,"
    "Perf Duration (s)_max,CPU Delta_mean,Memory Delta (MB)_mean,Perf Duration (s)_p50,"
    "Perf Duration (s)_p90,Perf Duration (s)_p99,Perf Duration (s)_min,Perf Duration (s)_std,"
    "Self Time (s)_sum,Thread CPU Time (sec)_sum,Errors").split(",")
COUNTS = {
    "lines": "lines", "calls": "calls (a start and its end)",
    "unfinished": "calls that were open when the recording ended",
    "lone_starts": "starts without an end", "lone_ends": "ends without a start",
    "straddling": "calls that straddle an edge of the window",
    "repeated": "lines that repeat another byte for byte",
    "lost": "records that the tracer lost"}
SHARE = 1e-9
# Far below a nanosecond, and above what sums of floats leave behind.
SECONDS = 1e-12


def read_table(path, header):
    with open(path, encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream, strict=True))
    require(rows and rows[0] == header, "%s: columns %s", path, rows[:1])
    for row in rows[1:]:
        require(len(row) == len(header), "%s: a row of %d fields: %s", path, len(row), row)
    return rows[1:]


def same_number(text, expected, column):
    require(text == repr(float(text)), "%s: %s is not the shortest form", column, text)
    got = float(text)
    near = SECONDS if "(s" in column or "Seconds" in column else SHARE
    return abs(got - expected) <= max(SHARE * abs(expected), near)


def same_field(text, expected, column):
    if expected is None:
        return text == ""
    if isinstance(expected, float):
        return text != "" and same_number(text, expected, column)
    return text == str(expected)


def same_rows(got, expected, header, table):
    require(len(got) == len(expected), "%s: %d rows, expected %d", table, len(got), len(expected))
    for number, (row, wanted) in enumerate(zip(got, expected), 1):
        for text, value, column in zip(row, wanted, header):
            require(same_field(text, value, column), "%s, row %d (%s), %s: %r, expected %r",
                    table, number, row[0], column, text, value)


def same_aggregate(got, expected):
    """Sums that are equal but for rounding may stand in either order."""
    sums = [float(row[2]) for row in got]
    require(all(a >= b for a, b in zip(sums, sums[1:])), "aggregate: not by sum: %s", sums)
    names = [row[0] for row in expected]
    require(sorted(row[0] for row in got) == sorted(names), "aggregate: functions %s, expected %s",
            [row[0] for row in got], names)
    got = sorted(got, key=lambda row: names.index(row[0]))
    same_rows(got, expected, AGGREGATE, "aggregate")


def read_readme(folder):
    """(numbers by label, skipped lines by cause)"""
    with open(os.path.join(folder, "README.txt"), encoding="utf-8") as stream:
        text = stream.read()
    numbers = {label.strip(): int(number)
               for label, number in re.findall(r"^  (\S.*?)  +(\d+)$", text, re.M)}
    part = text.partition("\nLines skipped")[2].partition("\n\n")[0]
    skipped = {label: int(number)
               for label, number in re.findall(r"^  (\S.*?)  +(\d+)$", part, re.M)
               if "error.log" not in label}
    return numbers, skipped


def compare(folder, results):
    with open(os.path.join(folder, "filtered_log_lines.log"), "rb") as stream:
        require(stream.read() == results.filtered(), "filtered_log_lines.log is another")
    same_rows(read_table(os.path.join(folder, "results.csv"), RESULTS), results.rows(), RESULTS,
              "results")
    same_aggregate(read_table(os.path.join(folder, "results_aggregate.csv"), AGGREGATE),
                   results.aggregate())
    numbers, skipped = read_readme(folder)
    require(skipped == results.log.skipped, "skipped %s, expected %s", skipped,
            results.log.skipped)
    for key, label in COUNTS.items():
        require(numbers.get(label) == results.counts[key], "README.txt: %s: %s, expected %d",
                label, numbers.get(label), results.counts[key])


def compare_folder(outdir, results, tag="run"):
    """The one folder in outdir, whose name tells the end of the window and the tag."""
    end = re.sub(r"[ :]", lambda blank: "_" if blank.group() == " " else "-",
                 stamp_text(results.window[1])[:19])
    require(os.listdir(outdir) == ["%s_%s" % (end, tag)], "folders %s, expected %s_%s",
            os.listdir(outdir), end, tag)
    compare(os.path.join(outdir, "%s_%s" % (end, tag)), results)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("logdir")
    parser.add_argument("outdir")
    parser.add_argument("--tag", default="run")
    parser.add_argument("--subtitle")
    parser.add_argument("--start-time", dest="start")
    parser.add_argument("--end-time", dest="end")
    parser.add_argument("--gap", default="30")
    parser.add_argument("--min-cluster", default="25")
    parser.add_argument("--run")
    parser.add_argument("--run-id")
    words = vars(parser.parse_args())
    del words["subtitle"]
    logdir, outdir, tag = (words.pop(key) for key in ("logdir", "outdir", "tag"))
    try:
        compare_folder(outdir, Results(logdir, Options(**words)), tag)
    except NoRun as none:
        print("no run: %s" % none, file=sys.stderr)
        sys.exit(3)
    except Wrong as wrong:
        sys.exit(str(wrong))


if __name__ == "__main__":
    main()
