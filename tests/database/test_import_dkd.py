"""`import-dkd`: each wage value of a message is what `reportWageValue` makes of it, once."""

import asyncio
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.bsn import Bsn
from domain.errors import UnavailableError
from domain.grounds import GroundCode
from graph.context import Register
from graph.cursors import Seal
from models.commands.command import Commands
from models.commands.fact_change import Correction, FactKind, FactPlace
from models.commands.facts import correct_fact
from models.database import ServingPools
from models.disclosure import DisclosureLog, Quotas
from models.imports import Silence
from models.imports.rejects import RejectList
from models.pseudonyms import Pseudonyms
from models.queries.persons import LookUps
from server.commands.import_dkd import DkdImport, Summary
from server.public_holidays import is_public_holiday
from tests.fixtures import people
from tests.fixtures.casework import CONTACT, PSEUDONYMS, Casework, assessor
from tests.fixtures.disclosure_log import KEY
from tests.fixtures.dkd import BSN, MUNICIPALITIES, ROTTERDAM, UTRECHT, client, message, of, provision, relation, source

TODAY = date(2026, 11, 23)
STRANGER = people.NEVER_HEARD_OF


@pytest.fixture
def run(pools: ServingPools, tmp_path: Path) -> Any:
    inbox, rejects = tmp_path / "in", tmp_path / "rejected.csv"
    inbox.mkdir()

    async def imported(
        *messages: bytes,
        today: date = TODAY,
        pseudonyms: Pseudonyms = PSEUDONYMS,
        quotas: Quotas | None = None,
        progress: Silence | None = None,
    ) -> tuple[Summary, list[str]]:
        for old in inbox.iterdir():
            old.unlink()
        for number, content in enumerate(messages, 1):
            (inbox / f"m{number:04}.xml").write_bytes(content)
        with RejectList(rejects) as rejected:
            register = register_of(pools, pseudonyms, quotas or Quotas())
            work = DkdImport(MUNICIPALITIES, register, today, rejected)
            await work.run(inbox, progress or Silence())
        listed = rejects.read_text(encoding="utf-8").splitlines()[1:] if rejects.exists() else []
        rejects.unlink(missing_ok=True)
        return work.summary, listed

    return imported


def register_of(pools: ServingPools, pseudonyms: Pseudonyms, quotas: Quotas) -> Register:
    log = DisclosureLog(pools, pseudonyms, quotas)
    seal = Seal({1: b"only for tests, not a secret key"}, 1)
    return Register(pools, log, LookUps(log), Commands(log, 2), is_public_holiday, CONTACT, seal, "", time.time)


async def grounds(owner: Any) -> list[tuple[int, str, date]]:
    rows = await owner.fetch(
        "select bsn, code::text, start_date from register.ground where superseded_by is null order by bsn, start_date"
    )
    return [tuple(row) for row in rows]


async def count(owner: Any, table: str) -> int:
    return int(await owner.fetchval(f"select count(*) from {table}"))


async def test_a_wage_value_is_a_ground_at_once_with_case_letter_and_record(owner: Any, run: Any) -> None:
    summary, listed = await run(of(STRANGER))
    assert (summary, listed) == (Summary(messages=1, recorded=1), [])
    assert await grounds(owner) == [(int(STRANGER), "PRACTICE_ROUTE", date(2026, 11, 2))]
    case = await owner.fetchrow("select kind::text, state::text, organisation_id, organisation, bsn from cases.file")
    assert tuple(case) == ("WAGE_VALUE_REPORT", "GRANTED", *ROTTERDAM, int(STRANGER))
    assert await owner.fetchval("select kind::text from cases.letter") == "ADMISSION_NOTICE"
    record = await owner.fetchrow(
        "select decision, role, organisation_id, organisation, purpose, fields, legal_basis, subject from log.record"
    )
    assert tuple(record) == (
        "DISCLOSED",
        "SUWINET",
        *ROTTERDAM,
        "ASSESSMENT",
        "Mutation.reportWageValue",
        "Wfsv 38b lid 1 onder a",
        PSEUDONYMS.subject(STRANGER.encode()),
    )


