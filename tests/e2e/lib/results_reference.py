# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The results pass once more, straight from the contract (section 3): slow, plain, exact.

Nothing here is shared with maap-results or learnt from it. Times are whole nanoseconds, durations
exact fractions; a float is made last, where a table has one."""

import datetime
import re
from fractions import Fraction
from math import sqrt

from results_log import EPOCH, SECOND, Log, Skipped, log_files, raw_lines, read_record, stamp_ns


class NoRun(Exception):
    """Exit status 3."""


def stamp_text(ns):
    whole = EPOCH + datetime.timedelta(seconds=ns // SECOND)
    return "%s.%06d" % (whole.strftime("%Y-%m-%d %H:%M:%S"), ns % SECOND // 1000)


def clusters(records, gap_ns):
    """Lists of time stamps, the earliest first."""
    found = []
    for stamp in sorted(record.stamp for record in records):
        if not found or stamp - found[-1][-1] > gap_ns:
            found.append([])
        found[-1].append(stamp)
    return found


def find_window(records, options):
    """(start, end), both inside."""
    if options.start is not None and options.end is not None:
        return options.start, options.end
    dense = [stamps for stamps in clusters(records, options.gap_ns)
             if len(stamps) >= options.min_cluster]
    if not dense or (options.run is not None and options.run > len(dense)):
        raise NoRun("no cluster")
    taken = dense[-1 if options.run is None else options.run - 1]
    return (taken[0] if options.start is None else options.start,
            taken[-1] if options.end is None else options.end)


def pair(records):
    """(pairs, lone records, how often a record's line is repeated) by the contract's rule."""
    seen = set()
    keys = {}
    repeats = []
    for record in records:
        if record.kind not in ("start", "end", "unfinished"):
            continue
        if record.raw in seen:
            repeats.append(record)
            continue
        seen.add(record.raw)
        keys.setdefault((record.name, record.id), []).append(record)
    pairs, lone = [], []
    for group in keys.values():
        starts = [record for record in group if record.kind == "start"]
        if len(starts) == 1 and len(group) == 2:
            ends = [record for record in group if record.kind != "start"]
            pairs.append((starts[0], ends[0]))
            continue
        waiting = []
        for record in group:
            if record.kind == "start":
                waiting.append(record)
            elif waiting:
                pairs.append((waiting.pop(), record))
            else:
                lone.append(record)
        lone += waiting
    return pairs, lone, repeats


def decimal(fraction):
    return None if fraction is None else float(fraction)


class Call:
    def __init__(self, start, end):
        self.start = start
        self.end = end
        self.perf = end.perf - start.perf
        self.cpu_delta = Fraction(end.cpu) - Fraction(start.cpu)
        self.memory = Fraction(end.rss - start.rss, 10**6)

    def row(self, earliest):
        start, end = self.start, self.end
        return [start.name, start.id, stamp_text(start.stamp), stamp_text(end.stamp),
                decimal(end.wall - start.wall), decimal(self.perf), decimal(end.logged),
                float(start.cpu), float(end.cpu), start.rss, end.rss, float(start.mem),
                float(end.mem), start.threads, end.threads, start.fds, end.fds,
                decimal(self.cpu_delta), decimal(self.memory),
                decimal(Fraction(start.stamp - earliest, SECOND)),
                ] + [start.keys.get(key) if start.ours else None
                     for key in ("tid", "depth", "parent", "module")
                     ] + [end.keys.get("outcome") if end.ours else None]


def quantile(ascending, share):
    at = share * (len(ascending) - 1)
    low = int(at)
    high = min(low + 1, len(ascending) - 1)
    return ascending[low] + (ascending[high] - ascending[low]) * (at - low)


def deviation(values):
    if len(values) < 2:
        return None
    mean = sum(values) / len(values)
    return sqrt(sum((value - mean)**2 for value in values) / (len(values) - 1))


def sum_known(values):
    known = [value for value in values if value is not None]
    return decimal(sum(known)) if known else None


def aggregate_row(name, calls, errors):
    values = sorted(call.perf for call in calls)
    count = len(calls)
    row = [name, count, sum(values), sum(values) / count, values[-1],
           sum(call.cpu_delta for call in calls) / count,
           sum(call.memory for call in calls) / count,
           quantile(values, Fraction(50, 100)), quantile(values, Fraction(90, 100)),
           quantile(values, Fraction(99, 100)), values[0]]
    return row[:2] + [float(value) for value in row[2:]] + [
        deviation(values), sum_known(call.end.seconds("self_ns") for call in calls),
        sum_known(call.end.seconds("thread_cpu_ns") for call in calls), errors]


def read_errors(folder, run_id, window):
    """Errors of the run by function. One may be told a moment after the last line of its run."""
    counts = {}
    names = log_files(folder, re.compile(r"error\.log(?:\.([0-9]+))?(\.gz)?"))
    for raw in dict.fromkeys(raw_lines(folder, names)):
        try:
            keys = read_record(raw).keys
        except Skipped:
            continue
        stamp = stamp_ns(keys["timestamp"])
        inside = keys.get("run") == run_id if run_id else window[0] <= stamp <= window[1]
        if inside and isinstance(keys.get("function"), str):
            counts[keys["function"]] = counts.get(keys["function"], 0) + 1
    return counts


class Options:
    def __init__(self, start=None, end=None, gap="30", min_cluster=25, run=None, run_id=None):
        self.start = None if start is None else stamp_ns(start)
        self.end = None if end is None else stamp_ns(end)
        self.gap_ns = Fraction(gap) * SECOND
        self.min_cluster = int(min_cluster)
        self.run = None if run is None else int(run)
        self.run_id = run_id


class Results:
    """What maap-results is to write. Raises NoRun."""

    def __init__(self, folder, options):
        self.log = Log(folder)
        records = self.log.records
        if not records:
            raise NoRun("no valid line")
        if options.run_id:
            records = [record for record in records if record.run == options.run_id]
            if not records:
                raise NoRun("no such recording")
            stamps = [record.stamp for record in records]
            self.window = min(stamps), max(stamps)
        else:
            self.window = find_window(records, options)
        self.lines = sorted((record for record in records if self.inside(record)),
                            key=lambda record: record.stamp)
        self.take_calls(records)
        if not self.calls:
            raise NoRun("no call in the window")
        late = 0 if options.end is not None else options.gap_ns
        self.errors = read_errors(folder, options.run_id, (self.window[0], self.window[1] + late))

    def inside(self, record):
        return self.window[0] <= record.stamp <= self.window[1]

    def take_calls(self, records):
        pairs, lone, repeats = pair(records)
        order = {id(record): number for number, record in enumerate(records)}
        pairs.sort(key=lambda two: (two[0].stamp, order[id(two[0])]))
        whole = [two for two in pairs if all(map(self.inside, two))]
        self.calls = [Call(*two) for two in whole if two[1].kind == "end"]
        lone = [record for record in lone if self.inside(record)]
        self.counts = {
            "lines": len(self.lines), "calls": len(self.calls),
            "unfinished": (len(whole) - len(self.calls)
                           + sum(record.kind == "unfinished" for record in lone)),
            "lone_starts": sum(record.kind == "start" for record in lone),
            "lone_ends": sum(record.kind == "end" for record in lone),
            "straddling": sum(self.inside(start) != self.inside(end) for start, end in pairs),
            "repeated": sum(map(self.inside, repeats)),
            "lost": sum(record.keys.get("count", 0) for record in self.lines
                        if record.kind == "lost")}

    def rows(self):
        earliest = self.calls[0].start.stamp
        return [call.row(earliest) for call in self.calls]

    def aggregate(self):
        functions = {}
        for call in self.calls:
            functions.setdefault(call.start.name, []).append(call)
        rows = [aggregate_row(name, calls, self.errors.get(name, 0))
                for name, calls in functions.items()]
        return sorted(rows, key=lambda row: -row[2])

    def filtered(self):
        return b"".join(record.raw + b"\n" for record in self.lines)
