"""Figures as Dutch readers write them: a point between thousands, a comma before decimals."""

from fractions import Fraction

from babel.numbers import format_decimal

from domain.report_tables import Value


def in_dutch(value: Value) -> str:
    """A figure; nothing for one that isn't shown."""
    if value is None:
        return ""
    whole = isinstance(value, int) or (float(value).is_integer() and isinstance(value, Fraction))
    return format_decimal(float(value), format="#,##0" if whole else "#,##0.0#", locale="nl_NL")
