# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Read what was recorded (timing.log, timing_results.csv) and what a program says it did."""

import csv
import glob
import io
import json
import os
import re

CSV_HEADER = [
    "Timestamp", "Process ID", "Thread Count", "UUID", "Function Name", "Execution Time (s)",
    "CPU Time (sec)", "Memory Change (MB)", "Final Memory Usage (MB)", "Arguments",
    "Log Message", "Thread ID", "Parent UUID", "Depth", "Self Time (s)",
    "Thread CPU Time (sec)", "Off-CPU Time (s)", "Minor Faults", "Major Faults", "Return Value",
    "Outcome", "Start (ns)", "Module", "Run",
]

ARGUMENTS = CSV_HEADER.index("Arguments")


class Wrong(Exception):
    """A record is not as it should be; the text says which and how."""


def require(condition, text, *values):
    if not condition:
        raise Wrong(text % values if values else text)


def word(value):
    """A rendered value as the number that it is of, None for text and what is not known."""
    if value is None:
        return 0
    if isinstance(value, (bool, int)):
        return int(value)
    found = re.match(r"0x[0-9a-f]+(?= \"|$)", str(value))
    return int(found.group(0), 16) if found else None


def words(args):
    """All arguments in order, unnamed ones first, as word() has them."""
    return [word(value) for value in args["args"] + list(args["kwargs"].values())]


def same_word(value, truth):
    """A typed value has the width and sign of its type, the truth is the whole register."""
    return (value - truth) % 2**64 == 0 or (value < 2**32 and (value - truth) % 2**32 == 0)


def log_files(logdir):
    """timing.log.5 … timing.log.1, timing.log: oldest first."""
    path = os.path.join(logdir, "timing.log")
    numbered = [name for name in glob.glob(path + ".*") if name.rsplit(".", 1)[1].isdigit()]
    numbered.sort(key=lambda name: -int(name.rsplit(".", 1)[1]))
    return numbered + ([path] if os.path.exists(path) else [])


def no_twins(pairs):
    keys = [key for key, _ in pairs]
    require(len(keys) == len(set(keys)), "a JSON object has a key twice: %s", keys)
    return dict(pairs)


def parse_line(line, where):
    try:
        record = json.loads(line.decode("utf-8"), object_pairs_hook=no_twins)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Wrong("%s: not JSON: %s: %r" % (where, error, line[:300])) from error
    require(isinstance(record, dict), "%s: not an object", where)
    return record


def read_log(logdir):
    """Every record of every generation, in order of writing. A cut line is an error."""
    records = []
    for path in log_files(logdir):
        with open(path, "rb") as stream:
            data = stream.read()
        require(not data or data.endswith(b"\n"), "%s does not end with a line end", path)
        for number, line in enumerate(data.split(b"\n")[:-1], 1):
            records.append(parse_line(line, "%s:%d" % (os.path.basename(path), number)))
    return records


def read_csv(path):
    """The rows as dictionaries; header, line ends and field counts are checked on the way."""
    with open(path, "rb") as stream:
        data = stream.read()
    require(data.endswith(b"\r\n"), "%s does not end with CR LF", path)
    text = data.decode("utf-8")
    require(text.startswith(",".join(CSV_HEADER).replace("\n", "") + "\r\n"),
            "CSV header: %r", text.split("\r\n")[0])
    bare = re.sub(r'"(?:[^"]|"")*"', "", text).replace("\r\n", "")
    require("\n" not in bare and "\r" not in bare, "a CSV record does not end with CR LF")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    for number, row in enumerate(rows, 1):
        require(len(row) == len(CSV_HEADER), "CSV record %d has %d fields: %r", number, len(row),
                row)
    require(rows.count(CSV_HEADER) == 1, "the CSV header is there %d times",
            rows.count(CSV_HEADER))
    return [dict(zip(CSV_HEADER, row)) for row in rows[1:]]


