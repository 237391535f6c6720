"""What a restore may have lost, by the times of checkpoints and of the records that are there."""

from datetime import UTC, datetime, timedelta

import pytest

from models.audit.checkpoints import microseconds
from models.audit.losses import LostHead, first_loss

START = datetime(2026, 11, 23, 10, tzinfo=UTC)


def at(minutes: float) -> str:
    return (START + timedelta(minutes=minutes)).isoformat()


def moment(minutes: float) -> int:
    return microseconds(at(minutes))


def head(number: int, minutes: float, lane: int = 1, again: float | None = None) -> LostHead:
    written = None if again is None else moment(again)
    return LostHead(lane, number, number, at(minutes), at(minutes), written)


def test_one_restore_loses_the_ends_of_all_lanes() -> None:
    heads = [head(6, 1), head(9, 2), head(3, 2, lane=2)]
    found = first_loss(heads, None)
    assert found is not None
    assert (found.since, found.until, found.lanes) == (at(1), at(2), {1: (6, 9), 2: (3, 3)})
    assert first_loss(heads, moment(30)) == found


def test_a_record_of_the_time_that_is_gone_is_kept_by_no_restore() -> None:
    assert first_loss([head(6, 1), LostHead(1, 9, 9, at(2), at(8), None)], moment(5)) is None


@pytest.mark.parametrize(("minutes", "is_another"), [(5.9, False), (6.1, True)])
def test_what_another_restore_lost_lies_minutes_later(minutes: float, *, is_another: bool) -> None:
    found = first_loss([head(6, 1), head(9, minutes)], moment(3))
    assert (found is not None) == is_another
    if found is not None:
        assert found.lanes == {1: (6, 6)}


@pytest.mark.parametrize(("again", "is_possible"), [(None, True), (0.9, False), (1.1, True)])
def test_what_stands_there_now_was_written_after_the_restore(again: float | None, *, is_possible: bool) -> None:
    assert head(6, 1, again=again).is_possible == is_possible


def test_a_long_time_that_was_lost_takes_one_head_in_memory() -> None:
    heads = [head(number, number / 12) for number in range(1, 2_000)]
    joined: LostHead | None = heads[0]
    for one in heads[1:]:
        assert joined is not None
        joined = joined.joined(one)
    assert joined == LostHead(1, 1_999, 1, at(1 / 12), at(1_999 / 12), None)


def test_what_two_restores_lost_and_what_none_did_stay_apart() -> None:
    assert head(6, 1).joined(head(9, 6.1)) is None
    assert head(9, 6.1).joined(head(6, 1)) is None
    assert head(6, 1).joined(head(9, 2, again=1.5)) is None
