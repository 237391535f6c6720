"""The signals that tell a process to stop: TERM, HUP, as when a terminal is closed, and INT, which is Ctrl-C."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_ONCE: Final = (signal.SIGTERM, signal.SIGHUP)
_STOPS: Final = (*_ONCE, signal.SIGINT)


@contextmanager
def told_to_stop(note: Callable[[int], object]) -> Iterator[None]:
    """Tell of these signals, by their numbers, instead of being ended by them; one that is ignored stays so.

    Who was told to stop ends in order, whatever comes after the block; only Ctrl-C may cut that short.
    """
    told = False

    def hear(number: int, _frame: FrameType | None) -> None:
        nonlocal told
        told = True
        note(number)

    before = {number: signal.getsignal(number) for number in _STOPS}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:  # as nohup makes HUP
            signal.signal(number, hear)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_IGN if told and number in _ONCE else handler)


def hear_no_more() -> None:
    """Let TERM and HUP change nothing from now on: this process stops already."""
    for number in _ONCE:
        signal.signal(number, signal.SIG_IGN)
