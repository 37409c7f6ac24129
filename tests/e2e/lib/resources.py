# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""CPU time, waiting and memory of a call against what the program measured around it."""

from compare import compare
from records import read_truth, require
from verify import verify_both

MILLISECOND = 1000000
PAGE = 4096


def recorded(logdir, output, name=None):
    _, calls = verify_both(logdir)
    pairs = compare(read_truth(output), calls)
    if name:
        pairs = [pair for pair in pairs if pair[0]["name"] == name]
    require(pairs, "no call of %s", name)
    return pairs


def gap_ns(truth, call):
    """The program's readings lie around the call: what happened in between is no part of it.
    Next to nothing, unless the thread lost its CPU right there."""
    return max(truth["window"] - call.end["duration_ns"], 0)


def require_tight(pairs):
    least = min(gap_ns(truth, call) for truth, call in pairs)
    require(least < MILLISECOND, "no call was measured well: %d ns beside the call at least",
            least)


def check_cpu(logdir, output):
    """A spin: on a CPU all the time but for the time spent waiting for one. Time that the
    hypervisor steals counts here, while the program's own CPU clock leaves it out: that one is
    a lower limit, wall time less the wait for a CPU the exact measure."""
    pairs = recorded(logdir, output)
    require_tight(pairs)
    for truth, call in pairs:
        cpu = call.end["thread_cpu_ns"]
        gap = gap_ns(truth, call)
        exact = truth["window"] - truth["waited"]
        require(exact - gap - MILLISECOND <= cpu <= exact + gap + MILLISECOND,
                "thread CPU %d ns; the thread spun for %d ns and waited %d of them for a CPU",
                cpu, truth["window"], truth["waited"])
        require(cpu >= truth["thread_cpu"] - gap - MILLISECOND,
                "thread CPU %d ns, by its clock %d", cpu, truth["thread_cpu"])
        require(abs(call.end["process_cpu_ns"] - cpu) <= MILLISECOND,
                "process CPU %d ns, its only thread's %d", call.end["process_cpu_ns"], cpu)


def check_off_cpu(logdir, output):
    """A sleep."""
    for truth, call in recorded(logdir, output):
        wall = call.end["duration_ns"]
        require(wall >= 50 * MILLISECOND, "a sleep of 50 ms took %d ns", wall)
        require(call.end["thread_cpu_ns"] < MILLISECOND, "%s: thread CPU %d ns", truth,
                call.end["thread_cpu_ns"])
        require(abs(wall - call.end["off_cpu_ns"]) <= MILLISECOND,
                "%s: off-CPU %d ns of %d ns", truth, call.end["off_cpu_ns"], wall)


def check_beside(logdir, output):
    """A sleep while another thread, never in a traced function, spins."""
    pairs = recorded(logdir, output)
    require_tight(pairs)
    shares = []
    missing = []
    for truth, call in pairs:
        cpu = call.end["process_cpu_ns"]
        wall = call.end["duration_ns"]
        require(call.end["thread_cpu_ns"] < MILLISECOND, "%s: thread CPU %d ns", truth,
                call.end["thread_cpu_ns"])
        require(cpu <= wall + MILLISECOND, "process CPU %d ns in %d ns with one busy thread",
                cpu, wall)
        missing.append(truth["process_cpu"] - 2 * gap_ns(truth, call) - cpu)
        shares.append((cpu / wall, truth["process_cpu"] / truth["window"]))
    # A CPU that its hypervisor holds in the middle of a switch is charged to either side of it, by
    # the program's own clock and by the tracer not always alike: single calls may differ.
    require(sorted(missing)[len(missing) // 2] <= MILLISECOND,
            "process CPU lacks, by the program's clock, %s ns", missing)
    # On a machine with a CPU to spare it is all of the wall time; else what the clock says.
    best, clock = max(shares)
    require(best >= min(0.95, clock - 0.02), "process CPU is %s of the wall time", shares)


def check_pages(logdir, output):
    """300 pages touched (or given back): exact to two pages, and as many minor faults."""
    for truth, call in recorded(logdir, output):
        touched = 300 if truth["name"] == "touch_pages" else -300
        pages = call.end["rss_delta"] / PAGE
        require(abs(pages - touched) <= 2, "%s: %d pages", truth, pages)
        require(truth["minflt"] - 3 <= call.end["minor_faults"] <= truth["minflt"],
                "%s: %d minor faults", truth, call.end["minor_faults"])
        if touched > 0:
            require(call.end["minor_faults"] >= 300, "%s: %d minor faults", truth,
                    call.end["minor_faults"])
        require(call.end["major_faults"] == 0, "%s: %d major faults", truth,
                call.end["major_faults"])
