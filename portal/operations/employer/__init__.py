"""Generated from the operations beside it by `python -m portal.operations`."""

from datetime import date
from typing import Literal, NotRequired, TypedDict

from pydantic import AwareDatetime, Field

from domain.letters.letter import LetterChannel
from domain.refusals import RefusalCode
from domain.roles import Purpose, Service
from portal.operations.operation import Operation, Selection


class AuthorisationsAuthorisation(Selection):
    """What Authorisations.graphql asks of Authorisation."""

    user_id: str
    user_name: str
    services: list[Service]
    log_in_services: list[Service]
    changed_at: AwareDatetime | None
    is_viewer: bool


class AuthorisationsAuthorisationChange(Selection):
    """What Authorisations.graphql asks of AuthorisationChange."""

    changed_at: AwareDatetime
    user_name: str
    administrator_name: str
    given: list[Service]
    taken: list[Service]


class AuthorisationsOrganisation(Selection):
    """What Authorisations.graphql asks of Organisation."""

    authorisations: list[AuthorisationsAuthorisation] | None
    authorisation_changes: list[AuthorisationsAuthorisationChange] | None


class AuthorisationsViewer(Selection):
    """What Authorisations.graphql asks of Viewer."""

    organisations: list[AuthorisationsOrganisation]


class Authorisations(Selection):
    """What Authorisations.graphql asks of Query."""

    viewer: AuthorisationsViewer


def authorisations(
    *,
    organisation: str,
) -> Operation[Authorisations]:
    """Authorisations.graphql."""
    return Operation(
        "Authorisations",
        "sha256:d9b05891ea1e39e96c82a94c33fb232865fc7c3bdad517d38416f662cdf5acdb",
        Authorisations,
        {
            "organisation": organisation,
        },
    )


class GiveReactionLetterPart(Selection):
    """What GiveReaction.graphql asks of LetterPart."""

    heading: str
    paragraphs: list[str]
    items: list[str]


class GiveReactionLetterReference(Selection):
    """What GiveReaction.graphql asks of LetterReference."""

    label: str
    value: str


class GiveReactionDownload(Selection):
    """What GiveReaction.graphql asks of Download."""

    url: str
    expires_at: AwareDatetime


class GiveReactionLetter(Selection):
    """What GiveReaction.graphql asks of Letter."""

    typename: Literal["Letter"] = Field(alias="__typename")
    id: str
    subject: str
    announced_at: AwareDatetime
    channel: LetterChannel
    answer_until: date | None
    reacted_at: AwareDatetime | None
    parts: list[GiveReactionLetterPart]
    reference: list[GiveReactionLetterReference]
    pdf: GiveReactionDownload


