"""Generated from the operations beside it by `python -m portal.operations`."""

from datetime import date
from typing import Literal, NotRequired, TypedDict

from pydantic import AwareDatetime, Field

from domain.case_actions import CaseAction
from domain.case_kinds import CaseKind
from domain.cases import CaseState
from domain.forms import RequestedOutcome, SchoolKind, WorkProvision
from domain.grounds import CountsFor, GroundCode
from domain.letters.letter import LetterChannel, LetterKind
from domain.roles import Purpose
from portal.operations.operation import Operation, Selection


class ApplyForClientCase(Selection):
    """What ApplyForClient.graphql asks of Case."""

    typename: Literal["Case"] = Field(alias="__typename")
    id: str


class ApplyForClientRefusal(Selection):
    """What ApplyForClient.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    message: str


class ApplyForClient(Selection):
    """What ApplyForClient.graphql asks of Mutation."""

    apply_for_client: ApplyForClientCase | ApplyForClientRefusal


class ApplicationFormInput(TypedDict):
    """The input of this name."""

    requestedOutcome: NotRequired[RequestedOutcome | None]
    schoolName: NotRequired[str | None]
    schoolKind: NotRequired[SchoolKind | None]
    schoolFrom: NotRequired[date | None]
    schoolUntil: NotRequired[date | None]
    provisions: NotRequired[list[WorkProvision] | None]
    reference: NotRequired[str | None]
    explanation: NotRequired[str | None]


class ApplyForClientInput(TypedDict):
    """The input of this name."""

    kind: CaseKind
    bsn: str
    form: ApplicationFormInput
    idempotencyKey: str


def apply_for_client(
    *,
    input: ApplyForClientInput,
) -> Operation[ApplyForClient]:
    """ApplyForClient.graphql."""
    return Operation(
        "ApplyForClient",
        "sha256:6138230010b95f87ae66364ca4b79d3f50986ed6fd49ae331ed218f4e8e67a8e",
        ApplyForClient,
        {
            "input": input,
        },
    )


class ClientGround(Selection):
    """What Client.graphql asks of Ground."""

    code: GroundCode
    name: str
    legal_basis: str
    start_date: date
    end_date: date | None
    counts_for: list[CountsFor]


class ClientPerson(Selection):
    """What Client.graphql asks of Person."""

    registered: bool
    registration_end_date: date | None
    counting_start_date: date | None
    grounds: list[ClientGround]


class Client(Selection):
    """What Client.graphql asks of Query."""

    person: ClientPerson


def client(
    *,
    bsn: str,
    purpose: Purpose,
) -> Operation[Client]:
    """Client.graphql."""
    return Operation(
        "Client",
        "sha256:3900fe2552e78066f43a7419f774d71f88ba34beaa236ffa56f312a15989f782",
        Client,
        {
            "bsn": bsn,
            "purpose": purpose,
        },
    )


class ClientAsOfGround(Selection):
    """What ClientAsOf.graphql asks of Ground."""

    code: GroundCode
    name: str
    legal_basis: str
    start_date: date
    end_date: date | None
    counts_for: list[CountsFor]


class ClientAsOfPersonAsOf(Selection):
    """What ClientAsOf.graphql asks of PersonAsOf."""

    registered: bool
    registration_end_date: date | None
    counting_start_date: date | None
    grounds: list[ClientAsOfGround]


class ClientAsOfPerson(Selection):
    """What ClientAsOf.graphql asks of Person."""

    as_of: ClientAsOfPersonAsOf


class ClientAsOf(Selection):
    """What ClientAsOf.graphql asks of Query."""

    person: ClientAsOfPerson


def client_as_of(
    *,
    bsn: str,
    purpose: Purpose,
    date: date,
) -> Operation[ClientAsOf]:
    """ClientAsOf.graphql."""
    return Operation(
        "ClientAsOf",
        "sha256:3e23a63f003428878718c75426d77f3b99158de505308a62680910c809de9eb2",
        ClientAsOf,
        {
            "bsn": bsn,
            "purpose": purpose,
            "date": date,
        },
    )


class ClientCaseApplicationForm(Selection):
    """What ClientCase.graphql asks of ApplicationForm."""

    requested_outcome: RequestedOutcome | None
    provisions: list[WorkProvision]
    reference: str | None
    explanation: str | None


class ClientCaseLetterPart(Selection):
    """What ClientCase.graphql asks of LetterPart."""

    heading: str
    paragraphs: list[str]
    items: list[str]


class ClientCaseLetterReference(Selection):
    """What ClientCase.graphql asks of LetterReference."""

    label: str
    value: str


class ClientCaseLetter(Selection):
    """What ClientCase.graphql asks of Letter."""

    id: str
    kind: LetterKind
    subject: str
    announced_at: AwareDatetime
    channel: LetterChannel
    parts: list[ClientCaseLetterPart]
    reference: list[ClientCaseLetterReference]


class ClientCaseCase(Selection):
    """What ClientCase.graphql asks of Case."""

    id: str
    number: str
    kind: CaseKind
    state: CaseState
    submitted_at: AwareDatetime | None
    decide_before: date | None
    decided_at: AwareDatetime | None
    decision: str | None
    actions: list[CaseAction]
    form: ClientCaseApplicationForm | None
    letters: list[ClientCaseLetter]


class ClientCase(Selection):
    """What ClientCase.graphql asks of Query."""

    case: ClientCaseCase


def client_case(
    *,
    case: str,
) -> Operation[ClientCase]:
    """ClientCase.graphql."""
    return Operation(
        "ClientCase",
        "sha256:146d88e43d5477ac8a60b4f30100a3269875877990cf135218cfee6ce4e1e8a9",
        ClientCase,
        {
            "case": case,
        },
    )


class ClientCasesApplicationForm(Selection):
    """What ClientCases.graphql asks of ApplicationForm."""

    reference: str | None


class ClientCasesCase(Selection):
    """What ClientCases.graphql asks of Case."""

    id: str
    number: str
    kind: CaseKind
    state: CaseState
    submitted_at: AwareDatetime | None
    decide_before: date | None
    form: ClientCasesApplicationForm | None


class ClientCasesCaseEdge(Selection):
    """What ClientCases.graphql asks of CaseEdge."""

    node: ClientCasesCase


class ClientCasesPageInfo(Selection):
    """What ClientCases.graphql asks of PageInfo."""

    has_next_page: bool
    end_cursor: str | None


class ClientCasesCaseConnection(Selection):
    """What ClientCases.graphql asks of CaseConnection."""

    edges: list[ClientCasesCaseEdge]
    page_info: ClientCasesPageInfo


class ClientCasesViewer(Selection):
    """What ClientCases.graphql asks of Viewer."""

    cases: ClientCasesCaseConnection


class ClientCases(Selection):
    """What ClientCases.graphql asks of Query."""

    viewer: ClientCasesViewer


def client_cases(
    *,
    first: int | None,
    after: str | None,
) -> Operation[ClientCases]:
    """ClientCases.graphql."""
    return Operation(
        "ClientCases",
        "sha256:e6c03ad85a5bbd189884c21ea436273a583e7ba2baf78e110d4fcb83c7df7c94",
        ClientCases,
        {
            "first": first,
            "after": after,
        },
    )


class ClientLetterFilesDownload(Selection):
    """What ClientLetterFiles.graphql asks of Download."""

    url: str


class ClientLetterFilesLetter(Selection):
    """What ClientLetterFiles.graphql asks of Letter."""

    id: str
    pdf: ClientLetterFilesDownload


class ClientLetterFilesCase(Selection):
    """What ClientLetterFiles.graphql asks of Case."""

    letters: list[ClientLetterFilesLetter]


class ClientLetterFiles(Selection):
    """What ClientLetterFiles.graphql asks of Query."""

    case: ClientLetterFilesCase


def client_letter_files(
    *,
    case: str,
) -> Operation[ClientLetterFiles]:
    """ClientLetterFiles.graphql."""
    return Operation(
        "ClientLetterFiles",
        "sha256:7f7a3adbf11ace0d6dacd91c5b8b00a0c0da98028d67da0fba650d800f6cc3e2",
        ClientLetterFiles,
        {
            "case": case,
        },
    )


class CompleteClientCaseCase(Selection):
    """What CompleteClientCase.graphql asks of Case."""

    typename: Literal["Case"] = Field(alias="__typename")
    id: str


class CompleteClientCaseRefusal(Selection):
    """What CompleteClientCase.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    message: str


