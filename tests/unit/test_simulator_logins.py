"""Logging in with the simulator, from the portal's request to what the register makes of the token."""

from pathlib import Path

import pytest

from auth.errors import InsufficientAssuranceError, InvalidTokenError
from auth.principal import OfficialOrganisation, OrganisationClaim
from domain.bsn import Bsn
from domain.roles import Role, Service
from tests.fixtures.log_in_simulator import (
    BASIS,
    BSN,
    LOA2,
    ORIGIN,
    OTHER_BSN,
    URL,
    Form,
    Visitor,
    claims,
    parameters,
    readable,
    simulator,
)
from tests.fixtures.tokens import AUDIENCE, DIGID, LOA3, MIDDEN, NOW, Clock


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    clock = Clock()
    return Visitor(simulator(tmp_path, clock), clock)


async def test_a_citizen_logs_in_with_digid(visitor: Visitor) -> None:
    principal = await visitor.principal("digid", citizen=OTHER_BSN)
    assert principal.role is Role.CITIZEN
    assert principal.bsn == Bsn(OTHER_BSN)
    assert principal.acr == MIDDEN
    assert principal.issuer == f"{URL}/digid"
    assert principal.expires_at == NOW + 4 * 3600


async def test_a_bsn_that_is_typed_goes_before_the_list(visitor: Visitor) -> None:
    principal = await visitor.principal("digid", citizen=BSN, bsn=" 9999.00.031 ")
    assert principal.bsn == Bsn("999900031")


@pytest.mark.parametrize("mark", ["\u202d", "\u200b", "\ufeff", "\u2011", "\u2013", "\u00ad", "\u00a0", "\u202f"])
async def test_a_pasted_number_is_read(visitor: Visitor, mark: str) -> None:
    citizen = await visitor.principal("digid", bsn=f"{mark}9999{mark}00031{mark}")
    assert citizen.bsn == Bsn("999900031")
    employee = await visitor.principal("eherkenning", organisation=[], kvk=f"{mark}9000{mark}0034{mark}")
    assert employee.organisations == (OrganisationClaim("90000034"),)


async def test_an_employee_logs_in_with_eherkenning(visitor: Visitor) -> None:
    principal = await visitor.principal("eherkenning")
    assert principal.role is Role.EMPLOYER
    assert principal.organisations == (OrganisationClaim("90000012", None, "Een B.V."),)
    assert principal.services == set(Service)
    assert not principal.administrator
    assert principal.acr == LOA3


async def test_an_employee_has_the_organisations_and_services_that_were_chosen(visitor: Visitor) -> None:
    principal = await visitor.principal(
        "eherkenning",
        organisation=["90000012", "90000023"],
        kvk="9000 0034",
        kvk_name="Drie B.V.",
        service=["LETTERS"],
        administrator="yes",
        level="urn:etoegang:core:assurance-class:loa4",
    )
    assert principal.organisations == (
        OrganisationClaim("90000012", None, "Een B.V."),
        OrganisationClaim("90000023", None, "Twee B.V."),
        OrganisationClaim("90000034", None, "Drie B.V."),
    )
    assert principal.services == {Service.LETTERS}
    assert principal.administrator
    assert principal.acr == "urn:etoegang:core:assurance-class:loa4"


async def test_an_employee_may_be_authorised_for_nothing(visitor: Visitor) -> None:
    assert (await visitor.principal("eherkenning", service=[])).services == frozenset()


async def test_another_organisation_alone_will_do_and_needs_no_name(visitor: Visitor) -> None:
    principal = await visitor.principal("eherkenning", organisation=[], kvk="90000034")
    assert principal.organisations == (OrganisationClaim("90000034"),)


async def test_two_assessors_log_in_at_uwv_each_as_somebody_else(visitor: Visitor) -> None:
    one, other = [await visitor.principal("uwv", assessor=user) for user in ("beoordelaar-1", "beoordelaar-2")]
    assert one.role is other.role is Role.ASSESSOR
    assert one.organisation == OfficialOrganisation("00000099000000010000", "UWV Gegevensdiensten (voorbeeld)")
    assert one.organisation == other.organisation
    assert one.subject != other.subject


async def test_an_officer_logs_in_with_suwinet(visitor: Visitor) -> None:
    principal = await visitor.principal("suwinet", official="00000099000000040000")
    assert principal.role is Role.SUWINET
    assert principal.organisation == OfficialOrganisation(
        "00000099000000040000", "Gemeente (voorbeeld)", "MUNICIPALITY"
    )


async def test_the_ministry_logs_in_as_the_monitor(visitor: Visitor) -> None:
    principal = await visitor.principal("szw")
    assert principal.role is Role.MONITOR
    assert principal.organisation == OfficialOrganisation("00000099000000020000", "Ministerie van SZW (voorbeeld)")


