"""What a token says of its user: role, level of assurance, and the claims of each role."""

from typing import Any

import pytest

from auth.errors import InsufficientAssuranceError, TokenFault
from auth.principal import OfficialOrganisation, OrganisationClaim, Principal
from auth.tokens.access_token import TokenVerifier
from auth.tokens.issuers import Trust
from domain.bsn import Bsn
from domain.roles import Role, Service
from tests.fixtures.tokens import AUDIENCE, BROKER, DIGID, DIGID_ISSUER, LOA3, MIDDEN, NOW, TRUST, Clock, refusal


def verifier(clock: Clock | None = None) -> TokenVerifier:
    return TokenVerifier(TRUST, clock or Clock())


# What a good token says


async def test_a_citizens_token_gives_the_bsn() -> None:
    principal = await verifier().verify(BROKER.token(Role.CITIZEN))
    assert principal == Principal(
        role=Role.CITIZEN,
        subject="user-1",
        issuer="https://broker.example",
        acr=MIDDEN,
        bsn=Bsn("999990019"),
        organisations=(),
        services=frozenset(),
        administrator=False,
        organisation=None,
        token_id="b7e1",
        expires_at=NOW + 300,
    )


async def test_an_employers_token_gives_organisation_services_and_no_bsn() -> None:
    token = BROKER.token(
        Role.EMPLOYER, services=["ROSTER", "PERSON_LOOKUP", "COFFEE"], administrator=True, bsn="999990019"
    )
    principal = await verifier().verify(token)
    assert principal.organisations == (OrganisationClaim("90000001", None, "Voorbeeld B.V."),)
    assert principal.services == {Service.ROSTER, Service.PERSON_LOOKUP}
    assert principal.administrator
    assert principal.bsn is None


async def test_an_employer_without_services_has_none() -> None:
    principal = await verifier().verify(BROKER.sign(BROKER.without(Role.EMPLOYER, "services", "name")))
    assert principal.services == frozenset()
    assert not principal.administrator
    assert principal.organisations == (OrganisationClaim("90000001"),)


async def test_one_organisation_beside_the_list_that_has_it_is_no_contradiction() -> None:
    several = [{"kvk": "90000001"}, {"kvk": "90000002"}]
    principal = await verifier().verify(BROKER.sign({**BROKER.claims(Role.EMPLOYER), "organisations": several}))
    assert [one.id for one in principal.organisations] == ["90000001", "90000002"]


async def test_several_organisations_stand_in_a_list() -> None:
    claims = BROKER.without(Role.EMPLOYER, "kvk", "name")
    several = [{"kvk": "90000001", "name": "A"}, {"rsin": "900000004", "name": "B"}, {"kvk": "90000001", "name": "A"}]
    principal = await verifier().verify(BROKER.sign({**claims, "organisations": several}))
    assert [(one.id, one.name) for one in principal.organisations] == [("90000001", "A"), ("900000004", "B")]


@pytest.mark.parametrize("kind", ["UWV", "MUNICIPALITY"])
async def test_a_suwinet_token_gives_the_public_body(kind: str) -> None:
    organisation = {"oin": "00000001", "name": "Gemeente\u00a0 Voorbeeldstad", "kind": kind}
    principal = await verifier().verify(BROKER.token(Role.SUWINET, organisation=organisation))
    assert principal.organisation == OfficialOrganisation("00000001", "Gemeente Voorbeeldstad", kind)  # type: ignore[arg-type] # one of the two
    assert principal.acr is None
    assert (principal.bsn, principal.organisations, principal.services) == (None, (), frozenset())


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.MONITOR, Role.AUDITOR])
async def test_the_other_officials_have_an_organisation_without_kind(role: Role) -> None:
    principal = await verifier().verify(BROKER.token(role))
    assert principal.role is role
    assert principal.organisation is not None
    assert principal.organisation.kind is None


async def test_an_issuers_own_claim_names_are_read() -> None:
    trust = Trust.of(AUDIENCE, BROKER.issuer(claims={"bsn": "urn:nl:bsn", "acr": "loa"}))
    claims = BROKER.without(Role.CITIZEN, "bsn", "acr")
    principal = await TokenVerifier(trust, Clock()).verify(
        BROKER.sign({**claims, "urn:nl:bsn": "999990020", "loa": MIDDEN})
    )
    assert principal.bsn == Bsn("999990020")
    assert await refusal(BROKER.sign({**BROKER.claims(Role.CITIZEN), "loa": MIDDEN}), trust) is TokenFault.CLAIM


