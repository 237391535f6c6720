"""Whose roster: that of an organisation of the viewer's own, who is authorised for rosters (Besluit SUWI 3.3)."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from auth.policies.organisation import NOT_YOURS, own_organisation
from auth.principal import OrganisationClaim, Principal
from domain.errors import ForbiddenError
from domain.payroll import PayrollTaxNumber
from domain.periods import days_of_reference_year
from domain.proofs import OwnOrganisations, OwnRoster, OwnRosterLines
from domain.roles import Service


class RosterOrganisation(NamedTuple):
    """An organisation whose rosters the viewer may ask, and its numbers, to ask which payroll tax numbers it has."""

    claim: OrganisationClaim
    numbers: OwnOrganisations

    def roster(
        self, year: int, today: date, payroll: PayrollTaxNumber | None, known: Collection[PayrollTaxNumber]
    ) -> OwnRoster:
        """The roster of a reference year; of one payroll tax number, which has to be among those known of it.

        Raises:
            ForbiddenError: the payroll tax number isn't the organisation's, known or not.
            BadUserInputError: there is no roster of that year.
        """
        _require_own(payroll, known)
        days = days_of_reference_year(year, today, argument="year")
        return OwnRoster(self.claim.kvk, self.claim.rsin, payroll, *days)

    def lines(
        self, year: int, today: date, payroll: PayrollTaxNumber | None, known: Mapping[PayrollTaxNumber, int]
    ) -> OwnRosterLines:
        """The same as a file; `known` has the row of each payroll tax number."""
        _require_own(payroll, known)
        rows = list(known.values()) if payroll is None else [known[payroll]]
        return OwnRosterLines(rows, *days_of_reference_year(year, today, argument="year"))


def own_roster(viewer: Principal, organisation: str) -> RosterOrganisation:
    """Let the viewer ask rosters of the organisation with this id.

    Raises:
        ForbiddenError: it isn't the viewer's, known or not, or the viewer isn't authorised for rosters.
    """
    claim, numbers = own_organisation(viewer, organisation)
    if Service.ROSTER not in viewer.services:
        raise ForbiddenError("You are not authorised for rosters; ask your administrator (beheerder).")
    return RosterOrganisation(claim, numbers)


def _require_own(payroll: PayrollTaxNumber | None, known: Collection[PayrollTaxNumber]) -> None:
    if payroll is not None and payroll not in known:
        raise ForbiddenError(NOT_YOURS)
