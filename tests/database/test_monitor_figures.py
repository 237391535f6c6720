"""The monitor's aggregates of random persons, quarter after quarter, equal to a naive count by the day."""

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

from domain.bsn import passes_eleven_test
from domain.quarter_report import Quarter
from domain.roles import Role
from domain.statistics import NOBODY, FigureError, Flows
from models.database import Frontend, ServingPools, User
from models.figures import count
from models.imports import Silence, import_directory
from tests.api.test_against_the_walk import distinct, write
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.naive_hours import Employment
from tests.fixtures.naive_monitor import Employers, Ends, Someone, tally
from tests.fixtures.naive_walk import Days
from tests.fixtures.random_facts import any_day, random_person, seeded

PERSONS = 5000
LAST = date(2026, 11, 23)
NUMBERS = {"800000006L01": "MARKET", "800000006L02": "GOVERNMENT", "800000018L01": "", "800000031L01": "GOVERNMENT"}
REGIONS = {"800000006L01": "1", "800000006L02": "35", "800000018L01": "7"}
EMPLOYERS = Employers({number: one for number, one in NUMBERS.items() if one}, REGIONS)
QUARTERS = [(year, quarter) for year in range(2013, 2027) for quarter in (1, 2, 3, 4) if (year, quarter) < (2026, 4)]


def last_day(year: int, quarter: int) -> date:
    return date(year + quarter // 4, quarter * 3 % 12 + 1, 1) - timedelta(1)


def random_work(random: Random) -> tuple[list[Employment], dict[tuple[str, str], str]]:
    made, paid = {}, {}
    for _ in range(random.randint(0, 4)):
        start = any_day(random, date(2011, 1, 1), date(2026, 11, 1))
        end = start + timedelta(random.randint(0, 1500)) if random.random() < 0.7 else None
        kind = random.choice(("REGULAR", "REGULAR", "REGULAR", "PROTECTED_WSW", "AGENCY", "SECONDED"))
        one = Employment(random.choice([*NUMBERS]), start, end, random.choice(("32", "25.5", "7.75", None)), kind)
        made[one.number, start, kind] = one
        for _ in range(3):
            month = f"{random.randint(start.year, 2026)}-{random.choice((3, 6, 9, 12)):02}"
            paid[one.number, month] = f"{random.randint(0, 30_000) / 100:.2f}"
    return list(made.values()), paid


def random_people(folder: Path) -> Iterator[Someone]:
    """Persons with facts and work, written as the files of an import; and one after the other."""
    random = seeded(20121231)
    valid = (f"{number:09}" for number in range(999000000, 10**9) if passes_eleven_test(f"{number:09}"))
    persons = {bsn: (distinct(random_person(random)), *random_work(random)) for bsn in islice(valid, PERSONS)}
    write(folder, {bsn: person for bsn, (person, _, _) in persons.items()})
    employed = [
        f"{bsn},{one.number},{one.start},{one.end or ''},{one.hours or ''},{one.kind}"
        for bsn, (_, employments, _) in persons.items()
        for one in employments
    ]
    all_paid = [
        f"{bsn},{number},{month},{amount}"
        for bsn, (_, _, paid) in persons.items()
        for (number, month), amount in paid.items()
    ]
    for name, header, lines in (
        ("organisations", "kvk,rsin,name,payroll_tax_number,sector", [f",,,{n},{one}" for n, one in NUMBERS.items()]),
        ("regions", "payroll_tax_number,region", [f"{number},{one}" for number, one in REGIONS.items()]),
        ("employments", "bsn,payroll_tax_number,start_date,end_date,hours_per_week,kind", employed),
        ("paid_hours", "bsn,payroll_tax_number,month,hours", all_paid),
    ):
        (folder / f"{name}.csv").write_text("\n".join([header, *lines, ""]))
    return (
        Someone(Days(*person, until=LAST), employments, paid, person.born)
        for person, employments, paid in persons.values()
    )


@pytest.mark.timeout(900)
async def test_every_quarter_is_what_a_naive_count_finds(owner: Any, tmp_path: Path) -> None:
    people = random_people(tmp_path)
    await import_directory(owner, tmp_path, skip_invalid=False, rejects=tmp_path / "r.csv", progress=Silence())
    ends = [
        Ends(max(last_day(year, number - 1), date(2012, 12, 31)), last_day(year, number)) for year, number in QUARTERS
    ]
    for (year, number), naive in zip(QUARTERS, tally(people, ends, EMPLOYERS), strict=True):
        found = await count(owner.fetch, Quarter(year, number))
        found.prove()
        assert found.whole._asdict() == naive.flows.pop("").get("", NOBODY._asdict())
        for dimension, wanted in naive.flows.items():
            rows = {key: one._asdict() for key, one in found.by[dimension].items()}
            assert rows == wanted, (year, number, dimension)
        for dimension, counted in (("WORK_SECTOR", found.sectors), ("REGION", found.regions)):
            hours = {key: one.hours for key, one in counted.items() if one.hours}
            working = {key: one.working for key, one in counted.items() if one.working}
            assert (hours, working) == (naive.hours[dimension], naive.working[dimension]), (year, number)


@pytest.mark.parametrize("user", [Role.MONITOR, Frontend.STATISTICS])
async def test_neither_a_monitor_nor_who_counts_for_it_reaches_a_row(pools: ServingPools, user: User) -> None:
    for table in (
        "person",
        "registration",
        "employment",
        "paid_hours",
        "region",
        "baseline",
        "report",
        "figures_release",
    ):
        with pytest.raises(Exception, match="permission denied"):
            await pools.call(user, f"select * from register.{table}")


@pytest.mark.parametrize("role", Role)
async def test_no_role_of_a_viewer_can_count(pools: ServingPools, role: Role) -> None:
    for statement in (
        "select * from serve.statistics_counts(2025, 1, '{}', '{}', '{}')",
        "select * from serve.statistics_released('{2025}', '{1}')",
        "select * from serve.statistics_baseline()",
        "select serve.statistics_release(0, 2025, 1, '{}')",
    ):
        with pytest.raises(Exception, match="permission denied"):
            await pools.call(role, statement)


async def test_a_release_is_noted_only_if_none_came_since_those_it_was_held_against(pools: ServingPools) -> None:
    async def noted(seen: int) -> int | None:
        statement = "select serve.statistics_release($1, 2025, 1, '{}') as number"
        [row] = await pools.call(Frontend.STATISTICS, statement, seen)
        number: int | None = row["number"]
        return number

    assert [await noted(seen) for seen in (0, 0, 1, 0, 1, 2)] == [1, None, 2, None, None, 3]
    both = await asyncio.gather(noted(3), noted(3))
    assert sorted(both, key=str) == [4, None]


def test_flows_that_dont_add_up_are_no_figures() -> None:
    good = Flows(10, 5, 9, 4, 2, 1, 1, 2, 2, 0)
    good.prove()
    for field in Flows._fields:
        with pytest.raises(FigureError):
            good._replace(**{field: getattr(good, field) + 1}).prove()


async def test_no_count_is_compiled_by_the_database_nor_goes_row_by_row(owner: Owner) -> None:
    [row] = await owner.fetch("select proconfig from pg_proc where oid::regproc::text = 'serve.statistics_counts'")
    assert set(row["proconfig"]) >= {"jit=off", "enable_nestloop=off"}
