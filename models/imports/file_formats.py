"""The import files: their columns, the table each goes to, and what makes two rows the same fact."""

from dataclasses import dataclass, replace

from domain.employments import EmploymentKind
from domain.grounds import GroundCode
from domain.jobs import Sector, WorkSector
from domain.registration import EventKind
from models.imports import values
from models.imports.dialects import Dialect
from models.imports.faults import OF_EXCEL, Reason, UnacceptableError
from models.imports.values import Texts


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its name there, and its name and type in the table."""

    name: str
    stored_as: str
    type: str
    texts: Texts


@dataclass(frozen=True, slots=True)
class Period:
    """The places of a first and a last day among the columns, and how they may lie."""

    start: int
    end: int
    may_be_one_day: bool
    reason: Reason


@dataclass(frozen=True, slots=True)
class Known:
    """What a row refers to: its column, in the table, and the file that may deliver it in the same run."""

    column: str
    table: str
    file: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class File:
    """One kind of import file; `key` has the names in the table of the columns that identify a fact.

    Of its last columns `optional` may be missing. A delivery without them (`kept`) leaves what is recorded there.
    """

    name: str
    table: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    period: Period | None = None
    known: Known | None = None
    optional: int = 0
    kept: tuple[str, ...] = ()

    def with_header(self, header: list[str]) -> "File | None":
        """The file as it is delivered under this first row; None if it is none of this kind."""
        if header == self.header:
            return self
        given = len(self.columns) - self.optional
        if header != self.header[:given]:
            return None
        kept = tuple(column.stored_as for column in self.columns[given:])
        return replace(self, columns=self.columns[:given], optional=0, kept=kept)

    @property
    def header(self) -> list[str]:
        """The first row."""
        return [column.name for column in self.columns]

    @property
    def staged(self) -> str:
        """The temporary table that holds the rows of a delivery."""
        return f"staged_{self.table}"

    @property
    def values(self) -> tuple[str, ...]:
        """The columns of the table that a later delivery may correct."""
        return tuple(column.stored_as for column in self.columns if column.stored_as not in self.key)

    @property
    def texts(self) -> tuple[Texts, ...]:
        """Each column's COPY texts."""
        return tuple(column.texts for column in self.columns)

    def of_excel(self, row: list[str]) -> list[str]:
        """A row that Excel has written, with its values as the register writes them; a line of separators is empty."""
        if not any(row):
            return []
        given = zip(self.texts, row, strict=False)  # a row with more or fewer is rejected
        return [*(texts.of_excel(value) for texts, value in given), *row[len(self.columns) :]]

    def fault(self, row: list[str], dialect: Dialect = Dialect.STANDARD) -> tuple[str, Reason] | None:
        """The first column of a row that is not acceptable, and why; no column where their number is wrong."""
        if len(row) != len(self.columns):
            return "", Reason.COLUMNS
        for column, value in zip(self.columns, row, strict=True):
            try:
                column.texts[value]
            except UnacceptableError as error:
                told = error.reason not in OF_EXCEL or dialect is Dialect.EXCEL_NL
                return column.name, error.reason if told else Reason.MALFORMED
        if self.period is not None:
            start, end = row[self.period.start], row[self.period.end]
            if end and (end < start or (end == start and not self.period.may_be_one_day)):
                return self.columns[self.period.end].name, self.period.reason
        return None


