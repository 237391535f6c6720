"""Jobs of one's own registered employees, and the quota calculation: an employer's own, recorded, and without a day."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import islice, product
from pathlib import Path
from random import Random
from typing import Any

import pytest

from domain.bsn import passes_eleven_test
from domain.roles import Role
from models.database import ServingPools
from models.imports import Silence, import_directory
from tests.api.conftest import TODAY, Ask, asker, client_of, principal, token
from tests.api.test_against_the_walk import distinct, write
from tests.fixtures import people
from tests.fixtures.authorising import take
from tests.fixtures.disclosure_log import Owner, entries, subject
from tests.fixtures.large_roster import fill
from tests.fixtures.naive_hours import Employment, hours_of_own_employee
from tests.fixtures.naive_walk import answers
from tests.fixtures.random_facts import any_day, random_person, seeded

JOBS = """query($o: ID!, $year: Int!) { viewer { organisations(id: $o) {
    jobEquivalents(year: $year) { year hours jobs persons } } } }"""
QUOTA = """query($o: ID!, $year: Int!, $paid: Int!, $before: Int!, $sector: QuotaSector!) {
    viewer { organisations(id: $o) {
        quotaCalculation(year: $year, paidHours: $paid, paidHoursYearBefore: $before, sector: $sector) {
            liable percentage hoursNeeded hoursOfGroup shortage levy executed explanation } } } }"""
NOT_EXECUTED = "De quotumheffing wordt nu niet uitgevoerd (artikel 122na Wfsv). U hoeft niets te betalen."


@pytest.fixture
def own(peopled: Owner, pools: ServingPools) -> Ask:  # noqa: ARG001 - the persons are there before it is asked
    """Asks about a register of this test's own."""
    return asker(client_of(pools))


async def jobs(ask: Ask, year: int, organisation: str = people.KVK, **claims: object) -> Any:
    answer = await ask(None, JOBS, {"o": organisation, "year": year}, bearer=token(Role.EMPLOYER, **claims))
    return answer.data["viewer"]["organisations"][0]["jobEquivalents"]


async def calculation(ask: Ask, year: int, paid: int, before: int | None = None, sector: str = "GOVERNMENT") -> Any:
    variables = {"o": people.KVK, "year": year, "paid": paid, "before": paid if before is None else before}
    answer = await ask(Role.EMPLOYER, QUOTA, {**variables, "sector": sector})
    return answer.data["viewer"]["organisations"][0]["quotaCalculation"]


async def test_hours_of_a_year_are_those_of_registered_employees(ask: Ask) -> None:
    # RAN_ON all year at 25.5 hours a week; TWO_GROUNDS from January to June (181 days) at 32.
    hours = Fraction("25.5") * 365 / 7 + 32 * Fraction(181, 7)
    assert await jobs(ask, 2025) == {
        "year": 2025,
        "hours": float(hours),
        "jobs": float(hours / 1331),
        "persons": 2,
    }
    assert await jobs(ask, 2019) == {"year": 2019, "hours": 0.0, "jobs": 0.0, "persons": 0}


async def test_the_current_year_counts_until_today(ask: Ask) -> None:
    assert (await jobs(ask, 2026))["hours"] == float(Fraction("25.5") * (TODAY - date(2025, 12, 31)).days / 7)


async def test_the_worked_quota_examples_come_out_by_the_api(own: Ask, peopled: Owner) -> None:
    # As RAN_ON's hours can't be 0 in 2024, both employees are hired in by others from here on.
    await peopled.execute("update register.employment set superseded_by = 99")
    none = {"hoursOfGroup": 0.0, "executed": False, "liable": True}
    for year, paid, expected in (
        (2018, 40_575, {"percentage": 1.93, "hoursNeeded": 783.0975, "shortage": 0.5, "levy": 2_500}),
        (2024, 500_000, {"percentage": 2.76, "hoursNeeded": 13_800.0, "shortage": 10.3, "levy": 51_500}),
    ):
        found = await calculation(own, year, paid)
        assert found.pop("explanation")[0] == NOT_EXECUTED
        assert found == {**none, **expected}
    for paid, before in ((40_574, 40_574), (90_000, 40_574)):
        free = await calculation(own, 2018, paid, before)
        assert (free["liable"], free["hoursNeeded"], free["shortage"], free["levy"]) == (False, None, None, None)
        assert free["explanation"][0] == NOT_EXECUTED
    unset = await calculation(own, 2024, 500_000, sector="MARKET")
    assert (unset["liable"], unset["percentage"], unset["levy"]) == (True, None, None)
    assert "inspecteur" in unset["explanation"][1]


