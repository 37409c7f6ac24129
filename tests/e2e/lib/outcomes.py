# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""outcomes.py LOGDIR OUTPUT SUMMARY [RULE...]: programs in other languages, which count their
calls by themselves and print "count NAME OUTCOME=N..." into OUTPUT. Each counted call has its row with its
outcome, or is lost by the closing line in SUMMARY; the end of a call that returned is exact; and
what the rules say. Exit 0 when it is all so.

called NAME=SYMBOL      what the program calls NAME is traced as SYMBOL
only NAME               other functions that the program counted are not traced
inside CHILD=PARENT,PARENT:I    each call of CHILD is directly inside one of a PARENT with the same
                        argument I
outermost NAME          no call of it is inside another
recursion NAME=DEPTH:N  NAME(depth, id) recursed from DEPTH - 1 to 0 for each id below N, each call
                        within the one before it
exact NAME, inexact NAME        whether the ends of its unwound calls were seen
nine NAME=N             N calls of NAME(i + 1, …, i + 9): the six that are recorded, and the value
"""

import sys

from records import Wrong, read_summary, require, word, words
from verify import verify_both


def of(calls, name):
    found = [call for call in calls.values() if call.function == name]
    require(found, "no call of %s", name)
    return found


def read_counts(path, symbols):
    """(function, outcome) → calls, as the program prints them."""
    counts = {}
    with open(path, encoding="utf-8") as stream:
        for line in stream:
            words = line.split()
            if not words or words[0] != "count":
                continue
            for word in words[2:]:
                outcome, number = word.split("=")
                counts[symbols.get(words[1], words[1]), outcome] = int(number)
    require(counts, "the program counted nothing")
    return counts


def check_counts(calls, made, lost):
    rows = {}
    for call in calls.values():
        key = call.function, call.end["outcome"]
        rows[key] = rows.get(key, 0) + 1
        require(call.end["outcome"] != "returned" or call.end["end_exact"] is True,
                "%s returned, and its end is not exact", call.function)
        require((call.end.get("thread_cpu_ns") is None) == (call.end.get("off_cpu_ns") is None),
                "%s: thread CPU %s, off-CPU %s", call.function, call.end.get("thread_cpu_ns"),
                call.end.get("off_cpu_ns"))
    require(sum(rows.values()) + lost == sum(made.values()), "rows %d + lost %d, made %d: %s, %s",
            sum(rows.values()), lost, sum(made.values()), rows, made)
    for key in set(rows) | set(made):
        require(rows.get(key, 0) <= made.get(key, 0), "%s: %d rows, made %d; all: %s", key,
                rows.get(key, 0), made.get(key, 0), rows)


def argument(call, index):
    return words(call.start["args"])[index]


def check_inside(calls, rule):
    child, rest = rule.split("=")
    parents, index = rest.rsplit(":", 1)
    for call in of(calls, child):
        around = calls.get(call.start["parent"])
        require(around and around.function in parents.split(","), "%s %s is inside %s", child,
                call.start["args"], around and around.function)
        require(argument(call, int(index)) == argument(around, int(index)),
                "%s %s is inside %s %s", child, call.start["args"], around.function,
                around.start["args"])


def check_outermost(calls, name):
    for call in of(calls, name):
        require(call.start["parent"] is None and call.start["depth"] == 0, "%s has depth %d",
                name, call.start["depth"])


def check_recursion(calls, rule):
    name, numbers = rule.split("=")
    levels, ids = [int(number) for number in numbers.split(":")]
    lines = {}
    for call in of(calls, name):
        lines.setdefault(argument(call, 1), []).append(call)
    require(sorted(lines) == list(range(ids)), "ids %s", sorted(lines)[:10])
    for line in lines.values():
        line.sort(key=lambda call: call.start["depth"])
        require([argument(call, 0) for call in line] == list(range(levels - 1, -1, -1)),
                "depths and arguments do not agree: %s",
                [(call.start["depth"], argument(call, 0)) for call in line])
        for around, call in zip([None] + line, line):
            require(call.start["parent"] == (around and around.uuid), "%s %s: wrong parent",
                    name, call.start["args"])


def check_exact(calls, name, wanted=True):
    for call in of(calls, name):
        require(call.end["outcome"] != "unwound" or call.end["end_exact"] is wanted,
                "%s %s: end_exact %s", name, call.start["args"], call.end["end_exact"])


def check_inexact(calls, name):
    check_exact(calls, name, False)


def check_nine(calls, rule):
    name, number = rule.split("=")
    seen = []
    for call in of(calls, name):
        args = words(call.start["args"])
        first = args[0]
        require(args == list(range(first, first + len(args))), "%s: arguments %s", name, args)
        value = sum((first + i) * (i + 1) for i in range(9))
        require(word(call.end["return"]) == value, "%s %s: value %s, not 0x%x", name, args,
                call.end["return"], value)
        seen.append(first)
    require(sorted(seen) == list(range(1, int(number) + 1)), "first arguments %s", sorted(seen))


RULES = {"inside": check_inside, "outermost": check_outermost, "recursion": check_recursion,
         "exact": check_exact, "inexact": check_inexact, "nine": check_nine}


def judge(logdir, output, summary, *words):
    rules = list(zip(words[::2], words[1::2]))
    symbols = dict(rule.split("=", 1) for what, rule in rules if what == "called")
    only = [rule for what, rule in rules if what == "only"]
    made = {key: number for key, number in read_counts(output, symbols).items()
            if not only or key[0] in only}
    _, calls = verify_both(logdir)
    check_counts(calls, made, read_summary(summary)["lost"])
    for what, rule in rules:
        if what not in ("called", "only"):
            RULES[what](calls, rule)


def main(words):
    if len(words) < 3 or len(words) % 2 == 0:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        judge(*words)
    except Wrong as error:
        print("outcomes: %s" % error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
