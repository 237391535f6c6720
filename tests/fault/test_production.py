"""docs/production.md and deploy/: every command runs, every file is accepted by the program that reads it."""

import os
import re
import shutil
import signal
import socket
import ssl
import stat
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from models.database import USERS, role_name
from tests.external import free_port
from tests.fixtures.dkd import of
from tests.fixtures.patience import PATIENCE
from tests.fixtures.production import ACCOUNT, CHECKOUT, DEPLOY, Machine, blocks, machine, unit

pytestmark = [pytest.mark.fault, pytest.mark.timeout(900)]

BALANCER = "127.0.0.2"
"""Where the load balancer asks from, for `allow` in deploy/nginx.conf."""


@pytest.fixture(scope="module")
def prepared() -> Iterator[Machine]:
    """A machine after the page's first sections: installed, with secrets, issuers, settings and a migrated database."""
    page = blocks()
    account, install = page["Install"][0][1].split("\ninstall", 1)
    as_root(account)
    with machine() as made:
        subprocess.run(["/usr/bin/make", "-s", "wheel"], cwd=CHECKOUT, check=True, capture_output=True)
        made.run(f"install{install}")
        made.run(page["Install"][1][1])
        [(_, issuers)] = page["Issuers"]
        made.folder("/etc/doelgroepregister/issuers.toml").write_text(issuers)
        [(_, register), (_, owner)] = page["Settings"]
        for name, text in (("register.env", register), ("owner.env", owner)):
            made.folder(f"/etc/doelgroepregister/{name}").write_text(made.here(text))
        made.run(page["Secrets"][0][1])
        [(_, dba), (_, migrate)] = page["Database"]
        as_dba(made, dba)
        made.run(migrate)
        yield made


def as_dba(made: Machine, block: str) -> None:
    """Run a block of SQL as the server's superuser, a statement at a time."""
    for statement in block.strip().split(";\n"):
        made.run(f'psql -U postgres -d postgres -qc "{statement.rstrip(";")}"')


def owner_settings() -> str:
    """The line that every block begins with that needs the owner."""
    return blocks()["Database"][1][1].splitlines(keepends=True)[0]


def as_root(block: str) -> None:
    """Run a block on the machine that the test runs on: it makes an account there. Others than root can't."""
    if os.geteuid() != 0:
        pytest.skip("docs/production.md is tried as root: run the tests as root for that.")
    subprocess.run(["/bin/bash", "-euc", block], check=True)  # noqa: S603 - the page's own words


def environment(made: Machine) -> dict[str, str]:
    lines = made.folder("/etc/doelgroepregister/register.env").read_text().splitlines()
    return {**made.environment, **{name: value.strip('"') for name, value in (line.split("=", 1) for line in lines)}}


@pytest.fixture
def service(prepared: Machine) -> Iterator[subprocess.Popen[bytes]]:
    """The service, as its unit starts it, from when it told systemd that it is ready."""
    manager = prepared.root / "notify"
    name = "doelgroepregister.service"
    sockets = prepared.folder("/run/doelgroepregister")
    sockets.chmod(int(unit(name, "RuntimeDirectoryMode"), 8))
    shutil.chown(sockets, unit(name, "User"), unit(name, "Group"))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        manager.unlink(missing_ok=True)
        told.bind(str(manager))
        manager.chmod(0o666)
        told.settimeout(PATIENCE)
        running = subprocess.Popen(  # noqa: S603 - the unit's own words
            prepared.here(unit(name, "ExecStart")).split(),
            env={
                **environment(prepared),
                "HOME": prepared.here("/var/lib/doelgroepregister"),
                "NOTIFY_SOCKET": str(manager),
                "LAME_DUCK_SECONDS": "1",
            },
            cwd="/",
            user=unit(name, "User"),
            group=unit(name, "Group"),
            extra_groups=[],
            umask=int(unit(name, "UMask"), 8),
        )
        try:
            while b"READY=1" not in told.recv(4096).splitlines():
                pass
            yield running
        finally:
            running.terminate()  # as systemd does: nobody of it is left to write checkpoints of what comes after
            running.wait(timeout=PATIENCE)


def status(url: str, *, host: str | None = None, context: ssl.SSLContext | None = None) -> int:
    request = urllib.request.Request(url, headers={"host": host} if host else {})  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE, context=context) as answer:  # noqa: S310 - the same
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def ready(made: Machine) -> str:
    sock = made.folder("/run/doelgroepregister/http.sock")
    return made.run(f"curl -s --unix-socket {sock} http://register.example/health/ready").stdout


