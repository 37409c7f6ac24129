# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""errors.py WHAT LOGDIR [ARGUMENT...]: one judgement on error.log and error_results.csv.

truth LOGDIR OUTPUT     record for record against the "error" lines of a program (throwing.cpp)
crash LOGDIR OUTPUT FUNCTIONS KEY=VALUE...
                        a record for each of FUNCTIONS (a,b,c: innermost first), with these values,
                        its backtrace through the "line" lines of a program (crashing.c)
form LOGDIR             form and inner agreement alone
"""

import csv
import io
import json
import os
import sys

from records import Wrong, require

KEYS = ["timestamp", "level", "message", "function", "uuid", "event", "kind", "type", "what",
        "module", "pid", "tid", "args"]
KINDS = ["exception", "signal", "exit", "error_return"]
CSV_HEADER = ["Timestamp", "UUID", "Function Name", "Error Message", "Arguments", "Kind", "Type",
              "Process ID", "Thread ID"]
FRAME_KEYS = {"pc", "module", "symbol", "offset", "file", "line"}


def read_errors(logdir, name="error.log"):
    with open(os.path.join(logdir, name), encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def read_rows(logdir):
    path = os.path.join(logdir, "error_results.csv")
    with open(path, encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(io.StringIO(stream.read(), newline="")))
    require(rows and rows[0] == CSV_HEADER, "the header of error_results.csv: %s", rows[:1])
    return rows[1:]


def read_calls(logdir):
    calls = {}
    with open(os.path.join(logdir, "timing.log"), encoding="utf-8") as stream:
        for line in stream:
            record = json.loads(line)
            if "uuid" in record:
                calls.setdefault(record["uuid"], {})[record["event"]] = record
    return calls


def check_form(logdir):
    errors, rows, calls = read_errors(logdir), read_rows(logdir), read_calls(logdir)
    require(len(errors) == len(rows), "%d lines, %d rows", len(errors), len(rows))
    for error, row in zip(errors, rows):
        require(list(error)[:len(KEYS)] == KEYS, "keys: %s", list(error))
        require(error["level"] == "ERROR" and error["event"] == "error", "%s", error)
        require(error["kind"] in KINDS, "kind %s", error["kind"])
        require(row[0] == error["timestamp"].replace(",", "."), "time %s", row[0])
        for at, key in ((1, "uuid"), (2, "function"), (5, "kind"), (6, "type")):
            require(row[at] == (error[key] or ""), "column %d: %s, %s", at, row[at], error[key])
        require(json.loads(row[4]) == error["args"], "arguments %s", row[4])
        require([int(row[7]), int(row[8])] == [error["pid"], error["tid"]], "ids %s", row[7:])
        for frame in error["backtrace"]:
            require(FRAME_KEYS <= set(frame), "frame %s", frame)
        if not error["function"]:
            continue
        call = calls.get(error["uuid"])
        require(call, "no call has the id of %s", error["message"])
        start = call["start"]
        require([start[key] for key in ("function", "module", "pid", "args")] ==
                [error[key] for key in ("function", "module", "pid", "args")],
                "%s is another call", start)
        outcome = (call.get("end") or call["unfinished"])["outcome"]
        wanted = {"exception": ("unwound", "unfinished"), "error_return": ("returned",)}
        require(outcome in wanted.get(error["kind"], ("unfinished",)), "%s: a call that %s",
                error["kind"], outcome)
    return errors


def number_of(error):
    return int(error["args"]["kwargs"]["number"])


def check_truth(logdir, output):
    wanted, got = {}, {}
    with open(output, encoding="utf-8") as stream:
        for line in stream:
            if line.startswith("error\t"):
                words = line.rstrip("\n").split("\t")
                wanted[words[1], int(words[2])] = words[3:]
    require(wanted, "the program told of no error")
    for error in check_form(logdir):
        key = error["function"], number_of(error)
        require(key not in got, "two records of %s", key)
        frames = [frame["symbol"] for frame in error["backtrace"]]
        line = "0" if wanted.get(key, [0, 0, 0, ""])[3] == "0" else \
            str(error["backtrace"][0]["line"])
        got[key] = [error["type"], error["caught_in"], str(int(error["rethrown"])), line,
                    error["what"] or ""]
        if line == "0":
            require(frames[0] == ("fail" if key[0] == "unwind" else key[0]), "%s", frames)
            continue
        first = "middle" if error["type"] == "std::logic_error" else "thrower"
        chain = ["thrower", "inner", "middle", "outer", "run"]
        chain = chain[chain.index(first):]
        require(frames[:len(chain)] == chain, "backtrace of %s: %s", key, frames)
    for key in sorted(set(wanted) | set(got)):
        require(wanted.get(key) == got.get(key), "%s: the program says %s, the log %s", key,
                wanted.get(key), got.get(key))


def check_crash(logdir, output, functions, *words):
    errors = check_form(logdir)
    require([error["function"] for error in errors] == functions.split(","), "records: %s",
            [error["message"] for error in errors])
    with open(output, encoding="utf-8") as stream:
        places = [line.split()[1:] for line in stream if line.startswith("line ")]
    for error in errors:
        for word in words:
            key, value = word.split("=", 1)
            require(str(error.get(key)) == value, "%s: %s is %s, not %s", error["message"], key,
                    error.get(key), value)
    frames = errors[0]["backtrace"]
    for function, line in places:
        found = [frame for frame in frames if frame["symbol"] == function]
        require(found, "no frame of %s: %s", function, [frame["symbol"] for frame in frames])
        require(line in ("0", str(found[0]["line"])) and
                found[0]["file"].endswith("crashing.c"), "%s", found[0])
    names = [frame["symbol"] for frame in frames]
    if places and places[0][0] != "overflow":
        require("work" in names and "main" in names, "frames: %s", names)


CHECKS = {"truth": check_truth, "crash": check_crash, "form": check_form}


def main(words):
    if len(words) < 2 or words[0] not in CHECKS:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        CHECKS[words[0]](*words[1:])
    except Wrong as error:
        print("errors %s: %s" % (words[0], error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
