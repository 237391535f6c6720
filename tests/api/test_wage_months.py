"""The roster of a wage month (loonmaand): a yes by month, of two years, from which no day or ground can be told."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from domain.bsn import passes_eleven_test
from domain.grounds import GroundCode
from domain.roles import Role
from models.database import ServingPools
from models.imports import Silence, import_directory
from tests.api.conftest import TODAY, Answer, Ask, asker, client_of, token
from tests.fixtures import people
from tests.fixtures.disclosure_log import entries, subject
from tests.unit.test_spreadsheets import cells

ROSTER = """query($org: ID!, $year: Int!, $month: Int, $payroll: PayrollTaxNumber, $first: Int, $after: String) {
  roster(organisation: $org, year: $year, month: $month, payrollTaxNumber: $payroll, first: $first, after: $after) {
    totalCount presentation edges { cursor node { bsn payrollTaxNumber registrationEndDate } } csv { url } } }"""
MINE = {"org": people.KVK, "year": 2025, "month": 6}
FIRST, SECOND = "800000006L01", "800000006L02"
BSNS = [f"{number:09}" for number in range(999910000, 999911000) if passes_eleven_test(f"{number:09}")]
MONTHS = [(2025, month) for month in range(1, 13)] + [(2026, month) for month in range(1, 12)]


def rows(answer: Answer) -> list[tuple[str, str, str | None]]:
    nodes = [edge["node"] for edge in answer.data["roster"]["edges"]]
    return [(node["payrollTaxNumber"], node["bsn"], node["registrationEndDate"]) for node in nodes]


@pytest.fixture
async def filled(owner: Any, tmp_path: Path) -> Any:
    """A register of its own, of the persons that the API's tests ask about."""
    directory = people.write_files(tmp_path)
    await import_directory(owner, directory, skip_invalid=False, rejects=tmp_path / "r.csv", progress=Silence())
    return owner


async def months_of(ask: Ask, bsn: str) -> list[tuple[int, int]]:
    """The months in which somebody is in the roster, as an employer learns who asks all there are."""
    answers = {at: rows(await ask(Role.EMPLOYER, ROSTER, {**MINE, "year": at[0], "month": at[1]})) for at in MONTHS}
    return [at for at, found in answers.items() if bsn in {row[1] for row in found}]


async def employ(owner: Any, bsn: str, start: date, end: date | None = None, kind: str = "REGULAR") -> None:
    await owner.execute(
        "insert into register.employment (payroll_tax_number, bsn, start_date, end_date, kind, delivery) "
        "values (80000000601, $1, $2, $3, $4, 1)",
        *(int(bsn), start, end, kind),
    )


async def register(owner: Any, bsn: str, *periods: tuple[date, date | None, date | None]) -> None:
    """Registrations from a day, until a day, with an end date."""
    await owner.execute("delete from register.registration where bsn = $1", int(bsn))
    before = None
    for start, until, ends_on in periods:
        await owner.execute(
            "insert into register.registration (bsn, from_day, until_day, after_day, registered_from, ends_on, "
            "counting_from, person, grounds) "
            "values ($1, $2, coalesce($3::date, 'infinity'), $4, $2, $5, $2, 1, '{1}')",
            *(int(bsn), start, until, before, ends_on),
        )
        before = until


async def test_a_month_has_the_own_staff_that_was_registered_in_it(ask: Ask) -> None:
    assert rows(await ask(Role.EMPLOYER, ROSTER, MINE)) == [
        (FIRST, people.RAN_ON, None),
        (SECOND, people.TWO_GROUNDS, None),
    ]
    july = await ask(Role.EMPLOYER, ROSTER, {**MINE, "month": 7})
    assert rows(july) == [(FIRST, people.RAN_ON, None)]
    assert (july.data["roster"]["totalCount"], july.data["roster"]["presentation"]) == (1, "TABLE")
    assert rows(await ask(Role.EMPLOYER, ROSTER, {**MINE, "payroll": SECOND})) == [(SECOND, people.TWO_GROUNDS, None)]
    assert rows(await ask(Role.EMPLOYER, ROSTER, {**MINE, "month": None})) == rows(
        await ask(Role.EMPLOYER, ROSTER, MINE)
    )


@pytest.mark.parametrize("day", [1, 2, 15, 27, 28])
async def test_the_day_on_which_a_registration_ends_or_begins_cannot_be_told_from_all_months(
    filled: Any, pools: ServingPools, day: int
) -> None:
    ended, began = "999900018", "999900031"
    await employ(filled, ended, date(2020, 1, 1))
    await employ(filled, began, date(2020, 1, 1), kind="PROTECTED_WSW")
    await register(filled, ended, (date(2020, 1, 1), date(2026, 2, day) + timedelta(1), None))
    await register(filled, began, (date(2026, 2, day), None, None))
    ask = asker(client_of(pools))
    assert await months_of(ask, ended) == [at for at in MONTHS if at <= (2026, 2)]
    assert await months_of(ask, began) == [at for at in MONTHS if at >= (2026, 2)]


