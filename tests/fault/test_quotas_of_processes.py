"""Two services, processes of their own, share the quotas of one register: together they answer never one over."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import pytest

from server.postgres import EmbeddedPostgres
from tests.fixtures import people
from tests.fixtures.disclosure_log import broken_links
from tests.fixtures.embedded import eventually
from tests.fixtures.process import Installation

pytestmark = pytest.mark.fault

QUERY = "query($bsn: BSN!) { person(bsn: $bsn, purpose: REINTEGRATION) { registered } }"
AT_ONCE = 64


@pytest.fixture
def installations(tmp_path: Path) -> Iterator[list[Installation]]:
    """Two ports on one data directory."""
    tmp_path.chmod(0o700)
    more = {"DEMO": "0", "DEVELOPMENT": "1", "QUOTA_USER_HOUR": "20", "QUOTA_ORGANISATION_HOUR": "50"}
    made = [Installation(tmp_path, more=more) for _ in range(2)]
    yield made
    eventually(lambda: made[0].processes() == [])
    made[0].remove()


async def test_two_processes_answer_together_what_the_quotas_allow_and_not_one_more(
    installations: list[Installation],
) -> None:
    first, second = installations
    with first.running(), second.running("serve"):
        tokens = [
            first.command("token", "--role", "suwinet", "--user", f"user {number}").stdout.strip()
            for number in range(4)
        ]

        def ask(number: int) -> str:
            service, token = installations[number % 2], tokens[number // 2 % 4]
            answer = service.ask(token, QUERY, {"bsn": people.NEVER_HEARD_OF})
            return answer["errors"][0]["extensions"]["code"] if "errors" in answer else "answered"

        with ThreadPoolExecutor(AT_ONCE) as threads:
            outcomes = Counter(threads.map(ask, range(2 * AT_ONCE)))
        with EmbeddedPostgres(first.folder / "data").hold() as info:
            owner = await asyncpg.connect(
                host=info.host, port=info.port, user=info.user, password=info.password, database=info.database
            )
            rows = await owner.fetch("select lane, user_pseudonym from log.record where decision = 'DISCLOSED'")
            broken = await broken_links(owner)
            await owner.close()
    assert outcomes == {"answered": 50, "RATE_LIMITED": 78}
    assert len(rows) == 50
    assert len({row["lane"] for row in rows}) == 2
    assert max(Counter(row["user_pseudonym"] for row in rows).values()) <= 20
    assert broken == []
