# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""results_random.py MAAP_RESULTS FOLDER FIRST COUNT: small weird logs of COUNT seeds from FIRST on,
maap-results against the reference. Ends with the first that differs: it stays in FOLDER, status 1.
"""

import gzip
import os
import random
import shutil
import subprocess
import sys

from records import Wrong, require
from results_check import compare_folder
from results_lines import (SECOND, format_time, identifier, ours, ours_other, parse_time, plain,
                           pymaap)
from results_reference import NoRun, Options, Results

NAMES = ["work", "f", "std::map<int, foo::bar>::operator[](int const&)", "名前", "a,\"b\"",
         "x: start: wall=1.5", "(anonymous namespace)::run(char*)", "net/http.(*conn).serve",
         " lead", "=1+1", "<b>&amp;</b>", "é\\n"]
RUNS = ["41b96ee8a7913303", "0000000000000001"]
GOOD_STAMP = b'{"timestamp": "2026-11-24 12:00:00", '
BAD = [b"", b"   ", b"\r", b"nonsense", b"[1, 2]", b"7", b"null", b'"text"', b"{}", b"{",
       b'{"timestamp": "2026-11-', b'{"message": "x"}', GOOD_STAMP,
       b'{"timestamp": 1795687980.5, "message": "x"}', b'{"timestamp": null, "message": "x"}',
       b"{'timestamp': '2026-11-24 12:00:00', 'message': 'x'}"]
BAD += [GOOD_STAMP + rest for rest in (
    b'"Message": "x"}', b'"message": ["x"]}', b'"message": "\xc3"}', b'"message": "\0"}',
    b'"message": "x",}', b'"message": "x"} {}', b'"message": "\x01"}', b'"message": "\\x"}',
    b'"message": "x", "n": 1.}', b'"message": "x", "n": -}', b'"message": "x", "n": tru}',
    b'"message": "x", "message": 3}')]
BAD += [b'{"timestamp": "%s", "message": "x"}' % stamp for stamp in (
    b"2026-13-01 12:00:00", b"2026-02-29 12:00:00", b"2026-11-24 24:00:00", b"2026-11-24 12:60:00",
    b"2026-11-24", b"", b"today", b"2026-11-24 12:00:00.1234567890", b"2026-11-24 12:00:00;1",
    b"2026-1-24 12:00:00", b"2026-11-24 12:00:00 ", b"2026-11-24T12:00:00",
    b"+026-11-24 12:00:00")]
ODD = [b'{"t\\u0069mestamp": "%s", "m\\u0065ssage": "work \\ud83d\\ude00"}',
       b'{"message": "x", "timestamp": 3, "timestamp": "%s"}',
       b'{"a": {"timestamp": 1}, "timestamp": "%s", "b": [[{}]], "message": "x", "Message": 5}',
       b' {\t"timestamp" : "%s" , "message" : "" } \t',
       b'{"timestamp": "%s", "message": "x", "n": 1e999}',
       b'{"timestamp": "%s", "message": "x", "n": [-0.5e-7, 12345678901234567890123, true]}',
       b'{"timestamp": "%s", "message": "f: start: wall=1"}',
       b'{"timestamp": "%s", "message": "f: end: wall=1.5 perf=2.5 id=AB cpu=1%%"}']
NO_LOGS = ["timing.log.bak", "timing.log.1.old", "mytiming.log", "timing.log.", "timing.log.gz.1",
           "timing.log.1.gz.gz", "timing.log.-1", "timing.log.1x", "TIMING.LOG", "timing.log~"]
OPTIONS = {"start": "--start-time", "end": "--end-time", "gap": "--gap", "run": "--run",
           "min_cluster": "--min-cluster", "run_id": "--run-id"}


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.ids = [identifier(self.random.getrandbits(40))
                    for _ in range(self.random.choice((3, 12, 200)))]
        self.names = self.random.sample(NAMES, self.random.randint(1, 5))
        self.digits = self.random.choice((None, 0, 3, 6, 9))

    def stamp_keys(self):
        digits = self.random.randint(0, 9) if self.digits is None else self.digits
        return {"digits": digits, "point": self.random.choice(",.")}

    def call_keys(self, shape, ns):
        pick = self.random
        keys = dict(self.stamp_keys(), name=pick.choice(self.names), id=pick.choice(self.ids),
                    cpu=pick.choice(("0.0", "7", "99.9", "%.1f" % pick.uniform(0, 800))),
                    rss=pick.choice((0, 4096, pick.getrandbits(40))),
                    mem=pick.choice(("0.1", "12", "99.125")),
                    threads=pick.randint(1, 9), fds=pick.randint(0, 4000))
        if pick.random() < 0.2:
            keys["perf"] = "%d.%06d" % (ns // SECOND % 10**6 + pick.randrange(9),
                                        pick.randrange(10**6))
        if shape is ours:
            keys.update(run=pick.choice(RUNS), tid=pick.randint(1, 5), depth=pick.randint(0, 3),
                        parent=pick.choice((None, pick.choice(self.ids))),
                        module=pick.choice(("libz.so.1", "a, b", "")),
                        thread_cpu_ns=pick.choice((None, 0, pick.getrandbits(30))))
            keys["id"] = "b" + keys["id"][1:]
        return keys

    def call(self, ns):
        """Mostly whole calls; some lack a line, have one twice, or the end first."""
        pick = self.random
        shape = pick.choice((ours, pymaap))
        keys = self.call_keys(shape, ns)
        took = int(10 ** pick.uniform(0, 10))
        end = "unfinished" if shape is ours and pick.random() < 0.1 else "end"
        end_keys = dict(keys, cpu="%.1f" % pick.uniform(0, 99), rss=pick.getrandbits(35),
                        threads=5, took_ns=took,
                        took=pick.choice((None, "%d.%09d" % divmod(took, SECOND))))
        end_keys["outcome"] = (end if end == "unfinished"
                               else pick.choice(("returned", "unwound", "tail-called")))
        lines = [shape("start", ns, keys), shape(end, ns + took, end_keys)]
        chance = pick.random()
        if chance < 0.07:
            lines.pop(pick.randrange(2))
        elif chance < 0.14:
            lines.append(pick.choice(lines))
        elif chance < 0.2:
            lines.reverse()
        return [line.encode("utf-8") for line in lines]

    def lines_at(self, ns):
        pick = self.random
        what = pick.random()
        if what < 0.7:
            return self.call(ns)
        if what < 0.82:
            return [plain(ns, "serving", self.stamp_keys()).encode()]
        if what < 0.87:
            stamp = format_time(ns, pick.randint(0, 9), pick.choice(",."))
            return [pick.choice(ODD) % stamp.encode()]
        if what < 0.92:
            return [ours_other(pick.choice(("run", "lost")), ns,
                               {"run": pick.choice(RUNS), "count": pick.randint(1, 9)}).encode()]
        return [pick.choice(BAD)]

    def log_lines(self):
        pick = self.random
        ns = parse_time("2026-02-28 23:59:%02d" % pick.randrange(60)) + pick.randrange(SECOND)
        lines = []
        for _ in range(pick.randint(1, 4)):
            for _ in range(pick.choice((0, 3, 12, 14, 40))):
                lines.append(self.lines_at(ns))
                ns += pick.choice((0, 0, 1000, 1000000, pick.randrange(3 * SECOND)))
            ns += pick.choice((29 * SECOND, 30 * SECOND, 30 * SECOND + 1, 31 * SECOND,
                               3600 * SECOND))
        if pick.random() < 0.3:
            pick.shuffle(lines)
        lines = [line for group in lines for line in group]
        if pick.random() < 0.2:
            pick.shuffle(lines)
        return lines

    def write(self, folder):
        """The log in parts, oldest first as a rule."""
        pick = self.random
        lines = self.log_lines()
        cuts = sorted(pick.randint(0, len(lines)) for _ in range(pick.choice((0, 1, 4, 12))))
        parts = [lines[a:b] for a, b in zip([0] + cuts, cuts + [len(lines)])]
        if pick.random() < 0.2:
            pick.shuffle(parts)
        for number, part in zip(range(len(parts) - 1, -1, -1), parts):
            name = "timing.log" + (".%d" % number if number else "")
            self.write_part(os.path.join(folder, name), part)
        for name in pick.sample(NO_LOGS, 2):
            self.write_part(os.path.join(folder, name), lines, packed=False)
        self.write_errors(os.path.join(folder, "error.log"), lines)

    def write_part(self, path, lines, packed=None):
        pick = self.random
        ending = pick.choice((b"\n", b"\n", b"\n", b"\r\n"))
        data = b"".join(line + ending for line in lines)
        if pick.random() < 0.2 and data.endswith(b"}" + ending):
            data = data[:-len(ending)]
        if packed is None:
            packed = pick.random() < 0.3
        with gzip.open(path + ".gz", "wb", 1) if packed else open(path, "wb") as stream:
            stream.write(data)
        if packed and pick.random() < 0.2:
            with open(path, "wb") as stream:
                stream.write(data)

    def write_errors(self, path, lines):
        with open(path, "wb") as stream:
            for line in lines:
                if b'"schema":1' in line and b'"uuid"' in line and self.random.random() < 0.3:
                    stream.write(line.replace(b'"level":"INFO"', b'"level":"ERROR"') + b"\n")

    def options(self):
        pick = self.random
        keys = {}
        if pick.random() < 0.5:
            keys["min_cluster"] = pick.choice((1, 2, 24, 25, 26))
        if pick.random() < 0.2:
            keys["gap"] = pick.choice(("0", "0.5", "29", "30.0", "31", "3601"))
        what = pick.random()
        if what < 0.2:
            keys["run"] = pick.randint(1, 4)
        elif what < 0.4:
            keys["run_id"] = pick.choice(RUNS)
        elif what < 0.6:
            ns = parse_time("2026-02-28 23:58:00")
            for key in pick.choice((["start"], ["end"], ["start", "end"])):
                ns += pick.randrange(600) * SECOND // 2
                keys[key] = format_time(ns, pick.choice((0, 1, 6)), pick.choice(",."))
        return keys


def run(program, folder, options):
    command = [program, "--logdir", folder + "/logs", "--outdir", folder + "/figs", "--no-figures"]
    for key, value in options.items():
        command += [OPTIONS[key], str(value)]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    return done.returncode, done.stderr.decode("utf-8", "replace")


def try_seed(program, folder, seed):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder + "/logs")
    maker = Maker(seed)
    maker.write(folder + "/logs")
    options = maker.options()
    status, stderr = run(program, folder, options)
    try:
        try:
            results = Results(folder + "/logs", Options(**options))
        except NoRun as none:
            require(status == 3 and stderr.count("\n") == 1
                    and not os.path.exists(folder + "/figs"),
                    "status %d, expected 3 (%s): %s", status, none, stderr)
            return "no run"
        require(status == 0, "status %d: %s", status, stderr)
        compare_folder(folder + "/figs", results)
    except Wrong as wrong:
        raise Wrong("seed %d, options %s: %s" % (seed, options, wrong)) from None
    return "run"


def main():
    program, folder, first, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    seen = {"run": 0, "no run": 0}
    for seed in range(first, first + count):
        try:
            seen[try_seed(program, folder, seed)] += 1
        except Wrong as text:
            print(text, file=sys.stderr)
            sys.exit(1)
    print("%(run)d logs with a run, %(no run)d without" % seen)


if __name__ == "__main__":
    main()
