"""A breakdown has a bar in each row, as long as its part of the largest; what isn't shown has none."""

import pytest

from portal.languages import Language, Texts
from portal.operations.monitor import QuarterFiguresBreakdownRow as Row
from portal.pages.monitor.breakdown import breakdown

TEXTS = Texts(Language.NL)


def region(number: int, persons: int | None) -> Row:
    """A region of which so many persons are shown."""
    figures = ("personsWorking", "jobs", "inflow", "outflow", "foundWork", "lostWork")
    told = {"key": str(number), "label": f"Arbeidsmarktregio {number}", "personsInRegister": persons}
    return Row.model_validate(told | dict.fromkeys(figures))


@pytest.mark.parametrize(
    ("persons", "shares"),
    [
        ([400, 100, 0, None, 25], [1.0, 0.25, 0.0625, 0.0, None]),
        ([None, None], [None, None]),
        ([0, None], [0.0, None]),
    ],
)
def test_a_bar_is_as_long_as_its_part_of_the_most_whatever_isnt_shown(
    persons: list[int | None], shares: list[float | None]
) -> None:
    rows = [region(number, one) for number, one in enumerate(persons, 1)]
    shown = breakdown(TEXTS, "regio", rows, "personen", "/monitor?periode=2025-4")
    assert [one["share"] for one in shown["rows"]] == shares
    assert [one["cells"][0] is None for one in shown["rows"]] == [share is None for share in shares]
