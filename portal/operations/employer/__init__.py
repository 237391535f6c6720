"""Generated from the operations beside it by `python -m portal.operations`."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from domain.roles import Purpose, Service
from portal.operations.operation import Operation, Selection


class MyOrganisationsOrganisation(Selection):
    """What MyOrganisations.graphql asks of Organisation."""

    id: str
    name: str
    kvk_number: str | None
    rsin: str | None
    payroll_tax_numbers: list[str]
    reference_years: list[int]
    services: list[Service]


class MyOrganisationsViewer(Selection):
    """What MyOrganisations.graphql asks of Viewer."""

    organisations: list[MyOrganisationsOrganisation]


class MyOrganisations(Selection):
    """What MyOrganisations.graphql asks of Query."""

    viewer: MyOrganisationsViewer


def my_organisations() -> Operation[MyOrganisations]:
    """MyOrganisations.graphql."""
    return Operation(
        "MyOrganisations",
        "sha256:beef6c7119e92983fa0de3a6f224e0b55e0515bee151497ddcc303175be788c9",
        MyOrganisations,
        {},
    )


class OnePersonPerson(Selection):
    """What OnePerson.graphql asks of Person."""

    registered: bool
    registration_end_date: date | None


class OnePerson(Selection):
    """What OnePerson.graphql asks of Query."""

    person: OnePersonPerson


def one_person(
    *,
    bsn: str,
    purpose: Purpose,
    organisation: str | None,
) -> Operation[OnePerson]:
    """OnePerson.graphql."""
    return Operation(
        "OnePerson",
        "sha256:9df5ee278b4f42d4530834bc9851306d8d010f2f446751752d8a3cf0c9a888f9",
        OnePerson,
        {
            "bsn": bsn,
            "purpose": purpose,
            "organisation": organisation,
        },
    )


class RosterRosterEntry(Selection):
    """What Roster.graphql asks of RosterEntry."""

    bsn: str
    payroll_tax_number: str
    registration_end_date: date | None


class RosterRosterEdge(Selection):
    """What Roster.graphql asks of RosterEdge."""

    node: RosterRosterEntry


class RosterRosterConnection(Selection):
    """What Roster.graphql asks of RosterConnection."""

    total_count: int
    presentation: Literal["TABLE", "CSV_ONLY"]
    edges: list[RosterRosterEdge]


class Roster(Selection):
    """What Roster.graphql asks of Query."""

    roster: RosterRosterConnection


def roster(
    *,
    organisation: str,
    year: int,
    payroll_tax_number: str | None,
) -> Operation[Roster]:
    """Roster.graphql."""
    return Operation(
        "Roster",
        "sha256:0dacbe437960c9b9e3aafcf3da6de5690516f11a3809e9b230c42cfdfef6e825",
        Roster,
        {
            "organisation": organisation,
            "year": year,
            "payrollTaxNumber": payroll_tax_number,
        },
    )


class RosterFileDownload(Selection):
    """What RosterFile.graphql asks of Download."""

    url: str
    expires_at: AwareDatetime


class RosterFileRosterConnection(Selection):
    """What RosterFile.graphql asks of RosterConnection."""

    csv: RosterFileDownload


class RosterFile(Selection):
    """What RosterFile.graphql asks of Query."""

    roster: RosterFileRosterConnection


def roster_file(
    *,
    organisation: str,
    year: int,
    payroll_tax_number: str | None,
) -> Operation[RosterFile]:
    """RosterFile.graphql."""
    return Operation(
        "RosterFile",
        "sha256:3f8d45e0caa6539d62e121e6f8811311f5fbfcce4ac0f93d583530004ebd0df4",
        RosterFile,
        {
            "organisation": organisation,
            "year": year,
            "payrollTaxNumber": payroll_tax_number,
        },
    )
