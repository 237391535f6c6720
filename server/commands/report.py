"""`report publish`: the figures of a quarter, for good."""

from datetime import date

import click

from domain.quarter_report import Quarter
from domain.statistics import FigureError
from models.quarter_reports import publish
from server.database import Database, connect
from server.errors import CommandError


async def publish_report(where: Database, year: int, number: int, today: date) -> None:
    """Publish a quarter, and say so: no figure.

    Raises:
        RegisterError: there is no such quarter, or it can't be published.
        CommandError: the figures don't add up.
    """
    quarter = Quarter.of(year, number)
    owner = await connect(where)
    try:
        await publish(owner, quarter, today)
    except FigureError as error:
        raise CommandError(f"The figures don't add up, so nothing is published: {error}.") from None
    finally:
        await owner.close()
    click.echo(f"Quarter {number} of {year} is published.")
