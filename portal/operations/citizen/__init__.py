"""Generated from the operations beside it by `python -m portal.operations`."""

from datetime import date
from typing import Literal, NotRequired, TypedDict

from pydantic import AwareDatetime, Field

from domain.case_actions import CaseAction
from domain.case_kinds import CaseKind
from domain.cases import CaseState
from domain.forms import RequestedOutcome, SchoolKind, WorkProvision
from domain.letters.letter import LetterChannel, LetterKind
from domain.refusals import RefusalCode
from domain.roles import Purpose, Role
from portal.operations.operation import Operation, Selection


class ApplyForMyselfCase(Selection):
    """What ApplyForMyself.graphql asks of Case."""

    typename: Literal["Case"] = Field(alias="__typename")
    id: str


class ApplyForMyselfRefusal(Selection):
    """What ApplyForMyself.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode
    message: str


class ApplyForMyself(Selection):
    """What ApplyForMyself.graphql asks of Mutation."""

    apply_for_myself: ApplyForMyselfCase | ApplyForMyselfRefusal


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


class ApplyForMyselfInput(TypedDict):
    """The input of this name."""

    kind: CaseKind
    form: ApplicationFormInput
    draft: NotRequired[str | None]
    idempotencyKey: str


def apply_for_myself(
    *,
    input: ApplyForMyselfInput,
) -> Operation[ApplyForMyself]:
    """ApplyForMyself.graphql."""
    return Operation(
        "ApplyForMyself",
        "sha256:5a09dfb725d3c4c5269fb103b7fccfa3c13cdd5e76d6b0ac69ba03afc39fa69e",
        ApplyForMyself,
        {
            "input": input,
        },
    )


class CompleteCaseCase(Selection):
    """What CompleteCase.graphql asks of Case."""

    typename: Literal["Case"] = Field(alias="__typename")
    id: str


class CompleteCaseRefusal(Selection):
    """What CompleteCase.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode
    message: str


class CompleteCase(Selection):
    """What CompleteCase.graphql asks of Mutation."""

    complete_case: CompleteCaseCase | CompleteCaseRefusal


class CompleteCaseInput(TypedDict):
    """The input of this name."""

    id: str
    form: ApplicationFormInput
    idempotencyKey: str


def complete_case(
    *,
    input: CompleteCaseInput,
) -> Operation[CompleteCase]:
    """CompleteCase.graphql."""
    return Operation(
        "CompleteCase",
        "sha256:56b3b764b569fc7afd05f261498b10b5dedfa02a5763e14c64c401d5678b9733",
        CompleteCase,
        {
            "input": input,
        },
    )


class DiscardDraftCase(Selection):
    """What DiscardDraft.graphql asks of Case."""

    typename: Literal["Case"] = Field(alias="__typename")
    id: str


