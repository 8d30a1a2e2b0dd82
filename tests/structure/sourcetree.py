"""The sources of a tree, read once, with comments and strings blanked where a rule must not look into them."""

import os
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

FOLDERS = ("app", "core", "ui", "tests", "resources", ".ci")
SUFFIXES = (".h", ".cpp", ".c", ".py", ".sh", ".cmake", ".txt", ".md", "")
CODE = (".h", ".cpp", ".c")

# One alternative a lexeme; what is not code is replaced by blanks, line by line, so that numbers stay right.
LEXEME = re.compile(
    r"""//[^\n]*|/\*.*?\*/|R"([^(\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'""", re.DOTALL
)


@dataclass
class Source:
    path: str  # Relative to the root, with slashes.
    text: str
    is_code: bool = field(init=False)

    def __post_init__(self):
        self.is_code = self.path.endswith(CODE)

    @cached_property
    def lines(self):
        return self.text.splitlines()

    @cached_property
    def code(self):
        """The text without comments and without what strings say."""
        return LEXEME.sub(blank, self.text) if self.is_code else self.text

    def line_of(self, offset):
        return self.text.count("\n", 0, offset) + 1


def blank(match):
    lexeme = match.group(0)
    inner = re.sub(r"[^\n]", " ", lexeme)
    return '"' + inner[1:-1] + '"' if lexeme.startswith('"') and len(lexeme) > 1 else inner


def read_tree(root):
    """Every text file of ours under root; not what is built, and not what the tests keep as data."""
    sources = []
    for folder in FOLDERS:
        for where, folders, names in os.walk(Path(root) / folder):
            folders[:] = [name for name in folders if name not in ("__pycache__", "data", "fixtures")]
            for name in names:
                path = Path(where) / name
                if path.suffix in SUFFIXES:
                    text = path.read_text(encoding="utf-8", errors="replace")
                    sources.append(Source(path.relative_to(root).as_posix(), text))
    return sorted(sources, key=lambda source: source.path)


@dataclass(frozen=True)
class Finding:
    rule: str
    path: str
    line: int
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message} [{self.rule}]"
