"""What a record of the log says was handed over, as the citizen reads it: coordinates by the texts in `shown`."""

from typing import Final

SEARCHED: Final = "asked"
"""That somebody was looked for, which is all if nothing was handed over."""

_FRAME: Final = frozenset({"edges", "node", "cursor", "pageInfo", "hasNextPage", "hasPreviousPage", "csv"})
_ECHO: Final = "Person.bsn"
"""Who asks about somebody by BSN knows it: it is sent back, not handed over."""
_SHOWN: Final = {
    "Person.registered": "registration",
    "Person.registrationEndDate": "end_date",
    "Person.grounds": "grounds",
    "Person.countingStartDate": "counting",
    "Person.asOf": "earlier",
    "Person.registeredPeriods": "periods",
    "Person.disclosures": "log",
    "RosterEntry.bsn": "registration",
    "RosterEntry.payrollTaxNumber": "payroll",
    "RosterEntry.registrationEndDate": "end_date",
}
_SHOWN_OF: Final = {
    "Query": "asked",
    "Viewer": "asked",
    "Ground": "grounds",
    "PersonAsOf": "earlier",
    "Period": "periods",
    "RosterConnection": "count",
    "DisclosureConnection": "log",
    "Disclosure": "log",
}


def what_it_shows(coordinate: str) -> str | None:
    """Which entry of the catalogue's table `shown` says what a coordinate tells of a person; None: nothing."""
    parent, _, name = coordinate.partition(".")
    if name in _FRAME or coordinate == _ECHO:
        return None
    return _SHOWN.get(coordinate, _SHOWN_OF.get(parent))
