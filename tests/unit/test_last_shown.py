"""What may be shown beside what was shown last: nothing that differs from it by 1 to 9 persons."""

import json
from fractions import Fraction

import pytest

from domain.disclosure_control import Shown
from domain.figure_releases import WHOLE, Counted, Neighbours, Release, release
from domain.last_shown import Jobs, LastShown, Stocks
from domain.quarter_report import LABELS, Breakdown
from domain.statistics import Flows, Worked

ALONE = Neighbours()


def rows(persons: int, working: int) -> Flows:
    """Persons who were and are in the register, and whose work is what it was."""
    return Flows(persons, working, persons, working, 0, 0, 0, 0, 0, 0)


def counted(wajong: Flows, wsw: Flows, hours: int = 11_092, working: int = 100) -> Counted:
    """A quarter of persons on two grounds, in one region and sector, of one age, with hours of a month."""
    whole = Flows(*map(sum, zip(wajong, wsw, strict=True)))
    by = {name: {next(iter(LABELS[name])): whole} for name in Breakdown} | {
        "GROUND": {"WAJONG": wajong, "FORMER_WSW": wsw}
    }
    worked = Worked(Fraction(hours), working)
    return Counted(whole, by, {"LAPSED": whole.outflow}, {"MARKET": worked}, {"1": worked})


def released(*counts: Counted) -> Release:
    """The last of several releases."""
    made: list[Release] = []
    for one in counts:
        made.append(release(one, made, ALONE))
    return Release.of_stored(json.loads(json.dumps(made[-1].stored())))


@pytest.mark.parametrize(
    ("then", "now", "safe"),
    [
        ((100, 50), (100, 50), True),
        ((100, 50), (109, 50), False),
        ((100, 50), (110, 50), True),
        ((100, 50), (110, 51), False),
        ((100, 50), (120, 51), False),
        ((100, 50), (120, 60), True),
        ((100, 50), (91, 50), False),
        ((100, 50), (90, 50), True),
        ((100, 50), (100, 60), True),
        ((100, 50), (101, 60), False),
    ],
)
def test_stocks_differ_by_none_or_ten_of_those_who_work_and_who_dont(
    then: tuple[int, int], now: tuple[int, int], safe: bool
) -> None:
    assert Stocks(*then).safe_beside(Stocks(*now)) is safe
    assert Stocks(*now).safe_beside(Stocks(*then)) is safe


@pytest.mark.parametrize(
    ("then", "now", "safe"),
    [
        ((30, 40), (30, 41), True),  # nothing is told
        ((30, 40), (31, 40), False),
        ((30, 40), (49, 40), False),
        ((30, 40), (50, 40), True),  # nobody works so much that fewer than ten did
        ((30, 40), (31, 50), True),
        ((30, 40), (31, 49), False),
    ],
)
def test_jobs_are_the_same_or_those_of_ten_others(then: tuple[int, int], now: tuple[int, int], safe: bool) -> None:
    assert Jobs(*then).safe_beside(Jobs(*now)) is safe


def test_reasons_differ_by_none_or_ten() -> None:
    last = LastShown(reasons={"DEATH": 20, "LAPSED": 30})
    assert last.of_reasons({"DEATH": 20, "LAPSED": 40})
    assert not last.of_reasons({"DEATH": 21, "LAPSED": 40})
    assert LastShown().of_reasons({"DEATH": 1, "LAPSED": 2})


def test_a_change_of_few_is_told_as_it_was() -> None:
    before = released(counted(rows(100, 50), rows(200, 50)))
    after = released(counted(rows(100, 50), rows(200, 50)), counted(rows(103, 50), rows(200, 50)))
    assert after == before
    assert after.figures.persons == 300


def test_of_a_whole_that_moves_by_many_what_moves_by_few_is_left_out() -> None:
    first, second = counted(rows(100, 50), rows(200, 50)), counted(rows(103, 50), rows(220, 50))
    made = released(first, counted(rows(103, 50), rows(207, 50)), second)
    assert made.figures.persons == 323
    assert {row.persons for row in made.figures.breakdowns["GROUND"].values()} == {None}
    assert made.figures.breakdowns["AGE_BAND"]["0"].persons == 323
    third = released(first, second, counted(rows(120, 50), rows(220, 50)))
    assert third.figures.breakdowns["GROUND"]["WAJONG"].persons == 120, "it is held against what was shown of it last"
    assert released(first, second, counted(rows(105, 50), rows(240, 50))).levels["GROUND"] is Shown.NOTHING


