"""Whom one can log in as without typing a number."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DemoCitizen:
    """An invented person; the label is what the page says instead of the BSN."""

    bsn: str = field(repr=False)
    label: str


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """An invented employer, by its KVK number."""

    kvk: str
    name: str


@dataclass(frozen=True, slots=True)
class DemoAssessor:
    """An invented assessor: a user name, and what the page says."""

    user: str
    label: str
