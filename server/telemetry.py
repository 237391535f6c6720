"""Logging: structured lines on standard error, from which everything that could name a person is taken out.

Ours and the libraries' lines take the same way, exceptions included, so there is one place to attack.
"""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Final

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from server.terminal import has_colours
from server.tracebacks import without_messages

REDACTED: Final = "[redacted]"

_PERSONAL: Final = re.compile(
    r"""
    eyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)*      # a JWT, whole or cut off
    | \bbearer\s+[A-Za-z0-9._~+/=-]+               # an Authorization header
    | (?<!\d)\d(?:[^\w:;=<>()\[\]{}"]{0,3}_?\d){7,8}L?(?:\d{2})?(?!\d)   # 8 or 9 digits, however they are grouped
    | \b\d{9}L\d{2}\b                              # a payroll tax number
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LARGE: Final = 10**7
"""Numbers from here on could be somebody's."""
_PASSWORD: Final = re.compile(r"(postgres(?:ql)?(?:\+\w+)?://[^:/@\s]*:)[^@\s]*@", re.IGNORECASE)


def redact(value: object) -> object:  # noqa: PLR0911 - one for each kind of value
    """The same value without anything that could be a BSN, a payroll tax number, a token or a password."""
    if isinstance(value, str):
        return _PERSONAL.sub(REDACTED, _PASSWORD.sub(rf"\1{REDACTED}@", value))
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if abs(value) < _LARGE else REDACTED
    if isinstance(value, Mapping):
        return {redact(key): redact(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(one) for one in value]
    if isinstance(value, bytes | bytearray | memoryview):
        return redact(bytes(value).decode("utf-8", "replace"))
    return redact(repr(value))


def _redacted(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The last look at a line, after the exception has become text."""
    return {
        str(redact(key)): value if key in {"timestamp", "trace_id"} else redact(value) for key, value in event.items()
    }


def _without_quotation(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Asyncio's own lines quote an exception, words and all, after the first line."""
    if event.get("logger") == "asyncio" and isinstance(event.get("event"), str):
        event["event"] = event["event"].partition("\n")[0]
    return event


def _without_internals(_logger: WrappedLogger, _method: str, event: MutableMapping[str, object]) -> EventDict:
    for key in ("_record", "_from_structlog"):
        event.pop(key, None)
    return event


def configure_logging(level: str, style: str) -> None:
    """Send every line of this process to standard error, as text for people (`console`) or as JSON lines (`json`)."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    rendering: list[Processor] = [
        _without_internals,
        structlog.processors.ExceptionRenderer(without_messages),
        _without_quotation,
        structlog.processors.StackInfoRenderer(),
        _redacted,
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=has_colours(), pad_event_to=0),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=rendering))
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.captureWarnings(capture=True)
    for chatty in (
        "alembic",
        "asyncio",
        "_granian",
        "authlib",
        "httpcore2",
        "httpx2",
    ):  # their start and stop is our banner
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
