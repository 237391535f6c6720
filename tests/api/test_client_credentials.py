"""Software that asks by itself, with a token of the client credentials grant: an employer's, for one customer."""

import time

import pytest

from domain.roles import Role
from models.database import ServingPools
from tests.api.conftest import ISSUER, UNBOUNDED, Ask, asker, client_of
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.tokens import AUDIENCE

ROSTER = "query($id: ID!) { roster(organisation: $id, year: 2022) { totalCount } }"
PERSON = "query($bsn: BSN!) { person(bsn: $bsn, purpose: EMPLOYEE) { registered } }"
LOA3 = "urn:etoegang:core:assurance-class:loa3"


def machine(client: str, *services: str, **changes: object) -> str:
    """A token as RFC 9068 has it where no user is: `sub` is the client; the claims of docs/api.md and no others."""
    now = int(time.time())
    claims = {
        "iss": ISSUER.url, "aud": AUDIENCE, "iat": now, "exp": now + 600, "jti": f"{client}-1", "sub": client,
        "client_id": client, "role": "EMPLOYER", "kvk": people.KVK, "name": "Eerste Voorbeeld B.V.",
        "services": list(services), "acr": LOA3, **changes,
    }  # fmt: skip
    return ISSUER.sign({name: value for name, value in claims.items() if value is not None})


async def test_it_asks_what_its_customer_allowed(ask: Ask) -> None:
    bearer = machine("payroll-of-one", "ROSTER")
    viewer = await ask(None, "{ viewer { role organisations { id services } } }", bearer=bearer)
    assert viewer.data["viewer"] == {
        "role": "EMPLOYER",
        "organisations": [{"id": people.KVK, "services": ["ROSTER"]}],
    }
    assert (await ask(None, ROSTER, {"id": people.KVK}, bearer=bearer)).data["roster"]["totalCount"] >= 0


@pytest.mark.parametrize(
    ("services", "query", "variables"),
    [
        (["ROSTER"], PERSON, {"bsn": people.RAN_ON}),
        (["PERSON_LOOKUP"], ROSTER, {"id": people.KVK}),
        (["ROSTER", "PERSON_LOOKUP"], ROSTER, {"id": people.SECOND_KVK}),
    ],
    ids=["a person without the service", "a roster without the service", "another customer's roster"],
)
async def test_it_asks_nothing_else(ask: Ask, services: list[str], query: str, variables: dict[str, object]) -> None:
    answer = await ask(None, query, variables, bearer=machine("payroll-of-one", *services))
    assert answer.codes == ["FORBIDDEN"]


@pytest.mark.parametrize("acr", [None, "urn:etoegang:core:assurance-class:loa2", "0"])
async def test_its_customer_must_have_been_known_as_surely_as_a_user(ask: Ask, acr: str | None) -> None:
    answer = await ask(None, "{ viewer { role } }", bearer=machine("payroll-of-one", "ROSTER", acr=acr))
    assert (answer.status, answer.codes) == (401, ["INSUFFICIENT_ASSURANCE"])
    assert f'acr_values="{LOA3} ' in answer.headers["www-authenticate"]


async def test_a_client_without_a_customer_is_nobody(ask: Ask) -> None:
    for without in ("kvk", "sub", "role", "jti"):
        answer = await ask(None, "{ viewer { role } }", bearer=machine("payroll-of-one", "ROSTER", **{without: None}))
        assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"]), without


async def test_each_client_has_a_users_quota_and_all_of_a_customer_have_its_organisations(
    peopled: Owner, pools: ServingPools
) -> None:
    async with client_of(pools, quotas=UNBOUNDED._replace(user_hour=2, organisation_hour=3)) as client:
        ask = asker(client)
        codes = []
        for name in ("night", "night", "night", "day", "day"):
            bearer = machine(name, "PERSON_LOOKUP")
            codes.append((await ask(None, PERSON, {"bsn": people.RAN_ON}, bearer=bearer)).codes)
    assert codes == [[], [], ["RATE_LIMITED"], [], ["RATE_LIMITED"]]
    users = await peopled.fetchval("select count(distinct user_pseudonym) from log.record")
    assert users == 2


async def test_a_citizens_token_is_no_machines(ask: Ask) -> None:
    answer = await ask(None, "{ viewer { role } }", bearer=machine("payroll", "ROSTER", role=Role.CITIZEN.value))
    assert (answer.status, "data" in answer.body) == (401, False)