class DiscardDraftRefusal(Selection):
    """What DiscardDraft.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode


class DiscardDraft(Selection):
    """What DiscardDraft.graphql asks of Mutation."""

    discard_draft: DiscardDraftCase | DiscardDraftRefusal


def discard_draft(
    *,
    draft: str,
) -> Operation[DiscardDraft]:
    """DiscardDraft.graphql."""
    return Operation(
        "DiscardDraft",
        "sha256:90891f3ad80040f40c1fa7181d52fad6ef9cebc284691cbeff1d52fd20783e4e",
        DiscardDraft,
        {
            "draft": draft,
        },
    )


class MyApplicationsApplicationForm(Selection):
    """What MyApplications.graphql asks of ApplicationForm."""

    requested_outcome: RequestedOutcome | None
    school_name: str | None
    school_kind: SchoolKind | None
    school_from: date | None
    school_until: date | None
    provisions: list[WorkProvision]
    explanation: str | None


class MyApplicationsCase(Selection):
    """What MyApplications.graphql asks of Case."""

    id: str
    kind: CaseKind
    state: CaseState
    form: MyApplicationsApplicationForm | None


class MyApplicationsCaseEdge(Selection):
    """What MyApplications.graphql asks of CaseEdge."""

    node: MyApplicationsCase


class MyApplicationsCaseConnection(Selection):
    """What MyApplications.graphql asks of CaseConnection."""

    edges: list[MyApplicationsCaseEdge]


class MyApplicationsPerson(Selection):
    """What MyApplications.graphql asks of Person."""

    cases: MyApplicationsCaseConnection


class MyApplicationsViewer(Selection):
    """What MyApplications.graphql asks of Viewer."""

    person: MyApplicationsPerson


class MyApplications(Selection):
    """What MyApplications.graphql asks of Query."""

    viewer: MyApplicationsViewer


def my_applications(
    *,
    first: int | None,
) -> Operation[MyApplications]:
    """MyApplications.graphql."""
    return Operation(
        "MyApplications",
        "sha256:970110e52145a3030ab09fdfa8168bde663c9b26779ae706e711316be20311ba",
        MyApplications,
        {
            "first": first,
        },
    )


class MyCaseLetter(Selection):
    """What MyCase.graphql asks of Letter."""

    id: str
    kind: LetterKind
    subject: str
    announced_at: AwareDatetime


class MyCaseCase(Selection):
    """What MyCase.graphql asks of Case."""

    id: str
    number: str
    kind: CaseKind
    state: CaseState
    submitted_at: AwareDatetime | None
    decide_before: date | None
    decided_at: AwareDatetime | None
    actions: list[CaseAction]
    letters: list[MyCaseLetter]


class MyCase(Selection):
    """What MyCase.graphql asks of Query."""

    case: MyCaseCase


def my_case(
    *,
    case: str,
) -> Operation[MyCase]:
    """MyCase.graphql."""
    return Operation(
        "MyCase",
        "sha256:f094ba5382a560e72c3342f752cb1ed58f4c8a6267ea8f573f0824a24c361c85",
        MyCase,
        {
            "case": case,
        },
    )


class MyCasesLetter(Selection):
    """What MyCases.graphql asks of Letter."""

    id: str
    kind: LetterKind


class MyCasesCase(Selection):
    """What MyCases.graphql asks of Case."""

    id: str
    kind: CaseKind
    state: CaseState
    submitted_at: AwareDatetime | None
    decide_before: date | None
    decided_at: AwareDatetime | None
    letters: list[MyCasesLetter]


class MyCasesCaseEdge(Selection):
    """What MyCases.graphql asks of CaseEdge."""

    node: MyCasesCase


class MyCasesPageInfo(Selection):
    """What MyCases.graphql asks of PageInfo."""

    has_next_page: bool
    end_cursor: str | None


class MyCasesCaseConnection(Selection):
    """What MyCases.graphql asks of CaseConnection."""

    edges: list[MyCasesCaseEdge]
    page_info: MyCasesPageInfo


class MyCasesPerson(Selection):
    """What MyCases.graphql asks of Person."""

    cases: MyCasesCaseConnection


class MyCasesViewer(Selection):
    """What MyCases.graphql asks of Viewer."""

    person: MyCasesPerson


class MyCases(Selection):
    """What MyCases.graphql asks of Query."""

    viewer: MyCasesViewer


def my_cases(
    *,
    first: int | None,
    after: str | None,
) -> Operation[MyCases]:
    """MyCases.graphql."""
    return Operation(
        "MyCases",
        "sha256:ef87e8363736fe0f3019b06d9c46aab6ed6764ad8f76fd70d10b0adb674dc426",
        MyCases,
        {
            "first": first,
            "after": after,
        },
    )


class MyDataPerson(Selection):
    """What MyData.graphql asks of Person."""

    bsn: str
    registered: bool
    registration_end_date: date | None
    letter_channel: LetterChannel


class MyDataViewer(Selection):
    """What MyData.graphql asks of Viewer."""

    person: MyDataPerson


class MyData(Selection):
    """What MyData.graphql asks of Query."""

    viewer: MyDataViewer


def my_data() -> Operation[MyData]:
    """MyData.graphql."""
    return Operation(
        "MyData",
        "sha256:cf201d1029a7486c655820ec6fa908c53e1a45e7de01ac8a30686ff8ffdf615c",
        MyData,
        {},
    )


class MyDataCasesApplicationForm(Selection):
    """What MyDataCases.graphql asks of ApplicationForm."""

    requested_outcome: RequestedOutcome | None
    school_name: str | None
    school_kind: SchoolKind | None
    school_from: date | None
    school_until: date | None
    provisions: list[WorkProvision]
    reference: str | None
    explanation: str | None


class MyDataCasesLetter(Selection):
    """What MyDataCases.graphql asks of Letter."""

    id: str


class MyDataCasesCase(Selection):
    """What MyDataCases.graphql asks of Case."""

    id: str
    number: str
    kind: CaseKind
    state: CaseState
    submitted_at: AwareDatetime | None
    decide_before: date | None
    decided_at: AwareDatetime | None
    decision: str | None
    form: MyDataCasesApplicationForm | None
    letters: list[MyDataCasesLetter]


class MyDataCasesCaseEdge(Selection):
    """What MyDataCases.graphql asks of CaseEdge."""

    node: MyDataCasesCase


class MyDataCasesPageInfo(Selection):
    """What MyDataCases.graphql asks of PageInfo."""

    has_next_page: bool
    end_cursor: str | None


class MyDataCasesCaseConnection(Selection):
    """What MyDataCases.graphql asks of CaseConnection."""

    edges: list[MyDataCasesCaseEdge]
    page_info: MyDataCasesPageInfo


class MyDataCasesPerson(Selection):
    """What MyDataCases.graphql asks of Person."""

    cases: MyDataCasesCaseConnection


class MyDataCasesViewer(Selection):
    """What MyDataCases.graphql asks of Viewer."""

    person: MyDataCasesPerson


class MyDataCases(Selection):
    """What MyDataCases.graphql asks of Query."""

    viewer: MyDataCasesViewer


def my_data_cases(
    *,
    first: int | None,
    after: str | None,
) -> Operation[MyDataCases]:
    """MyDataCases.graphql."""
    return Operation(
        "MyDataCases",
        "sha256:6e93bedb4d144bb3aa449df174ab96ba4d0146423beaf114c92be20f9a39ad3f",
        MyDataCases,
        {
            "first": first,
            "after": after,
        },
    )


class MyDataDisclosuresDisclosure(Selection):
    """What MyDataDisclosures.graphql asks of Disclosure."""

    at: AwareDatetime
    role: Role
    organisation: str
    purpose: Purpose
    purpose_text: str
    fields: list[str]
    legal_basis: str
    trace_id: str


class MyDataDisclosuresDisclosureEdge(Selection):
    """What MyDataDisclosures.graphql asks of DisclosureEdge."""

    node: MyDataDisclosuresDisclosure


class MyDataDisclosuresPageInfo(Selection):
    """What MyDataDisclosures.graphql asks of PageInfo."""

    has_next_page: bool
    end_cursor: str | None


class MyDataDisclosuresDisclosureConnection(Selection):
    """What MyDataDisclosures.graphql asks of DisclosureConnection."""

    edges: list[MyDataDisclosuresDisclosureEdge]
    page_info: MyDataDisclosuresPageInfo


class MyDataDisclosuresPerson(Selection):
    """What MyDataDisclosures.graphql asks of Person."""

    disclosures: MyDataDisclosuresDisclosureConnection


class MyDataDisclosuresViewer(Selection):
    """What MyDataDisclosures.graphql asks of Viewer."""

    person: MyDataDisclosuresPerson


class MyDataDisclosures(Selection):
    """What MyDataDisclosures.graphql asks of Query."""

    viewer: MyDataDisclosuresViewer


def my_data_disclosures(
    *,
    first: int | None,
    after: str | None,
    until: AwareDatetime | None,
) -> Operation[MyDataDisclosures]:
    """MyDataDisclosures.graphql."""
    return Operation(
        "MyDataDisclosures",
        "sha256:8da3f275a2da72ba2a83ca785174a3eaab7b633e3fda4524a50352af0470bfa8",
        MyDataDisclosures,
        {
            "first": first,
            "after": after,
            "until": until,
        },
    )


class MyDataLettersLetterPart(Selection):
    """What MyDataLetters.graphql asks of LetterPart."""

    heading: str
    paragraphs: list[str]
    items: list[str]


class MyDataLettersLetterReference(Selection):
    """What MyDataLetters.graphql asks of LetterReference."""

    label: str
    value: str


class MyDataLettersLetter(Selection):
    """What MyDataLetters.graphql asks of Letter."""

    id: str
    kind: LetterKind
    subject: str
    articles: list[str]
    announced_at: AwareDatetime
    channel: LetterChannel
    supersedes: str | None
    read_at: AwareDatetime | None
    answer_until: date | None
    reacted_at: AwareDatetime | None
    objection_until: date | None
    parts: list[MyDataLettersLetterPart]
    reference: list[MyDataLettersLetterReference]


class MyDataLettersLetterEdge(Selection):
    """What MyDataLetters.graphql asks of LetterEdge."""

    node: MyDataLettersLetter


class MyDataLettersPageInfo(Selection):
    """What MyDataLetters.graphql asks of PageInfo."""

    has_next_page: bool
    end_cursor: str | None


class MyDataLettersLetterConnection(Selection):
    """What MyDataLetters.graphql asks of LetterConnection."""

    edges: list[MyDataLettersLetterEdge]
    page_info: MyDataLettersPageInfo


class MyDataLettersPerson(Selection):
    """What MyDataLetters.graphql asks of Person."""

    letters: MyDataLettersLetterConnection


class MyDataLettersViewer(Selection):
    """What MyDataLetters.graphql asks of Viewer."""

    person: MyDataLettersPerson


class MyDataLetters(Selection):
    """What MyDataLetters.graphql asks of Query."""

    viewer: MyDataLettersViewer


def my_data_letters(
    *,
    first: int | None,
    after: str | None,
) -> Operation[MyDataLetters]:
    """MyDataLetters.graphql."""
    return Operation(
        "MyDataLetters",
        "sha256:76947b42b8e2ead03b4d340b58735a9efffe1daa7f28547a509f8e6368f00e6c",
        MyDataLetters,
        {
            "first": first,
            "after": after,
        },
    )


class MyDeregistrationCase(Selection):
    """What MyDeregistration.graphql asks of Case."""

    id: str
    kind: CaseKind
    state: CaseState
    submitted_at: AwareDatetime | None
    decide_before: date | None
    decided_at: AwareDatetime | None


class MyDeregistrationCaseEdge(Selection):
    """What MyDeregistration.graphql asks of CaseEdge."""

    node: MyDeregistrationCase


class MyDeregistrationCaseConnection(Selection):
    """What MyDeregistration.graphql asks of CaseConnection."""

    edges: list[MyDeregistrationCaseEdge]


class MyDeregistrationPerson(Selection):
    """What MyDeregistration.graphql asks of Person."""

    registered: bool
    cases: MyDeregistrationCaseConnection


class MyDeregistrationViewer(Selection):
    """What MyDeregistration.graphql asks of Viewer."""

    person: MyDeregistrationPerson


class MyDeregistration(Selection):
    """What MyDeregistration.graphql asks of Query."""

    viewer: MyDeregistrationViewer


def my_deregistration(
    *,
    first: int | None,
) -> Operation[MyDeregistration]:
    """MyDeregistration.graphql."""
    return Operation(
        "MyDeregistration",
        "sha256:cd1834bb719a164b6b31db6b904073f639570ab069e9d94854dc944d84efbc59",
        MyDeregistration,
        {
            "first": first,
        },
    )


class MyDisclosuresDisclosure(Selection):
    """What MyDisclosures.graphql asks of Disclosure."""

    at: AwareDatetime
    role: Role
    organisation: str
    purpose: Purpose
    fields: list[str]
    legal_basis: str


class MyDisclosuresDisclosureEdge(Selection):
    """What MyDisclosures.graphql asks of DisclosureEdge."""

    node: MyDisclosuresDisclosure


class MyDisclosuresPageInfo(Selection):
    """What MyDisclosures.graphql asks of PageInfo."""

    has_next_page: bool
    end_cursor: str | None


class MyDisclosuresDisclosureConnection(Selection):
    """What MyDisclosures.graphql asks of DisclosureConnection."""

    edges: list[MyDisclosuresDisclosureEdge]
    page_info: MyDisclosuresPageInfo


class MyDisclosuresPerson(Selection):
    """What MyDisclosures.graphql asks of Person."""

    disclosures: MyDisclosuresDisclosureConnection


class MyDisclosuresViewer(Selection):
    """What MyDisclosures.graphql asks of Viewer."""

    person: MyDisclosuresPerson


class MyDisclosures(Selection):
    """What MyDisclosures.graphql asks of Query."""

    viewer: MyDisclosuresViewer


def my_disclosures(
    *,
    first: int | None,
    after: str | None,
    from_: AwareDatetime | None,
    until: AwareDatetime | None,
) -> Operation[MyDisclosures]:
    """MyDisclosures.graphql."""
    return Operation(
        "MyDisclosures",
        "sha256:c07e04a75ffa5a857a4bcfa80f8878c7bfe3c1088526bff451c4ed8f15b36b22",
        MyDisclosures,
        {
            "first": first,
            "after": after,
            "from": from_,
            "until": until,
        },
    )


class MyLetterChannelPerson(Selection):
    """What MyLetterChannel.graphql asks of Person."""

    letter_channel: LetterChannel


class MyLetterChannelViewer(Selection):
    """What MyLetterChannel.graphql asks of Viewer."""

    person: MyLetterChannelPerson


class MyLetterChannel(Selection):
    """What MyLetterChannel.graphql asks of Query."""

    viewer: MyLetterChannelViewer


def my_letter_channel() -> Operation[MyLetterChannel]:
    """MyLetterChannel.graphql."""
    return Operation(
        "MyLetterChannel",
        "sha256:e15346dd582efa1088767794fdd4642043b0b13d4aea86066f0bdc1365496894",
        MyLetterChannel,
        {},
    )


class MyLettersLetter(Selection):
    """What MyLetters.graphql asks of Letter."""

    id: str
    subject: str
    announced_at: AwareDatetime
    read_at: AwareDatetime | None


class MyLettersLetterEdge(Selection):
    """What MyLetters.graphql asks of LetterEdge."""

    node: MyLettersLetter


class MyLettersPageInfo(Selection):
    """What MyLetters.graphql asks of PageInfo."""

    has_next_page: bool
    end_cursor: str | None


class MyLettersLetterConnection(Selection):
    """What MyLetters.graphql asks of LetterConnection."""

    unread_count: int
    edges: list[MyLettersLetterEdge]
    page_info: MyLettersPageInfo


class MyLettersPerson(Selection):
    """What MyLetters.graphql asks of Person."""

    letters: MyLettersLetterConnection


class MyLettersViewer(Selection):
    """What MyLetters.graphql asks of Viewer."""

    person: MyLettersPerson


class MyLetters(Selection):
    """What MyLetters.graphql asks of Query."""

    viewer: MyLettersViewer


def my_letters(
    *,
    first: int | None,
    after: str | None,
) -> Operation[MyLetters]:
    """MyLetters.graphql."""
    return Operation(
        "MyLetters",
        "sha256:db29c0fe4e050cd6f4813e68ad9e205bbf8c46ae0c09c539a623c14a1e00db5c",
        MyLetters,
        {
            "first": first,
            "after": after,
        },
    )


class MyQuestionApplicationForm(Selection):
    """What MyQuestion.graphql asks of ApplicationForm."""

    explanation: str | None


class MyQuestionLetterPart(Selection):
    """What MyQuestion.graphql asks of LetterPart."""

    heading: str
    paragraphs: list[str]
    items: list[str]


class MyQuestionLetter(Selection):
    """What MyQuestion.graphql asks of Letter."""

    kind: LetterKind
    parts: list[MyQuestionLetterPart]


class MyQuestionCase(Selection):
    """What MyQuestion.graphql asks of Case."""

    state: CaseState
    actions: list[CaseAction]
    form: MyQuestionApplicationForm | None
    letters: list[MyQuestionLetter]


class MyQuestion(Selection):
    """What MyQuestion.graphql asks of Query."""

    case: MyQuestionCase


def my_question(
    *,
    case: str,
) -> Operation[MyQuestion]:
    """MyQuestion.graphql."""
    return Operation(
        "MyQuestion",
        "sha256:9b94b35e1f00be734a80cecb7501d05e026d7c3afd0289cdd1cf10225fd7f4ee",
        MyQuestion,
        {
            "case": case,
        },
    )


class MyReceiptDownload(Selection):
    """What MyReceipt.graphql asks of Download."""

    url: str


class MyReceiptLetter(Selection):
    """What MyReceipt.graphql asks of Letter."""

    kind: LetterKind
    pdf: MyReceiptDownload


class MyReceiptCase(Selection):
    """What MyReceipt.graphql asks of Case."""

    letters: list[MyReceiptLetter]


class MyReceipt(Selection):
    """What MyReceipt.graphql asks of Query."""

    case: MyReceiptCase


def my_receipt(
    *,
    case: str,
) -> Operation[MyReceipt]:
    """MyReceipt.graphql."""
    return Operation(
        "MyReceipt",
        "sha256:e2a9b8ccde51444adb1158a207a5f35e55f629782e7a056b145a622f1a760671",
        MyReceipt,
        {
            "case": case,
        },
    )


class MyRegistrationPerson(Selection):
    """What MyRegistration.graphql asks of Person."""

    registered: bool
    registration_end_date: date | None


class MyRegistrationViewer(Selection):
    """What MyRegistration.graphql asks of Viewer."""

    person: MyRegistrationPerson


class MyRegistration(Selection):
    """What MyRegistration.graphql asks of Query."""

    viewer: MyRegistrationViewer


def my_registration() -> Operation[MyRegistration]:
    """MyRegistration.graphql."""
    return Operation(
        "MyRegistration",
        "sha256:dc433bda828461516ff64e1262c7ea02c57cb4bc2ec250df4874aa8da8f1b7c5",
        MyRegistration,
        {},
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
        "sha256:429c7b3cd5dfdd3725be6cfee719ca8bb4ea667aeb2427c196690161169d228a",
        OpenLetter,
        {
            "letter": letter,
        },
    )


class RequestDeregistrationCase(Selection):
    """What RequestDeregistration.graphql asks of Case."""

    typename: Literal["Case"] = Field(alias="__typename")
    id: str


class RequestDeregistrationRefusal(Selection):
    """What RequestDeregistration.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode


