"""What the verifier remembers of tokens, and what its errors give away."""

import asyncio
import time
import traceback

import pytest

from auth.errors import InvalidTokenError, TokenFault
from auth.tokens import access_token
from auth.tokens.access_token import TokenVerifier
from domain.errors import RegisterError
from domain.roles import Role
from tests.fixtures.tokens import (
    BROKER,
    NOW,
    TRUST,
    Clock,
)


def verifier(clock: Clock | None = None) -> TokenVerifier:
    return TokenVerifier(TRUST, clock or Clock())


# What is remembered


async def test_a_verified_token_is_remembered_as_the_same_principal() -> None:
    remembering = verifier()
    token = BROKER.token(Role.MONITOR)
    assert await remembering.verify(token) is await remembering.verify(token)


async def test_a_remembered_token_is_not_served_after_its_expiry_nor_before_its_time() -> None:
    clock = Clock()
    remembering = verifier(clock)
    token = BROKER.token(Role.MONITOR, nbf=NOW - 10)
    await remembering.verify(token)
    clock.now = NOW + 329.9
    await remembering.verify(token)
    clock.now = NOW + 330
    with pytest.raises(InvalidTokenError) as caught:
        await remembering.verify(token)
    assert caught.value.reason is TokenFault.EXPIRED
    clock.now = NOW
    await remembering.verify(token)
    clock.now = NOW - 31
    with pytest.raises(InvalidTokenError) as caught:
        await remembering.verify(token)
    assert caught.value.reason is TokenFault.NOT_YET_VALID


async def test_a_remembered_token_is_verified_again_after_ten_minutes() -> None:
    clock = Clock()
    remembering = verifier(clock)
    token = BROKER.token(Role.MONITOR, exp=NOW + 86_400)
    first = await remembering.verify(token)
    clock.now = NOW + 599
    assert await remembering.verify(token) is first
    clock.now = NOW + 600
    again = await remembering.verify(token)
    assert again == first
    assert again is not first


async def test_a_refused_token_is_not_remembered() -> None:
    clock = Clock(NOW - 100)
    remembering = verifier(clock)
    token = BROKER.token(Role.MONITOR)
    with pytest.raises(InvalidTokenError):
        await remembering.verify(token)
    assert not remembering._remembered
    clock.now = NOW
    assert (await remembering.verify(token)).role is Role.MONITOR


async def test_no_more_than_the_limit_is_remembered_and_the_least_used_goes_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(access_token, "REMEMBERED", 3)
    remembering = verifier()
    given = [BROKER.token(Role.MONITOR, jti=str(n)) for n in range(4)]
    first, second, third = [await remembering.verify(token) for token in given[:3]]
    assert await remembering.verify(given[0]) is first
    await remembering.verify(given[3])
    assert len(remembering._remembered) == 3
    assert await remembering.verify(given[0]) is first
    assert await remembering.verify(given[2]) is third
    assert await remembering.verify(given[1]) is not second


async def test_what_is_remembered_holds_no_token() -> None:
    remembering = verifier()
    token = BROKER.token(Role.CITIZEN)
    await remembering.verify(token)
    assert all(len(digest) == 32 for digest in remembering._remembered)
    assert token not in repr(remembering._remembered)
    assert "999990019" not in repr(remembering._remembered)


async def test_a_remembered_token_costs_microseconds() -> None:
    remembering = verifier()
    token = BROKER.token(Role.CITIZEN)
    await remembering.verify(token)
    best = min([await _seconds(remembering, token) for _ in range(5)])
    assert best / 1000 < 50e-6


async def _seconds(remembering: TokenVerifier, token: str) -> float:
    started = time.perf_counter()
    for _ in range(1000):
        await remembering.verify(token)
    return time.perf_counter() - started


async def test_many_tokens_at_once_keep_apart() -> None:
    one = verifier()
    given = [BROKER.token(Role.CITIZEN, sub=f"user-{n}", jti=str(n)) for n in range(100)] * 2
    principals = await asyncio.gather(*(one.verify(token) for token in given))
    assert [principal.subject for principal in principals] == [f"user-{n}" for n in range(100)] * 2


# What an error gives away


SECRET = {"sub": "geheim-subject", "jti": "geheim-id", "bsn": "999990018"}


LEAKY = {
    "bsn": BROKER.token(Role.CITIZEN, **SECRET),
    "level": BROKER.token(Role.CITIZEN, **{**SECRET, "acr": "geheim-level"}),
    "role": BROKER.token(Role.CITIZEN, **{**SECRET, "role": "geheim-role"}),
    "issuer": BROKER.token(Role.CITIZEN, **{**SECRET, "iss": "https://geheim.example"}),
    "key id": BROKER.sign(BROKER.claims(Role.CITIZEN, **SECRET), {"kid": "geheim-kid"}),
    "algorithm": BROKER.sign(BROKER.claims(Role.CITIZEN, **SECRET), {"alg": "geheim-alg"}),
    "key address": BROKER.sign(BROKER.claims(Role.CITIZEN, **SECRET), {"jku": "geheim-jku"}),
    "no JSON": BROKER.sign(b'{"bsn": "999990018", geheim}'),
    "no UTF-8": BROKER.sign(b'"\xff geheim"'),
    "no ASCII": BROKER.token(Role.CITIZEN, **SECRET) + "é",
    "no token": "geheim.999990018",
}


@pytest.mark.parametrize("token", LEAKY.values(), ids=LEAKY)
async def test_an_error_holds_neither_token_nor_claims(token: str) -> None:
    with pytest.raises(RegisterError) as caught:
        await verifier().verify(token)
    error = caught.value
    told = str(error) + repr(error) + repr(vars(error)) + "".join(traceback.format_exception(error))
    for secret in (token, *token.split("."), "geheim", "999990018"):
        assert secret not in told
    assert error.__cause__ is None
    assert error.__context__ is None


async def test_a_principal_prints_without_person_or_names() -> None:
    for role in Role:
        principal = await verifier().verify(BROKER.token(role))
        printed = repr(principal) + str(principal) + repr(principal.organisations) + repr(principal.organisation)
        for secret in ("999990019", "user-1", "90000001", "voorbeeld", "Voorbeeld"):
            assert secret not in printed
        assert role.value in printed