class GiveReactionRefusal(Selection):
    """What GiveReaction.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode


class GiveReaction(Selection):
    """What GiveReaction.graphql asks of Mutation."""

    give_reaction: GiveReactionLetter | GiveReactionRefusal


class GiveReactionInput(TypedDict):
    """The input of this name."""

    letter: str
    text: str
    idempotencyKey: str


def give_reaction(
    *,
    input: GiveReactionInput,
) -> Operation[GiveReaction]:
    """GiveReaction.graphql."""
    return Operation(
        "GiveReaction",
        "sha256:d9a34a77ed75e850fe6fe6961cfca5a3c62114afbe75f187183fcad40aa7a55b",
        GiveReaction,
        {
            "input": input,
        },
    )


class LettersLetterReference(Selection):
    """What Letters.graphql asks of LetterReference."""

    label: str
    value: str


class LettersLetter(Selection):
    """What Letters.graphql asks of Letter."""

    id: str
    subject: str
    announced_at: AwareDatetime
    read_at: AwareDatetime | None
    answer_until: date | None
    reacted_at: AwareDatetime | None
    reference: list[LettersLetterReference]


class LettersLetterEdge(Selection):
    """What Letters.graphql asks of LetterEdge."""

    node: LettersLetter


class LettersPageInfo(Selection):
    """What Letters.graphql asks of PageInfo."""

    has_next_page: bool
    end_cursor: str | None


class LettersLetterConnection(Selection):
    """What Letters.graphql asks of LetterConnection."""

    unread_count: int
    edges: list[LettersLetterEdge]
    page_info: LettersPageInfo


class LettersOrganisation(Selection):
    """What Letters.graphql asks of Organisation."""

    letters: LettersLetterConnection


class LettersViewer(Selection):
    """What Letters.graphql asks of Viewer."""

    organisations: list[LettersOrganisation]


class Letters(Selection):
    """What Letters.graphql asks of Query."""

    viewer: LettersViewer


def letters(
    *,
    organisation: str | None,
    first: int | None,
    after: str | None,
    only_unread: bool,
) -> Operation[Letters]:
    """Letters.graphql."""
    return Operation(
        "Letters",
        "sha256:f9c88f1376fe4cae28aa1f80c111aaf1e4e7601af7b0f0c28b2ca3d55b49bdab",
        Letters,
        {
            "organisation": organisation,
            "first": first,
            "after": after,
            "onlyUnread": only_unread,
        },
    )


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


class OpenLetterLetterPart(Selection):
    """What OpenLetter.graphql asks of LetterPart."""

    heading: str
    paragraphs: list[str]
    items: list[str]


class OpenLetterLetterReference(Selection):
    """What OpenLetter.graphql asks of LetterReference."""

    label: str
    value: str


class OpenLetterDownload(Selection):
    """What OpenLetter.graphql asks of Download."""

    url: str
    expires_at: AwareDatetime


class OpenLetterLetter(Selection):
    """What OpenLetter.graphql asks of Letter."""

    typename: Literal["Letter"] = Field(alias="__typename")
    id: str
    subject: str
    announced_at: AwareDatetime
    channel: LetterChannel
    answer_until: date | None
    reacted_at: AwareDatetime | None
    parts: list[OpenLetterLetterPart]
    reference: list[OpenLetterLetterReference]
    pdf: OpenLetterDownload


class OpenLetterRefusal(Selection):
    """What OpenLetter.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode


class OpenLetter(Selection):
    """What OpenLetter.graphql asks of Mutation."""

    mark_letter_read: OpenLetterLetter | OpenLetterRefusal


def open_letter(
    *,
    letter: str,
) -> Operation[OpenLetter]:
    """OpenLetter.graphql."""
    return Operation(
        "OpenLetter",
        "sha256:4c3c530620f1637730e1ca9cc67b76287153fefbfa3bacff8935fd56a18f5a1d",
        OpenLetter,
        {
            "letter": letter,
        },
    )


class OwnJobsJobEquivalents(Selection):
    """What OwnJobs.graphql asks of JobEquivalents."""

    hours: float
    jobs: float
    persons: int


class OwnJobsOrganisation(Selection):
    """What OwnJobs.graphql asks of Organisation."""

    job_equivalents: OwnJobsJobEquivalents


class OwnJobsViewer(Selection):
    """What OwnJobs.graphql asks of Viewer."""

    organisations: list[OwnJobsOrganisation]


class OwnJobs(Selection):
    """What OwnJobs.graphql asks of Query."""

    viewer: OwnJobsViewer


def own_jobs(
    *,
    organisation: str,
    year: int,
) -> Operation[OwnJobs]:
    """OwnJobs.graphql."""
    return Operation(
        "OwnJobs",
        "sha256:d992c125d41cfacd1096c5e4932440a48ff35b8d303b18c92511020daf490e11",
        OwnJobs,
        {
            "organisation": organisation,
            "year": year,
        },
    )


class OwnQuotaQuotaCalculation(Selection):
    """What OwnQuota.graphql asks of QuotaCalculation."""

    shortage: float | None
    levy: int | None
    explanation: list[str]


