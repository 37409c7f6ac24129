# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Log folders by the contract (sections 2 and 3): which files are logs, which of their lines are
records, and what they say. The first half of results_reference.py."""

import datetime
import gzip
import json
import os
import re
import sys
from fractions import Fraction

LINE_MAX = 1 << 20
LOG_NAME = re.compile(r"timing\.log(?:\.([0-9]+))?(\.gz)?")
STAMP = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2})"
                   r"(?:[.,]([0-9]{0,9}))?")
# A name may hold anything but a line end.
MESSAGE = re.compile(
    r"^(.+): (start|end): wall=(\d+\.\d+) perf=(\d+\.\d+) id=([0-9a-f-]+)"
    r"(?: duration=(\d+\.\d+)sec)? cpu=(\d+(?:\.\d+)?)% rss=(\d+) vms=(\d+)"
    r" mem%=(\d+(?:\.\d+)?) threads=(\d+) fds=(\d+)$", re.ASCII)
# What UTF-8 or C has no place for; the table has U+FFFD instead.
NO_TEXT = re.compile("[\0\ud800-\udfff]")
LOOKS_LIKE_CALL = re.compile(r"^.+: (?:start|end): wall=")
EPOCH = datetime.datetime(1970, 1, 1)
SECOND = 10**9

# Causes, in the words of README.txt.
NOT_JSON, NO_OBJECT, NO_STAMP, NO_MESSAGE = ("not JSON", "JSON, but no object", "no timestamp",
                                             "no message")
WRONG_TYPE, BAD_STAMP, BAD_UTF8 = ("timestamp or message of a wrong type", "bad timestamp",
                                   "invalid UTF-8")
NUL, TOO_LONG, CUT, BLANK = "NUL byte", "longer than 1 MiB", "truncated", "blank"
BAD_NUMBER, BAD_KEY = "bad number in a call's message", "name, id or times of a wrong type"


class Skipped(Exception):
    """A line that is no record; the text is the cause."""


def stamp_ns(text):
    """Nanoseconds since 1970-01-01 00:00 on the same clock; None: not readable."""
    found = STAMP.fullmatch(text)
    if not found:
        return None
    try:
        whole = datetime.datetime(*map(int, found.groups()[:6]))
    except ValueError:
        return None
    days = whole - EPOCH
    return ((days.days * 86400 + days.seconds) * SECOND
            + int(((found.group(7) or "") + "000000000")[:9]))


def log_files(folder, pattern=LOG_NAME):
    """Oldest first: the highest number, and the one without a number last."""
    found = []
    for name in os.listdir(folder):
        match = pattern.fullmatch(name)
        if match:
            number = -1 if match.group(1) is None else int(match.group(1))
            found.append((-number, bool(match.group(2)), name))
    return [name for _, _, name in sorted(found)]


def raw_lines(folder, names):
    lines = []
    for name in names:
        opened = gzip.open if name.endswith(".gz") else open
        with opened(os.path.join(folder, name), "rb") as stream:
            data = stream.read()
        parts = data.split(b"\n")
        lines += parts if parts[-1] else parts[:-1]
    return lines


class Record:
    """One good line. kind: start, end, unfinished, lost, or None."""

    def __init__(self, raw, keys):
        self.raw = raw
        self.keys = keys
        self.ours = "schema" in keys
        self.stamp = stamp_ns(keys["timestamp"])
        self.run = keys.get("run") if self.ours else None
        self.fault = None
        self.kind = self.name = self.id = self.logged = self.fields = None
        self.read_message()
        if self.ours:
            self.read_keys()
        if isinstance(self.name, str):
            self.name = NO_TEXT.sub("\ufffd", self.name)

    def read_message(self):
        found = MESSAGE.match(self.keys["message"])
        if found:
            self.name, self.kind, _, _, self.id, self.logged = found.groups()[:6]
            self.fields = found.groups()
            self.logged = None if self.logged is None else Fraction(self.logged)
        elif LOOKS_LIKE_CALL.match(self.keys["message"]):
            self.fault = BAD_NUMBER

    def read_keys(self):
        event = self.keys.get("event", self.kind)
        if event not in ("start", "end", "unfinished", "lost"):
            self.kind = None
            return
        self.kind = event if self.fields or event in ("unfinished", "lost") else None
        self.name = self.keys.get("function", self.name)
        self.id = self.keys.get("uuid", self.id)
        if self.kind != "lost" and not (isinstance(self.name, str) and isinstance(self.id, str)):
            self.fault = BAD_KEY
        duration = self.keys.get("duration_ns")
        if isinstance(duration, int):
            self.logged = Fraction(duration, SECOND)
        elif duration is not None:
            self.fault = BAD_KEY
        if self.fault:
            self.kind = None

    wall = property(lambda self: Fraction(self.fields[2]))
    perf = property(lambda self: Fraction(self.fields[3]))
    cpu = property(lambda self: self.fields[6])
    rss = property(lambda self: int(self.fields[7]))
    mem = property(lambda self: self.fields[9])
    threads = property(lambda self: int(self.fields[10]))
    fds = property(lambda self: int(self.fields[11]))

    def seconds(self, key):
        value = self.keys.get(key) if self.ours else None
        return None if value is None else Fraction(value, SECOND)


def no_number(text):
    """Numbers of the log's other keys are only looked at where they are used."""
    return text if len(text) > 4000 else int(text)


