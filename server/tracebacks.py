"""Exceptions in the log: what kind they are and where they came from, and never what a library put into their words.

A message may quote anything: a document, a name, a row. No pattern tells a name, so only messages that are known to
quote nothing are written.
"""

import traceback
from types import TracebackType
from typing import Final, TypeAlias

from domain.errors import RegisterError

ExceptionInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None]

_CAUSE: Final = "That was caused by:"
_CONTEXT: Final = "That happened while this was handled:"
_MOST: Final = 10
"""How many parts of it are written at most."""


def without_messages(exc_info: ExceptionInfo) -> str:
    """The traceback of an exception, then those of what it came from; without their messages."""
    error = exc_info[1]
    parts = [_one(error)]
    while len(parts) < _MOST:
        if error.__cause__ is not None:
            words, error = _CAUSE, error.__cause__
        elif error.__context__ is not None and not error.__suppress_context__:
            words, error = _CONTEXT, error.__context__
        else:
            break
        parts += [words, _one(error)]
    return "\n".join(parts)


def _one(error: BaseException, indent: str = "") -> str:
    lines = [*traceback.format_tb(error.__traceback__), f"{_name(error)}{_words(error)}"]
    if isinstance(error, BaseExceptionGroup):
        lines += [_one(one, "  ") for one in error.exceptions[:_MOST]]
    return "\n".join(f"{indent}{line}" for line in "\n".join(line.rstrip() for line in lines).splitlines())


def _name(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _words(error: BaseException) -> str:
    """What can be said of it besides."""
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return f" (SQLSTATE {state})"
    if isinstance(error, OSError) and error.strerror:
        return f": {error.strerror}"
    return f": {error}" if isinstance(error, RegisterError) else ""
