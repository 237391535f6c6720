"""What is old is removed bit by bit by what comes: found by an index, however much there is that isn't old."""

import re

import pytest

from tests.conftest import ROOT
from tests.fixtures.disclosure_log import Owner

_SOUGHT = re.compile(r"\bselect (?:(?!\bselect\b)[^;])*\bfor update skip locked")
_MOVES = re.compile(r"[<>]=?\s*clock_timestamp\(\)|clock_timestamp\(\)\s*[<>]")
REMOVING = ("cases/command.sql", "serve/portal_session_start.sql")


@pytest.mark.parametrize("name", REMOVING)
async def test_the_old_is_found_by_its_day_and_nothing_else_is_read(owner: Owner, name: str) -> None:
    await owner.execute("set enable_seqscan = off")  # as among many: these tables are empty
    questions = _SOUGHT.findall((ROOT / "models" / "sql" / name).read_text(encoding="utf-8"))
    assert questions
    for question in questions:
        plan = "\n".join(row[0] for row in await owner.fetch(f"explain {question}"))
        assert re.search(r"Index Cond: \(\(?\w+ < ", plan), plan


def test_nothing_is_sought_by_a_clock_that_moves_while_it_is_read() -> None:
    """It is volatile: no index helps, and every row is read."""
    files = (ROOT / "models" / "sql").rglob("*.sql")
    assert [file.stem for file in files if _MOVES.search(file.read_text(encoding="utf-8"))] == []
