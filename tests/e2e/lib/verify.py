# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""What must hold for every recording, whatever was traced: form, keys, sums, agreement."""

import datetime
import json
import re

from records import (MESSAGE, Wrong, log_files, pair_calls, perf_ns, read_csv, read_log, require,
                     seconds_to_ns)

UUID7 = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
HEX = re.compile(r"^0x(0|[1-9a-f][0-9a-f]*)$")
TIMESTAMP = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),(\d{3}|\d{6})$")
OUTCOMES = {"returned", "unwound", "unfinished", "tail-called"}

COMMON_KEYS = ["timestamp", "level", "message", "function", "uuid", "event", "schema", "run",
               "time_ns", "module", "pid", "tid", "depth", "parent"]
END_KEYS = ["duration_ns", "self_ns", "thread_cpu_ns", "process_cpu_ns", "off_cpu_ns",
            "rss_delta", "minor_faults", "major_faults", "outcome", "end_exact", "return"]
RESOURCE_KEYS = ["thread_cpu_ns", "process_cpu_ns", "off_cpu_ns", "rss_delta", "minor_faults",
                 "major_faults"]

# Rounding of sums that are made of parts; a probe's own cost is estimated, not known.
ROUNDING_NS = 2000
PROBE_NS = 40000


def check_key_order(record, expected, optional):
    """The keys of the contract, in its order; unknown ones may only follow."""
    keys = list(record)
    wanted = [key for key in expected if key in record or key not in optional]
    require(keys[:len(wanted)] == wanted, "keys %s, expected %s first", keys, wanted)


