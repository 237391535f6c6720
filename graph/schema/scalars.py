"""The scalars of the schema: their public descriptions, and how their values are read and written.

What can't be read is refused with a message that never repeats the value.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NoReturn

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from domain.bsn import Bsn
from domain.payroll import PayrollTaxNumber, is_payroll_shape

_FULL_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOMENT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]((?:[01][0-9]|2[0-3]):[0-5][0-9]):([0-5][0-9]|60)(\.[0-9]+)?"
    r"([Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])",
    re.ASCII,
)
_MICROSECONDS: Final = len(".000000")


class MalformedPayrollTaxNumber:
    """A text that isn't written like a payroll tax number: nobody's, so it is answered like an unknown one."""


class UnreadableValueError(GraphQLError):
    """A value that its scalar can't read; the edge makes a BAD_USER_INPUT of it that names the argument."""


def _refuse(message: str) -> NoReturn:
    raise UnreadableValueError(message)


def _reader(read: Callable[[str], object], expected: str) -> Callable[[object], object]:
    def parse(value: object) -> object:
        if not isinstance(value, str):
            _refuse(expected)
        try:
            return read(value)
        except (ValueError, OverflowError):
            _refuse(expected)

    return parse


def _read_date(text: str) -> date:
    if _FULL_DATE.fullmatch(text) is None:  # fromisoformat also reads weeks and basic format
        raise ValueError
    return date.fromisoformat(text)


def _read_payroll_tax_number(text: str) -> PayrollTaxNumber | MalformedPayrollTaxNumber:
    return PayrollTaxNumber(text) if is_payroll_shape(text) else MalformedPayrollTaxNumber()


def _read_moment(text: str) -> datetime:
    """A moment of RFC 3339; a leap second, which Python has none of, is the first moment after it."""
    found = _MOMENT.fullmatch(text)
    if found is None:  # fromisoformat also reads weeks, basic format and other separators
        raise ValueError
    day, minute, second, fraction, zone = found.groups(default="")
    leap = second == "60"
    written = f"{day}T{minute}:{'59' if leap else second}{fraction[:_MICROSECONDS]}{zone.upper()}"
    moment = datetime.fromisoformat(written).astimezone(UTC)
    if not leap:
        return moment
    moment = moment.replace(microsecond=0) + timedelta(seconds=1)
    if (moment.day, moment.hour, moment.minute) != (1, 0, 0):  # leap seconds end a month (ITU-R TF.460)
        raise ValueError
    return moment


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _digits(value: Bsn | PayrollTaxNumber) -> str:
    return value.value


SCALARS: dict[object, ScalarDefinition] = {
    Bsn: strawberry.scalar(
        name="BSN",
        description="A citizen service number (burgerservicenummer): nine digits, leading zeros kept, that pass the "
        "11-test. Give it in a variable, never in the text of a query.",
        serialize=_digits,
        parse_value=_reader(
            Bsn, "A BSN is a string of nine digits that passes the 11-test; check the number for a typing error."
        ),
    ),
    PayrollTaxNumber: strawberry.scalar(
        name="PayrollTaxNumber",
        description="A payroll tax number (loonheffingennummer): nine digits that pass the 11-test, the letter L and "
        "two digits.",
        serialize=_digits,
        parse_value=_reader(
            _read_payroll_tax_number,
            "A payroll tax number is nine digits that pass the 11-test, the letter L and two digits.",
        ),
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment, in UTC, as YYYY-MM-DDThh:mm:ssZ (RFC 3339 date-time).",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=_utc,
        parse_value=_reader(_read_moment, "A moment is a date and a time with a time zone, as RFC 3339 writes them."),
    ),
    date: strawberry.scalar(
        name="Date",
        description="A day, as YYYY-MM-DD (RFC 3339 full-date).",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=date.isoformat,
        parse_value=_reader(_read_date, "A date is a day of the calendar, written as YYYY-MM-DD."),
    ),
}


def scalar_map() -> dict[Any, ScalarDefinition]:
    """The scalars by the Python type that a resolver takes or returns."""
    return dict(SCALARS)
