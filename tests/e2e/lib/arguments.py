# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""
arguments.py LOGDIR EXPECTED: the recorded arguments and return values against what the program says
of itself (tests/programs/arguments.h), call for call. "*" in an expected string stands for anything.
"""

import ast
import json
import re
import sys

from records import Wrong, read_csv, read_log, require


def literal(text):
    """A Python literal; 'v' * 5000 too."""
    return eval(compile(ast.parse(text, mode="eval"), "expected", "eval"), {"__builtins__": {}})


def read_expected(path):
    calls = []
    with open(path, encoding="utf-8") as stream:
        for line in stream:
            if line.startswith("call "):
                name, args, result = line[5:].rstrip("\n").split(" | ")
                calls.append((name, literal(args), literal(result)))
    return calls


def same(got, expected):
    if isinstance(expected, str) and "*" in expected:
        pattern = ".*".join(re.escape(part) for part in expected.split("*"))
        return re.fullmatch(pattern, str(got), re.DOTALL) is not None
    return type(got) is type(expected) and got == expected


def same_all(args, expected):
    if isinstance(expected, dict):
        named = args["kwargs"]
        return not args["args"] and list(named) == list(expected) and all(
            same(named[name], value) for name, value in expected.items())
    return not args["kwargs"] and len(args["args"]) == len(expected) and all(
        map(same, args["args"], expected))


def compare(logdir, expected_path):
    expected = read_expected(expected_path)
    require(expected, "the program tells of no call")
    records = read_log(logdir)
    starts = [record for record in records if record.get("event") == "start"]
    ends = {record["uuid"]: record for record in records if record.get("event") == "end"}
    starts.sort(key=lambda record: record["time_ns"])
    require(len(starts) == len(expected), "%d calls, expected %d", len(starts), len(expected))
    rows = {row["UUID"]: row for row in read_csv(logdir + "/timing_results.csv")}
    wrong = []
    for start, (name, args, result) in zip(starts, expected):
        got = ends[start["uuid"]]["return"]
        if start["function"] != name or not same_all(start["args"], args):
            wrong.append("%s%s, expected %s%s" % (start["function"], start["args"], name, args))
        elif not same(got, result):
            wrong.append("%s%s = %r, expected %r" % (name, args, got, result))
        elif json.loads(rows[start["uuid"]]["Arguments"]) != start["args"]:
            wrong.append("%s: the CSV says %s" % (name, rows[start["uuid"]]["Arguments"]))
    require(not wrong, "%s", "\n".join(wrong))
    print("%d calls as expected" % len(expected))


def main(argv):
    try:
        compare(*argv[1:])
    except Wrong as wrong:
        print("arguments: %s" % wrong, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
