"""Whose roster: that of an organisation of the viewer's own, who is authorised for rosters (Besluit SUWI 3.3)."""

from datetime import date
from typing import NamedTuple

from auth.policies.organisation import NOT_YOURS, own_organisation
from auth.principal import OrganisationClaim, Principal
from domain.errors import ForbiddenError, NotAuthorisedError
from domain.payroll import PayrollTaxNumber
from domain.periods import RosterPeriod
from domain.proofs import OwnOrganisations, OwnPayrolls, OwnRoster, OwnRosterLines
from domain.roles import Service


class RosterOrganisation(NamedTuple):
    """An organisation whose rosters the viewer may ask, and its numbers, to ask which payroll tax numbers it has.

    `user` is the viewer's id there.
    """

    user: bytes
    claim: OrganisationClaim
    numbers: OwnOrganisations

    def roster(
        self, period: RosterPeriod, today: date, payroll: PayrollTaxNumber | None, known: OwnPayrolls | None
    ) -> OwnRoster:
        """The roster of a year or a month; of one payroll tax number, which has to be among those known of it.

        `known` are what the register knows of these numbers; without one payroll tax number it needn't be asked.

        Raises:
            ForbiddenError: the payroll tax number isn't the organisation's, known or not.
            BadUserInputError: there is no roster of that year, or of that month.
        """
        if payroll is not None:
            self._require_own(payroll, known)
        return OwnRoster(self.user, self.claim.kvk, self.claim.rsin, payroll, *period.days(today))

    def lines(
        self, period: RosterPeriod, today: date, payroll: PayrollTaxNumber | None, known: OwnPayrolls
    ) -> OwnRosterLines:
        """The same as a file."""
        self._require_own(payroll, known)
        rows = list(known.rows.values()) if payroll is None else [known.rows[payroll]]
        return OwnRosterLines(self.user, rows, *period.days(today))

    def _require_own(self, payroll: PayrollTaxNumber | None, known: OwnPayrolls | None) -> None:
        if known is None or known.organisations != self.numbers or (payroll is not None and payroll not in known.rows):
            raise ForbiddenError(NOT_YOURS)


def own_roster(viewer: Principal, organisation: str) -> RosterOrganisation:
    """Let the viewer ask rosters of the organisation with this id.

    Raises:
        ForbiddenError: it isn't the viewer's, known or not, or the viewer isn't authorised for rosters.
    """
    claim, numbers = own_organisation(viewer, organisation)
    if Service.ROSTER not in viewer.services_at(claim):
        raise NotAuthorisedError(Service.ROSTER)
    return RosterOrganisation(viewer.user_id, claim, numbers)