# Roles and levels of assurance


@pytest.mark.parametrize(
    "role", [["CITIZEN", "SUWINET"], ["SUWINET"], "CITIZEN SUWINET", "suwinet", "ADMIN", "", None, 1, {"SUWINET": 1}]
)
async def test_a_role_that_is_not_one_role_is_refused(role: object) -> None:
    assert await refusal(BROKER.token(Role.SUWINET, role=role)) is TokenFault.ROLE


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CITIZEN}))
async def test_a_digid_issuer_makes_no_other_role(role: Role) -> None:
    acr = f"{DIGID}SmartcardPKI"
    assert await refusal(DIGID_ISSUER.token(role, acr=acr)) is TokenFault.ROLE


async def insufficient(token: str, trust: Trust = TRUST) -> tuple[str, ...]:
    """The levels that would do."""
    with pytest.raises(InsufficientAssuranceError) as caught:
        await TokenVerifier(trust, Clock()).verify(token)
    assert caught.value.code == "INSUFFICIENT_ASSURANCE"
    return caught.value.acr_values


DIGID_LEVELS = (MIDDEN, f"{DIGID}Smartcard", f"{DIGID}SmartcardPKI")


@pytest.mark.parametrize("acr", [f"{DIGID}PasswordProtectedTransport", LOA3, MIDDEN.lower(), MIDDEN + " ", "2"])
async def test_a_citizen_below_digid_midden_needs_a_higher_level(acr: str) -> None:
    assert await insufficient(BROKER.token(Role.CITIZEN, acr=acr)) == DIGID_LEVELS


@pytest.mark.parametrize("acr", DIGID_LEVELS)
async def test_digid_midden_and_higher_suffice(acr: str) -> None:
    assert (await verifier().verify(BROKER.token(Role.CITIZEN, acr=acr))).acr == acr


async def test_a_log_in_without_level_needs_one() -> None:
    assert await insufficient(BROKER.sign(BROKER.without(Role.CITIZEN, "acr"))) == DIGID_LEVELS
    levels = ("urn:etoegang:core:assurance-class:loa3", "urn:etoegang:core:assurance-class:loa4")
    assert await insufficient(BROKER.sign(BROKER.without(Role.EMPLOYER, "acr"))) == levels


@pytest.mark.parametrize("level", ["loa1", "loa2", "loa2plus"])
async def test_an_employer_below_loa3_needs_a_higher_level(level: str) -> None:
    await insufficient(BROKER.token(Role.EMPLOYER, acr=f"urn:etoegang:core:assurance-class:{level}"))


async def test_an_issuers_minimum_stands_above_the_roles() -> None:
    assert await insufficient(DIGID_ISSUER.token(Role.CITIZEN)) == (f"{DIGID}Smartcard", f"{DIGID}SmartcardPKI")
    token = DIGID_ISSUER.token(Role.CITIZEN, acr=f"{DIGID}Smartcard")
    assert (await verifier().verify(token)).role is Role.CITIZEN


async def test_an_issuers_minimum_does_not_lower_the_roles() -> None:
    low = f"{DIGID}PasswordProtectedTransport"
    trust = Trust.of(AUDIENCE, BROKER.issuer(minimum_acr=(low,)))
    assert await insufficient(BROKER.token(Role.CITIZEN, acr=low), trust) == DIGID_LEVELS
    assert await insufficient(BROKER.token(Role.CITIZEN), trust) == DIGID_LEVELS


async def test_an_issuers_minimum_holds_for_officials_too() -> None:
    trust = Trust.of(AUDIENCE, BROKER.issuer(minimum_acr=("high",)))
    assert await insufficient(BROKER.token(Role.SUWINET), trust) == ("high",)
    assert await insufficient(BROKER.token(Role.SUWINET, acr="low"), trust) == ("high",)
    principal = await TokenVerifier(trust, Clock()).verify(BROKER.token(Role.SUWINET, acr="high"))
    assert principal.acr == "high"


@pytest.mark.parametrize("acr", [3, [MIDDEN], None, {}, ""])
async def test_a_level_that_is_no_text_is_refused(acr: object) -> None:
    assert await refusal(BROKER.token(Role.CITIZEN, acr=acr)) is TokenFault.CLAIM


