"""A breakdown as a table that can be sorted, with a bar in each row."""

from typing import Any, Final
from urllib.parse import urlencode

from domain.quarter_report import Breakdown
from portal.languages import Texts
from portal.operations.monitor import QuarterFiguresBreakdownRow as Row
from portal.pages.monitor.figures import Figure, cell, number

BREAKDOWNS: Final = {
    "regio": Breakdown.REGION,
    "grondslag": Breakdown.GROUND,
    "sector": Breakdown.SECTOR,
    "leeftijd": Breakdown.AGE_BAND,
}
ORDER: Final = "volgorde"
NAME: Final = "naam"

_WITH_JOBS: Final = {Breakdown.REGION, Breakdown.SECTOR}
_COLUMNS: Final = {
    "personen": "persons_in_register",
    "werkend": "persons_working",
    "erbij": "inflow",
    "eruit": "outflow",
    "gevonden": "found_work",
    "verloren": "lost_work",
    "banen": "jobs",
}
_FIRST: Final = "personen"


def breakdown(texts: Texts, asked: str, rows: list[Row], order: str, address: str) -> dict[str, Any]:
    """The table: its columns, each with where it leads, its rows, and what it shows in a sentence.

    Args:
        texts: the language.
        asked: which breakdown, as the address has it.
        rows: its rows, as the register orders them.
        order: the column by which they are sorted, or `naam`: as the register does.
        address: that of the page, with all else that it asks.
    """
    names = [name for name in _COLUMNS if name != "banen" or BREAKDOWNS[asked] in _WITH_JOBS]
    order = order if order in {NAME, *names} else _FIRST
    known = [figure for row in rows if (figure := row.persons_in_register) is not None]
    most = max(known, default=0) or 1
    return {
        "sorted_by": texts(f"monitor.columns.{order}"),
        "columns": [
            {
                "text": texts(f"monitor.columns.{name}"),
                "href": f"{address}&{urlencode({ORDER: name})}#uitsplitsing-tabel",
                "current": name == order,
                "way": "ascending" if name == NAME else "descending",
            }
            for name in (NAME, *names)
        ],
        "rows": [
            {
                "label": row.label,
                "cells": [cell(texts, _figure(row, name)) for name in names],
                "share": None if row.persons_in_register is None else row.persons_in_register / most,
            }
            for row in (rows if order == NAME else _by(rows, order))
        ],
        "title": _finding(texts, rows, most),
    }


def _by(rows: list[Row], column: str) -> list[Row]:
    """The most first; what isn't shown last."""
    return sorted(rows, key=lambda row: (_figure(row, column) is None, -(_figure(row, column) or 0)))


def _figure(row: Row, column: str) -> Figure:
    figure: Figure = getattr(row, _COLUMNS[column])
    return figure


def _finding(texts: Texts, rows: list[Row], most: int) -> str:
    first = next((row for row in rows if row.persons_in_register == most), None)
    if first is None:
        return texts("monitor.breakdown.title")
    return texts("monitor.breakdown.finding", name=first.label, count=number(texts, most))
