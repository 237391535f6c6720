"""Rosters of 5,000 random persons, of every organisation, year and month, equal to the naive walk: pages and CSV."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from domain.bsn import passes_eleven_test
from domain.roles import Role
from models.database import ServingPools
from models.imports import Silence, import_directory
from tests.api.conftest import TODAY, Ask, asker, client_of, token
from tests.api.test_against_the_walk import PERSONS, distinct, write
from tests.fixtures.naive_walk import Answer as Walked
from tests.fixtures.naive_walk import Days
from tests.fixtures.random_facts import any_day, random_person, seeded

ORGANISATIONS = 6
MONTHS = [(2025, month) for month in range(1, 13)] + [(2026, month) for month in range(1, 12)]
ROSTER = """query($org: ID!, $year: Int!, $month: Int, $after: String, $payroll: PayrollTaxNumber) {
  roster(organisation: $org, year: $year, month: $month, first: 100, after: $after, payrollTaxNumber: $payroll) {
    totalCount presentation edges { node { bsn payrollTaxNumber registrationEndDate } }
    pageInfo { hasNextPage endCursor } csv { url } } }"""

Row = tuple[str, str, date | None]


async def test_rosters_of_five_thousand_random_persons_are_those_of_the_walk(
    owner: Any, pools: ServingPools, tmp_path: Path
) -> None:
    random = seeded(20150501)
    valid = (f"{number:09}" for number in range(999900000, 10**9) if passes_eleven_test(f"{number:09}"))
    people = {bsn: distinct(random_person(random)) for bsn in islice(valid, PERSONS)}
    write(tmp_path, people)
    numbers = islice((f"{n:09}" for n in range(8 * 10**8, 9 * 10**8) if passes_eleven_test(f"{n:09}")), ORGANISATIONS)
    payrolls = {f"9000000{i}": [f"{rsin}L{n:02}" for n in range(1, 1 + i % 3 + 1)] for i, rsin in enumerate(numbers)}
    lines = [f"{kvk},{own[0][:9]},W,{one},MARKET" for kvk, own in payrolls.items() for one in own]
    (tmp_path / "organisations.csv").write_text("\n".join(["kvk,rsin,name,payroll_tax_number,sector", *lines, ""]))
    expected: dict[tuple[str, int], dict[tuple[str, str], tuple[date, date | None]]] = defaultdict(dict)
    in_month: dict[tuple[str, int, int], set[tuple[str, str, None]]] = defaultdict(set)
    employments = {}
    for bsn, person in people.items():
        walked = Days(*person, until=TODAY)
        for _ in range(random.randint(0, 4)):
            kvk = random.choice(list(payrolls))
            payroll = random.choice(payrolls[kvk])
            start = any_day(random, date(2010, 1, 1), date(2027, 6, 1))
            end = start + timedelta(random.randint(0, 1500)) if random.random() < 0.7 else None
            kind = random.choice(("REGULAR", "REGULAR", "PROTECTED_WSW", "AGENCY", "SECONDED"))
            if (bsn, payroll, start, kind) in employments:
                continue
            employments[bsn, payroll, start, kind] = end
            if kind not in {"REGULAR", "PROTECTED_WSW"}:
                continue
            for day, end_date in days_of_both(walked, start, end):
                in_month[kvk, day.year, day.month].add((payroll, bsn, None))
                known = expected[kvk, day.year].get((payroll, bsn))
                if known is None or known[0] < day:
                    expected[kvk, day.year][payroll, bsn] = (day, end_date)
    (tmp_path / "employments.csv").write_text(
        "bsn,payroll_tax_number,start_date,end_date,hours_per_week,kind\n"
        + "".join(f"{b},{p},{s},{end or ''},32,{k}\n" for (b, p, s, k), end in employments.items())
    )
    await import_directory(owner, tmp_path, skip_invalid=False, rejects=tmp_path / "r.csv", progress=Silence())
    async with client_of(pools) as client:
        ask = asker(client)
        for kvk, own in payrolls.items():
            bearer = token(Role.EMPLOYER, kvk=kvk)
            for year in range(2013, 2027):
                wanted = sorted((payroll, bsn, end) for (payroll, bsn), (_, end) in expected[kvk, year].items())
                told, url = await pages(ask, bearer, {"org": kvk, "year": year})
                assert told == wanted, (kvk, year)
                file = await client.get(url, headers={"authorization": f"Bearer {bearer}"})
                assert file.text.splitlines()[1:] == [
                    f"{bsn};{payroll};{end.strftime('%d-%m-%Y') if end else ''}" for payroll, bsn, end in wanted
                ]
            for year, month in MONTHS:
                those = sorted(in_month[kvk, year, month])
                told, url = await pages(ask, bearer, {"org": kvk, "year": year, "month": month})
                assert told == those, (kvk, year, month)
                file = await client.get(url, headers={"authorization": f"Bearer {bearer}"})
                assert file.text.splitlines()[1:] == [f"{bsn};{payroll};{year}-{month:02}" for payroll, bsn, _ in those]
            part, _ = await pages(ask, bearer, {"org": kvk, "year": 2024, "payroll": own[-1]})
            assert part == sorted(
                (payroll, bsn, end) for (payroll, bsn), (_, end) in expected[kvk, 2024].items() if payroll == own[-1]
            )
    assert sum(map(len, expected.values())) > 5_000
    assert len({len(rows) for rows in in_month.values()}) > 20


def days_of_both(walked: Mapping[date, Walked], start: date, end: date | None) -> Iterator[tuple[date, date | None]]:
    """Each day of an employment on which the person was registered too, and the end date known on it."""
    day = max(start, date(2013, 1, 1))
    while day <= min(end or TODAY, TODAY):
        if walked[day].registered:
            yield day, walked[day].end_date
        day += timedelta(1)


async def pages(ask: Ask, bearer: str, variables: dict[str, object]) -> tuple[list[Row], str]:
    """All rows of a roster, page after page, and the link to its file."""
    rows: list[Row] = []
    after = None
    while True:
        roster = (await ask(None, ROSTER, {**variables, "after": after}, bearer=bearer)).data["roster"]
        nodes = [edge["node"] for edge in roster["edges"]]
        rows += [
            (
                node["payrollTaxNumber"],
                node["bsn"],
                date.fromisoformat(node["registrationEndDate"]) if node["registrationEndDate"] else None,
            )
            for node in nodes
        ]
        after = roster["pageInfo"]["endCursor"]
        if not roster["pageInfo"]["hasNextPage"]:
            assert roster["totalCount"] == len(rows)
            assert roster["presentation"] == ("TABLE" if len(rows) <= 50 else "CSV_ONLY")
            return rows, roster["csv"]["url"]