@pytest.mark.parametrize(
    ("hours", "year", "shortage", "levy"), [(600, 2018, 0.9, 4_500), (13_800, 2024, 0, 0), (13_000, 2024, 0.6, 3_000)]
)
async def test_hours_that_were_paid_win_and_lessen_the_shortage(  # noqa: PLR0917 - the columns of the examples
    own: Ask, peopled: Owner, hours: int, year: int, shortage: float, levy: int
) -> None:
    await peopled.execute("update register.employment set superseded_by = 99")
    await peopled.execute(
        "insert into register.employment (payroll_tax_number, bsn, start_date, kind, hours_per_week, delivery)"
        " values (80000000601, $1, make_date($2, 1, 1), 'REGULAR', null, 1)",
        int(people.RAN_ON),
        year,
    )
    for month, part in ((1, min(hours, 9_999)), (2, hours - min(hours, 9_999))):
        await peopled.execute(
            "insert into register.paid_hours (payroll_tax_number, bsn, month, hours, delivery)"
            " values (80000000601, $1, make_date($2, $3, 1), $4, 1)",
            int(people.RAN_ON),
            year,
            month,
            part,
        )
    found = await calculation(own, year, 100_000 if year == 2018 else 500_000)
    assert (found["hoursOfGroup"], found["shortage"], found["levy"]) == (hours, shortage, levy)


async def test_a_percentage_that_was_loaded_holds(own: Ask, peopled: Owner) -> None:
    await peopled.execute(
        "insert into register.quota_percentage (year, sector, percentage, delivery, superseded_by)"
        " values (2024, 'MARKET', 1.00, 1, 2), (2024, 'MARKET', 1.50, 2, null), (2018, 'GOVERNMENT', 0, 2, null)"
    )
    assert (await calculation(own, 2024, 100_000, sector="MARKET"))["percentage"] == 1.5
    assert (await calculation(own, 2018, 100_000))["percentage"] == 0
    assert (await calculation(own, 2024, 100_000))["percentage"] == 2.76


@pytest.mark.parametrize(("paid", "before", "named"), [(-1, 0, "paidHours"), (0, -1, "paidHoursYearBefore"),
                                                       (2_000_000_001, 0, "paidHours")])  # fmt: skip
async def test_paid_hours_that_cant_be_are_bad_input(ask: Ask, paid: int, before: int, named: str) -> None:
    variables = {"o": people.KVK, "year": 2024, "paid": paid, "before": before, "sector": "MARKET"}
    answer = await ask(Role.EMPLOYER, QUOTA, variables)
    assert answer.codes == ["BAD_USER_INPUT"]
    assert answer.errors[0]["extensions"]["argument"] == named


@pytest.mark.parametrize("year", [2012, 2027, 0, -2024])
async def test_another_year_is_bad_input(ask: Ask, year: int) -> None:
    answer = await ask(Role.EMPLOYER, JOBS, {"o": people.KVK, "year": year})
    assert (answer.codes, answer.errors[0]["extensions"]["argument"]) == (["BAD_USER_INPUT"], "year")


@pytest.mark.parametrize("query", [JOBS, QUOTA])
async def test_who_has_no_rosters_has_no_hours_either(own: Ask, peopled: Owner, query: str) -> None:
    variables = {"o": people.KVK, "year": 2024, "paid": 1, "before": 1, "sector": "MARKET"}
    used = {name: one for name, one in variables.items() if f"${name}" in query}
    by_log_in = await own(None, query, used, bearer=token(Role.EMPLOYER, services=["PERSON_LOOKUP"]))
    assert by_log_in.codes == ["FORBIDDEN"]
    await take(peopled, await principal(Role.EMPLOYER), ["ROSTER"], kvk=people.KVK)
    taken = await own(Role.EMPLOYER, query, used)
    assert taken.codes == ["FORBIDDEN"]
    [organisation] = taken.body["data"]["viewer"]["organisations"]
    assert list(organisation.values()) == [None]
    assert not [one for one in await entries(peopled) if one.decision == "DISCLOSED"]


@pytest.mark.parametrize("query", [JOBS, QUOTA])
async def test_of_few_employees_each_finds_it_in_the_log(own: Ask, peopled: Owner, query: str) -> None:
    variables = {"o": people.KVK, "year": 2025, "paid": 1, "before": 1, "sector": "MARKET"}
    await own(Role.EMPLOYER, query, {name: one for name, one in variables.items() if f"${name}" in query})
    [entry] = await entries(peopled)
    assert (entry.purpose, entry.organisation) == ("ROSTER", "Voorbeeld B.V.")
    assert sorted(entry.subjects) == sorted(map(subject, [people.RAN_ON, people.TWO_GROUNDS]))


@pytest.mark.parametrize("query", [JOBS, QUOTA])
async def test_of_many_employees_each_finds_it_too(owner: Owner, pools: ServingPools, query: str) -> None:
    await fill(owner, people.KVK, 51)
    variables = {"o": people.KVK, "year": 2025, "paid": 1, "before": 1, "sector": "MARKET"}
    asked = {name: one for name, one in variables.items() if f"${name}" in query}
    assert (await asker(client_of(pools))(Role.EMPLOYER, query, asked)).codes == []
    [entry] = await entries(owner)
    assert len(entry.subjects) == 51