# Claims of each role


ARABIC = "".join(chr(0x660 + int(digit)) for digit in "999990019")


@pytest.mark.parametrize(
    "bsn",
    [
        "999990018",
        "000000000",
        "99999001",
        "0999990019",
        999990019,
        " 999990019",
        "999990019\n",
        ARABIC,
        None,
        [],
        ["999990019"],
        "",
    ],
)
async def test_a_bsn_that_is_none_is_refused(bsn: object) -> None:
    assert await refusal(BROKER.token(Role.CITIZEN, bsn=bsn)) is TokenFault.CLAIM


BAD_EMPLOYERS: list[dict[str, Any]] = [
    {"kvk": None},
    {"kvk": "9000000"},
    {"kvk": "900000011"},
    {"kvk": 90000001},
    {"kvk": "9000000a"},
    {"kvk": "٩٠٠٠٠٠٠١"},
    {"rsin": "900000005"},
    {"rsin": 900000004},
    {"organisations": [{"kvk": "90000002"}]},
    {"kvk": None, "organisations": []},
    {"services": "ROSTER"},
    {"services": {"ROSTER": 1}},
    {"services": [1]},
    {"administrator": "true"},
    {"administrator": 1},
    {"administrator": None},
]


@pytest.mark.parametrize("changes", BAD_EMPLOYERS, ids=repr)
async def test_an_employers_claim_that_is_wrong_is_refused(changes: dict[str, object]) -> None:
    assert await refusal(BROKER.token(Role.EMPLOYER, **changes)) is TokenFault.CLAIM


@pytest.mark.parametrize(
    "organisations",
    [
        [],
        {},
        "90000001",
        None,
        [{}],
        ["90000001"],
        [{"name": "A"}],
        [{"kvk": "90000001"}, {"kvk": "1"}],
        [{"kvk": "90000001", "rsin": "1"}],
        [None],
    ],
)
async def test_a_list_of_organisations_that_is_wrong_is_refused(organisations: object) -> None:
    claims = BROKER.without(Role.EMPLOYER, "kvk", "name")
    assert await refusal(BROKER.sign({**claims, "organisations": organisations})) is TokenFault.CLAIM


NAMES: list[tuple[object, str | None]] = [
    (7, None),
    (None, None),
    ([], None),
    ("", None),
    (" \t\u00a0", None),
    ("\u00ad\u200b", None),
    ("a\0b", "ab"),
    ("Gemeente\u00a0 Voor\u00adbeeldstad\n", "Gemeente Voorbeeldstad"),
    ("x" * 256, "x" * 255),
    ("x " * 1_000, "x " * 127 + "x"),
    ("\ud800x", "x"),
]


@pytest.mark.parametrize(("name", "known"), NAMES, ids=[str(number) for number in range(len(NAMES))])
async def test_a_name_for_people_is_made_fit_to_read_and_refuses_nobody(name: object, known: str | None) -> None:
    employer = await verifier().verify(BROKER.token(Role.EMPLOYER, name=name))
    assert [one.name for one in employer.organisations] == [known]
    officer = await verifier().verify(BROKER.token(Role.SUWINET, organisation={**OFFICIAL, "name": name}))
    assert officer.organisation is not None
    assert officer.organisation.name == (known or OFFICIAL["oin"])


OFFICIAL = {"oin": "00000099000000010000", "name": "UWV", "kind": "UWV"}


@pytest.mark.parametrize(
    "changes",
    [
        {"oin": "1" * 7},
        {"oin": "1" * 21},
        {"oin": 1},
        {"oin": None},
        {"kind": "SVB"},
        {"kind": None},
        {"kind": ["UWV"]},
    ],
    ids=repr,
)
async def test_a_public_body_that_is_wrong_is_refused(changes: dict[str, object]) -> None:
    assert await refusal(BROKER.token(Role.SUWINET, organisation={**OFFICIAL, **changes})) is TokenFault.CLAIM


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CITIZEN, Role.EMPLOYER}))
@pytest.mark.parametrize("organisation", [None, "UWV", [], [OFFICIAL], {}])
async def test_an_official_without_a_public_body_is_refused(role: Role, organisation: object) -> None:
    assert await refusal(BROKER.token(role, organisation=organisation)) is TokenFault.CLAIM
