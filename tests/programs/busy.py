# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""busy.py [ROUNDS]: keeps the interpreter busy in threads: containers, exceptions, recursion,
compression; then loads extension modules and C++'s library, which bring callbacks from C and an
unwinder, and goes on. Prints checksums, always the same for the same argument."""

import os
import sys
import threading
import zlib


def fail(depth):
    if depth == 0:
        raise ValueError("at the bottom")
    try:
        fail(depth - 1)
    finally:
        len(str(depth))


def mixed(number):
    words = {str(i): [i, i * 0.5, "%x" % i, None] for i in range(number % 20 + 20)}
    text = ",".join(sorted(words)) + repr(words)
    try:
        fail(number % 30)
    except ValueError as error:
        text += str(error)
    packed = zlib.compress(text.encode() * 20)
    assert zlib.decompress(packed) == text.encode() * 20
    return zlib.crc32(packed) ^ hash(number) ^ 10 ** (number % 40) % 9973


def work(results, index, rounds):
    results[index] = sum(mixed(number) for number in range(index, index + rounds))


def in_threads(rounds):
    results = [0] * 3
    threads = [threading.Thread(target=work, args=(results, index, rounds)) for index in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("checksum", sum(results), flush=True)


def late(rounds):
    import ctypes
    import decimal
    import json

    libc = ctypes.CDLL(None)
    compare = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int),
                               ctypes.POINTER(ctypes.c_int))
    numbers = (ctypes.c_int * 50)(*[number * 37 % 101 for number in range(50)])
    libc.qsort(numbers, 50, 4, compare(lambda a, b: a[0] - b[0]))
    assert list(numbers) == sorted(numbers)
    ctypes.CDLL("libstdc++.so.6")
    print("decimal", decimal.Decimal(2).sqrt(), json.dumps({"rounds": rounds}), flush=True)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    print("ready", os.getpid(), flush=True)
    sys.stdin.readline()
    in_threads(rounds)
    late(rounds)
    in_threads(rounds)


main()