async def test_the_months_of_a_year_make_up_its_roster(ask: Ask) -> None:
    for year in (2025, 2026):
        whole = {row[:2] for row in rows(await ask(Role.EMPLOYER, ROSTER, {**MINE, "year": year, "month": None}))}
        months = [month for of, month in MONTHS if of == year]
        parts = [rows(await ask(Role.EMPLOYER, ROSTER, {**MINE, "year": year, "month": month})) for month in months]
        assert {row[:2] for part in parts for row in part} == whole != set()


async def test_a_month_tells_no_end_date_where_the_year_does(filled: Any, pools: ServingPools) -> None:
    bsn = "999900018"
    await employ(filled, bsn, date(2010, 1, 1))
    stopped = date(2016, 3, 10)
    await register(filled, bsn, (date(2014, 3, 1), stopped, None), (stopped, date(2017, 12, 30), date(2018, 12, 31)))
    async with client_of(pools, date(2017, 2, 1)) as client:
        ask, bearer = asker(client), token(Role.EMPLOYER)
        for year, month in ((2016, 2), (2016, 3), (2016, 4), (2016, 12), (2017, 1)):
            answer = await ask(None, ROSTER, {**MINE, "year": year, "month": month}, bearer=bearer)
            assert rows(answer) == [(FIRST, bsn, None)]
            file = await client.get(answer.data["roster"]["csv"]["url"], headers={"authorization": f"Bearer {bearer}"})
            assert file.text.splitlines()[1:] == [f"{bsn};{FIRST};{year}-{month:02}"]
        assert rows(await ask(None, ROSTER, {**MINE, "year": 2016, "month": None}, bearer=bearer)) == [
            (FIRST, bsn, "2018-12-31")
        ]


async def test_no_ground_can_be_told_from_who_is_in_a_month(filled: Any, pools: ServingPools, tmp_path: Path) -> None:
    """WORK_PROVISION, which counts for no job agreement and no wage cost benefit, is in it as all others are."""
    bsns = dict(zip(GroundCode, BSNS, strict=False))
    files = {
        "persons": ("bsn,birth_date", [f"{bsn},1990-05-05" for bsn in bsns.values()]),
        "grounds": ("bsn,ground,start_date,end_date,end_reason", [f"{b},{g},2026-01-01,," for g, b in bsns.items()]),
        "employments": (
            "bsn,payroll_tax_number,start_date,end_date,hours_per_week,kind",
            [f"{bsn},{SECOND},2026-01-01,,32,REGULAR" for bsn in bsns.values()],
        ),
    }
    (tmp_path / "more").mkdir()
    for name, (header, lines) in files.items():
        (tmp_path / "more" / f"{name}.csv").write_text("\n".join([header, *lines, ""]))
    await import_directory(
        filled, tmp_path / "more", skip_invalid=False, rejects=tmp_path / "r.csv", progress=Silence()
    )
    answer = await asker(client_of(pools))(Role.EMPLOYER, ROSTER, {**MINE, "year": 2026, "payroll": SECOND})
    assert [row[1] for row in rows(answer)] == sorted(bsns.values()) != []
    assert len(bsns) == len(GroundCode)


async def test_agency_and_seconded_workers_are_in_no_month(filled: Any, pools: ServingPools) -> None:
    for bsn, kind in ((people.SINCE_2008, "AGENCY"), (people.CONTINUED, "SECONDED")):
        await employ(filled, bsn, date(2020, 1, 1), kind=kind)
    ask = asker(client_of(pools))
    assert await months_of(ask, people.SINCE_2008) == await months_of(ask, people.CONTINUED) == []


async def test_the_month_of_today_is_asked_up_to_today(filled: Any, pools: ServingPools) -> None:
    tomorrow, bsn = TODAY + timedelta(1), "999900031"
    await employ(filled, bsn, date(2020, 1, 1))
    await register(filled, bsn, (tomorrow, None, None))
    november = {**MINE, "year": TODAY.year, "month": TODAY.month}
    for today, found in ((TODAY, False), (tomorrow, True)):
        async with client_of(pools, today) as client:
            answer = await asker(client)(Role.EMPLOYER, ROSTER, november)
            assert (bsn in {row[1] for row in rows(answer)}) is found


