"""Figures of the job agreement: a MONITOR's only, of now or as published, without what tells of few persons."""

import asyncio
from datetime import date
from typing import Any

import pytest

from domain.errors import RegisterError
from domain.quarter_report import Breakdown, Quarter
from domain.reports import NotPublishedError, ReportKind, ReportOf
from domain.roles import Role
from models.database import ServingPools
from models.figures import count
from models.reports import publish
from tests.api.conftest import TODAY, Ask, asker, client_of
from tests.api.test_visibility import statements
from tests.fixtures.disclosure_log import Owner, entries

QUARTER = """query($year: Int!, $quarter: Int!, $by: Breakdown, $version: Int) {
    quarterReport(year: $year, quarter: $quarter, breakdown: $by, version: $version) {
        year quarter baseline extraJobs target changeOnQuarter changeOnYear changePercent
        sectors { sector jobs baselineJobs extraJobs target personsWorking }
        personsWorking foundWork lostWork cameInWorking leftWorking personsInRegister
        inflow { ground count } outflow { reason count }
        breakdown { key label personsInRegister personsWorking jobs inflow outflow foundWork lostWork } version } }"""
YEAR = """query($year: Int!, $version: Int) { yearMonitor(year: $year, version: $version) {
    year baseline version publishedAt sectors { sector jobs extraJobs target personsWorking }
    total { sector jobs baselineJobs extraJobs target personsWorking } } }"""
MANY = """insert into register.person (bsn, birth_date, delivery) select n, '1990-01-01', 1
    from generate_series($1::integer, $2::integer) n"""
FIRST = Quarter(2025, 1)


def of_quarter(year: int, number: int) -> ReportOf:
    return ReportOf.of(ReportKind.QUARTER, year, number)


REPORT = of_quarter(2025, 1)


@pytest.fixture
def own(peopled: Owner, pools: ServingPools) -> Ask:  # noqa: ARG001 - the persons are there before it is asked
    """Asks about a register of this test's own."""
    return asker(client_of(pools))


async def quarter(ask: Ask, year: int = 2025, number: int = 1, **variables: object) -> Any:
    return (await ask(Role.MONITOR, QUARTER, {"year": year, "quarter": number, **variables})).data["quarterReport"]


async def add_many(owner: Owner, first: int = 900_000_001, working: int = 40, idle: int = 20) -> None:
    """Persons on one ground since 2020, by default 60: 40 of them work at one employer."""
    last = first + working + idle - 1
    await owner.execute(MANY, first, last)
    await owner.execute(
        "insert into register.ground (bsn, code, start_date, delivery) select n, 'WAJONG', '2020-01-01', 1 "
        "from generate_series($1::integer, $2::integer) n",
        first,
        last,
    )
    await owner.execute(
        "insert into register.registration (bsn, from_day, until_day, registered_from, counting_from, rule_set, "
        "person, grounds) select g.bsn, '2020-01-01', 'infinity', '2020-01-01', '2020-01-01', 'INDEFINITE', p.id, "
        "array[g.id] "
        "from register.ground g join register.person p using (bsn) where g.bsn between $1 and $2",
        first,
        last,
    )
    await owner.execute(
        "insert into register.employment (payroll_tax_number, bsn, start_date, hours_per_week, kind, delivery) "
        "select (select min(payroll_tax_number) from register.payroll), n, '2021-01-01', 32, 'REGULAR', 1 "
        "from generate_series($1::integer, $2::integer) n",
        first,
        first + working - 1,
    )


async def only_many(owner: Owner) -> None:
    """A register of those alone."""
    await owner.execute("delete from register.registration")
    await owner.execute("update register.employment set superseded_by = 99")
    await add_many(owner)


async def test_what_wasnt_published_or_hasnt_begun_is_null(own: Ask) -> None:
    assert await quarter(own, version=1) is None
    assert (await own(Role.MONITOR, YEAR, {"year": 2025, "version": 1})).data["yearMonitor"] is None
    assert await quarter(own, 2027, 1) is None
    assert (await own(Role.MONITOR, YEAR, {"year": 2027})).data["yearMonitor"] is None
    assert await quarter(own, 2026, 4) is not None


