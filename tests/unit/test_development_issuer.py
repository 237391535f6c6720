"""The development issuer: its key's file, its tokens, and where it may be served."""

import json
import multiprocessing
import stat
from pathlib import Path

import pytest

from auth.development.issuer import KEY_FILE, DevelopmentIssuer, refuse_unless_loopback
from auth.principal import OfficialKind, OrganisationClaim, Principal
from auth.tokens.access_token import TokenVerifier
from auth.tokens.issuers import Trust
from domain.bsn import Bsn
from domain.roles import Role, Service
from tests.fixtures.tokens import AUDIENCE, LOA3, MIDDEN, NOW, Clock, SigningIssuer, refusal

URL = "http://127.0.0.1:8000/development"


@pytest.fixture
def issuer(tmp_path: Path) -> DevelopmentIssuer:
    return DevelopmentIssuer(tmp_path, URL, AUDIENCE)


async def read(issuer: DevelopmentIssuer, token: str) -> Principal:
    return await TokenVerifier(Trust.of(AUDIENCE, issuer.as_issuer()), Clock()).verify(token)


async def test_a_citizens_token_has_the_bsn_and_digid_midden(issuer: DevelopmentIssuer) -> None:
    for bsn in ("999990019", Bsn("999990019")):
        principal = await read(issuer, issuer.token(Role.CITIZEN, bsn=bsn, now=NOW))
        assert principal.bsn == Bsn("999990019")
        assert principal.acr == MIDDEN
        assert principal.subject == "development-citizen"
        assert principal.expires_at == NOW + 3600


async def test_an_employers_token_has_loa3_and_all_services(issuer: DevelopmentIssuer) -> None:
    principal = await read(issuer, issuer.token(Role.EMPLOYER, organisations=[("90000001", "A B.V.")], now=NOW))
    assert principal.organisations == (OrganisationClaim("90000001", None, "A B.V."),)
    assert principal.services == set(Service)
    assert principal.acr == LOA3
    assert not principal.administrator


async def test_an_employers_token_says_what_it_is_told(issuer: DevelopmentIssuer) -> None:
    token = issuer.token(
        Role.EMPLOYER,
        organisations=[("90000001", None), ("900000004", "B")],
        user="user-7",
        acr="urn:etoegang:core:assurance-class:loa4",
        administrator=True,
        services=[Service.LETTERS],
        lifetime=60,
        now=NOW + 0.9,
    )
    principal = await read(issuer, token)
    assert principal.organisations == (OrganisationClaim("90000001"), OrganisationClaim(None, "900000004", "B"))
    assert principal.services == {Service.LETTERS}
    assert principal.administrator
    assert (principal.subject, principal.expires_at) == ("user-7", NOW + 60)
    assert principal.acr == "urn:etoegang:core:assurance-class:loa4"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CITIZEN, Role.EMPLOYER}))
async def test_an_officials_token_has_a_public_body(issuer: DevelopmentIssuer, role: Role) -> None:
    principal = await read(issuer, issuer.token(role, bsn="999990019", organisations=[("90000001", None)], now=NOW))
    assert principal.role is role
    assert principal.organisation is not None
    assert principal.organisation.oin.startswith("00000099")
    assert principal.organisation.kind == ("UWV" if role is Role.SUWINET else None)
    assert (principal.bsn, principal.organisations) == (None, ())


async def test_a_suwinet_token_can_be_a_municipalitys(issuer: DevelopmentIssuer) -> None:
    organisations = []
    kinds: tuple[OfficialKind, ...] = ("MUNICIPALITY", "UWV")
    for kind in kinds:
        organisation = (await read(issuer, issuer.token(Role.SUWINET, kind=kind, now=NOW))).organisation
        assert organisation is not None
        assert organisation.kind == kind
        organisations.append(organisation.oin)
    assert organisations == ["00000099000000040000", "00000099000000010000"]
    assessor = (await read(issuer, issuer.token(Role.ASSESSOR, kind="MUNICIPALITY", now=NOW))).organisation
    assert assessor is not None
    assert (assessor.kind, assessor.oin) == (None, "00000099000000010000")


def test_a_token_that_lacks_what_its_role_needs_is_refused_in_one_line(issuer: DevelopmentIssuer) -> None:
    with pytest.raises(ValueError, match=r"^A citizen's token needs a BSN; give one\.$"):
        issuer.token(Role.CITIZEN)
    with pytest.raises(ValueError, match=r"^A BSN has nine digits and passes the 11-test"):
        issuer.token(Role.CITIZEN, bsn="999990018")
    with pytest.raises(ValueError, match=r"^An employer's token needs an organisation; give its KVK number\.$"):
        issuer.token(Role.EMPLOYER)
    for number in ("9000000", "900000005", "abcdefgh", "٩٠٠٠٠٠٠١", ""):
        with pytest.raises(ValueError, match=r"^An organisation has a KVK number of eight digits, or an RSIN"):
            issuer.token(Role.EMPLOYER, organisations=[(number, None)])


