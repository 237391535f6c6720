"""What a code is good for: once, for a minute, for the portal that asked for it."""

import asyncio
import stat
from pathlib import Path

import pytest

from auth.development.simulator.codes import DIRECTORY
from tests.fixtures.log_in_simulator import CHALLENGE, ORIGIN, URL, VERIFIER, Visitor, simulator
from tests.fixtures.tokens import AUDIENCE, Clock


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    clock = Clock()
    return Visitor(simulator(tmp_path, clock), clock)


async def test_an_answer_is_not_stored_anywhere(visitor: Visitor) -> None:
    answer = await visitor.change("digid", await visitor.log_in("digid"))
    assert sorted(answer.json()) == ["access_token", "expires_in", "id_token", "scope", "token_type"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json"


async def test_a_code_is_good_once(visitor: Visitor) -> None:
    code = await visitor.log_in("digid")
    assert (await visitor.change("digid", code)).status_code == 200
    for again in (code, f"{code}=", f"{code}=="):  # other letters for the same code
        answer = await visitor.change("digid", again)
        assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})


async def test_a_code_is_good_once_in_all_processes_together(tmp_path: Path) -> None:
    clock = Clock()
    first, second = (Visitor(simulator(tmp_path, clock), clock) for _ in range(2))
    code = await first.log_in("digid")
    answers = await asyncio.gather(*(one.change("digid", code) for one in (first, second) * 3))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400, 400, 400]
    other = await first.tokens("digid")
    assert await second.verified(other["access_token"]) == await first.verified(other["access_token"])


async def test_a_code_of_another_directory_is_not_good(visitor: Visitor, tmp_path: Path) -> None:
    other = Visitor(simulator(tmp_path / "other", visitor.clock), visitor.clock)
    answer = await visitor.change("digid", await other.log_in("digid"))
    assert answer.json() == {"error": "invalid_grant"}


async def test_a_code_is_good_for_a_minute(visitor: Visitor) -> None:
    early, late = [await visitor.log_in("digid") for _ in range(2)]
    visitor.clock.now += 59
    assert (await visitor.change("digid", early)).status_code == 200
    visitor.clock.now += 1
    assert (await visitor.change("digid", late)).json() == {"error": "invalid_grant"}


async def test_the_marks_of_used_codes_are_cleaned_away(visitor: Visitor, tmp_path: Path) -> None:
    used = tmp_path / DIRECTORY
    await visitor.tokens("digid")
    (first,) = used.iterdir()
    (used / "something-else").touch()
    visitor.clock.now += 600
    await visitor.tokens("digid")
    assert not first.exists()
    assert len(list(used.iterdir())) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": VERIFIER[:-1] + "2"},
        {"code_verifier": CHALLENGE},
        {"code_verifier": "too-short"},
        {"redirect_uri": f"{ORIGIN}/login/eherkenning-simulator/callback"},
    ],
)
async def test_a_code_is_no_good_to_who_did_not_ask_for_it(visitor: Visitor, changes: dict[str, str]) -> None:
    code = await visitor.log_in("digid")
    answer = await visitor.change("digid", code, **changes)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})
    assert (await visitor.change("digid", code)).json() == {"error": "invalid_grant"}


async def test_a_code_of_another_provider_is_not_good(visitor: Visitor) -> None:
    answer = await visitor.change("eherkenning", await visitor.log_in("digid"))
    assert answer.json() == {"error": "invalid_grant"}


async def test_a_changed_code_is_not_good(visitor: Visitor) -> None:
    code = await visitor.log_in("digid")
    for other in (code[:-5] + "AAAAA", code[1:], "code", "é", "A" * 16):
        assert (await visitor.change("digid", other)).json() == {"error": "invalid_grant"}
    assert (await visitor.change("digid", code)).status_code == 200


@pytest.mark.parametrize(
    "secret",
    ["", "wrong", "geheim-é"],
)
async def test_a_wrong_secret_is_refused_and_leaves_the_code_good(visitor: Visitor, secret: str) -> None:
    code = await visitor.log_in("digid")
    answer = await visitor.change("digid", code, secret)
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})
    assert answer.headers["www-authenticate"].startswith("Basic ")
    assert (await visitor.change("digid", code)).status_code == 200


@pytest.mark.parametrize(
    "authorization", ["", "Basic", "Basic !", "Basic /w==", "Bearer cG9ydGFsOmE=", "Basic cG9ydGFs"]
)
async def test_other_credentials_are_refused(visitor: Visitor, authorization: str) -> None:
    answer = await visitor.http.post(
        f"{URL}/digid/token",
        data={"client_id": "portal", "client_secret": visitor.client_secret},
        headers={"authorization": authorization},
    )
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"grant_type": ""}, "invalid_request"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "unsupported_grant_type"),
        ({"code": ""}, "invalid_request"),
        ({"code_verifier": ""}, "invalid_request"),
        ({"redirect_uri": ""}, "invalid_request"),
        ({"resource": "https://another.example"}, "invalid_target"),
    ],
)
async def test_a_request_that_is_not_in_order_leaves_the_code_good(
    visitor: Visitor, changes: dict[str, str], error: str
) -> None:
    code = await visitor.log_in("digid")
    answer = await visitor.change("digid", **{"code": code, **changes})
    assert (answer.status_code, answer.json()) == (400, {"error": error})
    assert (await visitor.change("digid", code, resource=AUDIENCE)).status_code == 200


async def test_a_parameter_that_is_given_twice_is_refused(visitor: Visitor) -> None:
    answer = await visitor.http.post(
        f"{URL}/digid/token",
        content="grant_type=authorization_code&grant_type=authorization_code",
        headers={"content-type": "application/x-www-form-urlencoded"},
        auth=("portal", visitor.client_secret),
    )
    assert answer.json() == {"error": "invalid_request"}
    wrong = await visitor.http.post(f"{URL}/digid/token", json={}, auth=("portal", visitor.client_secret))
    assert wrong.json() == {"error": "invalid_request"}


async def test_keys_and_secrets_are_for_their_owner_only(visitor: Visitor, tmp_path: Path) -> None:
    assert visitor.client_secret
    assert {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {
        "simulator-digid.json": 0o600,
        "simulator-eherkenning.json": 0o600,
        "simulator-suwinet.json": 0o600,
        "simulator-uwv.json": 0o600,
        "simulator-szw.json": 0o600,
        "simulator-secret": 0o600,
        "simulator-client-secret": 0o600,
    }


@pytest.mark.parametrize("name", ["simulator-secret", "simulator-client-secret"])
def test_a_secret_that_others_can_read_or_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    simulator(tmp_path, Clock())
    (tmp_path / name).chmod(0o644)
    with pytest.raises(ValueError, match=r"Others can read .*; delete it, and a new secret is made\.$"):
        simulator(tmp_path, Clock())
    (tmp_path / name).chmod(0o600)
    (tmp_path / name).write_text("guessable")
    with pytest.raises(ValueError, match=r"holds no secret; delete it, and a new one is made\.$"):
        simulator(tmp_path, Clock())
