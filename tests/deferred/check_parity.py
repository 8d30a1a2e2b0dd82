"""Checks that every test that PARITY.md names exists: `unit::method` is a method in tst_unit.cpp of one of the folders.

usage: check_parity.py PARITY.md FOLDER…
"""

import pathlib
import re
import sys


def main(table, *folders):
    named = re.findall(r"`(\w+)::(\w+)`", pathlib.Path(table).read_text(encoding="utf-8"))
    named = [(unit, method) for unit, method in named if (unit, method) != ("unit", "method")]
    sources = {}
    for folder in folders:
        for path in pathlib.Path(folder).glob("tst_*.cpp"):
            sources[path.stem.removeprefix("tst_")] = path.read_text(encoding="utf-8")
    missing = [f"{unit}::{method}" for unit, method in named
               if not re.search(rf"\bvoid (?:\w+::)?{method}\(\)", sources.get(unit, ""))]
    for test in missing:
        print(f"{table} names {test}, which does not exist", file=sys.stderr)
    if not named:
        print(f"{table} names no test at all", file=sys.stderr)
    return 1 if missing or not named else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