async def test_no_day_of_a_registration_can_be_told_from_the_hours(own: Ask, peopled: Owner) -> None:
    """Whenever in a month a registration begins or ends, the hours are the same."""
    found = set()
    for day in (2, 15, 28):
        await peopled.execute("delete from register.registration where bsn = $1", int(people.RAN_ON))
        await peopled.execute(
            "insert into register.registration (bsn, from_day, until_day, registered_from, counting_from, person,"
            " grounds) values ($1, make_date(2024, 3, $2), make_date(2024, 6, $2), '2014-01-01', '2014-01-01', 1,"
            " '{1}')",
            int(people.RAN_ON),
            day,
        )
        found.add((await jobs(own, 2024))["hours"])
    assert len(found) == 1


async def test_a_ground_makes_no_difference_to_what_an_employer_sees(own: Ask, peopled: Owner) -> None:
    before = await jobs(own, 2025)
    await peopled.execute("alter table register.ground disable trigger append_only")
    await peopled.execute("update register.ground set code = 'WORK_PROVISION' where bsn = $1", int(people.RAN_ON))
    assert await jobs(own, 2025) == before


KVKS = {"90000001": ("800000006L01", "800000006L02"), "90000002": ("800000018L01",)}
YEARS = (2013, 2018, 2024, 2026)


def random_employments(random: Random, numbers: Sequence[str]) -> list[Employment]:
    """Some employments of one person with these payroll tax numbers, each by its own key."""
    made = {}
    for _ in range(random.randint(0, 3)):
        start = any_day(random, date(2012, 1, 1), date(2026, 12, 1))
        end = start + timedelta(random.randint(0, 900)) if random.random() < 0.7 else None
        kind = random.choice(("REGULAR", "REGULAR", "REGULAR", "PROTECTED_WSW", "AGENCY"))
        hours = random.choice(("32", "25.5", "0.25", None))
        one = Employment(random.choice(numbers), start, end, hours, kind)
        made[one.number, start, kind] = one
    return list(made.values())


def random_paid(random: Random, numbers: Sequence[str]) -> dict[tuple[str, str], str]:
    """Hours paid to one person in some months."""
    return {
        (number, f"{random.choice(YEARS)}-{random.randint(1, 12):02}"): f"{random.randint(0, 30_000) / 100:.2f}"
        for number in numbers
        for _ in range(8)
    }


async def test_hours_of_random_employees_are_those_of_a_naive_count(
    owner: Owner, pools: ServingPools, tmp_path: Path
) -> None:
    random = seeded(20241231)
    valid = (f"{number:09}" for number in range(999900000, 10**9) if passes_eleven_test(f"{number:09}"))
    persons = {bsn: distinct(random_person(random)) for bsn in islice(valid, 250)}
    write(tmp_path, persons)
    employers = [f"{kvk},,,{one},MARKET" for kvk, numbers in KVKS.items() for one in numbers]
    expected: dict[tuple[str, int], dict[str, Fraction]] = defaultdict(dict)
    employed, all_paid = [], []
    for (bsn, person), (kvk, numbers) in product(persons.items(), KVKS.items()):
        registered = {day for day, answer in answers(*person, until=TODAY) if answer.registered}
        employments, paid = random_employments(random, numbers), random_paid(random, numbers)
        employed += [
            f"{bsn},{one.number},{one.start},{one.end or ''},{one.hours or ''},{one.kind}" for one in employments
        ]
        all_paid += [f"{bsn},{number},{month},{hours}" for (number, month), hours in paid.items()]
        for year in YEARS:
            months = (f"{year}-{month:02}" for month in range(1, 13))
            counted = [hours_of_own_employee(employments, paid, registered, month, TODAY) for month in months]
            if counted != [None] * 12:
                expected[kvk, year][bsn] = sum(filter(None, counted), Fraction(0))
    for name, header, lines in (
        ("organisations", "kvk,rsin,name,payroll_tax_number,sector", employers),
        ("employments", "bsn,payroll_tax_number,start_date,end_date,hours_per_week,kind", employed),
        ("paid_hours", "bsn,payroll_tax_number,month,hours", all_paid),
    ):
        (tmp_path / f"{name}.csv").write_text("\n".join([header, *lines, ""]))
    await import_directory(owner, tmp_path, skip_invalid=False, rejects=tmp_path / "r.csv", progress=Silence())
    ask = asker(client_of(pools))
    for kvk, year in product(KVKS, YEARS):
        hours = sum(expected[kvk, year].values(), Fraction(0))
        jobs_and_persons = {"jobs": float(hours / 1331), "persons": len(expected[kvk, year])}
        assert await jobs(ask, year, kvk, kvk=kvk) == {"year": year, "hours": float(hours), **jobs_and_persons}
    assert sum(map(len, expected.values())) > 100
