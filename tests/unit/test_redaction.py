"""Logs: an attacker's try at getting a BSN, a token or a password into a line, at any level and by any way."""

import asyncio
import json
import logging

import asyncpg
import pytest
import structlog

from domain.errors import UnavailableError
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
        "9999\u00a000\u202f067",
        "9999\u201100\u2011067",
        "9999\u201300\u2013067",
        "9999\u00ad00\u2212067",
        "9999--00--067",
        "9999. 00. 067",
        "9999  00\t067",
        "9999,00'067",
        "9999\u200b00\ufeff067",
        "\u202d999900067\u202c",
        "9 9 9 9 0 0 0 6 7",
        "\uff19\uff19\uff19\uff19\uff10\uff10\uff10\uff16\uff17",
        "999900067.0",
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
        "9999",
        "067",
        "\uff19\uff19",
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
        float(BSN),
        [float(BSN)],
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


DOCUMENT = '{ person(bsn: "x") { registered } } # of Anne de Vries'


class QuotingError(Exception):
    """What a library may raise: its words quote what it was given."""


def look_up() -> None:
    raise KeyError(DOCUMENT)


def quote() -> None:
    try:
        look_up()
    except KeyError as cause:
        several = [QuotingError(f"Syntax Error: {DOCUMENT}"), UnavailableError("Come back later.")]
        raise ExceptionGroup(DOCUMENT, several) from cause


@pytest.mark.parametrize("style", ["json", "console"])
def test_an_error_that_quotes_a_document_is_logged_by_its_kind_and_place_alone(
    capsys: pytest.CaptureFixture[str], style: str
) -> None:
    before = logging.root.handlers[:], logging.root.level
    loop = asyncio.new_event_loop()
    try:
        configure_logging("info", style)
        try:
            quote()
        except ExceptionGroup as error:
            structlog.get_logger().exception("a page failed")
            structlog.get_logger().error("unforeseen error in a resolver", exc_info=error)
            logging.getLogger("theirs").exception("failed")
            loop.call_exception_handler({"message": "Task exception was never retrieved", "exception": error})
        future = loop.create_future()
        future.set_exception(QuotingError(DOCUMENT))
        loop.call_exception_handler({"message": "Never retrieved", "future": future})
    finally:
        loop.close()
        logging.captureWarnings(capture=False)
        logging.root.handlers, logging.root.level = before
        structlog.reset_defaults()
    assert isinstance(future.exception(), QuotingError)
    written = "".join(capsys.readouterr())
    assert "Anne" not in written
    assert "person(" not in written
    for words in (
        "KeyError",
        "QuotingError",
        "ExceptionGroup",
        "Come back later.",
        "in quote",
        "in look_up",
        "retrieved",
    ):
        assert words in written
