"""What an operator should know of the baselines that were delivered."""

from typing import Final

from models.figures import baseline
from models.imports.connection import Connection
from models.imports.progress import Progress

_INCOMPLETE: Final = """
    select version from register.baseline where superseded_by is null group by version
    having count(*) filter (where sector <> 'HIRED_IN' and num_nonnulls(jobs, hours) > 0) < 2 order by version"""


async def say(connection: Connection, progress: Progress) -> None:
    """Say by which baseline figures are computed from now on, and which versions lack a sector."""
    for row in await connection.fetch(_INCOMPLETE):
        progress.note(f"The baseline {row['version']} isn't used: it needs jobs or hours of GOVERNMENT and of MARKET.")
    holds = await baseline(connection.fetch)
    progress.note(f"From now on figures are held against the baseline {holds.version}, of {holds.total:,} jobs.")
