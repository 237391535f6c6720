"""ISSUERS_FILE: what may stand in it, and what it says when something is wrong."""

from pathlib import Path

import pytest

from auth.tokens.issuers import IssuersFileError, Trust, load_issuers
from auth.tokens.keys import RemoteKeys
from domain.roles import Role
from tests.fixtures.tokens import BROKER

CONTRACT = """
audience = "https://register.example/graphql"

[[issuer]]
issuer = "https://digid.example"
jwks_uri = "https://digid.example/jwks"     # default: from discovery
roles = ["CITIZEN"]
minimum_acr = ["urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract", "urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard", "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI"]
"""  # noqa: E501 - as it stands in the contract

LOGIN = """
audience = "https://register.example/graphql"

[[issuer]]
issuer = "https://broker.example/realms/nl"
roles = ["EMPLOYER", "SUWINET"]
label = "eHerkenning & Suwinet"
client_id = "portal"
client_key_file = "keys/portal.pem"
scope = "openid kvk"
acr_values = ["urn:etoegang:core:assurance-class:loa3"]
claims = {kvk = "urn:etoegang:1.9:EntityConcernedID:KvKnr", rsin = "urn:etoegang:1.9:EntityConcernedID:RSIN"}

[[issuer]]
issuer = "https://digid.example"
roles = ["CITIZEN"]
label = "DigiD"
client_id = "portal"
client_secret_file = "/run/secrets/digid"
"""

ENTRY = 'audience = "https://a.example"\n[[issuer]]\nissuer = "https://i.example"\nroles = ["CITIZEN"]\n'
OTHER = ENTRY.partition("\n")[2].replace("CITIZEN", "EMPLOYER")


def load(directory: Path, text: str, *, development: bool = False) -> Trust:
    path = directory / "issuers.toml"
    path.write_text(text, encoding="utf-8")
    return load_issuers(path, development=development)


def problem(directory: Path, text: str, *, development: bool = False) -> str:
    """What the error says: one line, with the file's name before it."""
    with pytest.raises(IssuersFileError) as caught:
        load(directory, text, development=development)
    message = str(caught.value)
    assert "\n" not in message
    assert caught.value.__cause__ is None
    return message.removeprefix(f"{directory / 'issuers.toml'}: ")


def test_the_contracts_example_loads(tmp_path: Path) -> None:
    trust = load(tmp_path, CONTRACT)
    assert trust.audience == "https://register.example/graphql"
    assert list(trust.issuers) == ["https://digid.example"]
    [issuer] = trust.issuers["https://digid.example"]
    assert issuer.roles == {Role.CITIZEN}
    assert [acr.rpartition(":")[2] for acr in issuer.minimum_acr] == [
        "MobileTwoFactorContract",
        "Smartcard",
        "SmartcardPKI",
    ]
    assert isinstance(issuer.keys, RemoteKeys)
    assert issuer.keys.jwks_uri == "https://digid.example/jwks"
    assert not issuer.keys.allow_http