class CompleteClientCase(Selection):
    """What CompleteClientCase.graphql asks of Mutation."""

    complete_case: CompleteClientCaseCase | CompleteClientCaseRefusal


class CompleteCaseInput(TypedDict):
    """The input of this name."""

    id: str
    form: ApplicationFormInput
    idempotencyKey: str


def complete_client_case(
    *,
    input: CompleteCaseInput,
) -> Operation[CompleteClientCase]:
    """CompleteClientCase.graphql."""
    return Operation(
        "CompleteClientCase",
        "sha256:5251e32816c7652e65f89111649be544fc041171d9b37587826f843c9d89ec56",
        CompleteClientCase,
        {
            "input": input,
        },
    )


class ReportProtectedWorkFact(Selection):
    """What ReportProtectedWork.graphql asks of Fact."""

    typename: Literal["Fact"] = Field(alias="__typename")
    fact_id: str


class ReportProtectedWorkRefusal(Selection):
    """What ReportProtectedWork.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    message: str


class ReportProtectedWork(Selection):
    """What ReportProtectedWork.graphql asks of Mutation."""

    report_protected_work: ReportProtectedWorkFact | ReportProtectedWorkRefusal


class ReportProtectedWorkInput(TypedDict):
    """The input of this name."""

    bsn: str
    decidedOn: date
    idempotencyKey: str


def report_protected_work(
    *,
    input: ReportProtectedWorkInput,
) -> Operation[ReportProtectedWork]:
    """ReportProtectedWork.graphql."""
    return Operation(
        "ReportProtectedWork",
        "sha256:2cfb97eb4e2d1e8ed683599fdb390d413623e3ba973fb3fe9578bbc43f8b329c",
        ReportProtectedWork,
        {
            "input": input,
        },
    )


class ReportWageValueCase(Selection):
    """What ReportWageValue.graphql asks of Case."""

    typename: Literal["Case"] = Field(alias="__typename")
    id: str


class ReportWageValueRefusal(Selection):
    """What ReportWageValue.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    message: str