# What the decoder has no word for: a literal, number or escape that stops in the middle.
STOPS = re.compile(r"(?:[:,\[\s](?:t|tr|tru|f|fa|fal|fals|n|nu|nul|N|Na|-?I[a-z]{0,6}|-)"
                   r"|[0-9](?:\.|[eE][+-]?)|\\u?[0-9a-fA-F]{0,3})$")


def cut_off(text):
    """Whether JSON ended in the middle of something: the decoder wanted more at its end."""
    end = text.rstrip("\r")
    try:
        json.loads(text, parse_int=no_number)
    except RecursionError:
        return False
    except json.JSONDecodeError as error:
        return "control" not in error.msg and (
            error.pos >= len(end) or error.msg.startswith("Unterminated string")
            or STOPS.search(end, max(error.pos - 1, 0)) is not None)
    return False


def read_record(raw):
    if len(raw) > LINE_MAX:
        raise Skipped(TOO_LONG)
    if b"\0" in raw:
        raise Skipped(NUL)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Skipped(BAD_UTF8) from None
    if not text.strip(" \t\r"):
        raise Skipped(BLANK)
    try:
        keys = json.loads(text, parse_int=no_number)
    except (ValueError, RecursionError):
        raise Skipped(CUT if cut_off(text) else NOT_JSON) from None
    if not isinstance(keys, dict):
        raise Skipped(NO_OBJECT)
    for key, cause in (("timestamp", NO_STAMP), ("message", NO_MESSAGE)):
        if key not in keys:
            raise Skipped(cause)
    if not isinstance(keys["timestamp"], str) or not isinstance(keys["message"], str):
        raise Skipped(WRONG_TYPE)
    if stamp_ns(keys["timestamp"]) is None:
        raise Skipped(BAD_STAMP)
    return Record(raw, keys)


class Log:
    """All records in reading order, and how many lines were skipped for each cause."""

    def __init__(self, folder):
        sys.setrecursionlimit(20000)
        self.folder = folder
        self.records = []
        self.skipped = {}
        for raw in raw_lines(folder, log_files(folder)):
            try:
                record = read_record(raw)
            except Skipped as cause:
                self.count(str(cause))
                continue
            self.records.append(record)
            if record.fault:
                self.count(record.fault)

    def count(self, cause):
        self.skipped[cause] = self.skipped.get(cause, 0) + 1
