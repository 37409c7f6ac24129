#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Writes a timing.log: make_log.py CALLS [FUNCTIONS [ours|pymaap]] > timing.log

Calls of several threads, nested up to three deep, durations over four powers of ten. "ours" has the
lines that maap-trace writes, "pymaap" the short ones of PyMAAP (about 250 bytes)."""

import datetime
import random
import sys

BASE = datetime.datetime(2026, 11, 24, 12, 0, 0)
BASE_NS = 1795687980 * 10**9
OURS = ('{"timestamp":"%s","level":"INFO","message":"%s: %s: wall=%d.%09d perf=%d.%09d id=%s%s cpu=%d.%d%%'
        ' rss=%d vms=%d mem%%=0.%03d threads=%d fds=%d","function":"%s","uuid":"%s","event":"%s",'
        '"schema":1,"run":"41b96ee8a7913303","time_ns":%d,"module":"libwork.so.1","pid":10769,"tid":%d,'
        '"depth":%d,"parent":%s,%s}\n')
PYMAAP = ('{"timestamp": "%s", "level": "INFO", "message": "%s: %s: wall=%d.%09d perf=%d.%09d id=%s%s'
          ' cpu=%d.%d%% rss=%d vms=%d mem%%=0.%03d threads=%d fds=%d"}\n')


def stamp(ns):
    return (BASE + datetime.timedelta(microseconds=ns // 1000)).strftime("%Y-%m-%d %H:%M:%S,%f")


class Writer:
    def __init__(self, functions, shape):
        self.names = ["handle_request", "parse::Header::read(std::string_view)", "db_query", "render",
                      "cache_get", "compress_block", "net/http.(*conn).serve", "log_write"]
        self.names += ["function_%d" % i for i in range(len(self.names), functions)]
        self.names = self.names[:functions]
        self.ours = shape == "ours"
        self.random = random.Random(7)
        self.number = 0
        self.rss = 40 << 20

    def line(self, event, name, ident, ns, duration, tid, depth, parent):
        when = BASE_NS + ns
        perf = 293 * 10**9 + ns
        cpu = self.random.randrange(1000)
        fields = [stamp(ns), name.replace("::", "_"), event, when // 10**9, when % 10**9, perf // 10**9,
                  perf % 10**9, ident,
                  "" if duration is None else " duration=%d.%09dsec" % divmod(duration, 10**9),
                  cpu // 10, cpu % 10, self.rss, self.rss * 3, self.rss >> 20, 4, 17]
        if not self.ours:
            return PYMAAP % tuple(fields)
        rest = '"args":{"args":[],"kwargs":{"size":%d,"path":"/srv/data/%d"}}' % (cpu, cpu)
        if duration is not None:
            rest = ('"duration_ns":%d,"self_ns":%d,"thread_cpu_ns":%d,"process_cpu_ns":%d,"off_cpu_ns":%d,'
                    '"rss_delta":0,"minor_faults":0,"major_faults":0,"outcome":"returned",'
                    '"end_exact":true,"return":0' % (duration, duration // 2, duration * 3 // 4, duration,
                                                     duration // 4))
        fields += [name, ident, event, when, tid, depth, '"%s"' % parent if parent else "null", rest]
        return OURS % tuple(fields)

    def call(self, ns, depth, parent, tid, room):
        """The lines of a call and those inside it, innermost first, and when it ends."""
        self.number += 1
        ident = "01a21758-1cf5-7%03x-9330-%012x" % (self.number >> 36 & 0xfff, self.number)
        name = self.names[min(int(self.random.paretovariate(0.8)) - 1, 10**6) % len(self.names)]
        lines = []
        end = ns + int(10 ** self.random.uniform(3, 6))
        while depth < 2 and room > 1 and self.random.random() < 0.4:
            inner, end, used = self.call(end, depth + 1, ident, tid, room - 1)
            lines += inner
            room -= used
            end += 500
        self.rss += self.random.choice((0, 0, 0, 4096, -4096))
        lines.append(self.line("start", name, ident, ns, None, tid, depth, parent))
        lines.append(self.line("end", name, ident, end, end - ns, tid, depth, parent))
        return lines, end, len(lines) // 2


def main():
    calls = int(sys.argv[1])
    writer = Writer(int(sys.argv[2]) if len(sys.argv) > 2 else 12,
                    sys.argv[3] if len(sys.argv) > 3 else "ours")
    if writer.ours:
        sys.stdout.write('{"timestamp":"%s","level":"INFO","message":"run: 41b96ee8a7913303","event":"run",'
                         '"schema":1,"run":"41b96ee8a7913303","time_ns":%d,"functions":[]}\n' %
                         (stamp(0), BASE_NS))
    clocks = [0, 400, 900, 1300]
    while calls:
        thread = min(range(len(clocks)), key=clocks.__getitem__)
        lines, end, used = writer.call(clocks[thread], 0, None, 10769 + thread, calls)
        clocks[thread] = end + 2000
        calls -= used
        sys.stdout.write("".join(lines))


if __name__ == "__main__":
    main()
