#!/usr/bin/env python3
"""The README's two commands are there, can be run, and are what the machines run.

usage: tst_commands.py ROOT
"""

import os
import re
import sys
from pathlib import Path


def main(root):
    root = Path(root)
    readme = (root / "README.md").read_text()
    ci = (root / ".ci" / "run").read_text()
    complaints = []
    for command in ("app/launch", "tests/run"):
        if not re.search(rf"^{command}\b", readme, re.MULTILINE):
            complaints.append(f"README.md does not tell people to run {command}")
        if not os.access(root / command, os.X_OK):
            complaints.append(f"{command} can't be run")
    if not re.search(r"^exec tests/run\b", ci, re.MULTILINE):
        complaints.append(".ci/run does not run tests/run")
    lists = (root / "app" / "packages.sh").read_text()
    for script in ("app/launch", "tests/run", "tests/bench/run"):
        for name in set(re.findall(r"\b[A-Z]+_PACKAGES\b", (root / script).read_text())):
            if not re.search(rf"^{name}=\(", lists, re.MULTILINE):
                complaints.append(f"{script} installs {name}, which app/packages.sh doesn't have")
    if "BENCH_PACKAGES" not in (root / "tests" / "bench" / "run").read_text():
        complaints.append("tests/bench/run does not install what it measures beside")
    for script in ("app/launch", "tests/run", ".ci/run", "app/packages.sh"):
        if os.system(f"bash -n '{root / script}'"):
            complaints.append(f"{script} is not valid bash")
    print("\n".join(complaints) or "the README's commands are the ones that are run")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