async def test_a_token_is_good_now_and_for_an_hour(issuer: DevelopmentIssuer) -> None:
    token = issuer.token(Role.MONITOR)
    trust = Trust.of(AUDIENCE, issuer.as_issuer())
    assert (await TokenVerifier(trust).verify(token)).role is Role.MONITOR
    assert issuer.token(Role.MONITOR) != token


async def test_another_key_makes_no_token_of_this_issuer(issuer: DevelopmentIssuer) -> None:
    forger = SigningIssuer(URL)
    trust = Trust.of(AUDIENCE, issuer.as_issuer())
    kid = issuer.public_keys()["keys"][0]["kid"]
    assert await refusal(forger.sign(forger.claims(Role.SUWINET), {"kid": kid}), trust) == "SIGNATURE"


def test_only_the_public_key_is_published(issuer: DevelopmentIssuer) -> None:
    (key,) = issuer.public_keys()["keys"]
    assert sorted(key) == ["alg", "crv", "kid", "kty", "use", "x", "y"]
    assert (key["alg"], key["crv"], key["use"]) == ("ES256", "P-256", "sig")


def test_the_key_stays_in_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    directory = tmp_path / "new" / "data"
    first = DevelopmentIssuer(directory, URL, AUDIENCE)
    file = directory / KEY_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert list(directory.iterdir()) == [file]
    assert DevelopmentIssuer(directory, URL, AUDIENCE).public_keys() == first.public_keys()
    assert json.loads(file.read_text())["d"] not in repr(first) + repr(vars(first)) + repr(first.as_issuer())


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    DevelopmentIssuer(tmp_path, URL, AUDIENCE)
    (tmp_path / KEY_FILE).chmod(0o640)
    with pytest.raises(ValueError, match=r"Others can read .*; delete it, and a new key is made\.$"):
        DevelopmentIssuer(tmp_path, URL, AUDIENCE)


def test_a_key_file_that_is_a_link_is_refused(tmp_path: Path) -> None:
    DevelopmentIssuer(tmp_path, URL, AUDIENCE)
    (tmp_path / KEY_FILE).rename(tmp_path / "elsewhere")
    (tmp_path / KEY_FILE).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic"):
        DevelopmentIssuer(tmp_path, URL, AUDIENCE)


@pytest.mark.parametrize("content", ["", "{", "[]", "7", "{}", '{"kty": "EC", "crv": "P-256"}', "PUBLIC"])
def test_a_key_file_that_holds_no_key_is_refused(tmp_path: Path, content: str) -> None:
    if content == "PUBLIC":
        content = json.dumps(SigningIssuer(URL).jwk())
    file = tmp_path / KEY_FILE
    file.touch(0o600)
    file.write_text(content)
    with pytest.raises(
        ValueError, match=r"holds no key of the development issuer; delete it, and a new one is made\.$"
    ):
        DevelopmentIssuer(tmp_path, URL, AUDIENCE)


def _kid(directory: Path, start: "multiprocessing.synchronize.Barrier") -> str:
    start.wait()
    return str(DevelopmentIssuer(directory, URL, AUDIENCE).public_keys()["keys"][0]["kid"])


def _race(directory: Path, start: "multiprocessing.synchronize.Barrier", kids: "multiprocessing.Queue[str]") -> None:
    kids.put(_kid(directory, start))


def test_processes_that_start_at_the_same_time_have_one_key(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    start, kids = context.Barrier(4), context.Queue()
    processes = [context.Process(target=_race, args=(tmp_path, start, kids)) for _ in range(4)]
    for process in processes:
        process.start()
    found = {kids.get(timeout=60) for _ in processes}
    for process in processes:
        process.join()
    kids.close()
    kids.join_thread()
    assert found == {DevelopmentIssuer(tmp_path, URL, AUDIENCE).public_keys()["keys"][0]["kid"]}
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "::1", "[::1]", "localhost", "LOCALHOST"])
def test_it_may_be_served_on_loopback(host: str) -> None:
    refuse_unless_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "0.0.0.0",  # noqa: S104 - it is refused
        "::",
        "",
        "10.0.0.1",
        "128.0.0.1",
        "127.0.0.1.example",
        "localhost.example",
        "127.1",
        "2130706433",
        "::ffff:10.0.0.1",
        "*",
    ],
)
def test_it_is_not_served_anywhere_else(host: str) -> None:
    with pytest.raises(ValueError, match="loopback address only"):
        refuse_unless_loopback(host)
