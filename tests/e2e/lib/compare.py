# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""A recording against what the program itself says, call for call."""

from records import perf_ns, require, same_word, word, words

# The tracer takes its own estimated cost off each call: so much may be too much, a probed call.
BIAS_NS = 30000
CLOCK_NS = 2000


def recorded_in_order(calls):
    """(tid, function) → calls by start."""
    order = {}
    for call in sorted(calls.values(), key=lambda call: perf_ns(call.start)):
        order.setdefault((call.start["tid"], call.function), []).append(call)
    return order


def match_calls(truths, calls):
    """Pairs (truth, call); every one has exactly one partner, in order of start."""
    recorded = recorded_in_order(calls)
    noted = {}
    for truth in truths:
        noted.setdefault((truth["tid"], truth["name"]), []).append(truth)
    for list_ in noted.values():
        list_.sort(key=lambda truth: truth["outer"][0])
    for key in set(recorded) | set(noted):
        require(len(recorded.get(key, [])) == len(noted.get(key, [])),
                "thread %d, %s: %d calls recorded, %d made", key[0], key[1],
                len(recorded.get(key, [])), len(noted.get(key, [])))
    return [pair for key, list_ in noted.items() for pair in zip(list_, recorded[key])]


def calls_below(truths):
    """id → number of noted calls anywhere inside it, itself included."""
    below = {truth["id"]: 1 for truth in truths}
    for truth in reversed(truths):
        if truth["parent"] in below:
            below[truth["parent"]] += below[truth["id"]]
    return below


def longest(truth, bias):
    """An end that is only bounded lies at the next traced event, whose probe comes before."""
    seen = truth.get("exact", "yes") == "yes"
    return truth["outer"][1] - truth["outer"][0] + (0 if seen else bias)


def compare_times(truth, call, inside, bias):
    """inside: probed calls whose cost falls into this one, itself included."""
    outer = longest(truth, bias)
    inner = truth["inner"][1] - truth["inner"][0]
    duration = call.end["duration_ns"]
    if truth["outer"][1]:
        require(duration <= outer, "%s: %d ns recorded, only %d ns from outside", truth, duration,
                outer)
    require(duration >= inner - bias * inside, "%s: %d ns recorded, %d ns from inside", truth,
            duration, inner)
    start = perf_ns(call.start)
    require(truth["outer"][0] - CLOCK_NS <= start <= truth["inner"][0] + CLOCK_NS,
            "%s: start at %d", truth, start)


def compare_self(truth, call, children, bias):
    """Not under the work it did itself, not over what its children leave."""
    outer = longest(truth, bias)
    rest = outer - sum(child["inner"][1] - child["inner"][0] for child in children)
    own = call.end["self_ns"]
    if not truth["outer"][1]:
        return
    require(own >= truth["own"] - bias, "%s: self time %d, own work %d", truth, own,
            truth["own"])
    require(own <= rest + bias * len(children), "%s: self time %d, at most %d is possible",
            truth, own, rest)


def compare_values(truth, call):
    args = call.start.get("args")
    if "args" in truth and args is not None:
        for got, value in zip(words(args), truth["args"]):
            require(got is None or same_word(got, value), "%s: arguments %s", truth, args)
    if "ret" in truth:
        got = word(call.end.get("return"))
        require(got is not None and same_word(got, truth["ret"]), "%s: return value %s", truth,
                call.end.get("return"))


def compare_outcome(truth, call):
    """A call without its own word on it has returned, and the end was seen."""
    outcome = truth.get("outcome", "returned")
    exact = truth.get("exact", "yes")
    got = (call.end["outcome"], call.end.get("end_exact"))
    require(got[0] == outcome, "%s: outcome %s", truth, got[0])
    require(outcome == "unfinished" or exact == "any" or got[1] == (exact == "yes"),
            "%s: end_exact %s", truth, got[1])


def compare(truths, calls, bias=BIAS_NS):
    pairs = match_calls(truths, calls)
    below = calls_below(truths)
    children = {}
    uuid = {truth["id"]: call.uuid for truth, call in pairs}
    for truth in truths:
        children.setdefault(truth["parent"], []).append(truth)
    for truth, call in pairs:
        require(call.start["depth"] == truth["depth"], "%s: depth %d", truth,
                call.start["depth"])
        require(call.start["parent"] == uuid.get(truth["parent"]), "%s: parent %s", truth,
                call.start["parent"])
        compare_outcome(truth, call)
        compare_times(truth, call, below[truth["id"]], bias)
        compare_self(truth, call, children.get(truth["id"], []), bias)
        compare_values(truth, call)
    return pairs
