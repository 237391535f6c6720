"""Logs: an attacker's try at getting a BSN, a token or a password into a line, at any level and by any way."""

import json
import logging

import asyncpg
import pytest
import structlog

from domain.roles import Role
from server.telemetry import configure_logging, redact
from tests.fixtures import people
from tests.fixtures.tokens import SigningIssuer

BSN = people.TWO_GROUNDS
PAYROLL = "999900067L01"
TOKEN = SigningIssuer("https://issuer.example").token(Role.CITIZEN)


@pytest.mark.parametrize(
    "secret",
    [
        BSN,
        f"bsn={BSN};",
        f"x{BSN}y",
        "9999.00.067",
        "9999 00 067",
        "999-900-067",
        "010000008",
        "10000008",
        PAYROLL,
        f"Key (bsn)=({BSN}) already exists.",
        TOKEN,
        TOKEN[: len(TOKEN) // 2],
        f"Authorization: Bearer {TOKEN}",
        "bearer abc.def.ghi",
        "postgresql://owner:hunter2@db.example/register",
    ],
)
def test_a_personal_value_is_taken_out_of_a_text(secret: str) -> None:
    left = str(redact(f"before {secret} after"))
    for piece in (
        BSN,
        "9999.00.067",
        "9999 00 067",
        "999-900-067",
        "0000008",
        PAYROLL,
        TOKEN[:20],
        "hunter2",
        "abc.def",
    ):
        assert piece not in left
    assert left.startswith("before ")


def test_a_personal_value_is_taken_out_of_whatever_holds_it() -> None:
    class Unknown:
        def __repr__(self) -> str:
            return f"<Unknown {BSN}>"

    for value in (
        int(BSN),
        [BSN],
        {BSN: BSN},
        {"a": [{"b": (BSN,)}]},
        BSN.encode(),
        Unknown(),
        {int(BSN)},
        ValueError(BSN),
    ):
        assert BSN not in json.dumps(redact(value))


def violate() -> None:
    raise asyncpg.UniqueViolationError(f"duplicate key, DETAIL: Key (bsn)=({BSN}) exists")


def test_what_names_nobody_stays() -> None:
    for value in ("GET /graphql 200 in 1.5 ms", 8000, 12.5, None, True, "loaded 1,000,000 rows", "revision 0001"):
        assert redact(value) == value


@pytest.mark.parametrize("style", ["json", "console"])
@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
def test_no_line_of_any_logger_names_anybody(capsys: pytest.CaptureFixture[str], style: str, level: str) -> None:
    before = logging.root.handlers[:], logging.root.level
    try:
        configure_logging(level, style)
        ours = structlog.get_logger("ours")
        theirs = logging.getLogger("_granian.asgi")
        for name in ("debug", "info", "warning", "error", "critical"):
            getattr(ours, name)(
                f"asked about {BSN}", bsn=BSN, number=int(BSN), nested={"a": [BSN, PAYROLL]}, bearer=TOKEN
            )
            getattr(theirs, name)("asked about %s with %s", BSN, TOKEN, extra={"bsn": BSN, "raw": BSN.encode()})
        try:
            try:
                violate()
            except asyncpg.UniqueViolationError as cause:
                raise RuntimeError(f"while asking about {BSN} with {TOKEN}") from cause
        except RuntimeError:
            ours.exception("failed for %s", BSN)
            theirs.exception("failed for %s", BSN)
        logging.getLogger("asyncio").error("Task exception", exc_info=ValueError(TOKEN))
    finally:
        logging.captureWarnings(capture=False)
        logging.root.handlers, logging.root.level = before
        structlog.reset_defaults()
    written = "".join(capsys.readouterr())
    assert "failed for" in written
    assert "Traceback" in written or "UniqueViolationError" in written
    for piece in (BSN, PAYROLL, TOKEN, TOKEN.split(".")[1], TOKEN.split(".")[2]):
        assert piece not in written
