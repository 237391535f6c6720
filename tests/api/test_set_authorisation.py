"""An administrator takes services from a user and gives them back: who may, what comes of it, and only once."""

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg
import orjson
import pytest

from domain.roles import Role
from models.database import ServingPools
from tests.api.conftest import Answer, Ask, asker, client_of, principal, token
from tests.conftest import Database
from tests.fixtures import people
from tests.fixtures.casework import Casework
from tests.fixtures.disclosure_log import Owner, entries

EVERYTHING = ["ROSTER", "PERSON_LOOKUP", "LETTERS"]
SET = """mutation($input: SetAuthorisationInput!) { setAuthorisation(input: $input) {
    __typename
    ... on Authorisation { userId userName services logInServices changedAt administrator isViewer }
    ... on Refusal { code message } } }"""
USERS = """query($o: ID!) { viewer { organisations(id: $o) {
    authorisations { userId userName services logInServices changedAt administrator isViewer }
    authorisationChanges { userName administratorName given taken } } } }"""
MINE = "{ viewer { organisations { id services } } }"
LOOK_UP = "query($bsn: BSN!) { person(bsn: $bsn, purpose: APPLICANT) { registered } }"


class Users:
    """The users of an organisation, each with a token of their own, and what they ask."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.claims: dict[str, dict[str, object]] = {
            "Anna": {"administrator": True},
            "Bert": {"administrator": True, "kvk": None, "rsin": people.RSIN},
            "Chris": {},
        }

    def bearer(self, name: str, **changes: object) -> str:
        mine = {"sub": name, "user_name": name, "services": EVERYTHING, **self.claims[name]}
        return token(Role.EMPLOYER, **{**mine, **changes})

    async def come(self, *names: str) -> None:
        for name in names or self.claims:
            assert "errors" not in (await self.ask(None, MINE, bearer=self.bearer(name))).body

    async def services(self, name: str) -> list[str]:
        [mine] = (await self.ask(None, MINE, bearer=self.bearer(name))).data["viewer"]["organisations"]
        found: list[str] = mine["services"]
        return found

    async def set(self, by: str, user: str, services: list[str], key: str | None = None, **more: object) -> Answer:
        organisation = people.RSIN if self.claims[by].get("rsin") else people.KVK
        given = {"organisation": organisation, "userId": user, "services": services, **more}
        given["idempotencyKey"] = key or str(uuid4())
        return await self.ask(None, SET, {"input": given}, bearer=self.bearer(by))

    async def seen(self, by: str) -> dict[str, Any]:
        organisation = people.RSIN if self.claims[by].get("rsin") else people.KVK
        answer = await self.ask(None, USERS, {"o": organisation}, bearer=self.bearer(by))
        [found] = answer.data["viewer"]["organisations"]
        assert isinstance(found, dict)
        return found


@pytest.fixture
def users(peopled: Owner, pools: ServingPools) -> Users:  # noqa: ARG001 - the organisations are there before
    return Users(asker(client_of(pools)))


async def id_of(name: str) -> str:
    return (await principal(Role.EMPLOYER, sub=name)).user_id.hex()


async def test_what_is_taken_is_gone_with_the_next_request_and_comes_back_when_it_is_given(users: Users) -> None:
    await users.come()
    chris = await id_of("Chris")
    answer = await users.set("Anna", chris, ["LETTERS"])
    given = answer.data["setAuthorisation"]
    assert given["changedAt"]
    assert given == {
        "__typename": "Authorisation",
        "userId": chris,
        "userName": "Chris",
        "services": ["LETTERS"],
        "logInServices": EVERYTHING,
        "changedAt": given["changedAt"],
        "administrator": False,
        "isViewer": False,
    }
    assert await users.services("Chris") == ["LETTERS"]
    refused = await users.ask(None, LOOK_UP, {"bsn": people.RAN_ON}, bearer=users.bearer("Chris"))
    assert refused.codes == ["FORBIDDEN"]
    await users.set("Bert", chris, EVERYTHING)
    assert await users.services("Chris") == EVERYTHING
    found = await users.seen("Anna")
    assert [(one["userName"], one["services"], one["isViewer"]) for one in found["authorisations"]] == [
        ("Anna", [*EVERYTHING, "AUTHORISATIONS"], True),
        ("Bert", [*EVERYTHING, "AUTHORISATIONS"], False),
        ("Chris", EVERYTHING, False),
    ]
    assert found["authorisationChanges"] == [
        {"userName": "Chris", "administratorName": "Bert", "given": ["ROSTER", "PERSON_LOOKUP"], "taken": []},
        {"userName": "Chris", "administratorName": "Anna", "given": [], "taken": ["ROSTER", "PERSON_LOOKUP"]},
    ]


async def test_only_an_administrator_sees_and_changes_what_users_may_do(users: Users, peopled: Owner) -> None:
    await users.come()
    anna = await id_of("Anna")
    answer = await users.set("Chris", anna, [])
    assert answer.data["setAuthorisation"]["code"] == "NOT_ADMINISTRATOR"
    hidden = await users.ask(None, USERS, {"o": people.KVK}, bearer=users.bearer("Chris"))
    assert set(hidden.codes) == {"FORBIDDEN"}
    [found] = hidden.body["data"]["viewer"]["organisations"]
    assert found == {"authorisations": None, "authorisationChanges": None}
    for other in (people.SECOND_KVK, people.FOREIGN_KVK, "", "x"):
        foreign = {"organisation": other, "userId": anna, "services": [], "idempotencyKey": str(uuid4())}
        assert (await users.ask(None, SET, {"input": foreign}, bearer=users.bearer("Anna"))).codes == ["FORBIDDEN"]
    assert await peopled.fetchval("select count(*) from authorisation.change") == 0


async def test_an_administrator_from_whom_that_was_taken_is_one_no_longer(users: Users) -> None:
    await users.come()
    bert, anna = await id_of("Bert"), await id_of("Anna")
    assert (await users.set("Anna", bert, EVERYTHING)).data["setAuthorisation"]["administrator"] is False
    assert (await users.set("Bert", anna, [])).data["setAuthorisation"]["code"] == "NOT_ADMINISTRATOR"
    hidden = await users.ask(None, USERS, {"o": people.RSIN}, bearer=users.bearer("Bert"))
    assert set(hidden.codes) == {"FORBIDDEN"}
    assert await users.services("Bert") == EVERYTHING


async def test_what_a_key_was_answered_is_not_told_to_who_is_an_administrator_no_longer(
    users: Users, peopled: Owner
) -> None:
    await users.come()
    bert, chris, key = await id_of("Bert"), await id_of("Chris"), str(uuid4())
    assert (await users.set("Bert", chris, ["LETTERS"], key)).data["setAuthorisation"]["userName"] == "Chris"
    await users.set("Anna", bert, EVERYTHING)
    records = await peopled.fetchval("select count(*) from log.record")
    again = (await users.set("Bert", chris, ["LETTERS"], key)).data["setAuthorisation"]
    assert (again["__typename"], again["code"]) == ("Refusal", "NOT_ADMINISTRATOR")
    assert await peopled.fetchval("select count(*) from log.record") == records


async def test_the_last_administrator_stays(users: Users) -> None:
    await users.come("Anna", "Chris")
    anna, bert = await id_of("Anna"), await id_of("Bert")
    refused = (await users.set("Anna", anna, EVERYTHING)).data["setAuthorisation"]
    assert refused["code"] == "LAST_ADMINISTRATOR"
    await users.come("Bert")
    assert (await users.set("Bert", anna, [])).data["setAuthorisation"]["services"] == []
    assert (await users.set("Bert", bert, [])).data["setAuthorisation"]["code"] == "LAST_ADMINISTRATOR"
    assert "AUTHORISATIONS" in await users.services("Bert")


async def test_two_administrators_who_take_from_each_other_at_the_same_time_leave_one(
    users: Users, database: Database
) -> None:
    await users.come()
    others = database.pools()
    here, there = users, Users(asker(client_of(others)))
    anna, bert = await id_of("Anna"), await id_of("Bert")
    for _ in range(5):
        one, other = await asyncio.gather(here.set("Anna", bert, []), there.set("Bert", anna, []))
        kinds = sorted(answer.data["setAuthorisation"].get("code", "done") for answer in (one, other))
        assert kinds == ["NOT_ADMINISTRATOR", "done"]
        winner, loser = ("Anna", bert) if "code" not in one.data["setAuthorisation"] else ("Bert", anna)
        everything = [*EVERYTHING, "AUTHORISATIONS"]
        assert (await users.set(winner, loser, everything)).data["setAuthorisation"]["services"] == everything
    await others.close()


async def test_nobody_is_given_more_than_the_log_in_brings_and_nobody_unknown_anything(users: Users) -> None:
    await users.come()
    chris = await id_of("Chris")
    for user, services in ((chris, ["AUTHORISATIONS"]), ("00" * 16, []), ("x", []), (chris.upper(), [])):
        answer = await users.set("Anna", user, services)
        assert answer.data["setAuthorisation"]["code"] == "INVALID_VALUE", (user, services)
    other = token(Role.EMPLOYER, sub="Dirk", kvk=people.SECOND_KVK)
    await users.ask(None, MINE, bearer=other)
    answer = await users.set("Anna", await id_of("Dirk"), [])
    assert answer.data["setAuthorisation"]["code"] == "INVALID_VALUE"


async def test_what_was_changed_since_it_was_seen_is_not_changed_again_unseen(users: Users) -> None:
    await users.come()
    chris = await id_of("Chris")
    first = (await users.set("Anna", chris, ["LETTERS"], changedAt=None)).data["setAuthorisation"]
    late = (await users.set("Bert", chris, ["ROSTER"], changedAt=None)).data["setAuthorisation"]
    assert (late["__typename"], late["code"]) == ("Refusal", "WRONG_STATE")
    assert await users.services("Chris") == ["LETTERS"]
    told = await users.set("Bert", chris, ["ROSTER"], changedAt=first["changedAt"])
    assert told.data["setAuthorisation"]["services"] == ["ROSTER"]


async def test_a_key_does_its_work_once_and_for_one_thing(users: Users, peopled: Owner) -> None:
    await users.come()
    chris, key = await id_of("Chris"), str(uuid4())
    answers = await asyncio.gather(*(users.set("Anna", chris, ["LETTERS"], key) for _ in range(8)))
    assert {answer.raw for answer in answers} == {answers[0].raw}
    await users.set("Bert", chris, EVERYTHING)
    again = await users.set("Anna", chris, ["LETTERS"], key)
    assert again.data == answers[0].data, "the stored answer"
    assert await users.services("Chris") == EVERYTHING
    reused = await users.set("Anna", chris, [], key)
    assert reused.data["setAuthorisation"]["code"] == "KEY_REUSED"
    assert await peopled.fetchval("select count(*) from authorisation.change") == 2
    for bad in ("short", "x" * 65, "0123456789 abcdef"):
        assert (await users.set("Anna", chris, [], bad)).codes == ["BAD_USER_INPUT"]


async def test_a_change_is_recorded_for_ever_and_in_the_log(users: Users, peopled: Owner) -> None:
    await users.come()
    chris = await id_of("Chris")
    await users.set("Anna", chris, [])
    [kept] = await peopled.fetch("select * from authorisation.change")
    assert (kept["kvk"], kept["user_name"], kept["administrator_name"]) == (people.KVK, "Chris", "Anna")
    assert kept["user_id"].hex() == chris
    assert set(kept["taken"]) == set(kept["removed"]) == set(EVERYTHING)
    for statement in ("update authorisation.change set taken = '{}'", "delete from authorisation.change"):
        with pytest.raises(Exception, match="append-only"):
            await peopled.execute(statement)
    told = (await entries(peopled))[-1]
    assert (told.decision, told.organisation_id, told.subjects) == ("DISCLOSED", people.KVK, ())
    assert "Mutation.setAuthorisation" in told.fields


async def test_an_administrator_who_never_came_before_may_begin_with_a_change(users: Users) -> None:
    await users.come("Chris")
    answer = await users.set("Anna", await id_of("Chris"), ["ROSTER"])
    assert answer.data["setAuthorisation"]["services"] == ["ROSTER"]


async def test_the_database_refuses_a_change_that_no_administrator_could_make_whatever_the_service_says(
    users: Users, peopled: Owner, pools: ServingPools
) -> None:
    await users.come("Anna", "Chris")
    anna, chris = [bytes.fromhex(await id_of(name)) for name in ("Anna", "Chris")]
    given = Casework.over(pools).given("Anna")
    change = {"user": chris.hex(), "given": [], "removed": ["ROSTER"], "taken": ["ROSTER"], "after": None}
    change |= {"user_name": "Chris", "administrator_name": "Anna", "at": given.now.isoformat()}
    connection = await pools.log_ins.connection(Role.EMPLOYER)
    lane = await connection.fetchval("select serve.take_lane()")

    async def say(by: bytes, **changed: object) -> object:
        line = given.done._replace(user_id=by).line(b"")
        changes = orjson.dumps({"change": change | changed}).decode()
        statement = "select serve.employer_authorise($1, $2, $3, $4, null, $5, $6, $7, '{}', $8)"
        key = uuid4().hex
        try:
            done = await connection.fetchval(
                statement, lane, line, by, people.KVK, given.users, key, given.digest, changes
            )
        except asyncpg.PostgresError as error:
            return error.sqlstate
        return orjson.loads(done)

    last = {"user": anna.hex(), "removed": ["AUTHORISATIONS"], "taken": ["AUTHORISATIONS"]}
    for by, changed, answer in (
        (anna, {"removed": []}, "42501"),
        (anna, {"taken": []}, "42501"),
        (anna, {"given": ["LETTERS"]}, "42501"),
        (anna, {"removed": ["EVERYTHING"], "taken": ["EVERYTHING"]}, "42501"),
        (anna, last, {"conflict": True}),
        (anna, {"user": "00" * 16}, {"conflict": True}),
        (anna, {"after": 7}, {"conflict": True}),
        (chris, {}, {"conflict": True}),
    ):
        assert await say(by, **changed) == answer, changed
        assert await peopled.fetchval("select count(*) from authorisation.change") == 0
    assert await say(anna) == {"done": True}
    connection.terminate()