def test_the_service_starts_as_its_unit_says_and_is_ready(prepared: Machine, service: subprocess.Popen[bytes]) -> None:
    assert service.poll() is None
    assert ready(prepared) == '{"status":"ready"}'
    port = environment(prepared)["METRICS_PORT"]
    assert status(f"http://127.0.0.1:{port}/metrics") == 200


@dataclass(frozen=True)
class Front:
    """nginx, as the page has it stand in front: where, also for the load balancer, whom to trust, what it warned of."""

    port: int
    health: int
    trusted: ssl.SSLContext
    errors: Path

    def status(self, path: str) -> int:
        return status(f"https://localhost:{self.port}{path}", host="register.example", context=self.trusted)

    def readiness(self, path: str, asked_from: str) -> int:
        """What the load balancer's port answers to this address."""
        connection = HTTPConnection("127.0.0.1", self.health, timeout=PATIENCE, source_address=(asked_from, 0))
        with closing(connection):
            connection.request("GET", path)
            return connection.getresponse().status

    def exchange(self, sent: bytes) -> bytes:
        """What comes back for these bytes until nginx closes."""
        with (
            socket.create_connection(("localhost", self.port), PATIENCE) as raw,
            self.trusted.wrap_socket(raw, server_hostname="localhost") as client,
        ):
            client.sendall(sent)
            return b"".join(iter(lambda: client.recv(65_536), b""))


@pytest.fixture
def front(prepared: Machine, service: subprocess.Popen[bytes]) -> Iterator[Front]:
    assert service.poll() is None
    tls = prepared.folder("/etc/doelgroepregister/tls")
    tls.mkdir(exist_ok=True)
    prepared.run(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=register.example "
        f"-addext subjectAltName=DNS:register.example,DNS:localhost -keyout {tls}/key.pem -out {tls}/fullchain.pem"
    )
    [(_, install)] = blocks()["nginx in front"]
    group, copy, check = install.splitlines()
    as_root(group)
    prepared.run(copy)
    https, http, health = free_port(), free_port(), free_port()
    site = prepared.folder("/etc/nginx/conf.d/doelgroepregister.conf")
    text = prepared.here(site.read_text()).replace("443 ssl", f"{https} ssl").replace("listen 80", f"listen {http}")
    text = text.replace("listen 9465", f"listen {health}").replace("allow 192.0.2.10;", f"allow {BALANCER};")
    text = text.replace("errors.log crit;", "errors.log warn;")
    site.write_text(re.sub(r"listen \[::\]:\S+( ssl)?;", "", text))
    main = prepared.root / "nginx.conf"
    places = "".join(
        f"{kind}_temp_path {prepared.root}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main.write_text(
        f"pid {prepared.root}/nginx.pid; daemon off; user www-data; events {{}} http {{ include {site}; {places} }}"
    )
    prepared.run(f"{check} -c {main} -e {prepared.root}/log/error.log")
    nginx = subprocess.Popen(  # noqa: S603 - our own arguments
        [prepared.program("nginx"), "-c", main, "-e", prepared.root / "log" / "error.log"], env=prepared.environment
    )
    try:
        found = Front(
            https,
            health,
            ssl.create_default_context(cafile=tls / "fullchain.pem"),
            prepared.root / "log" / "doelgroepregister-errors.log",
        )
        until = time.monotonic() + PATIENCE
        while True:
            try:
                assert found.status("/schema.graphql") == 200
                break
            except urllib.error.URLError:
                assert time.monotonic() < until
                time.sleep(0.1)
        yield found
    finally:
        nginx.terminate()
        nginx.wait()


def test_nginx_stands_in_front_and_hides_what_is_for_the_inside(prepared: Machine, front: Front) -> None:
    log = prepared.root / "log" / "doelgroepregister.log"
    before = log.read_text().count(" 404 ")
    for path in ("/metrics", "/health/ready", "/health/live"):
        assert front.status(path) == 404
    assert log.read_text().count(" 404 ") == before + 3
    assert "/metrics" not in log.read_text()


def test_only_the_load_balancer_learns_whether_a_machine_is_ready(front: Front) -> None:
    assert front.readiness("/health/ready", BALANCER) == 200
    assert front.readiness("/health/ready", "127.0.0.3") == 403
    for path in ("/metrics", "/", "/schema.graphql"):
        assert front.readiness(path, BALANCER) == 404


def test_whoever_came_by_tls_is_told_to_come_by_tls_only(front: Front) -> None:
    """RFC 6797; a year, as internet.nl asks."""
    for path in (b"/schema.graphql", b"/metrics"):
        answer = front.exchange(b"GET %b HTTP/1.1\r\nHost: register.example\r\nConnection: close\r\n\r\n" % path)
        assert b"\r\nStrict-Transport-Security: max-age=31536000\r\n" in answer.partition(b"\r\n\r\n")[0] + b"\r\n"


