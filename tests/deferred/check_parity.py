"""Checks PARITY.md: every test that it names exists (`unit::method` is a method in tst_unit.cpp of one of the folders), and
every row names one, or says why there is none.

usage: check_parity.py PARITY.md FOLDER…
"""

import pathlib
import re
import sys

NAME = re.compile(r"`(\w+)::(\w+)`")


def complaints(text, sources):
    for unit, method in NAME.findall(text):
        if (unit, method) != ("unit", "method") and not re.search(rf"\bvoid (?:\w+::)?{method}\(\)",
                                                                  sources.get(unit, "")):
            yield f"names {unit}::{method}, which does not exist"
    for line in text.splitlines():
        if not line.startswith("|") or line.startswith(("| theirs", "|---")):
            continue
        theirs, ours, remark = (cell.strip() for cell in line.strip("|").split("|"))
        if ours == "left out" and not remark:
            yield f"leaves {theirs} out without a reason"
        elif ours != "left out" and not NAME.search(ours):
            yield f"has no test for {theirs}"


def main(table, *folders):
    sources = {path.stem.removeprefix("tst_"): path.read_text(encoding="utf-8")
               for folder in folders for path in pathlib.Path(folder).glob("tst_*.cpp")}
    found = list(complaints(pathlib.Path(table).read_text(encoding="utf-8"), sources))
    for complaint in found:
        print(f"{table} {complaint}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
