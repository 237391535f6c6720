"""`python -m tests.database.generate_stored`: write what a database migrated for it stores.

That is models/schema.sql, to be read, and models/catalog.txt, which readiness holds a database against.
"""

import asyncio
import tempfile
from pathlib import Path

import asyncpg

from migrations import schema
from models import catalog
from models.database import USERS
from server.commands.migrate import migrate
from server.postgres import EmbeddedPostgres

_PREFIX = "generated"


async def generate(dsn: str) -> None:
    """Migrate the empty database, and write what it is then."""
    await migrate(dsn, _PREFIX, dict.fromkeys(USERS, "only to generate"))
    owner = await asyncpg.connect(dsn)
    found = await catalog.read(owner.fetch, _PREFIX)
    text = await schema.text_of(owner.fetch, _PREFIX)
    await owner.close()
    catalog.FILE.write_text(catalog.text(found), encoding="utf-8")
    schema.FILE.write_text(text, encoding="utf-8")


def main() -> None:
    """Generate it with a server of its own."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder, "data")).hold() as info:
        place = f"{info.database}?host={info.host}&port={info.port}"
        asyncio.run(generate(f"postgresql://{info.user}:{info.password}@/{place}"))


if __name__ == "__main__":
    main()
