"""Where the service listens: several addresses, both families, a path; and its metrics."""

import json
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.external import free_port
from tests.fixtures.embedded import eventually
from tests.fixtures.patience import PATIENCE
from tests.fixtures.process import Installation
from tests.fixtures.raw_http import connected, post, said, statuses

pytestmark = pytest.mark.fault

ASK = post(json.dumps({"query": "{ __typename }"}).encode(), "Connection: close")
ANSWER = b'{"data":{"__typename":"Query"}}'


@pytest.fixture
def installation(tmp_path: Path, filled: Path) -> Iterator[Installation]:
    made = Installation(tmp_path, more={"DATA_DIR": str(filled)})
    yield made
    eventually(lambda: made.processes() == [])


def by_path(path: Path, request: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(PATIENCE)
        client.connect(str(path))
        client.sendall(request)
        return said(client)


def test_it_listens_on_several_addresses_and_a_path(installation: Installation) -> None:
    path = installation.folder / "socket"
    installation.more["LISTEN"] = f"127.0.0.1, ::1 unix:{path}"
    with installation.running():
        with connected(installation.port) as client:
            client.sendall(ASK)
            assert said(client).endswith(ANSWER)
        with socket.create_connection(("::1", installation.port)) as client:
            client.sendall(ASK)
            assert said(client).endswith(ANSWER)
        assert by_path(path, ASK).endswith(ANSWER)
        assert stat.S_IMODE(path.stat().st_mode) == 0o660
    assert not path.exists()


def test_all_addresses_are_those_of_both_families(installation: Installation) -> None:
    issuers = installation.folder / "issuers.toml"
    issuers.write_text(
        'audience = "https://register.example/graphql"\n[[issuer]]\nissuer = "https://digid.example"\n'
        'jwks_uri = "https://digid.example/jwks"\nroles = ["CITIZEN"]\n'
    )
    path = installation.folder / "metrics"
    own = {"METRICS_LISTEN": f"::1,unix:{path}", "METRICS_PORT": str(free_port()), "LAME_DUCK_SECONDS": "0"}
    own["CONTACT_OBJECTIONS"] = "UWV, Postbus 1, 1000 AA Voorbeeldstad"
    installation.more |= {"DEVELOPMENT": "0", "ISSUERS_FILE": str(issuers), "LISTEN": "::", **own}
    live = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    scrape = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with installation.running():
        for host in ("127.0.0.1", "::1"):
            with socket.create_connection((host, installation.port), timeout=PATIENCE) as client:
                client.sendall(live)
                assert statuses(said(client)) == [200]
        with socket.create_connection(("::1", int(own["METRICS_PORT"])), timeout=PATIENCE) as client:
            client.sendall(scrape)
            assert b"doelgroepregister_requests_total" in said(client)
        assert b"doelgroepregister_requests_total" in by_path(path, scrape)
        assert statuses(by_path(path, live)) == [404]
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", int(own["METRICS_PORT"])))


def test_the_socket_that_a_killed_service_left_is_replaced_and_another_file_never(installation: Installation) -> None:
    path = installation.folder / "socket"
    installation.more["LISTEN"] = f"127.0.0.1 unix:{path}"
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(path))
    left.close()
    with installation.running():
        assert by_path(path, ASK).endswith(ANSWER)
        beside = Installation(
            installation.folder, free_port(), {**installation.more, "LISTEN": f"unix:{path}"}
        ).command("run", check=False)
        assert (beside.returncode, len(beside.stderr.splitlines())) == (1, 1), beside.stderr
        assert f"unix:{path}" in beside.stderr
        assert by_path(path, ASK).endswith(ANSWER)
    path.write_text("mine")
    refused = installation.command("run", check=False)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1), refused.stderr
    assert path.read_text() == "mine"
    path.unlink()


@pytest.mark.parametrize("wrong", ["127.0.0.1:8000", "", "unix:", "http://127.0.0.1", "127.0.0"])
def test_what_is_no_address_is_said_in_one_line(installation: Installation, wrong: str) -> None:
    installation.more["LISTEN"] = wrong
    refused = installation.command("run", check=False)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1), refused.stderr
    assert "LISTEN: name addresses without a port" in refused.stderr


def test_a_path_that_is_too_long_is_said_in_one_line(installation: Installation) -> None:
    installation.more["LISTEN"] = f"unix:{installation.folder}/{'x' * 200}"
    refused = installation.command("run", check=False)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1), refused.stderr
    assert "set PORT or LISTEN" in refused.stderr


def test_an_address_that_the_machine_lacks_is_said_in_one_line(installation: Installation) -> None:
    installation.more["LISTEN"] = "127.0.0.1 no-such-name.invalid"
    installation.more |= {"DEVELOPMENT": "0", "ISSUERS_FILE": os.devnull}
    refused = installation.command("run", check=False)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1), refused.stderr
