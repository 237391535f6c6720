"""Employments (dienstverbanden): of which kinds there are."""

from enum import StrEnum


class EmploymentKind(StrEnum):
    """What kind of employment it is; REGULAR and PROTECTED_WSW make someone its employer's own staff."""

    REGULAR = "REGULAR"
    AGENCY = "AGENCY"
    SECONDED = "SECONDED"
    PROTECTED_WSW = "PROTECTED_WSW"
