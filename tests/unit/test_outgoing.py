"""Issuers behind a proxy, and with certificates of an authority that only their network knows: over real TLS."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from auth.discovery import Outgoing
from auth.login.provider import Provider, Providers
from auth.tokens.issuers import load_issuers
from domain.errors import UnavailableError
from domain.roles import Role
from server.errors import UsageError
from server.settings import Settings
from tests.fixtures.patience import PATIENT
from tests.fixtures.tokens import KeyServer, SigningIssuer

OIDC = "/.well-known/openid-configuration"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that no usual authority vouches for, and its key."""
    folder, key = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "An authority of our own")])
    now = datetime.now(UTC)  # noqa: TID251 - certificates are checked by the machine's clock
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "ca.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return folder / "ca.pem", folder / "key.pem"


@pytest.fixture
def server(certificate: tuple[Path, Path]) -> Iterator[KeyServer]:
    made = KeyServer()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    made._server.socket = context.wrap_socket(made._server.socket, server_side=True)
    made.url = made.url.replace("http:", "https:")
    with made:
        yield made


@asynccontextmanager
async def proxy() -> AsyncIterator[tuple[str, list[str]]]:
    """A proxy (RFC 9110, CONNECT): where it is, and the hosts that were asked of it."""
    asked: list[str] = []

    async def copied(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while piece := await reader.read(65536):
                writer.write(piece)
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[0]
        method, target, _ = line.split(" ")
        assert method == "CONNECT"
        asked.append(target)
        host, _, port = target.rpartition(":")
        there, back = await asyncio.open_connection(host, int(port))
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await asyncio.gather(copied(reader, back), copied(there, writer))

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}", asked


def published(server: KeyServer) -> SigningIssuer:
    """An issuer whose keys and metadata stand on the server."""
    issuer = SigningIssuer(server.url)
    server.publish("/jwks", issuer.jwks())
    endpoints = {name: f"{server.url}/{name}" for name in ("authorization_endpoint", "token_endpoint")}
    server.publish(OIDC, {"issuer": server.url, "jwks_uri": f"{server.url}/jwks", **endpoints})
    return issuer


def providers(tmp_path: Path, server: KeyServer, outgoing: Outgoing) -> tuple[Provider, Providers]:
    file = tmp_path / "issuers.toml"
    file.write_text(
        f'audience = "https://register.example/graphql"\n[[issuer]]\nissuer = "{server.url}"\n'
        'roles = ["CITIZEN"]\nlabel = "DigiD"\nclient_id = "register"\n'
    )
    trust = load_issuers(file, outgoing=outgoing)
    found = Providers(trust, "https://register.example", outgoing=outgoing)
    return found.of(Role.CITIZEN)[0], found


async def test_an_authority_of_our_own_is_trusted_only_when_it_is_named(
    server: KeyServer, certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    issuer = published(server)
    provider, _ = providers(tmp_path, server, Outgoing())
    with pytest.raises(UnavailableError):
        await provider.issuer.keys.find(issuer.kid, "ES256")
    with pytest.raises(UnavailableError):
        await provider.metadata()
    assert server.requests == []
    provider, _ = providers(tmp_path, server, Outgoing(ca_file=certificate[0], seconds=PATIENT.seconds))
    assert await provider.issuer.keys.find(issuer.kid, "ES256") is not None
    assert (await provider.metadata())["jwks_uri"] == f"{server.url}/jwks"


async def test_keys_metadata_and_tokens_are_fetched_through_the_proxy(
    server: KeyServer, certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    issuer = published(server)
    async with proxy() as (address, asked):
        provider, _ = providers(tmp_path, server, Outgoing(address, ca_file=certificate[0], seconds=PATIENT.seconds))
        assert await provider.issuer.keys.find(issuer.kid, "ES256") is not None
        metadata = await provider.metadata()
        async with provider._app(metadata)._get_session() as tokens:  # what changes the code for tokens
            await tokens.request("GET", f"{server.url}/jwks", withhold_token=True)
        assert len(server.requests) == 6  # two places for metadata each time
        assert asked == [server.url.removeprefix("https://")] * 6  # a request a connection, all of them through it


async def test_a_host_that_is_reached_without_the_proxy_is_not_asked_of_it(
    server: KeyServer, certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    issuer = published(server)
    async with proxy() as (address, asked):
        outgoing = Outgoing(address, frozenset({"127.0.0.1"}), certificate[0], PATIENT.seconds)
        provider, _ = providers(tmp_path, server, outgoing)
        assert await provider.issuer.keys.find(issuer.kid, "ES256") is not None
        assert asked == []


async def test_an_issuer_that_drips_its_documents_is_given_up_after_the_seconds_that_are_told(
    server: KeyServer, certificate: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTGOING_CA_FILE", str(certificate[0]))
    monkeypatch.setenv("OUTGOING_SECONDS", "1")
    issuer = published(server)
    server.drip = 0.01  # each has two hundred characters or more
    provider, _ = providers(tmp_path, server, Settings.read().outgoing)
    with pytest.raises(UnavailableError):
        await provider.issuer.keys.find(issuer.kid, "ES256")
    with pytest.raises(UnavailableError):
        await provider.metadata()


async def test_nothing_goes_another_way_when_the_proxy_is_away(server: KeyServer, tmp_path: Path) -> None:
    issuer = published(server)
    provider, _ = providers(tmp_path, server, Outgoing("http://127.0.0.1:1"))
    with pytest.raises(UnavailableError):
        await provider.issuer.keys.find(issuer.kid, "ES256")
    assert server.requests == []


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_authorities_that_can_not_be_read_are_told_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("OUTGOING_CA_FILE", str(file))
    with pytest.raises(UsageError, match="OUTGOING_CA_FILE"):
        _ = Settings.read().outgoing


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OUTGOING_PROXY", "proxy:3128"),
        ("OUTGOING_PROXY", "socks5://proxy:1080"),
        ("OUTGOING_DIRECT", "https://broker.example"),
        ("PUBLIC_URL", "https://register.example/doelgroep"),
        ("PUBLIC_URL", "https://register.example/"),
        ("PUBLIC_URL", "https://user@register.example"),
        ("PUBLIC_URL", "elsewhere.example"),
    ],
)
def test_an_address_that_can_not_be_used_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError) as caught:
        Settings.read()
    assert str(caught.value).startswith(f"{name}: ")
    assert value not in str(caught.value)
