"""When the log can't be written nothing is disclosed, and once it can be again all is as it was."""

from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from starlette.requests import ClientDisconnect

from domain.roles import Role
from models.database import ServingPools
from server.composition import build
from tests.api.conftest import Answer, Ask, asker, client_of, parts_of, token
from tests.conftest import ROLE_PREFIX
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner, broken_links, replace_body, size
from tests.fixtures.large_roster import Reader, fill

QUESTIONS: dict[str, tuple[Role, str, dict[str, object]]] = {
    "person": (
        Role.EMPLOYER,
        "query($bsn: BSN!) { person(bsn: $bsn, purpose: EMPLOYEE) { registered } }",
        {"bsn": people.RAN_ON},
    ),
    "self": (Role.CITIZEN, "{ viewer { person { registered disclosures { edges { node { at } } } } } }", {}),
    "persons": (
        Role.SUWINET,
        "query($b: [BSN!]!) { persons(bsns: $b, purpose: REINTEGRATION) { registered grounds { code } } }",
        {"b": [people.RAN_ON, people.DEAD]},
    ),
    "periods": (
        Role.ASSESSOR,
        "query($bsn: BSN!) { person(bsn: $bsn, purpose: ASSESSMENT) { registered "  # noqa: ISC004 - one text
        'registeredPeriods(year: 2026) { from } asOf(date: "2020-01-01") { registered } } }',
        {"bsn": people.RAN_ON},
    ),
    "roster": (
        Role.EMPLOYER,
        "query($o: ID!) { roster(organisation: $o, year: 2022) { totalCount edges { node { bsn } } } }",
        {"o": people.KVK},
    ),
    "disclosures": (
        Role.AUDITOR,
        "query($bsn: BSN!) { disclosures(bsn: $bsn) { edges { node { at organisation } } } }",
        {"bsn": people.RAN_ON},
    ),
}  # fmt: skip

RIGHTS = f"""do $$ declare one record; begin
    for one in select p.oid::regprocedure as function, '{ROLE_PREFIX}_' || role as role
        from pg_proc p, unnest(case p.proname when 'log_persons' then array['employer', 'auditor']
            else array[split_part(p.proname, '_', 1)] end) role where p.pronamespace = 'serve'::regnamespace
            and p.proname ~ '^log_persons$|_(look_up|periods)$|^citizen_disclosures$' loop
        execute format('{{}} execute on function %s {{}} %I', one.function, one.role);
    end loop; end $$"""
FAULTS = {
    "the rights are taken away": (
        RIGHTS.format("revoke", "from"),
        RIGHTS.format("grant", "to"),
    ),
    "the table is gone": ("alter table log.record rename to elsewhere", "alter table log.elsewhere rename to record"),
    "the lanes are gone": ("alter table log.lane rename to elsewhere", "alter table log.elsewhere rename to lane"),
    "no partition takes it": ("", ""),  # `detach`: which partitions there are depends on the month
    "no record passes": (
        "alter table log.record add constraint never check (false) not valid",
        "alter table log.record drop constraint never",
    ),
}


@pytest.fixture
async def ask(peopled: Owner, pools: ServingPools) -> AsyncIterator[Ask]:  # noqa: ARG001 - it fills the register
    async with client_of(pools) as client:
        yield asker(client)


async def every_question(ask: Ask) -> dict[str, Answer]:
    return {name: await ask(*question) for name, question in QUESTIONS.items()}


async def detach(owner: Owner) -> list[str]:
    """Take all partitions off; the statements that put them on again."""
    rows = await owner.fetch(
        "select i.inhrelid::regclass::text as part, i.inhparent::regclass::text as parent, "
        "pg_get_expr(c.relpartbound, c.oid) as bound from pg_inherits i join pg_class c on c.oid = i.inhrelid "
        "where i.inhparent in ('log.record'::regclass, 'log.subject'::regclass)"
    )
    for row in rows:
        await owner.execute(f"alter table {row['parent']} detach partition {row['part']}")
    return [f"alter table {row['parent']} attach partition {row['part']} {row['bound']}" for row in rows]


