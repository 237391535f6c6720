"""A published report as tables, in plain Dutch: what its files are made of."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple, TypeAlias

from domain.grounds import GROUNDS
from domain.quarter_report import LABELS, Breakdown, OutflowReason, QuarterFigures, Row
from domain.reports import Reported, ReportKind, ReportOf
from domain.sector_jobs import SectorJobs, sectors_of_quarter, sectors_of_year, target_of, total_of

Value: TypeAlias = int | float | Fraction | None
"""A figure; None: it was left out, or there is none."""

NOT_SHOWN: Final = (
    "Een leeg vakje: er is geen getal, of het is weggelaten omdat het iets zegt over minder dan 10 personen. "
    "0 betekent: niemand."
)
_NAMES: Final = {
    Breakdown.REGION: "Naar arbeidsmarktregio",
    Breakdown.GROUND: "Naar grondslag",
    Breakdown.SECTOR: "Naar sector",
    Breakdown.AGE_BAND: "Naar leeftijd",
}
_GROUP: Final = ("Personen", "Werkend", "Aandeel werkend in %")
_REASONS: Final = {
    OutflowReason.PROTECTED_WORK: "Beschut werk",
    OutflowReason.NO_WORK_CAPACITY: "Duurzaam geen mogelijkheden om te werken",
    OutflowReason.VOLUNTARY: "Op eigen verzoek",
    OutflowReason.PENSION_AGE: "AOW-leeftijd",
    OutflowReason.DEATH: "Overleden",
    OutflowReason.EMIGRATION: "Naar het buitenland verhuisd",
    OutflowReason.LAPSED: "Registratie verlopen",
}


class Table(NamedTuple):
    """A table.

    Attributes:
        code: its name for machines.
        title: its name for people.
        what: what a row is.
        columns: what the figures of a row are.
        rows: a code, a name, and the figures.
    """

    code: str
    title: str
    what: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[Value, ...]], ...]


class ReportFile(NamedTuple):
    """A report, as any of its files shows it.

    Attributes:
        title: its name.
        about: lines that say what it is of: a label and what it says.
        tables: its tables.
        note: what an empty cell means.
        one_page: whether it is to stand on one page of paper.
    """

    title: str
    about: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    note: str = NOT_SHOWN
    one_page: bool = False


def report_file(
    report: ReportOf, content: Reported, version: int, published_on: date, what_changed: str | None
) -> ReportFile:
    """A published version as tables."""
    quarter = report.quarter
    if report.kind is ReportKind.YEAR:
        title = f"Monitor banenafspraak {quarter.year}"
    elif report.kind is ReportKind.QUARTER:
        title = f"Banenafspraak, {quarter.number}e kwartaal {quarter.year}"
    else:
        title = f"Factsheet doelgroepregister, {quarter.number}e kwartaal {quarter.year}"
    about = [
        ("Peildatum", f"{quarter.last_day:%d-%m-%Y}"),
        ("Nulmeting", content.baseline.version),
        ("Versie", str(version)),
        ("Gepubliceerd op", f"{published_on:%d-%m-%Y}"),
    ]
    if what_changed is not None:
        about.append(("Wat is er veranderd", what_changed))
    tables = tuple(_TABLES[report.kind](quarter.year, content))
    return ReportFile(title, tuple(about), tables, one_page=report.kind is ReportKind.FACTSHEET)


def _of_year(year: int, content: Reported) -> Iterable[Table]:
    return [_sectors([*sectors_of_year(year, content), total_of(year, content)])]


def _of_quarter(year: int, content: Reported) -> Iterable[Table]:
    figures = content.figures
    return [
        _key_figures(year, content),
        _sectors([*sectors_of_quarter(year, content), total_of(year, content)]),
        _inflow(figures),
        _outflow(figures),
        *(_breakdown(name, figures) for name in Breakdown),
    ]


def _of_factsheet(_year: int, content: Reported) -> Iterable[Table]:
    figures = content.figures
    whole = Row(persons=figures.persons, working=figures.working)
    named = {"GROUP": ("De doelgroep", {"TOTAL": whole}, {"TOTAL": "Alle personen"})} | {
        name.value: (_NAMES[name], figures.breakdowns[name], LABELS[name])
        for name in (Breakdown.GROUND, Breakdown.REGION, Breakdown.AGE_BAND)
    }
    columns = (*_GROUP, "Niet werkend")
    return [
        Table(code, title, "Groep", columns, _rows(rows, labels, _group))
        for code, (title, rows, labels) in named.items()
    ]


_TABLES: Final = {
    ReportKind.YEAR: _of_year,
    ReportKind.QUARTER: _of_quarter,
    ReportKind.FACTSHEET: _of_factsheet,
}


def _key_figures(year: int, content: Reported) -> Table:
    figures, agreed = content.figures, target_of(year)
    changes = figures.changes
    rows: list[tuple[str, str, Value]] = [
        ("PERSONS", "Personen in het doelgroepregister", figures.persons),
        ("WORKING", "Personen die werken", figures.working),
        ("SHARE", "Aandeel dat werkt, in %", _share(figures.working, figures.persons)),
        ("FOUND_WORK", "Vonden werk", changes.found_work),
        ("LOST_WORK", "Verloren werk", changes.lost_work),
        ("CAME_IN_WORKING", "Kwamen in het register en werken", changes.came_in_working),
        ("LEFT_WORKING", "Gingen uit het register en werkten", changes.left_working),
        ("INFLOW", "Kwamen in het register", changes.inflow),
        ("OUTFLOW", "Gingen uit het register", changes.outflow),
        ("EXTRA_JOBS", "Extra banen", content.extra_jobs),
        ("TARGET", "Afgesproken extra banen", agreed and agreed.total),
        ("CHANGE_ON_QUARTER", "Extra banen erbij sinds het vorige kwartaal", content.change_on_quarter),
        ("CHANGE_ON_YEAR", "Extra banen erbij sinds een jaar eerder", content.change_on_year),
        ("CHANGE_PERCENT", "Verandering sinds het vorige kwartaal, in % van alle banen", content.change_percent),
    ]
    made = tuple((code, name, (value,)) for code, name, value in rows)
    return Table("KEY_FIGURES", "Kerncijfers", "Wat", ("Aantal",), made)


def _sectors(found: Iterable[SectorJobs]) -> Table:
    names = LABELS[Breakdown.SECTOR]
    rows = tuple(
        (
            "TOTAL" if one.sector is None else one.sector.value,
            "Totaal" if one.sector is None else names[one.sector],
            (one.jobs, one.baseline, one.extra, one.target, one.working),
        )
        for one in found
    )
    columns = ("Banen", "Banen in de nulmeting", "Extra banen", "Afgesproken extra banen", "Personen die werken")
    return Table("SECTORS", "Banen naar sector", "Sector", columns, rows)


def _inflow(figures: QuarterFigures) -> Table:
    rows = figures.breakdowns[Breakdown.GROUND]
    made = tuple((code.value, kind.name, (rows[code].inflow,)) for code, kind in GROUNDS.items())
    return Table("INFLOW", "Wie in het register kwam", "Grondslag", ("Personen",), made)


def _outflow(figures: QuarterFigures) -> Table:
    made = tuple((one.value, name, (figures.outflow[one],)) for one, name in _REASONS.items())
    return Table("OUTFLOW", "Wie uit het register ging", "Reden", ("Personen",), made)


def _breakdown(name: Breakdown, figures: QuarterFigures) -> Table:
    columns = (*_GROUP, "Kwamen erbij", "Gingen eruit", "Vonden werk", "Verloren werk")
    has_jobs = name in {Breakdown.REGION, Breakdown.SECTOR}

    def values(row: Row) -> tuple[Value, ...]:
        share = _share(row.working, row.persons)
        own = (row.persons, row.working, share, row.inflow, row.outflow, row.found_work, row.lost_work)
        return (*own, row.jobs) if has_jobs else own

    rows = _rows(figures.breakdowns[name], LABELS[name], values)
    return Table(name.value, _NAMES[name], "Groep", (*columns, "Banen") if has_jobs else columns, rows)


def _rows(
    rows: Mapping[str, Row], labels: Mapping[str, str], values: Callable[[Row], tuple[Value, ...]]
) -> tuple[tuple[str, str, tuple[Value, ...]], ...]:
    return tuple((key, label, values(rows[key])) for key, label in labels.items())


def _group(row: Row) -> tuple[Value, ...]:
    idle = None if row.persons is None or row.working is None else row.persons - row.working
    return row.persons, row.working, _share(row.working, row.persons), idle


def _share(part: int | None, whole: int | None) -> float | None:
    return None if part is None or not whole else round(100 * part / whole, 1)
