"""House rules that can be told from the text alone. Each is one row of RULES: what, where, and why."""

import re
from dataclasses import dataclass
from typing import Callable

from sourcetree import Finding

LONGEST_FILE = 300
LONGEST_FUNCTION = 50

# Calls that nest an event loop although nothing else will do, each with its reason.
NESTED_LOOPS = {}
# Calls that look as if they waited, each with its reason.
WAITS = {"core/interop/futures.h": "asks a future that has finished for the exception it holds"}

# Tests that wait for a while although QTRY_… waits for what should happen, each with its reason.
PAUSES = {
    "tests/app/headlessrunkit.cpp": "a file that stands still is as long a while later",
    "tests/app/tst_exporttask.cpp": "the event loop turns while the disk stands still",
    "tests/app/tst_windowstore.cpp": "nothing should happen",
    "tests/gui/looks.cpp": "pictures, for people",
    "tests/runners/tst_command.cpp": "launches in turn with the event loop",
    "tests/ui/look.cpp": "pictures, for people",
}


def in_program(path):
    return path.startswith(("app/", "core/", "ui/"))


def anywhere(_path):
    return True


def no_bench(path):
    return not path.startswith("tests/bench/")


@dataclass(frozen=True)
class TextRule:
    """A pattern that must not occur in the code."""

    name: str
    pattern: str
    message: str
    where: Callable = in_program
    whole_text: bool = False  # Looks into comments and strings, and at files that are not C++, too.

    def check(self, source):
        if not self.where(source.path) or not (source.is_code or self.whole_text):
            return
        text = source.text if self.whole_text else source.code
        for match in re.finditer(self.pattern, text, re.MULTILINE):
            yield source.line_of(match.start()), self.message


@dataclass(frozen=True)
class Rule:
    """A check with a mind of its own."""

    name: str
    find: Callable
    where: Callable = anywhere

    def check(self, source):
        if self.where(source.path):
            yield from self.find(source)


def find_long_file(source):
    if source.path.endswith((".h", ".cpp", ".c", ".py")):
        if len(source.lines) > LONGEST_FILE:
            yield LONGEST_FILE, f"{len(source.lines)} lines: look for the second idea in it"


def find_long_functions(source):
    """A function opens with a brace on its own line and closes with one at the same indent (a class closes with "};")."""
    if not source.is_code:
        return
    opened = {}
    lines = source.code.splitlines()
    for number, line in enumerate(lines, 1):
        indent = len(line) - len(line.lstrip())
        if line.strip() == "{" and not lines[number - 2].endswith("_data()"):  # The rows of a test are a table.
            opened[indent] = number
        elif line.strip() == "}" and indent in opened:
            length = number - opened.pop(indent) - 1
            if length > LONGEST_FUNCTION:
                yield number - length, f"a function of {length} lines: look for the second idea in it"
        elif line.strip().startswith("}"):
            opened.pop(indent, None)


def arguments(code, opening):
    """The arguments of the call whose parenthesis opens at opening, split at its own commas."""
    depth, start, found = 0, opening + 1, []
    for at in range(opening, min(len(code), opening + 20_000)):
        character = code[at]
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
            if depth == 0:
                found.append(code[start:at].strip())
                return found
        elif character == "," and depth == 1:
            found.append(code[start:at].strip())
            start = at + 1
    return found


# The call, and how many arguments it has at least when one of them is a lambda.
LAMBDA_CALLS = {"connect": 4, "singleShot": 3}
CALL = re.compile(r"\b(connect|singleShot)\s*\(")
STORED = re.compile(r"\b(connect|singleShot|invokeMethod|callLater|addCallbacks?|addErrback|addBoth)\s*\(")


def find_contextless_connect(source):
    for match in CALL.finditer(source.code) if source.is_code else ():
        given = arguments(source.code, match.end() - 1)
        name = match.group(1)
        if any(argument.startswith("[") for argument in given) and len(given) < LAMBDA_CALLS[name]:
            yield source.line_of(match.start()), f"{name} of a lambda without its context object"


def find_captures_by_reference(source):
    for match in STORED.finditer(source.code) if source.is_code else ():
        if any(re.match(r"\[&[\],]", argument) for argument in arguments(source.code, match.end() - 1)):
            yield source.line_of(match.start()), f"{match.group(1)} stores a lambda that captures everything by reference"


