from datetime import date

import pytest

from domain.grounds import GROUNDS, CountsFor, GroundCode, GroundKind

BOTH = (CountsFor.JOB_AGREEMENT, CountsFor.QUOTA)


def test_every_ground_has_its_dutch_name_its_article_and_something_it_counts_for_on_every_day() -> None:
    assert list(GROUNDS) == list(GroundCode)
    for kind in GROUNDS.values():
        assert kind.name
        assert kind.legal_basis.startswith(("Wfsv 38", "Besluit Wfsv 2."))
        assert kind.counts_for(date.min)
        assert kind.counts_for(date.max)


@pytest.mark.parametrize("code", GroundCode)
def test_work_with_a_provision_counts_for_the_quota_only_and_all_others_for_both(code: GroundCode) -> None:
    wanted = (CountsFor.QUOTA,) if code is GroundCode.WORK_PROVISION else BOTH
    assert GROUNDS[code].counts_for(date(2013, 1, 1)) == wanted
    assert GROUNDS[code].counts_for(date(2026, 11, 26)) == wanted


def test_what_a_ground_counts_for_changes_on_the_day_the_data_say() -> None:
    kind = GroundKind("", "", ((date.min, (CountsFor.QUOTA,)), (date(2027, 1, 1), BOTH)))
    assert kind.counts_for(date(2026, 12, 31)) == (CountsFor.QUOTA,)
    assert kind.counts_for(date(2027, 1, 1)) == BOTH


def test_three_grounds_have_a_first_possible_day() -> None:
    assert {code.value: kind.earliest for code, kind in GROUNDS.items() if kind.earliest} == {
        "PRACTICE_ROUTE": date(2017, 1, 1),
        "SPECIAL_EDUCATION": date(2016, 10, 28),
        "IVA_WAGE_DISPENSATION": date(2026, 1, 1),
    }
