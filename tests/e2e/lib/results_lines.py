# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Lines of logs to order. As a script: results_lines.py < STATEMENTS > timing.log

A statement is a line of words (quoted as for a shell), KEY=VALUE ones last; TIME is
[YYYY-MM-DD ]HH:MM:SS[.fraction], the day 2026-11-24 if none is given. SHAPE: pymaap or ours.

calls SHAPE TIME COUNT     start and end of COUNT calls, step=0.01 s apart, took=0.004 s each
start SHAPE TIME, end SHAPE TIME       one line of a call
unfinished TIME, run TIME, lost TIME   of maap-trace's other lines
records TIME [COUNT]       lines of a program that logs something else, step=0.01 s apart
raw TEXT                   these bytes (\\n, \\0, \\xff as in Python) and a line end
times N                    the line before, N times more

Keys of a call: name id wall perf took cpu rss vms mem threads fds; of one of ours also run tid
depth parent module outcome self_ns thread_cpu_ns; of any line: point=. or , and digits=0 to 9.
message= is the whole message. Seconds of wall and perf follow from the time unless given."""

import datetime
import json
import re
import shlex
import sys

DAY = "2026-11-24"
SECOND = 10**9
RUN = "32a9f6885a4a3a9b"


def parse_time(text):
    """Nanoseconds since 1970-01-01 00:00 of the same clock."""
    day, _, clock = ("%s %s" % (DAY, text) if " " not in text else text).rpartition(" ")
    clock, _, fraction = clock.partition(".")
    seconds = (datetime.datetime.fromisoformat("%s %s" % (day, clock))
               - datetime.datetime(1970, 1, 1)).total_seconds()
    return int(seconds) * SECOND + int((fraction + "000000000")[:9])


def format_time(ns, digits=3, point=","):
    whole = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=ns // SECOND)
    fraction = ("%09d" % (ns % SECOND))[:digits]
    return whole.strftime("%Y-%m-%d %H:%M:%S") + (point + fraction if digits else "")


def seconds(ns):
    return "%s%d.%09d" % ("-" if ns < 0 else "", abs(ns) // SECOND, abs(ns) % SECOND)


def message(event, ns, keys):
    if "message" in keys:
        return keys["message"]
    took = keys.get("took")
    return "%s: %s: wall=%s perf=%s id=%s%s cpu=%s%% rss=%s vms=%s mem%%=%s threads=%s fds=%s" % (
        keys.get("spoken", keys["name"]), event, keys.get("wall", seconds(ns)),
        keys.get("perf", seconds(ns % (10**6 * SECOND))), keys["id"],
        "" if took is None or event == "start" else " duration=%ssec" % took,
        keys.get("cpu", "12.5"), keys.get("rss", 41943040), keys.get("vms", 123456789),
        keys.get("mem", "0.04"), keys.get("threads", 4), keys.get("fds", 17))


def plain(ns, text, keys):
    """As Python's logging writes it with a formatter that calls json.dumps."""
    return json.dumps({"timestamp": format_time(ns, int(keys.get("digits", 3)),
                                                keys.get("point", ",")),
                       "level": "INFO", "message": text})


def pymaap(event, ns, keys):
    return plain(ns, message(event, ns, keys), keys)


def ours(event, ns, keys):
    spoken = dict(keys, spoken=re.sub(r"[\s:]+", "_", keys["name"]))
    record = {"timestamp": format_time(ns, int(keys.get("digits", 6)), keys.get("point", ",")),
              "level": "INFO", "message": message(event, ns, spoken), "function": keys["name"],
              "uuid": keys["id"], "event": event, "schema": 1, "run": keys.get("run", RUN),
              "time_ns": ns, "module": keys.get("module", "libwork.so.1"), "pid": 100,
              "tid": int(keys.get("tid", 101)), "depth": int(keys.get("depth", 0)),
              "parent": keys.get("parent")}
    if event == "start":
        record["args"] = {"args": [], "kwargs": {"size": 3, "text": "a, \"b\" é"}}
    else:
        took = int(keys.get("took_ns", 4000000))
        record.update(duration_ns=took, self_ns=as_number(keys.get("self_ns", took // 2)),
                      thread_cpu_ns=as_number(keys.get("thread_cpu_ns", took // 4)),
                      process_cpu_ns=took, off_cpu_ns=None, rss_delta=0, minor_faults=0,
                      major_faults=0, outcome=keys.get(
                          "outcome", "unfinished" if event == "unfinished" else "returned"),
                      end_exact=True)
        record["return"] = None
    return json.dumps(record, separators=(",", ":"), ensure_ascii=False)


def as_number(value):
    return None if value in (None, "null") else int(value)


def ours_other(event, ns, keys):
    record = {"timestamp": format_time(ns, int(keys.get("digits", 6))), "level": "INFO",
              "message": "run: " + keys.get("run", RUN), "event": event, "schema": 1,
              "run": keys.get("run", RUN), "time_ns": ns}
    if event == "lost":
        record.update(level="WARNING", message="%s records were lost" % keys["count"],
                      count=int(keys["count"]), reason="buffer full")
    return json.dumps(record, separators=(",", ":"))


SHAPES = {"pymaap": pymaap, "ours": ours}


def identifier(ns):
    return "01a21758-1cf5-7fca-%04x-%012x" % (ns // SECOND % 65536, ns)


def whole_calls(shape, ns, count, keys):
    step = int(float(keys.get("step", 0.01)) * SECOND)
    took = int(float(keys.get("took", 0.004)) * SECOND)
    for number in range(count):
        begun = ns + number * step
        call = dict(keys, id=keys.get("id", identifier(begun + number)), took=seconds(took),
                    took_ns=keys.get("took_ns", took))
        call.setdefault("name", "work")
        yield SHAPES[shape]("start", begun, call)
        yield SHAPES[shape]("end", begun + took, call)


def statement(text):
    """The lines, as bytes, that a statement asks for."""
    if text.startswith("raw "):
        return [text[4:].encode("utf-8").decode("unicode_escape").encode("latin-1")]
    words = shlex.split(text)
    keys = dict(word.split("=", 1) for word in words if re.match(r"[a-z_]+=", word))
    words = [word for word in words if not re.match(r"[a-z_]+=", word)]
    what = words[0]
    if what == "calls":
        lines = whole_calls(words[1], parse_time(words[2]), int(words[3]), keys)
    elif what in ("start", "end"):
        ns = parse_time(words[2])
        lines = [SHAPES[words[1]](what, ns, dict({"name": "work", "id": identifier(ns)}, **keys))]
    elif what == "unfinished":
        ns = parse_time(words[1])
        lines = [ours(what, ns, dict({"name": "work", "id": identifier(ns)}, **keys))]
    elif what in ("run", "lost"):
        lines = [ours_other(what, parse_time(words[1]), dict({"count": 1}, **keys))]
    elif what == "records":
        step = int(float(keys.get("step", 0.01)) * SECOND)
        lines = [plain(parse_time(words[1]) + number * step, keys.get("message", "GET /"), keys)
                 for number in range(int(words[2]) if len(words) > 2 else 1)]
    else:
        raise ValueError(text)
    return [line.encode("utf-8") for line in lines]


def main():
    lines = []
    for text in sys.stdin:
        text = text.rstrip("\n")
        if text.startswith("times "):
            lines += lines[-1:] * int(text[6:])
        elif text:
            lines += statement(text)
    sys.stdout.buffer.write(b"".join(line + b"\n" for line in lines))


if __name__ == "__main__":
    main()
