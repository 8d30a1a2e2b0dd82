#!/usr/bin/env python3
"""Nanoseconds that Twisted's Deferred takes to be made, get k callbacks and fire: a line "k nanoseconds" for each."""
import sys
import time

try:
    from twisted.internet.defer import Deferred
except ImportError:
    sys.exit(0)


def once(k, n):
    deferred = Deferred()
    for _ in range(k):
        deferred.addCallback(lambda value: value + n)
    deferred.callback(n)
    return deferred.result


for k in (1, 3, 10):
    best = float("inf")
    for _ in range(5):
        calls = 20000 // k
        start = time.perf_counter_ns()
        for n in range(calls):
            once(k, n)
        best = min(best, (time.perf_counter_ns() - start) / calls)
    print(k, best)
