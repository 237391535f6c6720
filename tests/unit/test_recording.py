from datetime import date, timedelta

import pytest

from domain.grounds import GROUNDS, GroundCode
from domain.recording import article, check_birth_date, check_end, check_event, check_ground, end_reason
from domain.refusals import RefusalCode, Refused
from domain.registration import EventFact, EventKind, GroundFact

TODAY = date(2026, 11, 26)
DAY = timedelta(days=1)
WAJONG = GroundFact(1, GroundCode.WAJONG, date(2014, 3, 1))


def code_of(refused: pytest.ExceptionInfo[Refused]) -> RefusalCode:
    return refused.value.code


@pytest.mark.parametrize("kind", EventKind)
def test_an_event_is_recorded_up_to_today_and_on_any_day_before(kind: EventKind) -> None:
    for day in (TODAY, date(1900, 1, 1), date.min):
        check_event(EventFact(1, kind, day), TODAY, grounds=[], others=[], works=False)
    with pytest.raises(Refused) as refused:
        check_event(EventFact(1, kind, TODAY + DAY), TODAY, grounds=[], others=[], works=False)
    assert code_of(refused) is RefusalCode.INVALID_DATE


def no_work_capacity(ground: GroundFact, *, works: bool, today: date = TODAY) -> None:
    event = EventFact(1, EventKind.NO_WORK_CAPACITY, date(2020, 1, 1))
    check_event(event, today, grounds=[ground], others=[], works=works)


def test_who_has_a_right_to_wajong_and_works_stays_in() -> None:
    with pytest.raises(Refused) as refused:
        no_work_capacity(WAJONG, works=True)
    assert code_of(refused) is RefusalCode.NOT_ELIGIBLE
    assert {reason.article for reason in refused.value.reasons} == {"Wfsv 38b lid 1 onder c"}
    with pytest.raises(Refused):
        no_work_capacity(WAJONG._replace(end=TODAY + DAY), works=True)


def test_whoever_lacks_one_of_both_or_is_decided_on_before_2026_does_not() -> None:
    no_work_capacity(WAJONG, works=False)
    no_work_capacity(WAJONG, works=True, today=date(2025, 12, 31))
    no_work_capacity(WAJONG._replace(end=TODAY), works=True)
    no_work_capacity(WAJONG._replace(start=TODAY + DAY), works=True)
    for code in set(GroundCode) - {GroundCode.WAJONG}:
        no_work_capacity(WAJONG._replace(code=code), works=True)
    with pytest.raises(Refused):
        no_work_capacity(WAJONG, works=True, today=date(2026, 1, 1))
    for kind in set(EventKind) - {EventKind.NO_WORK_CAPACITY}:
        check_event(EventFact(1, kind, TODAY), TODAY, grounds=[WAJONG], others=[], works=True)


def test_nobody_dies_twice() -> None:
    death = EventFact(1, EventKind.DEATH, date(2026, 10, 1))
    with pytest.raises(Refused) as refused:
        check_event(death, TODAY, grounds=[], others=[death._replace(day=date(2026, 10, 2))], works=False)
    assert code_of(refused) is RefusalCode.INVALID_VALUE
    others = [EventFact(2, kind, death.day) for kind in set(EventKind) - {EventKind.DEATH}]
    check_event(death, TODAY, grounds=[], others=others, works=False)


@pytest.mark.parametrize("code", GroundCode)
def test_a_ground_starts_when_the_law_knew_it_and_not_after_today(code: GroundCode) -> None:
    earliest = GROUNDS[code].earliest
    check_ground(GroundFact(1, code, TODAY), TODAY)
    check_ground(GroundFact(1, code, earliest or date.min), TODAY)
    for day in [TODAY + DAY, *([earliest - DAY] if earliest else [])]:
        with pytest.raises(Refused) as refused:
            check_ground(GroundFact(1, code, day), TODAY)
        assert code_of(refused) is RefusalCode.INVALID_DATE


def test_a_ground_ends_after_its_first_day_and_not_after_today() -> None:
    start = date(2026, 1, 1)
    check_end(start, start + DAY, TODAY)
    check_end(start, TODAY, TODAY)
    for end in (start, start - DAY, TODAY + DAY):
        with pytest.raises(Refused) as refused:
            check_end(start, end, TODAY)
        assert code_of(refused) is RefusalCode.INVALID_DATE
    with pytest.raises(Refused):
        check_ground(WAJONG._replace(end=WAJONG.start), TODAY)
    check_ground(WAJONG._replace(end=date(2030, 1, 1)), TODAY)  # which an import said


def test_nobody_is_born_tomorrow() -> None:
    check_birth_date(TODAY, TODAY)
    with pytest.raises(Refused) as refused:
        check_birth_date(TODAY + DAY, TODAY)
    assert code_of(refused) is RefusalCode.INVALID_DATE


@pytest.mark.parametrize("text_of", [end_reason, article])
def test_a_reason_and_an_article_are_one_readable_line(text_of: type[str]) -> None:
    assert text_of("Wfsv 38b lid 1 onder e") == "Wfsv 38b lid 1 onder e"
    assert text_of("é" * 200)
    for text in ("", "  ", "é" * 201, "two\nlines", "a\ttab", "\x00", "\u2028", "\ud800"):
        with pytest.raises(Refused) as refused:
            text_of(text)
        assert code_of(refused) is RefusalCode.INVALID_VALUE