class ReportWageValue(Selection):
    """What ReportWageValue.graphql asks of Mutation."""

    report_wage_value: ReportWageValueCase | ReportWageValueRefusal


class ReportWageValueInput(TypedDict):
    """The input of this name."""

    bsn: str
    belowMinimumWage: bool
    percentage: NotRequired[str | None]
    establishedOn: NotRequired[date | None]
    reference: NotRequired[str | None]
    idempotencyKey: str


def report_wage_value(
    *,
    input: ReportWageValueInput,
) -> Operation[ReportWageValue]:
    """ReportWageValue.graphql."""
    return Operation(
        "ReportWageValue",
        "sha256:53567d75656e29d40a1b69ce17363e64716a84e85fce8ca845d71f100c12a02d",
        ReportWageValue,
        {
            "input": input,
        },
    )


class WithdrawClientCaseCase(Selection):
    """What WithdrawClientCase.graphql asks of Case."""

    typename: Literal["Case"] = Field(alias="__typename")
    id: str


class WithdrawClientCaseRefusal(Selection):
    """What WithdrawClientCase.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    message: str


class WithdrawClientCase(Selection):
    """What WithdrawClientCase.graphql asks of Mutation."""

    withdraw_case: WithdrawClientCaseCase | WithdrawClientCaseRefusal


class CaseInput(TypedDict):
    """The input of this name."""

    id: str
    idempotencyKey: str


def withdraw_client_case(
    *,
    input: CaseInput,
) -> Operation[WithdrawClientCase]:
    """WithdrawClientCase.graphql."""
    return Operation(
        "WithdrawClientCase",
        "sha256:757b268a4bb4ccafea7fd66128aa041e8c88ce3743d8e531c18c8be6338010f9",
        WithdrawClientCase,
        {
            "input": input,
        },
    )
