"""Checks that every piece of C++ in a README stands in a compiled example, word for word but for its indentation.

usage: check_readme.py README.md EXAMPLE.cpp
"""

import re
import sys


def squeezed(text):
    """The text without its white space: where lines break is the formatter's business."""
    return re.sub(r"\s+", "", text)


def main(readme, example):
    blocks = re.findall(r"```cpp\n(.*?)```", open(readme, encoding="utf-8").read(), re.DOTALL)
    compiled = squeezed(open(example, encoding="utf-8").read())
    missing = [block for block in blocks if squeezed(block) not in compiled]
    for block in missing:
        print(f"{readme} shows what {example} does not run:\n{block}", file=sys.stderr)
    if not blocks:
        print(f"{readme} shows no code at all", file=sys.stderr)
    return 1 if missing or not blocks else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