POST = b"POST /graphql HTTP/1.1\r\nHost: register.example\r\nContent-Type: application/json\r\nConnection: close\r\n"
ASK = b'{"query": "{ __typename }"}'


def test_nginx_refuses_a_length_beside_a_coding_in_either_order(front: Front) -> None:
    """RFC 9112 section 6.1. The service's own server leaves the length out before the service sees it (decision 15)."""
    length, coding = b"Content-Length: %d\r\n" % len(ASK), b"Transfer-Encoding: chunked\r\n"
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(ASK), ASK)
    assert front.exchange(POST + coding + b"\r\n" + chunked).startswith(b"HTTP/1.1 200 ")
    for fields in (length + coding, coding + length):
        assert front.exchange(POST + fields + b"\r\n" + chunked).startswith(b"HTTP/1.1 400 ")


def test_nginx_keeps_nothing_of_what_is_asked_and_answered_on_its_disk(front: Front) -> None:
    body = ASK + b" " * (90_000 - len(ASK))
    head = b"Content-Length: %d\r\n\r\n" % len(body)
    assert front.exchange(POST + head + body).startswith(b"HTTP/1.1 200 ")
    assert "temporary file" not in front.errors.read_text()
    written = (DEPLOY / "nginx.conf").read_text()
    assert "proxy_max_temp_file_size 0;" in written
    assert "errors.log crit;" in written


def test_a_backup_is_restored_on_a_new_server_and_what_it_lacks_is_declared(prepared: Machine) -> None:
    [(_, backup), (_, empty), (_, restore)] = blocks()["Backup and restore"]
    prepared.run(backup)
    report = "runuser -u doelgroepregister -- doelgroepregister audit report --month 2026-11"
    prepared.run(f"{owner_settings()}{report} >/dev/null")  # writes a record that the backup lacks
    as_dba(prepared, empty)
    as_dba(prepared, "".join(f"drop role {role_name(ACCOUNT, user)};\n" for user in USERS))
    dump = "/var/lib/doelgroepregister/register.dump"
    migrate = blocks()["Database"][1][1]
    told = prepared.tried(f'{owner_settings()}pg_restore --no-owner -d "$DATABASE_URL" {dump} || true\n{migrate}')
    assert told.returncode == 1  # without the roles, rights are missing, and everybody has some
    assert re.search(r"isn't as the migrations make it: grant on .* is missing;.* and \d+ more\.", told.stderr)
    as_dba(prepared, empty)
    said = prepared.run(restore).stdout
    assert "declared" in said


def test_a_restore_stops_where_it_fails(prepared: Machine) -> None:
    [*_, (_, restore)] = blocks()["Backup and restore"]
    missing = restore.replace("/register.dump", "/no.dump")
    assert missing != restore
    done = prepared.tried(f"set +e +o pipefail\n{missing}")  # as a shell is that somebody types into
    assert done.returncode != 0
    assert "no.dump" in done.stderr.splitlines()[-1]


def test_a_backup_is_for_the_account_alone(prepared: Machine) -> None:
    prepared.run(blocks()["Backup and restore"][0][1])
    dump = prepared.folder("/var/lib/doelgroepregister/register.dump")
    assert (dump.owner(), stat.S_IMODE(dump.stat().st_mode)) == (ACCOUNT, 0o600)


def test_no_argument_of_a_command_has_the_owners_password(prepared: Machine) -> None:
    """Arguments are seen by all who are on the machine; what an environment has isn't."""
    url = prepared.run(f'{owner_settings()}echo "$DATABASE_URL"').stdout
    assert "register_owner@" in url
    assert "target_session_attrs=read-write" in url  # libpq would take a standby
    assert "choose-one" not in url
    assert not [text for found in blocks().values() for kind, text in found if kind == "sh" and "choose-one" in text]


def test_what_a_command_of_the_page_writes_is_the_services_too(prepared: Machine) -> None:
    for section, block in ((name, text) for name, found in blocks().items() for kind, text in found if kind == "sh"):
        if "owner.env" in block:
            lines = block.replace("\\\n", " ").splitlines()[1:]
            ran = [line for line in lines if re.search(r"\b(doelgroepregister (?!--)[a-z]|pg_|psql)", line)]
            assert ran, section
            assert all(re.search("runuser -u doelgroepregister --|[$]as_account", line) for line in ran), section
    report = "doelgroepregister audit report --month 2026-11 >/dev/null"
    forgetful = f"export CHECKPOINTS_DIR=/var/lib/doelgroepregister/by-root; {report}"
    for name, command in (("checkpoints", f"runuser -u {ACCOUNT} -- {report}"), ("by-root", forgetful)):
        prepared.run(f"{owner_settings()}{command}")
        written = prepared.folder(f"/var/lib/doelgroepregister/{name}")
        assert {file.owner() for file in (written, *written.iterdir())} == {ACCOUNT}


