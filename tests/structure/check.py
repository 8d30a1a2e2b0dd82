#!/usr/bin/env python3
"""Reads the sources and fails on an include that is no arrow between the rooms, or on a broken house rule.

usage: check.py ROOT QT_HEADERS
"""

import sys

sys.dont_write_bytecode = True

from arrows import QtHeaders, check_arrows  # noqa: E402
from houserules import check_rules  # noqa: E402
from sourcetree import read_tree  # noqa: E402


def main(root, qt_headers):
    sources = read_tree(root)
    findings = check_arrows(sources, QtHeaders(qt_headers)) + check_rules(sources)
    for finding in findings:
        print(finding)
    print(f"{len(sources)} files, {len(findings)} findings")
    return 1 if findings or not sources else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
