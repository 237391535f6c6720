"""Progress and logs on a terminal: no wider than it is, and nothing that it can't show or its user doesn't want."""

import re

import pytest

from tests.fixtures.terminal import shown

BAR = """
from server.progress import Terminal
with Terminal() as progress:
    progress.reading("employments.csv", 1000)
    progress.read(500)
    progress.phase("deriving registrations")
    progress.note("a note")
"""
LOG = """
import structlog
from server.telemetry import configure_logging
configure_logging("info", "console")
structlog.get_logger("ours").info("started")
"""
CODES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


@pytest.mark.parametrize("columns", [20, 40, 60, 73, 74, 80, 200])
def test_a_bar_is_no_wider_than_the_terminal(columns: int) -> None:
    lines = re.split(r"[\r\n]+", CODES.sub("", shown(BAR, columns)))
    bars = [line for line in lines if "[" in line]
    assert any("50%" in line for line in bars)
    assert max(map(len, bars)) <= columns
    assert all(re.match(r"employm", line) for line in bars)
    assert "deriving registrations ..." in lines


def test_a_terminal_without_a_size_has_a_bar_too() -> None:
    assert "50%" in shown(BAR, 0)


def test_a_terminal_that_cannot_move_its_cursor_gets_lines_alone() -> None:
    assert shown(BAR, TERM="dumb").splitlines() == ["deriving registrations ...", "a note"]


@pytest.mark.parametrize("unwanted", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_logs_have_no_colours_where_nobody_wants_or_could_see_them(unwanted: dict[str, str]) -> None:
    assert "\x1b[" in shown(LOG)
    assert "\x1b[" in shown(LOG, NO_COLOR="")  # which means nothing, https://no-color.org
    assert "\x1b" not in shown(LOG, 80, **unwanted)