class RequestDeregistration(Selection):
    """What RequestDeregistration.graphql asks of Mutation."""

    request_deregistration: RequestDeregistrationCase | RequestDeregistrationRefusal


class RequestDeregistrationInput(TypedDict):
    """The input of this name."""

    confirmed: bool
    draft: NotRequired[str | None]
    idempotencyKey: str


def request_deregistration(
    *,
    input: RequestDeregistrationInput,
) -> Operation[RequestDeregistration]:
    """RequestDeregistration.graphql."""
    return Operation(
        "RequestDeregistration",
        "sha256:b89ad56bd57bd17f1d9c0363eb4ffbb54df4fa922f15382c0e1b907885607647",
        RequestDeregistration,
        {
            "input": input,
        },
    )


class SaveDraftCase(Selection):
    """What SaveDraft.graphql asks of Case."""

    typename: Literal["Case"] = Field(alias="__typename")
    id: str


class SaveDraftRefusal(Selection):
    """What SaveDraft.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode
    message: str


class SaveDraft(Selection):
    """What SaveDraft.graphql asks of Mutation."""

    save_draft: SaveDraftCase | SaveDraftRefusal


class SaveDraftInput(TypedDict):
    """The input of this name."""

    id: NotRequired[str | None]
    kind: CaseKind
    form: NotRequired[ApplicationFormInput | None]
    idempotencyKey: str


def save_draft(
    *,
    input: SaveDraftInput,
) -> Operation[SaveDraft]:
    """SaveDraft.graphql."""
    return Operation(
        "SaveDraft",
        "sha256:6124a4aa8e16658f6c98a4ad1b49776b04d1b71ee3f16ad4c4fbeedcf01a6e2e",
        SaveDraft,
        {
            "input": input,
        },
    )


class SetLetterChannelPerson(Selection):
    """What SetLetterChannel.graphql asks of Person."""

    letter_channel: LetterChannel


class SetLetterChannel(Selection):
    """What SetLetterChannel.graphql asks of Mutation."""

    set_letter_channel: SetLetterChannelPerson


def set_letter_channel(
    *,
    channel: LetterChannel,
) -> Operation[SetLetterChannel]:
    """SetLetterChannel.graphql."""
    return Operation(
        "SetLetterChannel",
        "sha256:7a3127c68dc0dfd515ca56680ddd980c1c77038f86634f56ddfdf5a89d60c6b5",
        SetLetterChannel,
        {
            "channel": channel,
        },
    )


class UnreadLettersLetterConnection(Selection):
    """What UnreadLetters.graphql asks of LetterConnection."""

    unread_count: int


class UnreadLettersPerson(Selection):
    """What UnreadLetters.graphql asks of Person."""

    letters: UnreadLettersLetterConnection


class UnreadLettersViewer(Selection):
    """What UnreadLetters.graphql asks of Viewer."""

    person: UnreadLettersPerson


class UnreadLetters(Selection):
    """What UnreadLetters.graphql asks of Query."""

    viewer: UnreadLettersViewer


def unread_letters() -> Operation[UnreadLetters]:
    """UnreadLetters.graphql."""
    return Operation(
        "UnreadLetters",
        "sha256:12ab4d5828f297103f521aec4f3bb4abb15100750973fa83ae660dd302ff3851",
        UnreadLetters,
        {},
    )


class WithdrawCaseCase(Selection):
    """What WithdrawCase.graphql asks of Case."""

    typename: Literal["Case"] = Field(alias="__typename")
    id: str


class WithdrawCaseRefusal(Selection):
    """What WithdrawCase.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode


class WithdrawCase(Selection):
    """What WithdrawCase.graphql asks of Mutation."""

    withdraw_case: WithdrawCaseCase | WithdrawCaseRefusal


class CaseInput(TypedDict):
    """The input of this name."""

    id: str
    idempotencyKey: str


def withdraw_case(
    *,
    input: CaseInput,
) -> Operation[WithdrawCase]:
    """WithdrawCase.graphql."""
    return Operation(
        "WithdrawCase",
        "sha256:a66330aa6ff5c72633ed1151c38d82ea60fac481b0da1add162eca1fba2fb668",
        WithdrawCase,
        {
            "input": input,
        },
    )