def files() -> tuple[File, ...]:
    """The files in the order they are loaded: what others refer to comes first."""
    of_person = Known("bsn", "person", "persons.csv", Reason.UNKNOWN_PERSON)
    of_payroll = Known("payroll_tax_number", "payroll", "organisations.csv", Reason.UNKNOWN_PAYROLL)
    return (
        File(
            "persons.csv",
            "person",
            (
                Column("bsn", "bsn", "integer", values.bsns()),
                Column("birth_date", "birth_date", "date", values.or_unknown(values.days())),
            ),
            key=("bsn",),
        ),
        File(
            "organisations.csv",
            "payroll",
            (
                Column("kvk", "kvk", "text", values.or_unknown(values.kvk_numbers())),
                Column("rsin", "rsin", "text", values.or_unknown(values.rsins())),
                Column("name", "name", "text", values.or_unknown(values.names())),
                Column("payroll_tax_number", "payroll_tax_number", "bigint", values.payroll_tax_numbers()),
                Column("sector", "sector", "register.sector", values.or_unknown(values.codes(Sector))),
            ),
            key=("payroll_tax_number",),
        ),
        File(
            "grounds.csv",
            "ground",
            (
                Column("bsn", "bsn", "integer", values.bsns()),
                Column("ground", "code", "register.ground_code", values.codes(GroundCode)),
                Column("start_date", "start_date", "date", values.days()),
                Column("end_date", "end_date", "date", values.or_unknown(values.days())),
                Column("end_reason", "end_reason", "text", values.or_unknown(values.reasons())),
                Column("article", "article", "text", values.or_unknown(values.articles())),
            ),
            optional=1,
            key=("bsn", "code", "start_date"),
            period=Period(2, 3, may_be_one_day=False, reason=Reason.ENDS_AT_START),
            known=of_person,
        ),
        File(
            "events.csv",
            "event",
            (
                Column("bsn", "bsn", "integer", values.bsns()),
                Column("event", "kind", "register.event_kind", values.codes(EventKind)),
                Column("date", "day", "date", values.days()),
            ),
            key=("bsn", "kind", "day"),
            known=of_person,
        ),
        File(
            "regions.csv",
            "region",
            (
                Column("payroll_tax_number", "payroll_tax_number", "bigint", values.payroll_tax_numbers()),
                Column("region", "region", "integer", values.regions()),
            ),
            key=("payroll_tax_number",),
        ),
        File(
            "baselines.csv",
            "baseline",
            (
                Column("version", "version", "text", values.names()),
                Column("sector", "sector", "register.work_sector", values.codes(WorkSector)),
                Column("jobs", "jobs", "numeric(11, 2)", values.or_unknown(values.amounts())),
                Column("hours", "hours", "numeric(11, 2)", values.or_unknown(values.amounts())),
            ),
            key=("version", "sector"),
        ),
        File(
            "quota_percentages.csv",
            "quota_percentage",
            (
                Column("year", "year", "integer", values.years()),
                Column("sector", "sector", "register.sector", values.codes(Sector)),
                Column("percentage", "percentage", "numeric(5, 2)", values.percentages()),
            ),
            key=("year", "sector"),
        ),
        File(
            "ground_codes.csv",
            "ground_code_of_suwinet",
            (
                Column("ground", "ground", "register.ground_code", values.codes(GroundCode)),
                Column("code", "code", "text", values.suwinet_codes()),
            ),
            key=("ground",),
        ),
        File(
            "paid_hours.csv",
            "paid_hours",
            (
                Column("bsn", "bsn", "integer", values.bsns()),
                Column("payroll_tax_number", "payroll_tax_number", "bigint", values.payroll_tax_numbers()),
                Column("month", "month", "date", values.months()),
                Column("hours", "hours", "numeric(6, 2)", values.paid_hours()),
            ),
            key=("payroll_tax_number", "bsn", "month"),
        ),
        File(
            "employments.csv",
            "employment",
            (
                Column("bsn", "bsn", "integer", values.bsns()),
                Column("payroll_tax_number", "payroll_tax_number", "bigint", values.payroll_tax_numbers()),
                Column("start_date", "start_date", "date", values.days()),
                Column("end_date", "end_date", "date", values.or_unknown(values.days())),
                Column("hours_per_week", "hours_per_week", "numeric(5, 2)", values.or_unknown(values.hours())),
                Column("kind", "kind", "register.employment_kind", values.codes(EmploymentKind)),
            ),
            key=("payroll_tax_number", "bsn", "start_date", "kind"),
            period=Period(2, 3, may_be_one_day=True, reason=Reason.ENDS_BEFORE_START),
            known=of_payroll,
        ),
    )
