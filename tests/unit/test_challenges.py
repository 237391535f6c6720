"""The Authorization header, the challenges of a 401, and the metadata of the API as a resource."""

import pytest

from auth.challenges import bearer_token, challenge, resource_metadata
from auth.errors import InsufficientAssuranceError, InvalidTokenError, TokenFault
from auth.tokens.issuers import Trust
from domain.roles import Role
from tests.fixtures.tokens import AUDIENCE, BROKER, DIGID_ISSUER

URL = "https://register.example/.well-known/oauth-protected-resource"


def test_without_a_token_the_challenge_has_no_error() -> None:
    assert challenge(None, URL) == f'Bearer resource_metadata="{URL}"'


@pytest.mark.parametrize("fault", list(TokenFault))
def test_a_bad_token_is_answered_alike_whatever_is_wrong(fault: TokenFault) -> None:
    assert challenge(InvalidTokenError(fault), URL) == f'Bearer error="invalid_token", resource_metadata="{URL}"'


def test_too_low_a_level_names_the_levels_that_would_do() -> None:
    assert challenge(InsufficientAssuranceError(("urn:a", "urn:b")), URL) == (
        'Bearer error="insufficient_user_authentication", '
        'error_description="A log-in at a higher level of assurance is required", '
        f'acr_values="urn:a urn:b", resource_metadata="{URL}"'
    )


@pytest.mark.parametrize("bad", ['a"b', "a\\b", "a\r\nSet-Cookie: x", "é", "\0"])
def test_nothing_breaks_out_of_the_quotes(bad: str) -> None:
    with pytest.raises(ValueError, match="acr_values"):
        challenge(InsufficientAssuranceError((bad,)), URL)
    with pytest.raises(ValueError, match="resource_metadata"):
        challenge(None, bad)


@pytest.mark.parametrize("header", ["Bearer abc.def-_~+/1==", "bearer abc.def-_~+/1==", "BEARER   abc.def-_~+/1=="])
def test_the_token_of_an_authorization_header_is_read(header: str) -> None:
    assert bearer_token(header) == "abc.def-_~+/1=="


@pytest.mark.parametrize("header", [None, "Basic dXNlcjpwYXNz", "DPoP abc.def.ghi", "Negotiate", "Bearerabc"])
def test_no_header_or_another_scheme_is_no_token(header: str | None) -> None:
    assert bearer_token(header) is None


@pytest.mark.parametrize(
    "header",
    [
        "",
        " ",
        "Bearer",
        "Bearer ",
        " Bearer abc",
        "Bearer abc ",
        "Bearer abc def",
        "Bearer\tabc",
        "Bearer abc\n",
        "Bearer abc, Bearer def",
        "Bearer abc,def",
        "Basic dXNlcg==, Bearer abc",
        "Bearer =abc",
        "Bearer a=b",
        "Bearer é",
        "Bearer \ud800",
        'Bearer "abc"',
        "Bearer: abc",
        "abc.def.ghi@",
    ],
)
def test_a_malformed_header_is_a_bad_token(header: str) -> None:
    with pytest.raises(InvalidTokenError) as caught:
        bearer_token(header)
    assert caught.value.reason is TokenFault.AUTHORIZATION_HEADER


@pytest.mark.parametrize("second", ["Bearer abc", "Bearer def", "Basic dXNlcg==", ""])
def test_several_headers_are_a_bad_token(second: str) -> None:
    for headers in (("Bearer abc", second), (second, "Bearer abc")):
        with pytest.raises(InvalidTokenError) as caught:
            bearer_token(*headers)
        assert caught.value.reason is TokenFault.AUTHORIZATION_HEADER


def test_a_missing_header_beside_one_is_one() -> None:
    assert bearer_token() is None
    assert bearer_token(None, "Bearer abc") == "abc"


def test_a_long_header_is_read_in_no_time() -> None:
    with pytest.raises(InvalidTokenError):
        bearer_token("Bearer " + "a" * 1_000_000 + "!")


def test_the_metadata_names_the_resource_and_who_issues_tokens_for_it() -> None:
    trust = Trust.of(AUDIENCE, BROKER.issuer(), DIGID_ISSUER.issuer(Role.CITIZEN))
    assert resource_metadata(trust) == {
        "resource": "https://register.example/graphql",
        "authorization_servers": ["https://broker.example", "https://digid.example"],
        "bearer_methods_supported": ["header"],
        "resource_name": "Doelgroepregister",
    }