def test_an_entry_tells_the_portals_how_to_log_in(tmp_path: Path) -> None:
    first, second = load(tmp_path, LOGIN).entries
    assert (first.label, first.slug, first.client_id) == ("eHerkenning & Suwinet", "eherkenning-suwinet", "portal")
    assert first.client_key_file == tmp_path / "keys/portal.pem"
    assert first.client_secret_file is None
    assert first.scope == ("openid", "kvk")
    assert first.acr_values == ("urn:etoegang:core:assurance-class:loa3",)
    assert first.minimum_acr == ()
    assert first.claims["kvk"] == "urn:etoegang:1.9:EntityConcernedID:KvKnr"
    assert isinstance(first.keys, RemoteKeys)
    assert first.keys.jwks_uri is None
    assert second.client_secret_file == Path("/run/secrets/digid")
    assert second.claims == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "audience is missing; add the URL of the API, as the issuers put it in aud."),
        ('audience = "https://a.example"', "no issuers; add at least one [[issuer]] table."),
        ('audience = "https://a.example"\n[issuer]\nissuer = "https://i.example"', "no issuers; add at least one"),
        ("audience = 7", 'audience isn\'t a text of one line; write audience = "…".'),
        (f'colour = "red"\n{ENTRY}', "unknown key 'colour'; use one of audience, issuer."),
        ("audience = ", "not valid TOML: "),
        (
            f'{ENTRY}jwks = "https://i.example"',
            "issuer 1 (https://i.example): unknown key 'jwks'; use one of acr_values",
        ),
        (f'{ENTRY}keys = "x"', "issuer 1 (https://i.example): unknown key 'keys'; use one of acr_values"),
        (f"{ENTRY}label = 7", "issuer 1 (https://i.example): label isn't a text of one line"),
        (f'{ENTRY}label = "a\\nb"', "issuer 1 (https://i.example): label isn't a text of one line"),
        (
            f'{ENTRY}minimum_acr = "low"',
            'minimum_acr isn\'t a list of words; write minimum_acr = ["…"], or leave it out.',
        ),
        (f"{ENTRY}minimum_acr = []", "minimum_acr isn't a list of words"),
        (f"{ENTRY}minimum_acr = ['a\"b']", "minimum_acr isn't a list of words"),
        (f"{ENTRY}acr_values = [7]", "acr_values isn't a list of words"),
        (f"{ENTRY}scope = ' '", "scope isn't a list of words"),
        (f"{ENTRY}claims = 'bsn'", 'claims isn\'t a table of names; write claims = {bsn = "…"}.'),
        (f"{ENTRY}claims = {{bsn = 7}}", "claims isn't a table of names"),
        (f"{ENTRY}claims = {{bsn = ''}}", "claims isn't a table of names"),
        (f"{ENTRY}claims = {{aud = 'x'}}", "claims renames 'aud'; only acr, administrator, branch, bsn"),
        (f"{ENTRY}client_secret_file = 'x'", "a client's secret or key without client_id; add client_id."),
        (f"{ENTRY}client_id = 'x'", "client_id without a label of letters or digits; add label"),
        (f"{ENTRY}client_id = 'x'\nlabel = '!'", "client_id without a label of letters or digits; add label"),
        (
            f"{ENTRY}client_id = 'x'\nlabel = 'L'\nclient_secret_file = 'x'\nclient_key_file = 'y'",
            "both client_secret_file and client_key_file; keep one of them.",
        ),
        (ENTRY.replace("CITIZEN", "ADMIN"), "unknown role 'ADMIN'; use one of CITIZEN, EMPLOYER, SUWINET"),
        (ENTRY.replace("CITIZEN", "citizen"), "unknown role 'citizen'; use one of CITIZEN"),
        (ENTRY.replace('["CITIZEN"]', '"CITIZEN"'), "roles isn't a list of words"),
        (ENTRY.replace('roles = ["CITIZEN"]\n', ""), "roles is missing; name the roles it may speak for: CITIZEN"),
        (ENTRY.replace('issuer = "https://i.example"\n', ""), "issuer 1: issuer is missing; add its URL"),
        (ENTRY.replace("https://i.example", "https://i.example?x=1"), "issuer has a query"),
        (
            ENTRY + ENTRY.partition("\n")[2],
            "two entries of https://i.example for CITIZEN; name each role in one of them.",
        ),
        (
            f"{ENTRY}client_id = 'x'\nlabel = 'DigiD'\n"
            + ENTRY.partition("\n")[2].replace("i.example", "j.example")
            + "client_id = 'x'\nlabel = 'digid!'\n",
            "two entries have the redirect URI /login/digid/callback; rename one's label.",
        ),
        (
            f"{ENTRY}client_id = 'x'\nlabel = 'Log in'\n{OTHER}client_id = 'y'\nlabel = 'log-in'\n",
            "two entries have the redirect URI /login/log-in/callback; rename one's label.",
        ),
        (
            f'{ENTRY}{OTHER}jwks_uri = "https://i.example/jwks"\n',
            "two places for the keys of https://i.example; give its entries the same jwks_uri.",
        ),
    ],
)
def test_an_error_names_the_entry_and_what_to_do(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in problem(tmp_path, text)


@pytest.mark.parametrize(
    "value", ["http://i.example", "i.example", "https://", "ftp://i.example", "https://u:p@i.example"]
)
@pytest.mark.parametrize("key", ["issuer", "jwks_uri"])
def test_addresses_are_https(tmp_path: Path, key: str, value: str) -> None:
    text = ENTRY.replace("https://i.example", value) if key == "issuer" else f'{ENTRY}jwks_uri = "{value}"'
    assert f"{key} isn't an https URL; write https://… (http only in development)." in problem(tmp_path, text)


def test_in_development_addresses_may_be_http(tmp_path: Path) -> None:
    text = ENTRY.replace("https://i.example", "http://127.0.0.1:9000") + 'jwks_uri = "http://127.0.0.1:9000/jwks"'
    [issuer] = load(tmp_path, text, development=True).issuers["http://127.0.0.1:9000"]
    assert isinstance(issuer.keys, RemoteKeys)
    assert issuer.keys.allow_http


def test_a_file_that_is_not_there_or_not_utf_8_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(IssuersFileError, match=r"No such file or directory; let ISSUERS_FILE name a readable file\."):
        load_issuers(tmp_path / "absent.toml")
    (tmp_path / "latin.toml").write_bytes(b'audience = "\xe9"')
    with pytest.raises(IssuersFileError, match=r"not UTF-8; save it as UTF-8\."):
        load_issuers(tmp_path / "latin.toml")


def test_an_issuer_may_have_an_entry_for_each_portal_and_its_keys_are_fetched_once(tmp_path: Path) -> None:
    citizens, employers = load(
        tmp_path,
        f"""{ENTRY}label = "DigiD"
        client_id = "citizens"
        minimum_acr = ["high"]
        {OTHER}label = "eHerkenning"
        client_id = "employers"
        claims = {{kvk = "chamber"}}""",
    ).issuers["https://i.example"]
    assert [*citizens.roles, *employers.roles] == [Role.CITIZEN, Role.EMPLOYER]
    assert (citizens.client_id, employers.client_id) == ("citizens", "employers")
    assert (citizens.slug, employers.slug) == ("digid", "eherkenning")
    assert (citizens.minimum_acr, employers.minimum_acr) == (("high",), ())
    assert (citizens.claims, employers.claims) == ({}, {"kvk": "chamber"})
    assert citizens.keys is employers.keys


def test_the_keys_of_several_entries_are_called_by_all_their_names(tmp_path: Path) -> None:
    text = f"{ENTRY}label = 'DigiD'\n{OTHER}label = 'eHerkenning'\n"
    assert list(load(tmp_path, text).including(BROKER.issuer()).keys) == ["DigiD, eHerkenning", "broker.example"]


def test_an_issuer_of_development_cannot_stand_beside_an_entry_that_has_what_it_has(tmp_path: Path) -> None:
    trust = load(tmp_path, ENTRY).including(BROKER.issuer(Role.CITIZEN))
    assert list(trust.issuers) == ["https://i.example", "https://broker.example"]
    for role, problem in ((Role.CITIZEN, "broker.example for CITIZEN;"), (Role.EMPLOYER, "the keys of")):
        with pytest.raises(ValueError, match=problem):
            trust.including(BROKER.issuer(role))