@pytest.mark.parametrize(("slug", "level"), [("digid", BASIS), ("eherkenning", LOA2)])
async def test_the_register_refuses_a_level_that_is_too_low_though_the_simulator_grants_it(
    visitor: Visitor, slug: str, level: str
) -> None:
    wanted = " ".join(visitor.issuers[slug].acr_values)
    found = await visitor.tokens(slug, {"acr_values": wanted}, level=level)
    assert claims(found["id_token"])["acr"] == level
    with pytest.raises(InsufficientAssuranceError):
        await visitor.verified(found["access_token"])


async def test_the_level_that_is_asked_for_is_chosen_already(visitor: Visitor) -> None:
    hoog = f"{DIGID}SmartcardPKI"
    page = Form((await visitor.ask("digid", acr_values=f"unknown {hoog} {MIDDEN}")).text)
    assert ("level", hoog) in page.fields
    assert ("level", MIDDEN) in Form((await visitor.ask("digid")).text).fields
    assert [page.by_id[name]["value"] for name in ("level", "level-2", "level-3", "level-4")] == [
        BASIS,
        MIDDEN,
        f"{DIGID}Smartcard",
        hoog,
    ]


async def test_an_answer_has_the_code_the_state_and_the_issuer(visitor: Visitor) -> None:
    page = await visitor.ask("suwinet", state="a b&c=ü")
    answer = await visitor.send("suwinet", Form(page.text).filled_in(action="login"))
    assert answer.headers["location"].startswith(f"{ORIGIN}/login/suwinet-simulator/callback?")
    found = parameters(answer)
    assert sorted(found) == ["code", "iss", "state"]
    assert found["state"] == "a b&c=ü"
    assert found["iss"] == f"{URL}/suwinet"


async def test_the_id_token_says_for_whom_when_how_and_with_which_nonce(visitor: Visitor) -> None:
    found = await visitor.tokens("digid", {"nonce": "n-0S6"})
    id_token, access_token = claims(found["id_token"]), claims(found["access_token"])
    assert id_token == {
        "iss": f"{URL}/digid",
        "sub": access_token["sub"],
        "aud": "portal",
        "iat": NOW,
        "exp": NOW + 300,
        "auth_time": NOW,
        "nonce": "n-0S6",
        "acr": MIDDEN,
    }
    assert access_token["aud"] == AUDIENCE
    assert (found["token_type"], found["expires_in"], found["scope"]) == ("Bearer", 4 * 3600, "openid")


async def test_without_a_nonce_the_id_token_has_none(visitor: Visitor) -> None:
    assert "nonce" not in claims((await visitor.tokens("digid", {"nonce": None}))["id_token"])


async def test_an_id_token_is_no_access_token(visitor: Visitor) -> None:
    found = await visitor.tokens("digid")
    with pytest.raises(InvalidTokenError):
        await visitor.verified(found["id_token"])


async def test_a_subject_is_the_same_for_the_same_person_and_tells_nothing(visitor: Visitor) -> None:
    first, again = [claims((await visitor.tokens("digid"))["id_token"])["sub"] for _ in range(2)]
    other = claims((await visitor.tokens("digid", citizen=OTHER_BSN))["id_token"])["sub"]
    assert first == again != other
    assert len(first) == 43
    officers = [
        (await visitor.principal("suwinet", official=oin)).subject
        for oin in ("00000099000000010000", "00000099000000040000")
    ]
    assert officers[0] != officers[1]


async def test_no_bsn_is_in_the_id_token_or_in_any_address(visitor: Visitor) -> None:
    found = await visitor.tokens("digid", citizen="", bsn=OTHER_BSN)
    page = await visitor.ask("digid", acr_values=MIDDEN)
    await visitor.send("digid", Form(page.text).filled_in(action="continue"))
    await visitor.send("digid", Form(page.text).filled_in(action="login", bsn=f"{OTHER_BSN}1"))
    assert claims(found["access_token"])["bsn"] == OTHER_BSN
    assert OTHER_BSN not in readable(found["id_token"])
    assert len(visitor.urls) > 8
    for url in visitor.urls:
        assert OTHER_BSN not in readable(url)


async def test_each_provider_signs_with_a_key_of_its_own(visitor: Visitor) -> None:
    kids = set()
    for slug in visitor.issuers:
        keys = (await visitor.http.get(f"{URL}/{slug}/jwks")).json()["keys"]
        assert [sorted(key) for key in keys] == [["alg", "crv", "kid", "kty", "use", "x", "y"]]
        kids.add(keys[0]["kid"])
    assert len(kids) == len(visitor.issuers)
