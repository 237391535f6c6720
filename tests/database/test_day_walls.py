"""With the password of a serving role nobody reads what is to come, nor days that its users can't ask about.

A day after tomorrow would tell when a registration is to end: the day of somebody's pension, and so their birth date.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import asyncpg
import pytest

from domain.bsn import Bsn
from domain.periods import RosterPeriod, wage_months
from domain.proofs import ConsultedPerson, OwnRoster, OwnRosterLines
from domain.roles import Purpose, Role
from models.database import ServingPools
from models.disclosure import DisclosureLog, DisclosureRecord, Quotas
from models.imports import Silence, import_directory
from models.queries.job_hours import job_hours
from models.queries.persons import LookUps
from models.queries.rosters import RosterPage, roster_csv, roster_page
from server.clock import today_in_the_netherlands
from server.commands.migrate import migrate
from tests.conftest import ROLE_PASSWORDS, ROLE_PREFIX, Database
from tests.fixtures import people
from tests.fixtures.casework import PSEUDONYMS
from tests.fixtures.disclosure_log import Owner, size
from tests.fixtures.honest_commands import taken, taken_over

SUBJECT: Final = bytes([0xAB]) * 16
RECORD: Final = DisclosureRecord(
    "90000012", "Voorbeeld", bytes([0xCD]) * 16, "APPLICANT", "Person.registered", "Wfsv", bytes(32), bytes(16),
    user_id=bytes([0xEF]) * 16,
)  # fmt: skip
WHO: Final = people.RAN_ON
REFUSED: Final = "nobody is answered about this day|no roster is of these days"
DAY: Final = timedelta(1)


@pytest.fixture
async def register(owner: Owner, pools: ServingPools, tmp_path: Path) -> ServingPools:
    """A register of which one asks the days there are, by its own clock."""
    files = people.write_files(tmp_path)
    await import_directory(owner, files, skip_invalid=False, rejects=files / "rejected.csv", progress=Silence())
    await owner.execute("delete from register.any_day")
    return pools


def today() -> date:
    """The day as it is: tests that cross midnight are answered all the same."""
    return today_in_the_netherlands()


async def ask(pools: ServingPools, role: Role, statement: str, *arguments: object) -> list[asyncpg.Record]:
    """Over a connection of the role that somebody made by hand; what the statement says of the log comes first."""
    connection = await pools.log_ins.connection(role)
    try:
        logged = (await connection.fetchval("select serve.take_lane()"),) if "$1" in statement else ()
        return await connection.fetch(statement, *logged, *arguments)
    finally:
        connection.terminate()


async def look_up(pools: ServingPools, role: Role, function: str, days: Sequence[date | str]) -> list[asyncpg.Record]:
    statement = f"select * from serve.{function}($1, $2, $3, $4, $5, $6)"
    bsns = ",".join([WHO] * len(days))
    return await ask(pools, role, statement, RECORD.line(), None, SUBJECT, bsns, ",".join(map(str, days)))


LOOK_UPS: Final = {
    "citizen_look_up": Role.CITIZEN,
    "employer_look_up": Role.EMPLOYER,
    "suwinet_look_up": Role.SUWINET,
    "suwinet_detailed_look_up": Role.SUWINET,
    "assessor_look_up": Role.ASSESSOR,
    "assessor_detailed_look_up": Role.ASSESSOR,
}


@pytest.mark.parametrize("function", LOOK_UPS)
async def test_a_look_up_is_of_no_day_to_come_and_of_a_past_one_only_where_the_role_may_ask(
    register: ServingPools, owner: Owner, function: str
) -> None:
    role = LOOK_UPS[function]
    present = role in {Role.CITIZEN, Role.EMPLOYER}
    wrong: list[date | str] = [
        today() + 3 * DAY,
        date(9999, 12, 31),
        "infinity",
        *([today() - 3 * DAY] if present else []),
    ]
    for day in wrong:
        for days in ([day], [today()] * 3 + [day]):
            with pytest.raises(asyncpg.InvalidParameterValueError, match=REFUSED):
                await look_up(register, role, function, days)
    assert await size(owner) == 0
    past: list[date | str] = [today(), *([] if present else [date(2020, 1, 1)])]
    assert [row["registered"] for row in await look_up(register, role, function, past)] == [True] * len(past)


OTHERS: Final = {
    "select * from serve.suwinet_periods($1, $2, {bsn}, date '2020-01-01', {day})": Role.SUWINET,
    "select * from serve.assessor_periods($1, $2, {bsn}, date '2020-01-01', {day})": Role.ASSESSOR,
    "select count(*) from serve.assessor_standings(array[{bsn}], {day})": Role.ASSESSOR,
    "select serve.assessor_case('{{}}', 'x', '', null, {bsn}, {day})": Role.ASSESSOR,
    "select serve.suwinet_case('{{}}', 'x', '', 'x', {bsn}, null, null, {day})": Role.SUWINET,
    "select serve.citizen_case('{{}}', 'x', '', {bsn}, null, null, {day})": Role.CITIZEN,
}


@pytest.mark.parametrize("statement", OTHERS)
async def test_whatever_else_tells_of_a_registration_tells_of_no_day_to_come(
    register: ServingPools, owner: Owner, statement: str
) -> None:
    role = OTHERS[statement]

    async def told(day: date | str) -> list[asyncpg.Record]:
        text = statement.format(bsn=int(WHO), day=f"date '{day}'")
        return await ask(register, role, text, *([RECORD.line(SUBJECT)] if "$1" in text else []))

    for day in (today() + 3 * DAY, "infinity"):
        with pytest.raises(asyncpg.InvalidParameterValueError, match=REFUSED):
            await told(day)
    assert await size(owner) == 0
    for day in (today(), date(2020, 6, 1)):
        assert len(await told(day)) == 1


USER: Final = bytes(16)


async def roster(pools: ServingPools, first: date, last: date) -> int:
    return (await roster_page(pools, OwnRoster(USER, people.KVK, None, None, first, last), RosterPage(50)))[0]


async def test_an_employers_roster_and_hours_are_of_a_year_or_a_recent_month_so_far(
    register: ServingPools, owner: Owner
) -> None:
    now = today()
    rows = [row["id"] for row in await owner.fetch("select id from register.payroll where kvk = $1", people.KVK)]

    async def ignore(_data: bytes) -> None:
        pass

    days = [RosterPeriod(year).days(now) for year in range(2013, now.year + 1)]
    days += [period.days(now) for period in wage_months(now)]
    for first, last in days:
        assert await roster(register, first, last) == (first.year >= 2020) + (
            last.year >= 2022 and first <= date(2025, 6, 30)
        )
        await job_hours(register, OwnRoster(USER, people.KVK, None, None, first, last))
        await roster_csv(register, OwnRosterLines(USER, rows, first, last), to=ignore)
    for first, last in (
        (date(2014, 6, 1), date(2014, 6, 30)),  # a month of long ago
        (date(2014, 6, 3), date(2014, 6, 3)),
        (date(2014, 1, 1), date(2014, 6, 3)),
        (date(2014, 1, 1), date(2015, 12, 31)),
        (date(now.year, 1, 1), date(now.year + 1, 1, 4)),
        (date(now.year + 1, 1, 1), date(now.year + 1, 12, 31)),
        (now.replace(day=2), now),
        (now, now + 3 * DAY),
    ):
        of = OwnRoster(USER, people.KVK, None, None, first, last)
        with pytest.raises(asyncpg.InvalidParameterValueError, match=REFUSED):
            await roster(register, first, last)
        with pytest.raises(asyncpg.InvalidParameterValueError, match=REFUSED):
            await job_hours(register, of)
        with pytest.raises(asyncpg.InvalidParameterValueError, match=REFUSED):
            await roster_csv(register, OwnRosterLines(USER, rows, first, last), to=ignore)


@pytest.mark.parametrize("days", ["null, date '2014-06-03'", "date '2014-01-01', null", "null, null"])
async def test_days_that_are_left_out_are_no_period(register: ServingPools, days: str) -> None:
    whose = f"'\\x{USER.hex()}', '{people.KVK}', null"
    for call in (
        f"employer_roster({whose}, null, {days}, 0, 0, 9, 9, 9, false)",
        f"employer_hours({whose}, {days}, 9)",
    ):
        with pytest.raises(asyncpg.InvalidParameterValueError, match=REFUSED):
            await ask(register, Role.EMPLOYER, f"select * from serve.{call}")


async def test_the_service_is_answered_as_of_its_own_day(register: ServingPools) -> None:
    look_ups = LookUps(DisclosureLog(register, PSEUDONYMS, Quotas(*[10**9] * 5)))
    for role in (Role.CITIZEN, Role.EMPLOYER, Role.SUWINET, Role.ASSESSOR):
        person = ConsultedPerson(role, Bsn(WHO), Purpose.APPLICANT)
        for day in (today() - DAY, today(), today() + DAY):  # a clock that is ahead, or behind, at midnight
            assert (await look_ups.one(person, day, RECORD)).registered


async def test_only_where_it_was_migrated_for_another_day_is_a_database_asked_about_others(
    register: ServingPools, database: Database
) -> None:
    day = [today() + 9 * DAY]
    await migrate(database.owner, ROLE_PREFIX, ROLE_PASSWORDS, any_day=True)
    assert await look_up(register, Role.EMPLOYER, "employer_look_up", day)
    await migrate(database.owner, ROLE_PREFIX, ROLE_PASSWORDS)
    with pytest.raises(asyncpg.InvalidParameterValueError, match=REFUSED):
        await look_up(register, Role.EMPLOYER, "employer_look_up", day)


async def test_no_command_is_given_on_a_day_to_come(register: ServingPools) -> None:
    command = await taken(taken_over(register).on(today()), "a draft that is edited")
    connection = await register.log_ins.connection(command.role)
    to_come = command.changes | {"day": str(today() + 3 * DAY)}
    assert await command.send(connection, to_come) == "22023"
    assert await command.send(connection, command.changes) == {"done": True}
    connection.terminate()