async def test_of_many_it_tells_how_it_is_now(own: Ask, peopled: Owner) -> None:
    await only_many(peopled)
    found = await quarter(own, number=2, by="GROUND")
    assert (found["personsInRegister"], found["personsWorking"], found["foundWork"]) == (60, 40, 0)
    assert {row["key"]: row["personsInRegister"] for row in found["breakdown"] if row["personsInRegister"]} == {
        "WAJONG": 60
    }
    jobs = round(40 * 32 * 30 / 7 / 110.92)
    assert found["extraJobs"] == jobs - sum(one["baselineJobs"] for one in found["sectors"])
    assert found["changeOnQuarter"] == jobs - round(40 * 32 * 31 / 7 / 110.92)
    assert (found["target"], found["version"], found["changeOnYear"]) == (125_000, None, 0)
    year = (await own(Role.MONITOR, YEAR, {"year": 2025})).data["yearMonitor"]
    assert (year["total"]["personsWorking"], year["version"], year["publishedAt"]) == (40, None, None)
    assert await peopled.fetchval("select count(*) from register.report") == 0


async def test_two_answers_tell_nobody_of_few_who_were_added(own: Ask, peopled: Owner) -> None:
    await only_many(peopled)
    before = await quarter(own, by="GROUND")
    await add_many(peopled, 900_001_001, working=3, idle=12)
    assert await quarter(own, by="GROUND") == before
    assert await quarter(own, by="REGION") == await quarter(own, by="REGION")
    await add_many(peopled, 900_002_001, working=9, idle=0)
    after = await quarter(own, by="GROUND")
    assert (after["personsInRegister"], after["personsWorking"]) == (60 + 15 + 9, 40 + 3 + 9)
    assert {row["key"]: row["personsWorking"] for row in after["breakdown"] if row["personsWorking"]} == {"WAJONG": 52}


async def test_a_quarter_that_is_asked_later_doesnt_tell_who_was_added_since(own: Ask, peopled: Owner) -> None:
    await only_many(peopled)
    assert (await quarter(own, number=1))["foundWork"] == 0
    await add_many(peopled, 900_001_001, working=3, idle=0)
    found = await quarter(own, number=2, by="GROUND")
    assert (found["personsInRegister"], found["foundWork"]) == (63, None)
    assert {one["count"] for one in found["inflow"] + found["outflow"]} == {None}
    assert (await quarter(own, number=1))["personsInRegister"] == 60


async def test_few_more_than_were_told_before_a_mistake_arent_told_after_it(own: Ask, peopled: Owner) -> None:
    await only_many(peopled)
    assert (await quarter(own))["personsInRegister"] == 60
    await peopled.execute("delete from register.registration where bsn between 900000041 and 900000050")
    mistaken = await quarter(own)
    assert mistaken["personsInRegister"] == 50
    await add_many(peopled, 900_001_001, working=0, idle=13)
    assert await quarter(own) == mistaken
    await add_many(peopled, 900_002_001, working=0, idle=9)
    assert (await quarter(own))["personsInRegister"] == 72


async def test_many_who_ask_at_once_are_told_the_same(own: Ask, peopled: Owner) -> None:
    await only_many(peopled)
    found = await asyncio.gather(*(quarter(own, number=number) for number in (2, 2, 2)))
    assert found[0] == found[1] == found[2]
    assert await peopled.fetchval("select count(*) from register.figures_release") == 3