def test_keys_are_rotated_and_the_service_goes_on(prepared: Machine, service: subprocess.Popen[bytes]) -> None:
    [(_, rotate)] = blocks()["Rotate keys"]
    assert "role_passwords" in prepared.run(rotate).stdout
    prepared.run(blocks()["Database"][1][1])  # migrate: the roles have the new passwords
    assert ready(prepared) == '{"status":"ready"}'
    assert service.poll() is None


def test_letters_on_paper_are_printed_into_a_directory_of_the_page(prepared: Machine) -> None:
    [(_, printing)] = blocks()["Letters on paper"]
    prepared.folder("/var/lib/doelgroepregister").mkdir(parents=True, exist_ok=True)
    said = prepared.run(printing)
    assert said.returncode == 0


def test_messages_are_delivered_by_the_receivers_of_the_page(prepared: Machine) -> None:
    [(_, receivers), (_, delivering)] = blocks()["Messages to others"]
    file = prepared.folder("/etc/doelgroepregister/receivers.toml")
    file.write_text(receivers)
    file.chmod(0o600)
    shutil.chown(file, ACCOUNT)
    # 1: a wage value that another test of this module reports is for UWV, which is no receiver of the page's file
    said = prepared.run(f"{delivering.rstrip()} || test $? = 1")
    assert said.stdout == "0 delivered, 0 failed\n"
    read = prepared.run("runuser -u nobody -- cat /var/lib/doelgroepregister-metrics/deliver.prom")  # a node exporter
    assert "doelgroepregister_messages" in read.stdout


def test_messages_of_municipalities_are_imported_by_the_file_of_the_page(prepared: Machine) -> None:
    [(_, municipalities), (_, importing)] = blocks()["Messages of municipalities"]
    prepared.folder("/etc/doelgroepregister/dkd.toml").write_text(municipalities)
    inbox = prepared.folder("/var/lib/doelgroepregister/dkd")
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / "a.xml").write_bytes(of("999900018", day="20260105"))
    said = prepared.run(importing)
    assert (
        said.stdout == "messages read: 1; wage values recorded: 1, known already: 0; messages without a wage value: 0\n"
    )


def test_a_version_is_installed_beside_the_one_that_runs(prepared: Machine, service: subprocess.Popen[bytes]) -> None:
    """Modules and templates are read when they are first used: one version in the other's place would mix them."""
    link = prepared.folder("/opt/doelgroepregister/venv")
    assert link.is_symlink()
    program = os.fsdecode(Path(f"/proc/{service.pid}/cmdline").read_bytes().split(b"\0")[0])
    assert Path(program).parent == link.resolve() / "bin"
    assert link.resolve().name in prepared.run(blocks()["Install"][-1][1]).stdout  # as an upgrade does it
    assert ready(prepared) == '{"status":"ready"}'


def test_a_closed_terminal_stops_it_in_order(prepared: Machine, service: subprocess.Popen[bytes]) -> None:
    assert ready(prepared) == '{"status":"ready"}'
    service.send_signal(signal.SIGHUP)
    assert service.wait(timeout=PATIENCE) == 0


def test_systemd_accepts_the_units(prepared: Machine) -> None:
    [(_, install), (_, elsewhere)] = blocks()["Start and stop"]
    copy, check = install.splitlines()
    prepared.run(copy)
    units = [*prepared.folder("/etc/systemd/system").glob("*.*er*")]
    for file in units:
        file.write_text(prepared.here(file.read_text()))
    assert prepared.run(check).stderr == ""
    prepared.run(elsewhere)
    assert prepared.run(check).stderr == ""
    assert prepared.folder("/srv/checkpoints").owner() == ACCOUNT
    [*added] = prepared.folder("/etc/systemd/system").glob("*.service.d/*.conf")
    for file in added:
        file.write_text(file.read_text() + "Nonsense=yes\n")
    said = prepared.run(check).stderr  # so they count
    assert len(added) == 2
    assert all(str(file) in said for file in added)


def test_every_command_of_the_page_is_tried_here() -> None:
    tried = {"Install", "Secrets", "Database", "Start and stop", "nginx in front", "Prometheus",
             "Backup and restore", "Rotate keys", "Letters on paper", "Messages to others",
             "Messages of municipalities"}  # fmt: skip
    assert {head for head, found in blocks().items() if any(kind == "sh" for kind, _ in found)} == tried
    assert os.access(Path("/bin/bash"), os.X_OK)