async def everything(owner: Any) -> list[object]:
    tables = ("register.ground", "register.registration", "register.delivery", "cases.file", "cases.letter")
    return [await owner.fetch(f"select * from {table} order by 1") for table in (*tables, "cases.outbox")]


OTHER_KEY = bytes(range(32))


async def test_a_message_that_comes_again_changes_nothing_whenever_and_under_whatever_key(owner: Any, run: Any) -> None:
    await run(of(STRANGER), of(BSN))
    before = await everything(owner)
    twice = Summary(messages=2, known=2)
    assert (await run(of(STRANGER), of(BSN)))[0] == twice
    await owner.execute("alter table cases.command disable trigger all; delete from cases.command")
    assert (await run(of(STRANGER), of(BSN), today=date(2027, 3, 1)))[0] == twice
    rotated = Pseudonyms({1: KEY, 2: OTHER_KEY}, 2)
    assert (await run(of(STRANGER), of(BSN), pseudonyms=rotated))[0] == twice
    assert await everything(owner) == before


async def test_what_an_assessor_has_withdrawn_does_not_come_back_with_the_next_message(
    owner: Any, run: Any, pools: ServingPools
) -> None:
    await run(of(STRANGER))
    work, bsn = Casework.over(pools), Bsn(STRANGER)
    number = await owner.fetchval("select id from register.ground")
    correction = Correction(None, None, withdraw=True, reason="Over een ander.")
    place = FactPlace(bsn, FactKind.GROUND, number)
    await correct_fact(work.commands, assessor(), work.given("assessor"), lambda _place: "", place, correction)
    assert await grounds(owner) == []
    await owner.execute("alter table cases.command disable trigger all; delete from cases.command")
    assert (await run(of(STRANGER)))[0] == Summary(messages=1, known=1)
    assert await grounds(owner) == []


async def test_the_same_message_twice_in_one_run_is_recorded_once(owner: Any, run: Any) -> None:
    summary, _ = await run(*[of(STRANGER)] * 6)
    assert (summary.recorded, summary.known) == (1, 5)
    assert await count(owner, "cases.file") == 1


async def test_each_wage_value_of_a_message_is_reported_for_the_municipality_of_its_relation(
    owner: Any, run: Any
) -> None:
    summary, listed = await run(
        message(
            client(
                relation(provision()),
                relation(provision(day="<DatBRv>20260105</DatBRv>"), bron=source("0344", "0002")),
                relation(provision(day="<DatBRv>20260106</DatBRv>"), bron=source("0344", "0003")),
                relation(provision(day="<DatBRv>20260107</DatBRv>"), bron=source("9999")),
                bsn=STRANGER,
            )
        )
    )
    assert [day for _, _, day in await grounds(owner)] == [date(2026, 1, 5), date(2026, 11, 2)]
    assert {tuple(one) for one in await owner.fetch("select organisation_id, organisation from cases.file")} == {
        ROTTERDAM,
        UTRECHT,
    }
    assert summary.strangers == {"0344-0003": 1, "9999": 1}
    assert listed == [
        "m0001.xml,1,AtlRelatie[3]/ReIntegratievoorziening[1]/Bron,unknown municipality",
        "m0001.xml,1,AtlRelatie[4]/ReIntegratievoorziening[1]/Bron,unknown municipality",
    ]