def check_timestamp(record):
    found = TIMESTAMP.match(record["timestamp"])
    require(found, "timestamp %r", record["timestamp"])
    if "time_ns" not in record:
        return
    seconds, nanoseconds = divmod(record["time_ns"], 10**9)
    local = datetime.datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M:%S")
    require(found.group(1) == local, "timestamp %s is not time_ns %d in local time",
            record["timestamp"], record["time_ns"])
    digits = found.group(2)
    require(abs(int(digits) - nanoseconds // 10**(9 - len(digits))) <= 1,
            "timestamp %s, time_ns %d", record["timestamp"], record["time_ns"])


def check_message(record):
    found = MESSAGE.match(record["message"])
    require(found, "message is not in the grammar: %r", record["message"])
    name, event, wall, _, uuid, duration = found.groups()[:6]
    require(name == re.sub(r"[\s:]+", "_", record["function"]), "name %r in the message of %r",
            name, record["function"])
    require(event == record["event"] and uuid == record["uuid"], "message %r of %s %s",
            record["message"], record["event"], record["uuid"])
    require(abs(seconds_to_ns(wall) - record["time_ns"]) < 1000, "wall=%s, time_ns %d", wall,
            record["time_ns"])
    require((duration is None) == (event == "start"), "duration in %r", record["message"])
    if duration is not None:
        require(abs(seconds_to_ns(duration) - record["duration_ns"]) <= 1000,
                "duration=%s, duration_ns %d", duration, record["duration_ns"])


def check_uuid(call):
    require(UUID7.match(call.uuid), "%s is not a version 7 UUID", call.uuid)
    milliseconds = int(call.uuid.replace("-", "")[:12], 16)
    require(abs(milliseconds - call.start["time_ns"] // 10**6) <= 1,
            "UUID %s has another time than its start, %d", call.uuid, call.start["time_ns"])


def check_value(value):
    """A JSON value of its own, or a string; a word that nothing is known of is one of HEX."""
    require(value is None or isinstance(value, (bool, int, float, str)), "value %r", value)


def check_args(record):
    args = record["args"]
    require(list(args) == ["args", "kwargs"] and isinstance(args["args"], list) and
            isinstance(args["kwargs"], dict), "args %r", args)
    for value in args["args"] + list(args["kwargs"].values()):
        check_value(value)


def check_resources(end):
    """An unfinished call may lack some: its process may be gone, or another program by now."""
    if end.get("thread_cpu_ns") is None:
        return
    for key in RESOURCE_KEYS:
        require(isinstance(end[key], int) or end["event"] == "unfinished" and end[key] is None,
                "%s is %r", key, end[key])
    if end["rss_delta"] is not None:
        require(end["rss_delta"] % 4096 == 0, "rss_delta %d is not whole pages",
                end["rss_delta"])
    gap = abs(end["duration_ns"] - end["thread_cpu_ns"] - end["off_cpu_ns"])
    require(gap <= PROBE_NS, "off-CPU %d + thread CPU %d is not the wall time %d",
            end["off_cpu_ns"], end["thread_cpu_ns"], end["duration_ns"])


def check_end(call):
    end = call.end
    require(end["outcome"] in OUTCOMES, "outcome %r", end["outcome"])
    require(end["event"] == ("unfinished" if end["outcome"] == "unfinished" else "end"),
            "event %s with outcome %s", end["event"], end["outcome"])
    require(0 <= end["self_ns"] <= end["duration_ns"], "self time %d of %d", end["self_ns"],
            end["duration_ns"])
    check_resources(end)
    if end["event"] == "unfinished":
        check_key_order(end, COMMON_KEYS + END_KEYS, END_KEYS)
        return
    check_key_order(end, COMMON_KEYS + END_KEYS, RESOURCE_KEYS + ["return"])
    check_message(end)
    require(isinstance(end["end_exact"], bool), "end_exact %r", end["end_exact"])
    value = end.get("return")
    check_value(value)
    wall = perf_ns(end) - perf_ns(call.start)
    require(wall >= end["duration_ns"] - 1000, "perf= says %d ns, duration_ns %d", wall,
            end["duration_ns"])


def check_call(call):
    for record in (call.start, call.end):
        check_timestamp(record)
        require(record["level"] == "INFO" or record["event"] == "unfinished", "level %r",
                record["level"])
        require(record["schema"] == 1, "schema %r", record["schema"])
    for key in ("function", "run", "module", "pid", "tid", "depth", "parent"):
        require(call.start[key] == call.end[key], "%s: %r at the start, %r at the end", key,
                call.start[key], call.end[key])
    check_key_order(call.start, COMMON_KEYS + ["args"], ["args"])
    check_message(call.start)
    check_uuid(call)
    if call.start.get("args") is not None:
        check_args(call.start)
    check_end(call)


def check_family(calls):
    """Depth, nesting in time and self time of parents and children agree."""
    inside = {}
    for call in calls.values():
        parent = call.start["parent"]
        require((parent is None) == (call.start["depth"] == 0), "parent %r at depth %d", parent,
                call.start["depth"])
        if parent in calls:
            check_child(calls[parent], call)
            inside.setdefault(parent, []).append(call)
    for uuid, children in inside.items():
        end = calls[uuid].end
        rest = end["duration_ns"] - sum(child.end["duration_ns"] for child in children)
        if all(child.end["event"] == "end" for child in children) and end["event"] == "end":
            require(abs(end["self_ns"] - max(rest, 0)) <= ROUNDING_NS * len(children),
                    "self time %d, duration less the calls inside %d", end["self_ns"], rest)


def check_child(parent, child):
    """A record's thread is that of the end: a call that changed threads, and so has no thread CPU
    time, may have another one's number than those inside it."""
    moved = any(call.end.get("thread_cpu_ns") is None for call in (parent, child))
    require(child.start["depth"] == parent.start["depth"] + 1 and
            child.start["pid"] == parent.start["pid"] and
            (moved or child.start["tid"] == parent.start["tid"]), "call %s is no child of %s",
            child.uuid, parent.uuid)
    require(perf_ns(child.start) >= perf_ns(parent.start), "child %s starts before its parent",
            child.uuid)


def check_row(row, call):
    """A row of the CSV tells what the log's two lines tell."""
    start, end = call.start, call.end
    same = {"Process ID": start["pid"], "Function Name": start["function"],
            "Thread ID": start["tid"], "Depth": start["depth"], "Outcome": end["outcome"],
            "Parent UUID": start["parent"] or "", "Module": start["module"],
            "Run": start["run"], "Start (ns)": start["time_ns"]}
    for key, value in same.items():
        require(row[key] == str(value), "%s: %r in the CSV, %r in the log", key, row[key], value)
    times = {"Execution Time (s)": "duration_ns", "Self Time (s)": "self_ns",
             "Thread CPU Time (sec)": "thread_cpu_ns", "CPU Time (sec)": "process_cpu_ns",
             "Off-CPU Time (s)": "off_cpu_ns"}
    for column, key in times.items():
        if end.get(key) is None:
            require(row[column] == "", "%s is %r, the log has none", column, row[column])
            continue
        require(abs(seconds_to_ns(row[column]) - end[key]) <= 1000, "%s %s, %s %d", column,
                row[column], key, end[key])
    if end.get("rss_delta") is not None:
        require(abs(float(row["Memory Change (MB)"]) * 2**20 - end["rss_delta"]) < 2048,
                "memory change %s MB, rss_delta %d", row["Memory Change (MB)"],
                end["rss_delta"])
        require(row["Minor Faults"] == str(end["minor_faults"]), "minor faults %s",
                row["Minor Faults"])
    value = end.get("return")
    text = value if isinstance(value, str) else json.dumps(value)
    require(row["Return Value"] == text or (value is None and row["Return Value"] == ""),
            "return value %r, in the log %r", row["Return Value"], value)
    require(re.match(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$", row["Timestamp"]),
            "time stamp %r", row["Timestamp"])


def check_runs(records):
    """The first line of each recording is its run line; a run is never taken up again."""
    seen = []
    for record in records:
        run = record.get("run")
        if record.get("event") == "run":
            require(run and run not in seen, "run %r begins twice", run)
            seen.append(run)
        else:
            require(seen and run == seen[-1], "a line of run %r within run %r", run,
                    seen[-1] if seen else None)
    return seen


def verify_log(logdir, rotated=False):
    """All of the log. With lines rotated away, calls may lack their start, runs their line."""
    records = read_log(logdir)
    for record in records:
        require(list(record)[:3] == ["timestamp", "level", "message"], "keys %s", list(record))
        check_timestamp(record)
    if rotated:
        return records, {}
    check_runs(records)
    calls = pair_calls(records)
    for call in calls.values():
        try:
            check_call(call)
        except (KeyError, TypeError) as error:
            raise Wrong("%r in %r … %r" % (error, call.start, call.end)) from error
    check_family(calls)
    return records, calls


def verify_both(logdir):
    """Log and CSV, and that they agree call for call. Returns the log's records and calls."""
    require(log_files(logdir), "no timing.log in %s", logdir)
    records, calls = verify_log(logdir)
    rows = read_csv(logdir + "/timing_results.csv")
    require(len(rows) == len({row["UUID"] for row in rows}), "a UUID is twice in the CSV")
    require(len(rows) == len(calls), "%d rows, %d calls in the log", len(rows), len(calls))
    for row in rows:
        require(row["UUID"] in calls, "row %s is not in the log", row["UUID"])
        check_row(row, calls[row["UUID"]])
    return records, calls
