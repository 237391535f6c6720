"""`audit report`: how the register was used in a month."""

import asyncio
import csv
import io
from datetime import datetime
from typing import Literal

import click

from models.audit.usage import Part, usage
from server.commands.audit.log import open_log
from server.commands.audit.times import month_of
from server.settings import Settings


@click.command()
@click.option("--month", required=True, metavar="YYYY-MM", help="The month, by the clock of the Netherlands.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv"]),
    default="text",
    show_default=True,
    help="csv: `;`-separated.",
)
@click.option(
    "--top", type=click.IntRange(1, 1_000_000), default=20, show_default=True, help="At most so many rows in each part."
)
def report(month: str, form: Literal["text", "csv"], top: int) -> None:
    """Report how the register was used in a month. Users and persons appear by pseudonym. That it is read is recorded.

    Only consultations that were answered count as look-ups, and each person in one counts. Citizens who look at
    themselves count in the first two parts only.

    \b
    totals               the whole month
    organisations        look-ups and persons per organisation and role
    users                look-ups and persons per user
    highest              the day on which a user consulted the most persons
    persons              the most consulted persons: how often, in lists too, by
                         how many users of how many organisations
    outside-hours        look-ups outside Mon-Fri 07:00-19:00, Europe/Amsterdam;
                         holidays are not known
    refusals             refusals per code
    refused-users        refusals per code and user
    refused-coordinates  refusals per code and field that was asked for
    """  # noqa: D301 - the same
    asyncio.run(_report(Settings.read(), *month_of(month), form, top))


async def _report(settings: Settings, start: datetime, end: datetime, form: Literal["text", "csv"], top: int) -> None:
    async with open_log(settings, reading="audit report") as log:
        parts = await usage(log.connection, start, end, top)
    click.echo(_as_csv(parts) if form == "csv" else _as_text(parts, top), nl=False)


def _as_text(parts: list[Part], top: int) -> str:
    lines: list[str] = []
    for part in parts:
        lines += [*([""] if lines else []), part.about]
        cells = [[_printable(cell) for cell in row] for row in part.rows]
        if not cells:
            lines.append("  none")
            continue
        head = [name.replace("_", " ") for name in part.columns]
        widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
        right = [isinstance(cell, int) for cell in part.rows[0]]
        for row in (head, ["-" * width for width in widths], *cells):
            padded = (
                cell.rjust(width) if to_right else cell.ljust(width)
                for cell, width, to_right in zip(row, widths, right, strict=True)
            )
            lines.append(f"  {'  '.join(padded)}".rstrip())
        if len(cells) == top:
            lines.append(f"  (the highest {top}; --top shows more)")
    return "".join(f"{line}\n" for line in lines)


def _printable(cell: object) -> str:
    """A cell that can't do anything to a terminal."""
    text = f"{cell:,}" if isinstance(cell, int) else str(cell)
    return "".join(character if character.isprintable() else "?" for character in text)


def _as_csv(parts: list[Part]) -> str:
    """All parts in one table, each row with the cells that its part has."""
    columns = list(dict.fromkeys(name for part in parts for name in part.columns))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(["part", *columns])
    for part in parts:
        for row in part.rows:
            cells = dict(zip(part.columns, row, strict=True))
            writer.writerow([part.name, *(_harmless(cells.get(name, "")) for name in columns)])
    return text.getvalue()


def _harmless(cell: object) -> object:
    """A cell that a spreadsheet doesn't take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