FIRST = "AtlRelatie[1]/ReIntegratievoorziening[1]"
REFUSED = {
    "a whole percentage": (of(STRANGER, "10000"), "Percentage", "not below the minimum wage"),
    "more than a whole": (of(STRANGER, "10001"), "Percentage", "not below the minimum wage"),
    "able to earn it": (
        of(STRANGER).replace(b"vermogen>01", b"vermogen>02"),
        "CdArbeidsvermogen",
        "not below the minimum wage",
    ),
    "nobody says whether": (
        message(client(relation(provision(), capacity=""), bsn=STRANGER)),
        "CdArbeidsvermogen",
        "missing",
    ),
    "no percentage": (message(client(relation(provision("")), bsn=STRANGER)), "Percentage", "missing"),
    "no day": (message(client(relation(provision(day="")), bsn=STRANGER)), "DatBRv", "missing"),
    "before there was such a ground": (of(STRANGER, day="20161231"), "DatBRv", "before 2017 or after today"),
    "after today": (of(STRANGER, day="20261124"), "DatBRv", "before 2017 or after today"),
    "a number that nobody can read": (of(STRANGER, number=" "), "RegistratienrRvGsd", "malformed value"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_the_law_does_not_take_is_listed_with_its_part_and_changes_nothing(
    name: str, owner: Any, run: Any
) -> None:
    content, part, reason = REFUSED[name]
    for _ in range(2):
        summary, listed = await run(content)
        assert listed == [f"m0001.xml,1,{FIRST}/{part},{reason}"]
        assert summary == Summary(messages=1)
    assert await grounds(owner) == []
    assert await count(owner, "cases.file") == 0
    assert set(map(tuple, await owner.fetch("select decision, fields from log.record"))) == {
        ("DISCLOSED", "Mutation.reportWageValue Refusal.code Refusal.reasons")
    }


async def test_what_is_refused_today_is_recorded_once_its_day_has_come(owner: Any, run: Any) -> None:
    early = of(STRANGER, day="20261124")
    assert (await run(early))[0].recorded == 0
    assert (await run(early, today=date(2026, 11, 24)))[0].recorded == 1
    assert await grounds(owner) == [(int(STRANGER), "PRACTICE_ROUTE", date(2026, 11, 24))]


async def test_one_message_that_is_rejected_stops_no_other_and_no_value_is_listed(owner: Any, run: Any) -> None:
    bad = [b"", of("999900007"), message(namespace="urn:other"), of(STRANGER, day="20260000"), of(STRANGER, "6250")]
    summary, listed = await run(*bad, of(STRANGER))
    assert (summary.messages, summary.recorded) == (6, 1)
    assert listed == [
        "m0001.xml,1,,no plain XML in UTF-8",
        f"m0002.xml,1,{FIRST}/Burgerservicenr,number fails its test",
        "m0003.xml,1,,another message or namespace",
        f"m0004.xml,1,{FIRST}/DatBRv,partial date where a day is needed",
        f"m0005.xml,1,{FIRST}/Percentage,malformed value",
    ]
    assert await count(owner, "register.ground") == 1


async def test_a_corrected_percentage_is_another_report_of_the_same_ground(owner: Any, run: Any) -> None:
    await run(of(STRANGER, "06250"))
    assert (await run(of(STRANGER, "05000")))[0] == Summary(messages=1, recorded=1)
    assert (await run(of(STRANGER, "06250")))[0] == Summary(messages=1, known=1)
    assert await grounds(owner) == [(int(STRANGER), "PRACTICE_ROUTE", date(2026, 11, 2))]
    assert await count(owner, "cases.file") == 2
    assert await count(owner, "cases.letter") == 1


async def facts(owner: Any) -> list[tuple[date, bool, str]]:
    """Each ground that ever was: its start, whether it holds good, and why it was recorded."""
    rows = await owner.fetch(
        "select g.start_date, g.superseded_by is null, d.reason from register.ground g"
        " join register.delivery d on d.id = g.delivery order by g.id"
    )
    return [tuple(row) for row in rows]


async def letters(owner: Any) -> list[str]:
    return [str(row[0]) for row in await owner.fetch("select kind::text from cases.letter order by announced_at, kind")]


async def test_a_corrected_day_takes_the_place_of_the_one_reported_about_the_same_provision(
    owner: Any, run: Any
) -> None:
    first, second, third = date(2026, 11, 2), date(2026, 10, 2), date(2026, 10, 3)
    wrong, right = of(STRANGER, day="20261102", number="RV-1"), of(STRANGER, day="20261002", number="RV-1")
    await run(wrong, of(STRANGER, day="20260105", number="RV-2"))
    assert (await run(right))[0] == Summary(messages=1, recorded=1)
    other = (date(2026, 1, 5), True, "Voorziening RV-2")
    assert await facts(owner) == [
        (first, False, "Voorziening RV-1"),
        other,
        (second, True, "Voorziening RV-1"),
    ]
    assert await letters(owner) == ["ADMISSION_NOTICE", "ADMISSION_NOTICE", "CORRECTION"]
    before = await everything(owner)
    assert (await run(wrong, right))[0] == Summary(messages=2, known=2)  # late, and again
    assert await everything(owner) == before
    assert (await run(of(STRANGER, day="20261003", number="RV-1")))[0].recorded == 1
    assert [one for one in await facts(owner) if one[1]] == [other, (third, True, "Voorziening RV-1")]
    assert await owner.fetchval("select count(*) from register.registration") == 1


UNLIKE = {
    "without a number": of(STRANGER, day="20261002"),
    "of another number": of(STRANGER, day="20261002", number="RV-2"),
    "of another municipality": message(
        client(
            relation(
                provision(day="<DatBRv>20261002</DatBRv>", number="<RegistratienrRvGsd>RV-1</RegistratienrRvGsd>"),
                bron=source("0344", "0002"),
            ),
            bsn=STRANGER,
        )
    ),
}


@pytest.mark.parametrize("name", UNLIKE)
async def test_any_other_wage_value_is_a_ground_beside_it(name: str, owner: Any, run: Any) -> None:
    await run(of(STRANGER, day="20261102", number="RV-1"))
    assert (await run(UNLIKE[name]))[0].recorded == 1
    assert [day for _, _, day in await grounds(owner)] == [date(2026, 10, 2), date(2026, 11, 2)]


async def test_a_day_that_another_has_reported_already_takes_no_place(owner: Any, run: Any) -> None:
    await run(of(STRANGER, day="20261102", number="RV-1"), of(STRANGER, day="20261002", number="RV-2"))
    await run(of(STRANGER, day="20261002", number="RV-1"))
    assert [day for _, _, day in await grounds(owner)] == [date(2026, 10, 2), date(2026, 11, 2)]


async def test_two_days_of_one_provision_in_one_message_are_both_rejected(owner: Any, run: Any) -> None:
    number = "<RegistratienrRvGsd>RV-1</RegistratienrRvGsd>"
    both = relation(provision(number=number), provision(day="<DatBRv>20261002</DatBRv>", number=number))
    _, listed = await run(message(client(both, bsn=STRANGER)))
    assert listed == [
        f"m0001.xml,1,AtlRelatie[1]/ReIntegratievoorziening[{place}]/RegistratienrRvGsd,given twice" for place in (1, 2)
    ]
    assert await grounds(owner) == []


async def test_no_quota_holds_up_an_import_and_it_uses_up_nobodys(owner: Any, run: Any) -> None:
    people_of = [f"{number:09}" for number in range(100_000_000, 100_000_300) if _passes(f"{number:09}")][:12]
    summary, _ = await run(*map(of, people_of), quotas=Quotas(*[3] * 5))
    assert (summary.recorded, len(people_of)) == (12, 12)
    assert await count(owner, "log.consulted where in_hour > 0") == 0


def _passes(digits: str) -> bool:
    try:
        return bool(Bsn(digits))
    except ValueError:
        return False


async def test_a_register_that_is_changed_by_others_ends_the_run_and_the_next_one_goes_on(owner: Any, run: Any) -> None:
    messages = [of(STRANGER), of(BSN)]
    async with owner.transaction():
        await owner.execute("lock table register.ground in share row exclusive mode")
        with pytest.raises(UnavailableError):
            await run(*messages)
    assert (await run(*messages))[0].recorded == 2
    assert await count(owner, "cases.file") == 2


class Begun(Silence):
    """Tells when so many messages were read that some are recorded."""

    def __init__(self) -> None:
        self.messages = 0
        self.recording = asyncio.Event()

    def read(self, count: int) -> None:
        self.messages += count
        if self.messages == 10:
            self.recording.set()


async def test_a_run_that_is_stopped_and_begun_again_records_each_wage_value_once(owner: Any, run: Any) -> None:
    numbers = [f"{number:09}" for number in range(100_000_000, 100_000_400) if _passes(f"{number:09}")][:20]
    begun = Begun()
    running = asyncio.create_task(run(*map(of, numbers), progress=begun))
    await begun.recording.wait()
    running.cancel()
    await asyncio.wait([running])
    assert running.cancelled()
    await run(*map(of, numbers))
    assert len(await grounds(owner)) == await count(owner, "cases.file") == await count(owner, "cases.letter") == 20
    assert {code for _, code, _ in await grounds(owner)} == {GroundCode.PRACTICE_ROUTE}