async def test_of_few_persons_nothing_is_published(own: Ask, peopled: Owner) -> None:
    exact = await count(peopled.fetch, FIRST)
    assert 0 < exact.whole.persons < 10
    await publish(peopled, REPORT, TODAY)
    for by in ("REGION", "GROUND", "SECTOR", "AGE_BAND"):
        found = await quarter(own, by=by)
        assert len(found["breakdown"]) > 3
        numbers = [value for row in found["breakdown"] for key, value in row.items() if key not in {"key", "label"}]
        numbers += [one["count"] for one in found["inflow"] + found["outflow"]]
        numbers += [one[name] for one in found["sectors"] for name in ("jobs", "extraJobs", "personsWorking")]
        numbers += [found[name] for name in ("extraJobs", "personsInRegister", "personsWorking", "foundWork")]
        assert set(numbers) == {None}
    kept = await peopled.fetchval("select content::text from register.report")
    assert str(exact.whole.persons) not in kept.replace("35", "").replace('"', "").split()


async def test_of_many_what_was_counted_is_published(own: Ask, peopled: Owner) -> None:
    await only_many(peopled)
    for number in (1, 2, 3, 4):
        await publish(peopled, of_quarter(2025, number), date(2026, 1, 1))
    await publish(peopled, ReportOf.of(ReportKind.YEAR, 2025, None), date(2026, 1, 1))
    found = await quarter(own, number=2, by="GROUND", version=1)
    assert (found["personsInRegister"], found["personsWorking"], found["foundWork"]) == (60, 40, 0)
    assert {row["key"]: row["personsInRegister"] for row in found["breakdown"] if row["personsInRegister"]} == {
        "WAJONG": 60
    }
    jobs = round(40 * 32 * 30 / 7 / 110.92)
    assert found["extraJobs"] == jobs - sum(one["baselineJobs"] for one in found["sectors"])
    assert sum(one["jobs"] for one in found["sectors"]) == jobs
    assert found["changeOnQuarter"] == jobs - round(40 * 32 * 31 / 7 / 110.92)
    assert (found["target"], found["version"], found["changeOnYear"]) == (125_000, 1, 0)
    year = (await own(Role.MONITOR, YEAR, {"year": 2025, "version": 1})).data["yearMonitor"]
    assert [one["sector"] for one in year["sectors"]] == ["GOVERNMENT", "MARKET"]
    assert sum(one["jobs"] for one in year["sectors"]) == year["total"]["jobs"]
    assert year["total"]["personsWorking"] == 40
    assert await quarter(own, version=2) is None


async def test_what_is_published_never_changes(own: Ask, peopled: Owner) -> None:
    await publish(peopled, REPORT, TODAY)
    before = await quarter(own, by="GROUND", version=1)
    await add_many(peopled)
    assert await quarter(own, by="GROUND", version=1) == before
    assert (await quarter(own, by="GROUND"))["personsWorking"] > 40
    with pytest.raises(NotPublishedError, match="was published in version 1: say by --what-changed"):
        await publish(peopled, REPORT, TODAY)
    with pytest.raises(NotPublishedError, match="isn't over"):
        await publish(peopled, of_quarter(2026, 4), TODAY)
    for statement in (
        "update register.report set year = 2024",
        "delete from register.report",
        "update register.figures_release set year = 2024",
        "delete from register.figures_release",
    ):
        with pytest.raises(Exception, match=r"."):
            await peopled.execute(statement)


async def test_a_correction_is_a_version_beside_the_first(own: Ask, peopled: Owner) -> None:
    await only_many(peopled)
    assert await publish(peopled, REPORT, TODAY) == 1
    before = await quarter(own, by="GROUND", version=1)
    await add_many(peopled, 900_001_001, working=3, idle=0)
    with pytest.raises(NotPublishedError, match="Nothing has changed since version 1 that may be told"):
        await publish(peopled, REPORT, TODAY, "Drie personen te laat aangeleverd")
    await add_many(peopled, 900_002_001, working=9, idle=15)
    assert await publish(peopled, REPORT, TODAY, "Personen te laat aangeleverd") == 2
    after = await quarter(own, by="GROUND", version=2)
    assert (after["personsInRegister"], after["personsWorking"], after["version"]) == (87, 52, 2)
    assert await quarter(own, by="GROUND", version=1) == before
    assert await quarter(own, version=3) is None
    assert await quarter(own, version=0) is None
    assert await peopled.fetchval("select what_changed from register.report where version = 2") is not None


