"""Employments (dienstverbanden): of which kinds there are, and which make someone its employer's own staff."""

from enum import StrEnum
from typing import Final


class EmploymentKind(StrEnum):
    """What kind of employment it is."""

    REGULAR = "REGULAR"
    AGENCY = "AGENCY"
    SECONDED = "SECONDED"
    PROTECTED_WSW = "PROTECTED_WSW"


OWN_STAFF: Final = frozenset({EmploymentKind.REGULAR, EmploymentKind.PROTECTED_WSW})
"""The kinds that a roster lists. While one of them runs, someone with a right to Wajong works (Wfsv 38b lid 1 c)."""
