"""What tests/lint runs, on which files, and what it remembers."""

import hashlib
import json
import re
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Callable

FOLDERS = ("app", "core", "ui", "tests")
PRELUDE = "tests/structure/clang14.h"
QUERY = "tests/structure/coroutines.query"
CLAZY = ("level1,connect-3arg-lambda,lambda-in-connect,lambda-unique-connection,thread-with-slots,"
         "container-inside-loop,heap-allocated-small-trivial-type,unneeded-cast,"
         "qstring-varargs,tr-non-literal,raw-environment-function,"
         "no-non-pod-global-static,no-overloaded-signal,no-range-loop-reference")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.MULTILINE)


@dataclass(frozen=True)
class Check:
    """A tool that reads one file: its command line, what it depends on beside the sources, and its complaints."""

    name: str
    command: tuple     # Its argv, with {build} for the build folder; the options for the compiler and the file follow.
    settings: tuple    # Files that change what it says.
    complaints: Callable  # (exit code, output) -> text, empty if all is well
    wanted: Callable   # (text of the file) -> whether it has anything to say


def said(code, output):
    """What a tool printed, if it failed or warned; without the count of what it left out."""
    lines = [line for line in output.splitlines() if not re.match(r"\d+ warnings? (generated|treated)|Suppressed|Use -", line)]
    warned = any(" warning: " in line or " error: " in line for line in lines)
    return "\n".join(lines) if code or warned else ""


def found(code, output):
    """The places clang-query bound, which it tells with notes and the exit code 0."""
    lines = [line for line in output.splitlines() if re.search(r'note: "[A-Z_]+"|\berror\b', line)]
    return "\n".join(sorted(set(lines))).replace(" binds here", " is miscompiled by GCC 12: name it in a local variable first")


CHECKS = (
    Check("coroutines", ("clang-query-14", "-p", "{build}", "-f", QUERY, "--extra-arg=-w"),
          (QUERY, PRELUDE), found, lambda text: "co_await" in text),
    Check("clazy", ("clazy-standalone", "-p", "{build}", f"--checks={CLAZY}", "--only-qt", "--ignore-included-files",
                    "--extra-arg=-Wno-everything"), (PRELUDE,), said, lambda text: True),
    Check("tidy", ("clang-tidy-14", "-p", "{build}", "--quiet", "--extra-arg=-Wno-unknown-warning-option"),
          (".clang-tidy", PRELUDE), said, lambda text: True),
)


def sources_of(root):
    """Every C++ file of ours."""
    found_files = []
    for folder in FOLDERS:
        found_files += [path.relative_to(root).as_posix() for path in (root / folder).rglob("*")
                        if path.suffix in (".h", ".cpp") and path.is_file()]
    return sorted(found_files)


def formatted(files, fix):
    """What clang-format says of the files, empty if they are as they should be."""
    mode = ["-i"] if fix else ["--dry-run", "-Werror"]
    done = subprocess.run(["clang-format-14", *mode, *files], capture_output=True, text=True)
    if not done.returncode:
        return ""
    files = sorted(set(re.findall(r"^(.*?):\d+:\d+: ", done.stderr, re.MULTILINE)))
    return "\n".join(["--- format: tests/lint --fix-format would change", *files]) if files else done.stderr


class BuildTree:
    """A configured build without precompiled headers, whose commands the tools read; only moc runs in it."""

    def __init__(self, root, folder):
        self.root, self.folder, self.commands = root, folder, {}

    def configure(self):
        self._call("cmake", "-S", str(self.root), "-B", str(self.folder), "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
                   "-DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON")
        targets = self._call("ninja", "-C", str(self.folder), "-t", "targets", "all")
        generated = re.findall(r"^(\S+_autogen): phony", targets, re.MULTILINE)
        if generated:
            self._call("ninja", "-C", str(self.folder), *sorted(set(generated)))
        for entry in json.loads((self.folder / "compile_commands.json").read_text()):
            self.commands[entry["file"]] = entry["command"]

    def command_of(self, file):
        return self.commands.get(str(self.root / file))

    def _call(self, *command):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            print(done.stdout[-4000:], done.stderr[-4000:])
        done.check_returncode()
        return done.stdout


def applies(check, file, tree, with_tests):
    """Headers are read through the files that include them."""
    if not tree.command_of(file) or not check.wanted((tree.root / file).read_text()):
        return False
    return with_tests or check.name == "coroutines" or not file.startswith("tests/")


class Cache:
    """Runs a check on a file, or knows that it had nothing to say about the very same text."""

    def __init__(self, root, tree):
        self.root, self.tree, self.hits = root, tree, 0
        self.folder = tree.folder / "known-good"
        self.folder.mkdir(exist_ok=True)

    def run(self, check, file):
        known = self.folder / self._key(check, file)
        if known.exists():
            self.hits += 1
            return ""
        command = [part.replace("{build}", str(self.tree.folder)) for part in check.command]
        command += [f"--extra-arg-before=-include{self.root / PRELUDE}", str(self.root / file)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace")
        complaint = check.complaints(done.returncode, done.stdout + done.stderr)
        if complaint:
            return f"--- {check.name}: {file}\n{complaint}"
        known.touch()
        return ""

    def _key(self, check, file):
        digest = hashlib.sha256()
        for part in (check.name, repr(check.command), version_of(check.command[0]),
                     self.tree.command_of(file)):
            digest.update(part.encode() + b"\0")
        for path in sorted(self._reads(file)) + sorted(check.settings):
            digest.update(path.encode() + b"\0" + (self.root / path).read_bytes() + b"\0")
        return digest.hexdigest()

    def _reads(self, file):
        """The file and what it includes of ours, directly or not."""
        todo, reads = [file], set()
        while todo:
            path = todo.pop()
            if path not in reads and (self.root / path).is_file():
                reads.add(path)
                todo += INCLUDE.findall((self.root / path).read_text())
        return reads


@lru_cache(maxsize=None)
def version_of(tool):
    return subprocess.run([tool, "--version"], capture_output=True, text=True).stdout