def stream_csv(path):
    """The rows of a large file as lists, one at a time."""
    with open(path, encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream, strict=True)
        require(next(reader) == CSV_HEADER, "CSV header of %s", path)
        for row in reader:
            require(len(row) == len(CSV_HEADER), "a row has %d fields: %r", len(row), row)
            yield row


def seconds_to_ns(text):
    """Decimal seconds to ns without passing through a float."""
    whole, _, fraction = text.partition(".")
    return int(whole) * 10**9 + int((fraction + "000000000")[:9])


class Call:
    """One recorded call: its start and end record of timing.log, or its row of the CSV."""

    def __init__(self, function, uuid):
        self.function = function
        self.uuid = uuid
        self.start = None
        self.end = None


def pair_calls(records):
    """uuid → Call. Exactly one start and, after it, one end or unfinished record each."""
    calls = {}
    for record in records:
        event = record.get("event")
        if event not in ("start", "end", "unfinished"):
            continue
        uuid = record["uuid"]
        call = calls.setdefault(uuid, Call(record["function"], uuid))
        if event == "start":
            require(call.start is None, "call %s started twice", uuid)
            require(call.end is None, "call %s ended before it started", uuid)
            call.start = record
        else:
            require(call.end is None, "call %s ended twice", uuid)
            require(call.start is not None, "call %s ended without a start", uuid)
            require(call.function == record["function"], "call %s changed its name", uuid)
            call.end = record
    for call in calls.values():
        require(call.end is not None, "call %s of %s has no end", call.uuid, call.function)
    return calls


MESSAGE = re.compile(
    r"^(.+): (start|end): wall=(\d+\.\d+) perf=(\d+\.\d+) id=([0-9a-f-]+)"
    r"(?: duration=(\d+\.\d+)sec)? cpu=(\d+(?:\.\d+)?)% rss=(\d+) vms=(\d+)"
    r" mem%=(\d+(?:\.\d+)?) threads=(\d+) fds=(\d+)$")


def perf_ns(record):
    """CLOCK_MONOTONIC of a start or end record, from its message."""
    return seconds_to_ns(MESSAGE.match(record["message"]).group(4))


def lost_by_reason(records):
    lost = {}
    for record in records:
        if record.get("event") == "lost":
            reason = record.get("reason")
            lost[reason] = lost.get(reason, 0) + record["count"]
    return lost


SUMMARY = re.compile(r"^calls (\d+)\s+lost (\d+)\b(.*?)\s+unfinished (\d+)\s+"
                     r"overhead ~(\d+(?:\.\d+)?) ns/call\b(.*)$", re.M)


def read_summary(path):
    """The closing line's figures: calls, lost, unfinished, and the text with the reasons."""
    with open(path, encoding="utf-8", errors="replace") as stream:
        text = stream.read()
    found = SUMMARY.findall(text)
    require(len(found) == 1, "%d closing summary lines in %s:\n%s", len(found), path,
            text[-2000:])
    calls, lost, middle, unfinished, _, rest = found[0]
    return {"calls": int(calls), "lost": int(lost), "unfinished": int(unfinished),
            "reasons": middle + rest, "text": text}


def read_truth(path):
    """The program's "call …" lines as dictionaries, in the order in which the calls began."""
    calls = []
    with open(path, encoding="utf-8") as stream:
        for line in stream:
            words = line.split()
            if not words or words[0] != "call":
                continue
            call = dict(word.split("=", 1) for word in words[1:])
            for key in ("pid", "tid", "id", "parent", "depth", "own", "window", "thread_cpu",
                        "process_cpu", "waited", "minflt"):
                if key in call:
                    call[key] = int(call[key])
            for key in ("outer", "inner"):
                call[key] = tuple(int(value) for value in call[key].split(","))
            if "args" in call:
                call["args"] = [int(value, 16) for value in call["args"].split(",")]
            if "ret" in call:
                call["ret"] = int(call["ret"], 16)
            calls.append(call)
    return calls