class OwnQuotaOrganisation(Selection):
    """What OwnQuota.graphql asks of Organisation."""

    quota_calculation: OwnQuotaQuotaCalculation


class OwnQuotaViewer(Selection):
    """What OwnQuota.graphql asks of Viewer."""

    organisations: list[OwnQuotaOrganisation]


class OwnQuota(Selection):
    """What OwnQuota.graphql asks of Query."""

    viewer: OwnQuotaViewer


def own_quota(
    *,
    organisation: str,
    year: int,
    paid_hours: int,
    paid_hours_year_before: int,
    sector: Literal["GOVERNMENT", "MARKET"],
) -> Operation[OwnQuota]:
    """OwnQuota.graphql."""
    return Operation(
        "OwnQuota",
        "sha256:afadda0af47ad043a9d5246afc718fcf82f8432132965300e2cf950b62e52a76",
        OwnQuota,
        {
            "organisation": organisation,
            "year": year,
            "paidHours": paid_hours,
            "paidHoursYearBefore": paid_hours_year_before,
            "sector": sector,
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
    month: int | None,
    payroll_tax_number: str | None,
) -> Operation[Roster]:
    """Roster.graphql."""
    return Operation(
        "Roster",
        "sha256:15e811ff4703611314465f07ac73dd511cfa3de68fa98e43b9acb30d57b7ca07",
        Roster,
        {
            "organisation": organisation,
            "year": year,
            "month": month,
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
    month: int | None,
    payroll_tax_number: str | None,
) -> Operation[RosterFile]:
    """RosterFile.graphql."""
    return Operation(
        "RosterFile",
        "sha256:cc292133da403d2f9d54280a78e54116ebca5eb13218583dfd04568f92f08788",
        RosterFile,
        {
            "organisation": organisation,
            "year": year,
            "month": month,
            "payrollTaxNumber": payroll_tax_number,
        },
    )


class SetAuthorisationAuthorisation(Selection):
    """What SetAuthorisation.graphql asks of Authorisation."""

    typename: Literal["Authorisation"] = Field(alias="__typename")
    user_name: str
    services: list[Service]


class SetAuthorisationRefusal(Selection):
    """What SetAuthorisation.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode


class SetAuthorisation(Selection):
    """What SetAuthorisation.graphql asks of Mutation."""

    set_authorisation: SetAuthorisationAuthorisation | SetAuthorisationRefusal


class SetAuthorisationInput(TypedDict):
    """The input of this name."""

    organisation: str
    userId: str
    services: list[Service]
    changedAt: NotRequired[AwareDatetime | None]
    idempotencyKey: str


def set_authorisation(
    *,
    input: SetAuthorisationInput,
) -> Operation[SetAuthorisation]:
    """SetAuthorisation.graphql."""
    return Operation(
        "SetAuthorisation",
        "sha256:39c0942fead66ba86db5fc111813c826fcae1c3281a0f36487de8b344c1e061f",
        SetAuthorisation,
        {
            "input": input,
        },
    )


class UnreadLettersLetterConnection(Selection):
    """What UnreadLetters.graphql asks of LetterConnection."""

    unread_count: int


class UnreadLettersOrganisation(Selection):
    """What UnreadLetters.graphql asks of Organisation."""

    letters: UnreadLettersLetterConnection


class UnreadLettersViewer(Selection):
    """What UnreadLetters.graphql asks of Viewer."""

    organisations: list[UnreadLettersOrganisation]


class UnreadLetters(Selection):
    """What UnreadLetters.graphql asks of Query."""

    viewer: UnreadLettersViewer


def unread_letters(
    *,
    organisation: str | None,
) -> Operation[UnreadLetters]:
    """UnreadLetters.graphql."""
    return Operation(
        "UnreadLetters",
        "sha256:75a1a908ae908c7d0e8c9d1ce680f61921ba044c88a951c773e7758ae54e581c",
        UnreadLetters,
        {
            "organisation": organisation,
        },
    )