def test_what_moves_between_rows_alone_is_told_as_it_was() -> None:
    first = counted(rows(100, 50), rows(200, 50))
    assert released(first, counted(rows(103, 50), rows(197, 50))) == released(first)
    assert (
        released(first, counted(rows(110, 50), rows(190, 50))).figures.breakdowns["GROUND"]["FORMER_WSW"].persons == 190
    )


def test_jobs_of_few_more_are_told_as_they_were_and_of_many_anew() -> None:
    first = counted(rows(100, 50), rows(200, 50))
    few, many = (counted(rows(100, 50), rows(200, 50), hours=hours) for hours in (11_092 + 300, 11_092 * 2))
    assert released(first, few).figures.jobs == 100
    assert released(first, many).figures.jobs == 200
    assert released(first, many).figures.sector_jobs["MARKET"] == 200


def test_jobs_that_move_by_many_take_no_persons_away_that_move_by_few() -> None:
    first = counted(rows(100, 50), rows(200, 50))
    assert released(first, counted(rows(103, 50), rows(200, 50), hours=11_092 * 2)) == released(first)


def test_a_release_that_is_not_safe_by_itself_shows_nothing_and_keeps_what_was_shown() -> None:
    first, few = counted(rows(100, 50), rows(200, 50)), counted(rows(0, 0), rows(5, 2), hours=0, working=0)
    made = released(first, few)
    assert (made.figures.persons, made.figures.working) == (None, None)
    assert made.last.stocks[WHOLE] == {WHOLE: Stocks(300, 100)}


WHOLE_GROUP = counted(rows(100, 50), rows(200, 50))
WRONG = counted(rows(60, 30), rows(200, 50))
"""A delivery that lacks forty persons, told between two that differ by three."""


def test_what_is_told_differs_by_few_from_nothing_that_was_told_before() -> None:
    three_more, many_more = counted(rows(103, 50), rows(200, 50)), counted(rows(115, 50), rows(200, 50))
    assert released(WHOLE_GROUP, WRONG).figures.persons == 260
    assert released(WHOLE_GROUP, WRONG, three_more) == released(WHOLE_GROUP, WRONG)
    assert released(WHOLE_GROUP, WRONG, WHOLE_GROUP).figures.persons == 300
    assert released(WHOLE_GROUP, WRONG, many_more).figures.persons == 315


def test_the_quarters_beside_it_tell_of_few_by_none_of_their_releases() -> None:
    beside = [released(WHOLE_GROUP), released(WHOLE_GROUP, WRONG)]
    three_more = counted(rows(103, 50), rows(200, 50))
    assert release(three_more, [], Neighbours(before=beside[1:])).levels[WHOLE] is Shown.FLOWS
    assert release(three_more, [], Neighbours(before=beside)).levels[WHOLE] is Shown.STOCKS
    assert release(three_more, [], Neighbours(after=beside[1:])).levels[WHOLE] is Shown.FLOWS
    assert release(three_more, [], Neighbours(after=beside)).levels[WHOLE] is Shown.NOTHING


def test_what_persons_keep_is_held_against_the_quarters_beside_it_row_by_row() -> None:
    beside, moved = [released(WHOLE_GROUP)], counted(rows(103, 50), rows(217, 50))
    after_it, before_it = release(moved, [], Neighbours(before=beside)), release(moved, [], Neighbours(after=beside))
    assert after_it.figures.breakdowns["GROUND"]["WAJONG"].inflow is None
    assert before_it.figures.persons == 320
    assert before_it.levels["GROUND"] is Shown.NOTHING
    assert release(moved, [], ALONE).levels["GROUND"] is Shown.FLOWS


def test_what_changed_in_all_is_left_out_where_it_would_tell_what_changed_in_rows() -> None:
    beside, moved = [released(WHOLE_GROUP)], counted(rows(103, 50), rows(217, 50))
    assert release(moved, [], Neighbours(before=beside)).levels[WHOLE] is Shown.STOCKS