async def test_of_a_correction_is_said_what_it_changes_in_a_line(peopled: Owner) -> None:
    with pytest.raises(NotPublishedError, match="leave out --what-changed"):
        await publish(peopled, REPORT, TODAY, "iets")
    await publish(peopled, REPORT, TODAY)
    for wrong in ("", " ", "a\nb", "x" * 501):
        with pytest.raises(NotPublishedError, match="a line of 1 to 500 printable characters"):
            await publish(peopled, REPORT, TODAY, wrong)


async def test_what_a_version_is_compared_with_is_frozen_too(own: Ask, peopled: Owner) -> None:
    await only_many(peopled)
    await publish(peopled, of_quarter(2025, 2), TODAY)
    before = await quarter(own, number=2, version=1)
    assert before["changeOnQuarter"] is not None
    await add_many(peopled, 900_001_001, working=50, idle=50)
    await publish(peopled, REPORT, TODAY)
    assert await quarter(own, number=2, version=1) == before


BY = "{name}: quarterReport(year: 2025, quarter: 1, breakdown: {by}) {{ personsInRegister breakdown {{ key }} }}"


async def test_an_operation_that_asks_a_quarter_by_everything_has_it_counted_once(own: Ask, peopled: Owner) -> None:
    await add_many(peopled)
    before = await statements(peopled)
    twice = " ".join(BY.format(name=f"{by.lower()}{time}", by=by) for by in Breakdown for time in (1, 2))
    told = (await own(Role.MONITOR, f"{{ {twice} }}")).data
    assert len({one["personsInRegister"] for one in told.values()}) == 1
    assert [bool(told[f"{by.lower()}1"]["breakdown"]) for by in Breakdown] == [True] * len(Breakdown)
    compared = 2  # the quarter before, and that of the year before
    ran = await statements(peopled) - before
    assert sum(count for text, count in ran.items() if "serve.statistics_counts(" in text) == 1 + compared


async def test_changes_are_left_out_where_an_earlier_report_was_corrected_since(own: Ask, peopled: Owner) -> None:
    await peopled.execute("delete from register.registration")
    await add_many(peopled)
    await publish(peopled, REPORT, TODAY)
    await peopled.execute("delete from register.registration where bsn = 900000001")
    await publish(peopled, of_quarter(2025, 2), TODAY)
    found = await quarter(own, number=2, by="GROUND", version=1)
    assert (found["personsInRegister"], found["foundWork"], found["leftWorking"]) == (59, None, None)
    assert {one["count"] for one in found["inflow"] + found["outflow"]} == {None}


@pytest.mark.parametrize("role", [None, *(one for one in Role if one is not Role.MONITOR)])
async def test_nobody_else_may_ask_it(ask: Ask, role: Role | None) -> None:
    for query, variables in ((QUARTER, {"year": 2025, "quarter": 1}), (YEAR, {"year": 2025})):
        answer = await ask(role, query, variables)
        assert answer.codes == ["UNAUTHENTICATED" if role is None else "FIELD_NOT_VISIBLE"]


@pytest.mark.parametrize(("year", "number"), [(2012, 1), (2101, 1), (2025, 0), (2025, 5)])
async def test_a_quarter_that_cant_be_is_refused(ask: Ask, year: int, number: int) -> None:
    answer = await ask(Role.MONITOR, QUARTER, {"year": year, "quarter": number})
    assert answer.codes == ["BAD_USER_INPUT"]
    with pytest.raises(RegisterError):
        Quarter.of(year, number)


async def test_that_it_was_asked_is_recorded_and_consults_nobody(own: Ask, peopled: Owner) -> None:
    await quarter(own)
    [entry] = await entries(peopled)
    assert (entry.decision, entry.role, entry.subjects) == ("DISCLOSED", "MONITOR", ())
    assert "QuarterReport.personsInRegister" in entry.fields
