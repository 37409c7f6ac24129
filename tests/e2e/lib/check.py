# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""check.py WHAT [ARGUMENT...]: one judgement on a recording; exit 0 when it is as it should be.

verify LOGDIR                   form and inner agreement of log and CSV
log LOGDIR                      the same of the log alone
rotated LOGDIR LIMIT            generations of a rotated log: each below LIMIT bytes, no line cut
truth LOGDIR OUTPUT [DEPTH]     call for call against the program's "call" lines; with DEPTH,
                                calls deeper than that are expected to be lost
process_truth LOGDIR OUTPUT PID...  the same for the calls of these processes; no other has any
processes LOGDIR OUTPUT         the same for each process that has "call" lines
counts LOGDIR NAME=N...         so many rows of each function, and no other rows
module_counts LOGDIR MODULE:NAME=N...       the same by module
summary FILE calls=N lost=N unfinished=N    figures of the closing line
accounted LOGDIR FILE N         rows + lost == N by the CSV and the summary in FILE; the first
                                arguments of the rows are different numbers below N
lost LOGDIR REASON=N...         sums of the log's lost lines, exactly these
threads LOGDIR OUTPUT           calls per thread against the program's "thread" lines
cpu|off_cpu|beside|pages LOGDIR OUTPUT      resources against the program's own measures
unfinished LOGDIR NAME=N... [KEY=VALUE]     open calls, and a key that each of them has
spans LOGDIR OUTPUT NS          only calls of at least NS were recorded, and all of those
"""

import json
import re
import sys

import resources
from compare import compare
from records import (ARGUMENTS, Wrong, log_files, lost_by_reason, read_summary, read_truth,
                     require, stream_csv, words)
from verify import verify_both, verify_log


def numbers(words):
    return {key: int(value) for key, value in (word.rsplit("=", 1) for word in words)}


def check_verify(logdir):
    verify_both(logdir)


def check_log(logdir):
    verify_log(logdir)


def check_rotated(logdir, limit):
    verify_log(logdir, rotated=True)
    for path in log_files(logdir):
        with open(path, "rb") as stream:
            size = len(stream.read())
        require(0 < size < int(limit), "%s has %d bytes, limit %s", path, size, limit)


def check_truth(logdir, output, depth=None):
    _, calls = verify_both(logdir)
    truths = read_truth(output)
    require(truths, "the program noted no call")
    if depth is not None:
        truths = [truth for truth in truths if truth["depth"] <= int(depth)]
    compare(truths, calls)


def check_process_truth(logdir, output, *pids):
    """Process by process: their numbers of calls are their own."""
    _, calls = verify_both(logdir)
    truths = read_truth(output)
    wanted = {int(pid) for pid in pids} or {truth["pid"] for truth in truths}
    require(wanted, "no program noted a call")
    seen = {call.start["pid"] for call in calls.values()}
    require(seen <= wanted, "calls of processes %s were recorded", seen - wanted)
    for pid in wanted:
        compare([truth for truth in truths if truth["pid"] == pid],
                {uuid: call for uuid, call in calls.items() if call.start["pid"] == pid})


def check_counts(logdir, *words, by_module=False):
    _, calls = verify_both(logdir)
    count = {}
    for call in calls.values():
        name = call.function
        if by_module:
            name = call.start["module"] + ":" + name
        count[name] = count.get(name, 0) + 1
    require(count == numbers(words), "recorded %s, expected %s", count, numbers(words))


def check_module_counts(logdir, *words):
    check_counts(logdir, *words, by_module=True)


def check_summary(path, *words):
    summary = read_summary(path)
    for key, value in numbers(words).items():
        require(summary[key] == value, "summary says %s %d, expected %d:\n%s", key, summary[key],
                value, summary["text"])


def check_accounted(logdir, path, made):
    """Streams: there may be a million rows, and the log may have rotated."""
    made = int(made)
    seen = bytearray(made)
    rows = 0
    for row in stream_csv(logdir + "/timing_results.csv"):
        number = words(json.loads(row[ARGUMENTS]))[0]
        require(number < made and not seen[number], "call %d is there twice", number)
        seen[number] = 1
        rows += 1
    summary = read_summary(path)
    print("made %d, rows %d, summary: calls %d lost %d" % (made, rows, summary["calls"],
                                                          summary["lost"]))
    require(summary["calls"] == rows, "summary says calls %d, rows %d", summary["calls"], rows)
    require(rows + summary["lost"] == made, "rows %d + lost %d, made %d", rows, summary["lost"],
            made)
    require((summary["lost"] > 0) == bool(re.search(r"[a-z]", summary["reasons"])),
            "lost %d, reasons %r", summary["lost"], summary["reasons"])


def check_lost(logdir, *words):
    records, _ = verify_log(logdir)
    for record in records:
        if record.get("event") == "lost":
            require(record["level"] == "WARNING" and record["count"] > 0, "lost line %s", record)
    require(lost_by_reason(records) == numbers(words), "lost %s, expected %s",
            lost_by_reason(records), numbers(words))


def check_threads(logdir, output):
    """Calls per thread as the program says; with many calls, each number exactly once."""
    _, calls = verify_both(logdir)
    made = {}
    with open(output, encoding="utf-8") as stream:
        for line in stream:
            if line.startswith("thread "):
                said = dict(word.split("=") for word in line.split()[1:])
                made[int(said["tid"])] = int(said["calls"])
    seen = {}
    for call in calls.values():
        if call.function == "count_call":
            seen.setdefault(call.start["tid"], []).append(
                words(call.start["args"])[0])
    require({tid: len(list_) for tid, list_ in seen.items()} == made,
            "calls per thread: recorded %s, made %s",
            {tid: len(list_) for tid, list_ in seen.items()}, made)
    for tid, list_ in seen.items():
        require(sorted(list_) == list(range(made[tid])), "thread %d: call numbers differ", tid)


def check_unfinished(logdir, *words):
    _, calls = verify_both(logdir)
    expected = {}
    extra = {}
    for word in words:
        key, value = word.split("=", 1)
        if key in ("exit_status", "signal"):
            extra[key] = value.split("|")
        else:
            expected[key] = int(value)
    count = {}
    for call in calls.values():
        if call.end["outcome"] != "unfinished":
            continue
        count[call.function] = count.get(call.function, 0) + 1
        for key, values in extra.items():
            require(str(call.end.get(key)) in values, "%s of %s is %r, expected %s", key,
                    call.function, call.end.get(key), values)
        for key in {"exit_status", "signal"} - set(extra):
            require(call.end.get(key) is None, "%s of %s is %r", key, call.function,
                    call.end.get(key))
    require(count == expected, "unfinished %s, expected %s", count, expected)


def check_spans(logdir, output, least):
    """Calls surely shorter have no row, calls surely longer have one, the rest may."""
    _, calls = verify_both(logdir)
    least = int(least)
    for call in calls.values():
        require(call.end["duration_ns"] >= least, "a call of %d ns was recorded",
                call.end["duration_ns"])
    starts = sorted(call.start["time_ns"] for call in calls.values())
    truths = read_truth(output)
    surely = sum(truth["inner"][1] - truth["inner"][0] > least + 40000 for truth in truths)
    maybe = sum(truth["outer"][1] - truth["outer"][0] >= least for truth in truths)
    require(surely <= len(starts) <= maybe, "%d calls recorded, between %d and %d are so long",
            len(starts), surely, maybe)
    require(surely > 0 and maybe < len(truths), "no call on one side of the limit")


CHECKS = {
    "verify": check_verify, "log": check_log, "rotated": check_rotated, "truth": check_truth,
    "process_truth": check_process_truth, "processes": check_process_truth,
    "counts": check_counts, "module_counts": check_module_counts, "summary": check_summary,
    "accounted": check_accounted, "lost": check_lost, "threads": check_threads,
    "unfinished": check_unfinished, "spans": check_spans, "cpu": resources.check_cpu,
    "off_cpu": resources.check_off_cpu,
    "beside": resources.check_beside, "pages": resources.check_pages,
}


def main(words):
    if not words or words[0] not in CHECKS:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        CHECKS[words[0]](*words[1:])
    except Wrong as error:
        print("check %s: %s" % (" ".join(words[:2]), error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