def find_missing_pragma(source):
    if source.path.endswith(".h") and "#pragma once" not in source.text:
        yield 1, "a header without #pragma once"


def find_odd_name(source):
    name = source.path.rsplit("/", 1)[-1]
    if source.is_code and name != name.lower():
        yield 1, "file names are lower-case"


def find_nested_loops(source):
    """exec() of anything but the application, and the static dialogs."""
    pattern = r"(?:\.|->|::)exec\s*\(|\bQMessageBox::(?:question|warning|information|critical|about)\s*\(" \
              r"|\bQ(?:File|Input|Color|Font)Dialog::get\w+\s*\(|\bQEventLoop\b"
    allowed = 1 if source.path == "app/main.cpp" else 0
    if not source.is_code or source.path in NESTED_LOOPS:
        return
    for match in list(re.finditer(pattern, source.code))[allowed:]:
        yield source.line_of(match.start()), "a nested event loop: open() it, or answer a signal"


def find_old_connect(source):
    """Signals and slots by name; the bus knows no other way."""
    if source.is_code and "QDBusConnection" not in source.code:
        for match in re.finditer(r"\b(?:SIGNAL|SLOT)\s*\(", source.code):
            yield source.line_of(match.start()), "connect to the member, so that the compiler checks it"


def must_not_wait(path):
    return in_program(path) and path not in WAITS


def must_not_pause(path):
    return no_bench(path) and path not in PAUSES


def is_no_place_of_coroutines(path):
    return in_program(path) and not path.startswith(("core/runners/", "core/interop/"))


RULES = (
    Rule("long-file", find_long_file),
    Rule("long-function", find_long_functions),
    Rule("connect-context", find_contextless_connect, in_program),
    Rule("capture-by-reference", find_captures_by_reference, in_program),
    Rule("pragma-once", find_missing_pragma),
    Rule("file-name", find_odd_name),
    Rule("nested-loop", find_nested_loops, in_program),
    TextRule("process-events", r"\bprocessEvents\s*\(", "answer a signal instead of turning the loop by hand"),
    TextRule("wait-for", r"\bwaitFor(?:Started|Finished|ReadyRead|BytesWritten|Connected|Disconnected|Encrypted|NewConnection|Done)"
             r"\s*\(|\bQCoro::waitFor\s*\(", "nothing waits: add a callback", must_not_wait),
    TextRule("sleep", r"\b(?:sleep_for|sleep_until|[mu]?sleep|nanosleep|qSleep)\s*\(", "nothing sleeps: use a Clock", no_bench),
    TextRule("pause", r"\bqWait\s*\(", "a while is too long or too short: QTRY_… waits for what should happen", must_not_pause),
    Rule("old-connect", find_old_connect),
    TextRule("whole-module", r"#\s*include\s*<Qt(?:Core|Gui|Widgets|Network|Test|Svg|DBus)>", "include what is used", anywhere),
    TextRule("shell-out", r"\b(?:system|popen)\s*\(", "start processes through core/runners"),
    TextRule("debug-print", r"\bqDebug\s*\(|\bstd::c(?:out|err)\b", "a debugging aid left behind"),
    TextRule("coroutine-room", r"\bco_(?:await|return|yield)\b", "coroutines stay in core/runners and core/interop", is_no_place_of_coroutines),
    TextRule("vague-name", r"\b(?:class|struct)\s+\w*(?:Manager|Helper|Utils?|Handler)\b", "say what it does: runner, table, reader", anywhere),
    TextRule("machine-path", r"(?<![\w.])/(?:work|root|Users)/\w|(?<![\w.])/home/(?!user/)\w|\.\./shared\b", "a path of one machine", anywhere, True),
    TextRule("tag-line", r"^\s*///.*\S \\(?:throws|cost|cancel|fires|errback|returns|code)\b", "a tag begins its line", in_program, True),
    TextRule("leftover", r"\b(?:TODO|FIXME|XXX)\b|^(?:<{7}|>{7}) ", "unfinished: finish it or take it out", anywhere, True),
)


def check_rules(sources):
    findings = []
    for source in sources:
        if source.path.startswith("tests/structure/"):
            continue  # It names what it forbids.
        for rule in RULES:
            findings += [Finding(rule.name, source.path, line, message) for line, message in rule.check(source)]
    return findings
