"""Who may come in, and what the others are told."""

import time

import pytest

from domain.roles import Role
from tests.api.conftest import DIGID, ISSUER, Ask, token
from tests.fixtures import people
from tests.fixtures.tokens import SigningIssuer

METADATA = 'resource_metadata="https://register.example/.well-known/oauth-protected-resource"'
ROLE = "{ viewer { role } }"
STRANGER = SigningIssuer("https://issuer.example", now=int(time.time()), seconds=3600)


async def test_without_a_token_only_the_public_part_is_answered(ask: Ask) -> None:
    answer = await ask(None, "{ __typename jobTargets { year total structural } }")
    assert answer.data["jobTargets"][-1] == {"year": 2026, "total": 125000, "structural": True}


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
async def test_without_a_token_the_rest_asks_for_one(ask: Ask, accept: str) -> None:
    answer = await ask(None, "{ jobTargets { year } viewer { role } }", accept=accept)
    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])
    assert answer.headers["www-authenticate"] == f"Bearer {METADATA}"
    assert "data" not in answer.body


@pytest.mark.parametrize(
    "bad",
    [
        ISSUER.token(Role.SUWINET, exp=int(time.time()) - 31),
        ISSUER.token(Role.SUWINET, aud="https://another.example"),
        ISSUER.token(Role.SUWINET, iss="https://unknown.example"),
        ISSUER.token(Role.SUWINET, role="ADMIN"),
        ISSUER.sign(ISSUER.claims(Role.SUWINET), {"typ": "JWT"}),
        DIGID.token(Role.SUWINET),
        STRANGER.token(Role.SUWINET),
        "not.a.token",
        "x",
    ],
    ids=["expired", "audience", "issuer", "role", "typ", "a DigiD issuer that says SUWINET", "signature", "junk", "x"],
)
async def test_a_bad_token_is_told_no_more_than_that(ask: Ask, bad: str) -> None:
    answer = await ask(None, "{ jobTargets { year } }", bearer=bad)
    assert answer.status == 401
    assert answer.headers["www-authenticate"] == f'Bearer error="invalid_token", {METADATA}'
    assert answer.body == {
        "errors": [
            {
                "message": "The access token is not valid; ask the issuer for a new one.",
                "extensions": {"code": "UNAUTHENTICATED"},
            }
        ]
    }


async def test_too_low_an_assurance_level_asks_for_a_higher_one(ask: Ask) -> None:
    low = token(Role.CITIZEN, acr="urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport")
    answer = await ask(None, ROLE, bearer=low)
    assert (answer.status, answer.codes) == (401, ["INSUFFICIENT_ASSURANCE"])
    challenge = answer.headers["www-authenticate"]
    assert 'error="insufficient_user_authentication"' in challenge
    assert "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract" in challenge


@pytest.mark.parametrize("role", Role)
async def test_a_good_token_of_each_role_is_understood(ask: Ask, role: Role) -> None:
    assert (await ask(role, ROLE)).data == {"viewer": {"role": role.value}}


async def test_an_employer_without_the_service_may_not_look_up_a_person(ask: Ask) -> None:
    query = "query($bsn: BSN!) { person(bsn: $bsn, purpose: APPLICANT) { registered } }"
    bearer = token(Role.EMPLOYER, services=["ROSTER"])
    answer = await ask(None, query, {"bsn": people.RAN_ON}, bearer=bearer)
    assert (answer.status, answer.codes, answer.body["data"]) == (200, ["FORBIDDEN"], {"person": None})