@pytest.mark.parametrize("fault", FAULTS)
async def test_nothing_is_disclosed_while_the_log_cannot_be_written(ask: Ask, peopled: Owner, fault: str) -> None:
    before = await every_question(ask)
    assert [answer.codes for answer in before.values()] == [[]] * len(QUESTIONS)
    written = await size(peopled)
    break_it, heal = FAULTS[fault]
    statements = await detach(peopled) if fault == "no partition takes it" else [heal]
    if fault != "no partition takes it":
        await peopled.execute(break_it)
    broken = await every_question(ask)
    if fault == "the table is gone":  # then it can't be read either, which is our fault
        assert broken.pop("disclosures").body["data"] == {"disclosures": None}
    for name, answer in broken.items():
        assert answer.body["data"] is None, name
        assert (answer.status, set(answer.codes)) == (503, {"UNAVAILABLE"}), name
        assert answer.headers["retry-after"] == "5"
    for statement in statements:
        await peopled.execute(statement)
    assert await size(peopled) == written
    after = await every_question(ask)
    assert [answer.codes for answer in after.values()] == [[]] * len(QUESTIONS)
    assert after["roster"].body == before["roster"].body
    assert await size(peopled) == 2 * written
    assert await broken_links(peopled) == []


async def test_nothing_is_disclosed_while_the_log_is_locked(ask: Ask, peopled: Owner) -> None:
    await every_question(ask)
    async with peopled.transaction():
        await peopled.execute("lock table log.record in access exclusive mode")
        for name in ("person", "roster"):
            answer = await ask(*QUESTIONS[name])
            assert (answer.status, answer.codes, answer.body["data"]) == (503, ["UNAVAILABLE"], None), name
            assert answer.headers["retry-after"] == "30"
    assert (await ask(*QUESTIONS["person"])).data == {"person": {"registered": True}}


async def test_one_role_that_cannot_write_holds_up_no_other(ask: Ask, peopled: Owner) -> None:
    await peopled.execute("update log.lane set role = 'NOBODY' where role = 'EMPLOYER'")
    await peopled.execute(f"revoke execute on function serve.take_lane() from {ROLE_PREFIX}_employer")
    answer = await ask(*QUESTIONS["person"])
    assert (answer.status, answer.codes, answer.body["data"]) == (503, ["UNAVAILABLE"], None)
    assert (await ask(*QUESTIONS["persons"])).data is not None
    await peopled.execute(f"grant execute on function serve.take_lane() to {ROLE_PREFIX}_employer")
    assert (await ask(*QUESTIONS["person"])).data == {"person": {"registered": True}}


async def test_half_an_answer_is_none_when_its_second_record_cannot_be_written(ask: Ask, peopled: Owner) -> None:
    """The person is recorded, their periods can't be: neither is told."""
    await replace_body(peopled, "serve.assessor_periods", "begin raise exception 'no' using errcode = '53100'; end")
    answer = await ask(*QUESTIONS["periods"])
    assert (answer.status, set(answer.codes), answer.body["data"]) == (503, {"UNAVAILABLE"}, None)


async def test_a_file_is_not_sent_while_the_log_cannot_be_written_and_is_recorded_before_its_first_byte(
    owner: Owner, pools: ServingPools
) -> None:
    await fill(owner, people.KVK)
    app, bearer = build(parts_of(pools)), token(Role.EMPLOYER)
    async with client_of(pools) as client:
        link = "query($o: ID!) { roster(organisation: $o, year: 2025) { csv { url } } }"
        url = (await asker(client)(None, link, {"o": people.KVK}, bearer=bearer)).data["roster"]["csv"]["url"]
        await owner.execute("alter table log.subject rename to elsewhere")
        response = await client.get(url, headers={"authorization": f"Bearer {bearer}"})
        assert (response.status_code, response.headers["content-type"]) == (503, "application/json")
        assert response.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        await owner.execute("alter table log.elsewhere rename to subject")
        assert await owner.fetchval("select count(*) from log.subject") == 0

    class HangsUp(Reader):
        """Looks in the log when the first byte comes, and hangs up."""

        recorded = 0

        async def _send(self, message: Any) -> None:
            if message["type"] == "http.response.start":
                self.recorded = await owner.fetchval("select count(*) from log.subject")
                raise OSError("the client has gone")

    reader = HangsUp(app, url, bearer)
    with suppress(OSError, ClientDisconnect):
        await reader.read()
    assert reader.recorded == 100_000
    assert await owner.fetchval("select sum(subject_count) from log.record") == 100_000
    assert await broken_links(owner) == []
