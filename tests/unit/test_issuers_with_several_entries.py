"""An issuer with an entry for each portal: the role of a token picks the entry, and with it all that the entry says."""

import pytest

from auth.errors import InsufficientAssuranceError, TokenFault
from auth.tokens.access_token import TokenVerifier
from auth.tokens.issuers import Trust
from auth.tokens.keys import LocalKeys
from domain.roles import Role
from tests.fixtures.tokens import AUDIENCE, DIGID, LOA3, Clock, SigningIssuer, refusal

ISSUER = SigningIssuer("https://both.example")
KEYS = LocalKeys(ISSUER.jwks())
LOA4 = LOA3.replace("loa3", "loa4")
TRUST = Trust.of(
    AUDIENCE,
    ISSUER.issuer(Role.CITIZEN, keys=KEYS, minimum_acr=(f"{DIGID}Smartcard",), claims={"bsn": "number"}),
    ISSUER.issuer(Role.EMPLOYER, keys=KEYS, minimum_acr=(LOA4,), claims={"kvk": "number"}),
    ISSUER.issuer(Role.SUWINET, keys=KEYS, claims={"role": "task"}),
)


def verifier() -> TokenVerifier:
    return TokenVerifier(TRUST, Clock())


async def test_the_claims_are_called_as_in_the_entry_of_the_tokens_role() -> None:
    citizen = await verifier().verify(ISSUER.token(Role.CITIZEN, number="999990019", bsn="x", acr=f"{DIGID}Smartcard"))
    employer = await verifier().verify(ISSUER.token(Role.EMPLOYER, number="90000002", kvk="x", acr=LOA4))
    assert citizen.bsn is not None
    assert citizen.bsn.value == "999990019"
    assert [one.kvk for one in employer.organisations] == ["90000002"]


@pytest.mark.parametrize(
    ("role", "too_low", "wanted"),
    [(Role.CITIZEN, f"{DIGID}MobileTwoFactorContract", f"{DIGID}Smartcard"), (Role.EMPLOYER, LOA3, LOA4)],
)
async def test_the_level_that_is_wanted_is_that_of_the_entry(role: Role, too_low: str, wanted: str) -> None:
    with pytest.raises(InsufficientAssuranceError) as caught:
        await verifier().verify(ISSUER.token(role, acr=too_low))
    assert caught.value.acr_values == (wanted,)


async def test_the_claim_that_names_the_role_may_differ_by_entry() -> None:
    claims = ISSUER.without(Role.SUWINET, "role")
    assert (await verifier().verify(ISSUER.sign({**claims, "task": "SUWINET"}))).role is Role.SUWINET


async def test_a_role_under_the_name_that_another_entry_has_for_it_is_none() -> None:
    assert await refusal(ISSUER.token(Role.SUWINET), TRUST) is TokenFault.ROLE
    assert await refusal(ISSUER.sign({**ISSUER.without(Role.CITIZEN, "role"), "task": "CITIZEN"}), TRUST) is (
        TokenFault.ROLE
    )


async def test_a_token_that_speaks_for_two_roles_is_nobodys() -> None:
    assert await refusal(ISSUER.token(Role.CITIZEN, task="SUWINET"), TRUST) is TokenFault.ROLE


async def test_a_role_of_none_of_the_entries_is_refused() -> None:
    assert await refusal(ISSUER.token(Role.AUDITOR), TRUST) is TokenFault.ROLE


async def test_a_key_of_another_issuer_signs_for_no_entry() -> None:
    other = SigningIssuer("https://both.example")
    assert await refusal(other.token(Role.EMPLOYER), TRUST) in {TokenFault.KEY, TokenFault.SIGNATURE}
