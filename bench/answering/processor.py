"""The processor time that a process and all its descendants have used, as the kernel counts it."""

import os
from pathlib import Path
from typing import Final

_TICK: Final = 1 / os.sysconf("SC_CLK_TCK")
# Fields of /proc/<pid>/stat, counted from the one after the command's name.
_PARENT: Final = 1
_USED: Final = slice(11, 15)  # in user mode, in the kernel, and both of the children that have ended


def seconds_of(root: int) -> float:
    """Seconds of all processes from this one down, those that have ended since included."""
    fields = _all()
    children: dict[int, list[int]] = {}
    for pid, values in fields.items():
        children.setdefault(int(values[_PARENT]), []).append(pid)
    ticks, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        waiting += children.get(pid, [])
        ticks += sum(int(value) for value in fields[pid][_USED]) if pid in fields else 0
    return ticks * _TICK


def family_of(root: int) -> int:
    """How many processes there are from this one down."""
    fields = _all()
    found = {root}
    while more := {pid for pid, values in fields.items() if int(values[_PARENT]) in found} - found:
        found |= more
    return len(found)


def _all() -> dict[int, list[str]]:
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            found[int(entry.name)] = (
                (entry / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            )
        except OSError:  # it has ended meanwhile
            continue
    return found