@pytest.mark.parametrize(
    "change",
    [
        {"month": 0}, {"month": 13}, {"month": -1}, {"month": 2**31 - 1}, {"year": 2026, "month": 12},
        {"year": 2024, "month": 12}, {"year": 2013, "month": 1},
    ],
)  # fmt: skip
async def test_a_month_that_is_none_has_not_begun_or_is_of_another_year_is_bad_input(
    filled: Any, pools: ServingPools, change: dict[str, object]
) -> None:
    answer = await asker(client_of(pools))(Role.EMPLOYER, ROSTER, {**MINE, **change})
    assert (answer.codes, answer.errors[0]["extensions"]["argument"]) == (["BAD_USER_INPUT"], "month")
    assert answer.errors[0]["message"] in {
        "A wage month is a number from 1 to 12.",
        "Ask about a wage month of the current or the previous calendar year that has begun.",
    }
    assert answer.body["data"] == {"roster": None}
    assert [one for one in await entries(filled) if one.decision == "DISCLOSED"] == []


@pytest.mark.parametrize("month", ["6", "2025-06", 6.5, True, "", [6]])
async def test_a_month_that_is_no_whole_number_is_bad_input(ask: Ask, month: object) -> None:
    assert (await ask(Role.EMPLOYER, ROSTER, {**MINE, "month": month})).codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 12, 31)])
@pytest.mark.usefixtures("filled")
async def test_the_two_years_follow_the_calendar(pools: ServingPools, today: date) -> None:
    asked = {**MINE, "payroll": FIRST}
    async with client_of(pools, today) as client:
        ask = asker(client)
        for year, month in ((2025, 1), (2025, 12), (2026, 1), (2026, today.month)):
            assert (await ask(Role.EMPLOYER, ROSTER, {**asked, "year": year, "month": month})).codes == []
        later = (today.replace(day=1) + timedelta(31)).replace(day=1)
        for year, month in ((2024, 12), (later.year, later.month)):
            answer = await ask(Role.EMPLOYER, ROSTER, {**asked, "year": year, "month": month})
            assert answer.codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("change", [{"org": people.FOREIGN_KVK}, {"payroll": "800000031L01"}])
async def test_a_month_of_another_is_forbidden_whatever_month_it_is(ask: Ask, change: dict[str, object]) -> None:
    for month in (6, 13):
        assert (await ask(Role.EMPLOYER, ROSTER, {**MINE, **change, "month": month})).codes == ["FORBIDDEN"]


async def test_a_cursor_of_a_month_is_good_for_that_month_only(ask: Ask) -> None:
    cursors = {
        month: (await ask(Role.EMPLOYER, ROSTER, {**MINE, "month": month, "first": 1})).data["roster"]["edges"][0]
        for month in (6, None)
    }
    for month, edge in cursors.items():
        for other in (5, 6, None):
            answer = await ask(Role.EMPLOYER, ROSTER, {**MINE, "month": other, "after": edge["cursor"]})
            assert answer.codes == ([] if other == month else ["BAD_USER_INPUT"])


async def test_the_files_of_a_month_say_which_and_hold_no_end_date(ask: Ask, client: httpx2.AsyncClient) -> None:
    bearer = token(Role.EMPLOYER)
    url = (await ask(None, ROSTER, MINE, bearer=bearer)).data["roster"]["csv"]["url"]
    headers = {"authorization": f"Bearer {bearer}"}
    file = await client.get(url, headers=headers)
    assert file.headers["content-disposition"] == 'attachment; filename="doelgroepregister-90000001-2025-06.csv"'
    assert list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";")) == [
        ["Burgerservicenummer", "Loonheffingnummer", "Loonmaand"],
        [people.RAN_ON, FIRST, "2025-06"],
        [people.TWO_GROUNDS, SECOND, "2025-06"],
    ]
    sheet = await client.get(url.removesuffix("csv") + "xlsx", headers=headers)
    assert sheet.headers["content-disposition"] == 'attachment; filename="doelgroepregister-90000001-2025-06.xlsx"'
    assert cells(sheet.content) == [
        [("s", "Burgerservicenummer"), ("s", "Loonheffingennummer"), ("s", "Loonmaand")],
        [("s", people.RAN_ON), ("s", FIRST), ("s", "2025-06")],
        [("s", people.TWO_GROUNDS), ("s", SECOND), ("s", "2025-06")],
    ]


async def test_everyone_in_a_month_finds_it_in_the_log(filled: Any, pools: ServingPools) -> None:
    bearer = token(Role.EMPLOYER)
    async with client_of(pools) as client:
        answer = await asker(client)(None, ROSTER, MINE, bearer=bearer)
        [asked] = await entries(filled)
        assert (asked.decision, asked.purpose) == ("DISCLOSED", "ROSTER")
        assert {*asked.subjects} == {subject(people.RAN_ON), subject(people.TWO_GROUNDS)}
        await client.get(answer.data["roster"]["csv"]["url"], headers={"authorization": f"Bearer {bearer}"})
        downloaded = (await entries(filled))[-1]
        assert (downloaded.decision, downloaded.purpose) == ("DISCLOSED", "ROSTER")
        assert downloaded.fields == ("RosterEntry.bsn", "RosterEntry.payrollTaxNumber")
        assert {*downloaded.subjects} == {*asked.subjects}
