"""The arrows between the rooms (docs: core/README.md). Nothing else may be included."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sourcetree import Finding

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)

CORE_ONLY = frozenset({"QtCore"})


@dataclass(frozen=True)
class Room:
    """What a room may include beside itself: rooms or single headers of ours, modules of Qt, and other libraries."""

    uses: tuple = ()
    qt: frozenset = CORE_ONLY
    libraries: tuple = ()
    never: tuple = ()  # Headers of the allowed modules that are refused all the same.


QUEUE = ("core/queue", "core/deferred")
WINDOW = frozenset({"QtCore", "QtGui", "QtWidgets", "QtSvg", "QtDBus"})
NETWORK = frozenset({"QtCore", "QtNetwork"})

ROOMS = {
    "core/deferred": Room(qt=frozenset()),
    "core/interop": Room(("core/deferred",), libraries=("qcoro",)),
    # Value types, and QObject for the one facade; its time comes from Clock.
    "core/queue": Room(("core/deferred",), never=("QTimer", "QThread", "QProcess", "QFile", "QEventLoop")),
    "core/joblist": Room(("core/queue/jobspec.h", "core/queue/visibletext.h"), never=("QProcess",)),
    "core/runners": Room((*QUEUE, "core/interop"), CORE_ONLY | {"QtGui"}, ("qcoro", "curl")),
    "core/store": Room(QUEUE, libraries=("sqlite3",), never=("QProcess",)),
    "core/endpoint": Room((*QUEUE, "core/interop"), NETWORK, ("qcoro", "llhttp")),
    "ui": Room((*QUEUE, "core/joblist"), WINDOW, never=("QProcess",)),
    "app": Room(("core", "ui"), WINDOW | NETWORK, ("qcoro", "curl")),
    "tests": Room(("core", "ui", "app"), WINDOW | NETWORK | {"QtTest", "QtConcurrent"}, ("qcoro", "curl", "sqlite3")),
    "resources": Room(),
}

# Of core/runners, only images are wanted from QtGui.
RUNNERS_GUI = re.compile(r"QImage|QColor|QRgb|QSize")
LIBRARIES = {"qcoro": re.compile(r"(?i)qcoro"), "curl": re.compile(r"curl/"), "sqlite3": re.compile(r"sqlite3"),
             "llhttp": re.compile(r"llhttp")}


class QtHeaders:
    """Tells which module of Qt a header belongs to, by looking where it is installed."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.modules = [path.name for path in self.folder.iterdir() if path.is_dir() and path.name.startswith("Qt")]

    @lru_cache(maxsize=None)
    def module_of(self, header):
        if "/" in header:
            module = header.split("/")[0]
            return module if module in self.modules else None
        for module in self.modules:
            if (self.folder / module / header).exists():
                return module
        return None


def room_of(path):
    fitting = [room for room in ROOMS if path.startswith(room + "/")]
    return max(fitting, key=len, default=None)


def may_use(room, header):
    """Whether an include of one of our own headers, named from the root, is an arrow that exists."""
    allowed = (room, *ROOMS[room].uses)
    return any(header == use or header.startswith(use + "/") for use in allowed)


def check_foreign(room, header, qt):
    """The complaint about a <header>, or None."""
    rules = ROOMS[room]
    for name, pattern in LIBRARIES.items():
        if pattern.match(header):
            return None if name in rules.libraries else f"{room} must not use {name}"
    if Path(header).name in rules.never:
        return f"{room} must not use {header}"
    module = qt.module_of(header)
    if module is None:
        return None
    if module not in rules.qt:
        return f"{room} must not use {module} ({header})"
    if room == "core/runners" and module == "QtGui" and not RUNNERS_GUI.match(Path(header).name):
        return f"{room} may use images of {module} only, not {header}"
    return None


def check_arrows(sources, qt):
    findings = []
    for source in sources:
        room = room_of(source.path)
        if not source.is_code or room is None:
            continue
        for match in INCLUDE.finditer(source.text):
            own, foreign = match.groups()
            complaint = None
            if foreign:
                complaint = check_foreign(room, foreign, qt)
            elif own.startswith(".."):
                complaint = "include from the root, not from the folder above"
            elif "/" in own and not may_use(room, own):
                complaint = f"there is no arrow from {room} to {own}"
            if complaint:
                findings.append(Finding("arrow", source.path, source.line_of(match.start()), complaint))
    return findings
