"""What a record of the log says was handed over, as the citizen reads it: coordinates by the texts in `shown`."""

from typing import Final

SEARCHED: Final = "asked"
"""That somebody was looked for, which is all if nothing was handed over."""

_FRAME: Final = frozenset({"edges", "node", "cursor", "pageInfo", "hasNextPage", "hasPreviousPage", "csv"})
_NOTHING: Final = frozenset({"Person.bsn", "Mutation.setAuthorisation"})
"""Who asks about somebody by BSN knows it: it is sent back, not handed over. Authorisations are of users."""
_SHOWN: Final = {
    "Person.registered": "registration",
    "Person.registrationEndDate": "end_date",
    "Person.grounds": "grounds",
    "Person.countingStartDate": "counting",
    "Person.asOf": "earlier",
    "Person.registeredPeriods": "periods",
    "Person.disclosures": "log",
    "Person.cases": "cases",
    "Person.facts": "grounds",
    "Person.letters": "letters",
    "Person.letterChannel": "letters",
    "Mutation.setLetterChannel": "letters",
    "Mutation.markLetterRead": "letters",
    "Mutation.giveReaction": "letters",
    "Organisation.letters": "letters",
    "Organisation.jobEquivalents": "hours",
    "Organisation.quotaCalculation": "hours",
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
    "JobEquivalents": "hours",
    "QuotaCalculation": "hours",
    "DisclosureConnection": "log",
    "Disclosure": "log",
    "Mutation": "cases",
    "Case": "cases",
    "ApplicationForm": "cases",
    "CaseHolder": "cases",
    "CaseTransition": "cases",
    "CaseConnection": "cases",
    "Eligibility": "cases",
    "EligibilityReason": "cases",
    "Hearing": "cases",
    "Penalty": "cases",
    "Letter": "letters",
    "LetterPart": "letters",
    "LetterReference": "letters",
    "DecisionPreview": "cases",
    "DecisionDraft": "cases",
    "LetterPreview": "letters",
    "LetterConnection": "letters",
    "Fact": "grounds",
    "FactOnFile": "grounds",
    "FactPreview": "registration",
    "PreviewedRegistration": "registration",
}


def what_it_shows(coordinate: str) -> str | None:
    """Which entry of the catalogue's table `shown` says what a coordinate tells of a person; None: nothing."""
    parent, _, name = coordinate.partition(".")
    if name in _FRAME or coordinate in _NOTHING:
        return None
    return _SHOWN.get(coordinate, _SHOWN_OF.get(parent))
