#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Is every probe site an instruction's start, by another disassembler?

usage: boundaries.py ELF_FILE SITES: SITES as tests/sweep/plan_all prints them. Where objdump's
walk through a whole section is out of step (data in code), it is asked again from the start of
the function that the site belongs to.
"""
import re
import subprocess
import sys

LINE = re.compile(rb"^\s*([0-9a-f]+):\t(.*)")
LONE_PREFIX = re.compile(
    rb"^(lock|rep|repz|repnz|data16|addr32|cs|ds|es|ss|fs|gs|bnd|notrack|rex[.A-Z]*)\s*$")


def starts(path, *options):
    """Addresses of instructions, lone prefixes joined with what they stand before."""
    command = ["objdump", "-d", "-w", "--no-show-raw-insn", *options, path]
    found = set()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        for line in process.stdout:
            match = LINE.match(line)
            if match and b"(bad)" not in match.group(2):
                found.add(int(match.group(1), 16))
    return found


def symbols(path):
    """Address of each function, by name."""
    table = {}
    for options in (["-t"], ["-T"]):
        text = subprocess.run(["objdump", *options, path], capture_output=True, check=True).stdout
        for line in text.decode(errors="replace").splitlines():
            match = re.match(r"^([0-9a-f]{16}) (.{7}) (\S+)\s+([0-9a-f]{16})\s+(.*)$", line)
            if match and "F" in match.group(2):
                name = match.group(5).split()[-1]
                table.setdefault(name.split("@")[0], set()).add(int(match.group(1), 16))
    return table


def main():
    path, sites_path = sys.argv[1:3]
    with open(sites_path, encoding="utf-8") as file:
        sites = [line.split(None, 3) for line in file if line.startswith("0x")]
    known = starts(path)
    odd = [site for site in sites if int(site[0], 16) not in known]
    names = symbols(path) if odd else {}
    wrong = []
    for site in odd:
        address = int(site[0], 16)
        froms = [a for a in names.get(site[3].strip().split("@")[0], ()) if a <= address]
        if not any(address in starts(path, f"--start-address={start}",
                                     f"--stop-address={address + 16}") for start in froms):
            wrong.append(site)
    for site in wrong:
        print("off a boundary:", " ".join(site).strip())
    print(f"{len(sites)} sites, {len(odd)} asked again, {len(wrong)} off a boundary")
    return 1 if wrong or not sites else 0


sys.exit(main())
