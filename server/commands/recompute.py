"""`recompute`: all registrations, derived from the facts again."""

import click

from models import imports
from server.database import Database, connect
from server.progress import Terminal


async def recompute(where: Database, *, apply: bool) -> bool:
    """Derive all registrations again, print what differs; whether anything differs and was left so."""
    owner = await connect(where)
    try:
        with Terminal() as progress:
            report = await imports.recompute(owner, progress=progress, apply=apply)
    finally:
        await owner.close()
    for line in report.lines():
        click.echo(line)
    return bool(report.persons) and not report.repaired
