"""The serving roles' passwords are rotated while the service answers: in whatever order, nobody is refused."""

import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import asyncpg
import pytest

from server.secrets_file import make
from tests.fixtures import people
from tests.fixtures.process import Installation
from tests.fixtures.servers import Server, primary
from tests.unit.test_secrets_file import FIRST

pytestmark = pytest.mark.fault

QUERY = "query($bsn: BSN!) { person(bsn: $bsn, purpose: REINTEGRATION) { registered } }"


@pytest.fixture
def server() -> Iterator[Server]:
    with primary() as made:
        yield made


def installation_at(folder: Path, server: Server, secrets: Path) -> Installation:
    folder.mkdir()
    more = {
        "DATABASE_URL": server.dsn(),
        "SECRETS_FILE": str(secrets),
        "DATA_DIR": str(secrets.parent / "data"),
        "CHECKPOINTS_DIR": str(secrets.parent / "checkpoints"),
        "ROLE_PREFIX": "dgr_rotated",
        "DEVELOPMENT": "1",
    }
    return Installation(folder, more=more)


class Asking:
    """Look-ups one after another, until the end of the block, and how they were answered."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._token = installation.command("token", "--role", "suwinet").stdout.strip()
        self.outcomes: Counter[str] = Counter()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._ask_on)

    def ask(self) -> None:
        try:
            answer = self._installation.ask(self._token, QUERY, {"bsn": people.NEVER_HEARD_OF})
            self.outcomes["answered" if "errors" not in answer else answer["errors"][0]["extensions"]["code"]] += 1
        except OSError as error:  # a 503 too
            self.outcomes[str(error)] += 1

    def _ask_on(self) -> None:
        while not self._ended.is_set():
            self.ask()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self.ask()


async def drop_connections(server: Server) -> None:
    """End every connection of the serving roles, so that all of them have to log in again."""
    owner = await asyncpg.connect(server.dsn())
    await owner.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename like 'dgr_rotated_%'")
    await owner.close()


@pytest.mark.timeout(600)  # two services and three migrations, each its own process
async def test_whichever_of_file_database_and_service_is_first_nobody_is_refused(
    server: Server, tmp_path: Path
) -> None:
    secrets = tmp_path / "secrets.toml"
    make(secrets, FIRST)
    first, second = (installation_at(tmp_path / name, server, secrets) for name in ("first", "second"))
    first.command("migrate")
    with first.running("serve"), Asking(first) as before:
        first.command("secrets", "rotate", "role_passwords")
        with second.running("serve"), Asking(second) as ahead:  # it knows the new key, the database doesn't yet
            await drop_connections(server)
            ahead.ask()
            first.command("migrate")  # now the database knows it too, the first service doesn't
            await drop_connections(server)
            before.ask()
            ahead.ask()
            first.command("secrets", "rotate", "role_passwords")
            first.command("migrate")  # two at once
            await drop_connections(server)
            before.ask()
            ahead.ask()
    assert set(before.outcomes) == set(ahead.outcomes) == {"answered"}
