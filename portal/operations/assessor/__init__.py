"""Generated from the operations beside it by `python -m portal.operations`."""

from datetime import date
from typing import Literal, NotRequired, TypedDict

from pydantic import AwareDatetime, Field

from domain.admission_facts import FindingRequester, ThresholdFunctions
from domain.case_actions import CaseAction
from domain.case_kinds import CaseKind
from domain.cases import CaseState, Decision, HeardParty
from domain.forms import RequestedOutcome, SchoolKind, WorkProvision
from domain.grounds import GroundCode
from domain.letters.letter import LetterKind
from domain.refusals import RefusalCode
from portal.operations.operation import Operation, Selection


class AskReactionCase(Selection):
    """What AskReaction.graphql asks of Case."""

    typename: Literal["Case"] = Field(alias="__typename")
    decide_before: date | None


class AskReactionEligibilityReason(Selection):
    """What AskReaction.graphql asks of EligibilityReason."""

    text: str
    article: str


class AskReactionRefusal(Selection):
    """What AskReaction.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode
    message: str
    reasons: list[AskReactionEligibilityReason]


class AskReaction(Selection):
    """What AskReaction.graphql asks of Mutation."""

    ask_reaction: AskReactionCase | AskReactionRefusal


class CaseInput(TypedDict):
    """The input of this name."""

    id: str
    idempotencyKey: str


def ask_reaction(
    *,
    input: CaseInput,
) -> Operation[AskReaction]:
    """AskReaction.graphql."""
    return Operation(
        "AskReaction",
        "sha256:62bf9e9115157cb023d353fd4e2c99cacf5753374a8000cb751d40c444917cbd",
        AskReaction,
        {
            "input": input,
        },
    )


class CaseHeadCase(Selection):
    """What CaseHead.graphql asks of Case."""

    number: str
    kind: CaseKind
    state: CaseState
    decide_before: date | None
    actions: list[CaseAction]


class CaseHead(Selection):
    """What CaseHead.graphql asks of Query."""

    case: CaseHeadCase


def case_head(
    *,
    id: str,
) -> Operation[CaseHead]:
    """CaseHead.graphql."""
    return Operation(
        "CaseHead",
        "sha256:786f182cd9e6dba1335a53f4a4eb5c97ae59a1d1729fed6ba072ec39c3a5e589",
        CaseHead,
        {
            "id": id,
        },
    )


class CasesOfCase(Selection):
    """What CasesOf.graphql asks of Case."""

    id: str
    number: str
    kind: CaseKind
    state: CaseState
    submitted_at: AwareDatetime | None
    decide_before: date | None


class CasesOfCaseEdge(Selection):
    """What CasesOf.graphql asks of CaseEdge."""

    node: CasesOfCase


class CasesOfPageInfo(Selection):
    """What CasesOf.graphql asks of PageInfo."""

    has_next_page: bool


class CasesOfCaseConnection(Selection):
    """What CasesOf.graphql asks of CaseConnection."""

    edges: list[CasesOfCaseEdge]
    page_info: CasesOfPageInfo


class CasesOfPerson(Selection):
    """What CasesOf.graphql asks of Person."""

    cases: CasesOfCaseConnection


class CasesOf(Selection):
    """What CasesOf.graphql asks of Query."""

    person: CasesOfPerson


def cases_of(
    *,
    bsn: str,
    first: int,
) -> Operation[CasesOf]:
    """CasesOf.graphql."""
    return Operation(
        "CasesOf",
        "sha256:ed196d90e17330b9da286d68f3a7e00daa9b4569bb949f305f8c40c3a3b5fbb2",
        CasesOf,
        {
            "bsn": bsn,
            "first": first,
        },
    )


class CorrectFactFact(Selection):
    """What CorrectFact.graphql asks of Fact."""

    typename: Literal["Fact"] = Field(alias="__typename")
    fact_id: str


class CorrectFactRefusal(Selection):
    """What CorrectFact.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    message: str


class CorrectFact(Selection):
    """What CorrectFact.graphql asks of Mutation."""

    correct_fact: CorrectFactFact | CorrectFactRefusal


class RecordGroundInput(TypedDict):
    """The input of this name."""

    bsn: str
    birthDate: NotRequired[date | None]
    code: GroundCode
    startDate: date
    article: NotRequired[str | None]
    idempotencyKey: str


class RecordEventInput(TypedDict):
    """The input of this name."""

    bsn: str
    event: Literal["DEATH", "PROTECTED_WORK", "NO_WORK_CAPACITY", "EMIGRATION"]
    date: date
    idempotencyKey: str


class CorrectFactInput(TypedDict):
    """The input of this name."""

    factId: str
    ground: NotRequired[RecordGroundInput | None]
    event: NotRequired[RecordEventInput | None]
    withdraw: NotRequired[bool | None]
    reason: str
    idempotencyKey: str


def correct_fact(
    *,
    input: CorrectFactInput,
) -> Operation[CorrectFact]:
    """CorrectFact.graphql."""
    return Operation(
        "CorrectFact",
        "sha256:e1d0b59de85782d966073b5ec9e5445590fdacac91f9efc98715b5a42330bb51",
        CorrectFact,
        {
            "input": input,
        },
    )


class DecideCaseCase(Selection):
    """What DecideCase.graphql asks of Case."""

    typename: Literal["Case"] = Field(alias="__typename")
    decide_before: date | None


class DecideCaseEligibilityReason(Selection):
    """What DecideCase.graphql asks of EligibilityReason."""

    text: str
    article: str


class DecideCaseRefusal(Selection):
    """What DecideCase.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode
    message: str
    reasons: list[DecideCaseEligibilityReason]


class DecideCase(Selection):
    """What DecideCase.graphql asks of Mutation."""

    decide_case: DecideCaseCase | DecideCaseRefusal


class DecideCaseInput(TypedDict):
    """The input of this name."""

    id: str
    decision: Decision
    grounds: NotRequired[list[GroundCode] | None]
    startDate: NotRequired[date | None]
    motivation: str
    idempotencyKey: str


def decide_case(
    *,
    input: DecideCaseInput,
) -> Operation[DecideCase]:
    """DecideCase.graphql."""
    return Operation(
        "DecideCase",
        "sha256:e8cdfcdb540fde7b716c4c91dd2eba07b4ef7f2048c817ab6506ed82100f7419",
        DecideCase,
        {
            "input": input,
        },
    )


class DecisionDraftDecisionDraft(Selection):
    """What DecisionDraft.graphql asks of DecisionDraft."""

    decision: Decision | None
    start_date: date | None
    motivation: str
    saved_at: AwareDatetime | None


class DecisionDraft(Selection):
    """What DecisionDraft.graphql asks of Query."""

    decision_draft: DecisionDraftDecisionDraft


def decision_draft(
    *,
    id: str,
) -> Operation[DecisionDraft]:
    """DecisionDraft.graphql."""
    return Operation(
        "DecisionDraft",
        "sha256:3513d99c369fda9834cbd1bd91bf8755a8b5f0f2d3a5e178bd30e0d2f46dcf00",
        DecisionDraft,
        {
            "id": id,
        },
    )


class DecisionPreviewLetterPart(Selection):
    """What DecisionPreview.graphql asks of LetterPart."""

    heading: str
    paragraphs: list[str]
    items: list[str]


class DecisionPreviewLetterReference(Selection):
    """What DecisionPreview.graphql asks of LetterReference."""

    label: str
    value: str


class DecisionPreviewLetterPreview(Selection):
    """What DecisionPreview.graphql asks of LetterPreview."""

    kind: LetterKind
    subject: str
    parts: list[DecisionPreviewLetterPart]
    reference: list[DecisionPreviewLetterReference]


class DecisionPreviewEligibilityReason(Selection):
    """What DecisionPreview.graphql asks of EligibilityReason."""

    text: str
    article: str


class DecisionPreviewRefusal(Selection):
    """What DecisionPreview.graphql asks of Refusal."""

    message: str
    reasons: list[DecisionPreviewEligibilityReason]


class DecisionPreviewDecisionPreview(Selection):
    """What DecisionPreview.graphql asks of DecisionPreview."""

    letters: list[DecisionPreviewLetterPreview]
    refusal: DecisionPreviewRefusal | None


class DecisionPreview(Selection):
    """What DecisionPreview.graphql asks of Query."""

    decision_preview: DecisionPreviewDecisionPreview


def decision_preview(
    *,
    id: str,
    decision: Decision,
    motivation: str,
    grounds: list[GroundCode] | None,
    start_date: date | None,
) -> Operation[DecisionPreview]:
    """DecisionPreview.graphql."""
    return Operation(
        "DecisionPreview",
        "sha256:86b167e20a9f9c43ffa8acbf483f9e4e0f6ec285abdb6cd28781cefef97b8985",
        DecisionPreview,
        {
            "id": id,
            "decision": decision,
            "motivation": motivation,
            "grounds": grounds,
            "startDate": start_date,
        },
    )


class ExtendTermCase(Selection):
    """What ExtendTerm.graphql asks of Case."""

    typename: Literal["Case"] = Field(alias="__typename")
    decide_before: date | None


class ExtendTermEligibilityReason(Selection):
    """What ExtendTerm.graphql asks of EligibilityReason."""

    text: str
    article: str


class ExtendTermRefusal(Selection):
    """What ExtendTerm.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode
    message: str
    reasons: list[ExtendTermEligibilityReason]


class ExtendTerm(Selection):
    """What ExtendTerm.graphql asks of Mutation."""

    extend_term: ExtendTermCase | ExtendTermRefusal


class ExtendTermInput(TypedDict):
    """The input of this name."""

    id: str
    until: date
    reason: str
    idempotencyKey: str


def extend_term(
    *,
    input: ExtendTermInput,
) -> Operation[ExtendTerm]:
    """ExtendTerm.graphql."""
    return Operation(
        "ExtendTerm",
        "sha256:298539313d2f628bd867e1851ecf709ff39afa3e104b23cfe60ee039a740fe7a",
        ExtendTerm,
        {
            "input": input,
        },
    )


class FactPreviewPeriod(Selection):
    """What FactPreview.graphql asks of Period."""

    from_: date
    until: date | None


class FactPreviewPreviewedRegistration(Selection):
    """What FactPreview.graphql asks of PreviewedRegistration."""

    registered: bool
    registration_end_date: date | None
    counting_start_date: date | None
    periods: list[FactPreviewPeriod]


class FactPreviewRefusal(Selection):
    """What FactPreview.graphql asks of Refusal."""

    message: str


class FactPreviewFactPreview(Selection):
    """What FactPreview.graphql asks of FactPreview."""

    before: FactPreviewPreviewedRegistration
    after: FactPreviewPreviewedRegistration
    letters: list[LetterKind]
    refusal: FactPreviewRefusal | None


class FactPreview(Selection):
    """What FactPreview.graphql asks of Query."""

    fact_preview: FactPreviewFactPreview


class StopGroundInput(TypedDict):
    """The input of this name."""

    bsn: str
    code: GroundCode
    startDate: date
    endDate: date
    reason: str
    idempotencyKey: str


def fact_preview(
    *,
    event: RecordEventInput | None,
    ground: RecordGroundInput | None,
    stop: StopGroundInput | None,
    correction: CorrectFactInput | None,
) -> Operation[FactPreview]:
    """FactPreview.graphql."""
    return Operation(
        "FactPreview",
        "sha256:9ad30783fe997db3ffdcf7f326721debdeb145ea3bb8d89d6147aea7ce43a40b",
        FactPreview,
        {
            "event": event,
            "ground": ground,
            "stop": stop,
            "correction": correction,
        },
    )


class InviteCompletionCase(Selection):
    """What InviteCompletion.graphql asks of Case."""

    typename: Literal["Case"] = Field(alias="__typename")
    decide_before: date | None


class InviteCompletionEligibilityReason(Selection):
    """What InviteCompletion.graphql asks of EligibilityReason."""

    text: str
    article: str


class InviteCompletionRefusal(Selection):
    """What InviteCompletion.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode
    message: str
    reasons: list[InviteCompletionEligibilityReason]


class InviteCompletion(Selection):
    """What InviteCompletion.graphql asks of Mutation."""

    invite_completion: InviteCompletionCase | InviteCompletionRefusal


class InviteCompletionInput(TypedDict):
    """The input of this name."""

    id: str
    missing: list[str]
    until: date
    idempotencyKey: str


def invite_completion(
    *,
    input: InviteCompletionInput,
) -> Operation[InviteCompletion]:
    """InviteCompletion.graphql."""
    return Operation(
        "InviteCompletion",
        "sha256:3ad127dc84d4e1644db63f044120daaccd48844ab2b1ba7c648a848cd2b67441",
        InviteCompletion,
        {
            "input": input,
        },
    )


class OnFileFactOnFile(Selection):
    """What OnFile.graphql asks of FactOnFile."""

    fact_id: str
    name: str
    ground: GroundCode | None
    event: Literal["DEATH", "PROTECTED_WORK", "NO_WORK_CAPACITY", "EMIGRATION"] | None
    start_date: date
    end_date: date | None
    end_reason: str | None
    article: str | None
    recorded_at: AwareDatetime | None
    recorded_by: str | None
    recorded_because: str | None
    superseded_at: AwareDatetime | None
    superseded_by: str | None
    superseded_because: str | None


class OnFilePerson(Selection):
    """What OnFile.graphql asks of Person."""

    registered: bool
    registration_end_date: date | None
    counting_start_date: date | None
    facts: list[OnFileFactOnFile]


class OnFile(Selection):
    """What OnFile.graphql asks of Query."""

    person: OnFilePerson


def on_file(
    *,
    bsn: str,
) -> Operation[OnFile]:
    """OnFile.graphql."""
    return Operation(
        "OnFile",
        "sha256:8e9cdd34544ad0429466db38dd61aaa01210b37b8409036a0cbc443dbec6081e",
        OnFile,
        {
            "bsn": bsn,
        },
    )


class OneCaseApplicationForm(Selection):
    """What OneCase.graphql asks of ApplicationForm."""

    requested_outcome: RequestedOutcome | None
    school_name: str | None
    school_kind: SchoolKind | None
    school_from: date | None
    school_until: date | None
    provisions: list[WorkProvision]
    reference: str | None
    explanation: str | None


class OneCaseCaseHolder(Selection):
    """What OneCase.graphql asks of CaseHolder."""

    mine: bool


class OneCaseCaseTransition(Selection):
    """What OneCase.graphql asks of CaseTransition."""

    at: AwareDatetime
    action: str
    reason: str | None
    actor: str


class OneCaseEligibilityReason(Selection):
    """What OneCase.graphql asks of EligibilityReason."""

    holds: bool | None
    text: str
    article: str


class OneCaseEligibility(Selection):
    """What OneCase.graphql asks of Eligibility."""

    may_be_granted: bool
    reasons: list[OneCaseEligibilityReason]


class OneCasePenalty(Selection):
    """What OneCase.graphql asks of Penalty."""

    notice_received_on: date
    runs_from: date | None
    days_run: int
    amount: int
    highest: int


class OneCaseLetter(Selection):
    """What OneCase.graphql asks of Letter."""

    subject: str
    announced_at: AwareDatetime
    reaction: str | None
    reacted_at: AwareDatetime | None


class OneCaseHearing(Selection):
    """What OneCase.graphql asks of Hearing."""

    heard: HeardParty
    held_on: date
    in_writing: bool
    summary: str


class OneCaseGround(Selection):
    """What OneCase.graphql asks of Ground."""

    code: GroundCode
    name: str
    start_date: date
    end_date: date | None
    end_reason: str | None
    legal_basis: str


class OneCasePerson(Selection):
    """What OneCase.graphql asks of Person."""

    bsn: str
    registered: bool
    registration_end_date: date | None
    counting_start_date: date | None
    grounds: list[OneCaseGround]


class OneCaseCase(Selection):
    """What OneCase.graphql asks of Case."""

    number: str
    kind: CaseKind
    state: CaseState
    submitted_at: AwareDatetime | None
    decide_before: date | None
    decided_at: AwareDatetime | None
    decision: str | None
    form: OneCaseApplicationForm | None
    actions: list[CaseAction]
    assessor: OneCaseCaseHolder | None
    history: list[OneCaseCaseTransition]
    eligibility: OneCaseEligibility
    penalty: OneCasePenalty | None
    letters: list[OneCaseLetter]
    hearings: list[OneCaseHearing]
    person: OneCasePerson | None


class OneCase(Selection):
    """What OneCase.graphql asks of Query."""

    case: OneCaseCase


def one_case(
    *,
    id: str,
) -> Operation[OneCase]:
    """OneCase.graphql."""
    return Operation(
        "OneCase",
        "sha256:952041eaa7374a99383e54646b7450b2555a1912868987780960aca88681048c",
        OneCase,
        {
            "id": id,
        },
    )


class RecordEventFact(Selection):
    """What RecordEvent.graphql asks of Fact."""

    typename: Literal["Fact"] = Field(alias="__typename")
    fact_id: str


class RecordEventRefusal(Selection):
    """What RecordEvent.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    message: str


class RecordEvent(Selection):
    """What RecordEvent.graphql asks of Mutation."""

    record_event: RecordEventFact | RecordEventRefusal


def record_event(
    *,
    input: RecordEventInput,
) -> Operation[RecordEvent]:
    """RecordEvent.graphql."""
    return Operation(
        "RecordEvent",
        "sha256:bd3e64e7b875dc6e4fb3cfd129e6f57aec504a5a1fe2dc8d1e5f6e55dc80d02d",
        RecordEvent,
        {
            "input": input,
        },
    )


class RecordFactsCase(Selection):
    """What RecordFacts.graphql asks of Case."""

    typename: Literal["Case"] = Field(alias="__typename")
    decide_before: date | None


class RecordFactsEligibilityReason(Selection):
    """What RecordFacts.graphql asks of EligibilityReason."""

    text: str
    article: str


class RecordFactsRefusal(Selection):
    """What RecordFacts.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode
    message: str
    reasons: list[RecordFactsEligibilityReason]


class RecordFacts(Selection):
    """What RecordFacts.graphql asks of Mutation."""

    record_facts: RecordFactsCase | RecordFactsRefusal


class AdmissionFactsInput(TypedDict):
    """The input of this name."""

    protectedWorkFinding: NotRequired[bool | None]
    municipalSupport: NotRequired[bool | None]
    wageCostSubsidy10d2: NotRequired[bool | None]
    uwvFindingBelowMinimumWage: NotRequired[bool | None]
    findingRequestedBy: NotRequired[FindingRequester | None]
    findingOn: NotRequired[date | None]
    belowMinimumWageByIllness: NotRequired[bool | None]
    wageValueBelowMinimumWage: NotRequired[bool | None]
    wageValueOn: NotRequired[date | None]
    wswIndication: NotRequired[bool | None]
    wswDecisionOn20141231: NotRequired[bool | None]
    wswLapsedOn: NotRequired[date | None]
    wswReindicated: NotRequired[bool | None]
    wajong: NotRequired[bool | None]
    permanentlyWithoutPossibilities: NotRequired[bool | None]
    worksInEmployment: NotRequired[bool | None]
    wajong2015Refused: NotRequired[bool | None]
    specialEducation: NotRequired[bool | None]
    reportedInWriting: NotRequired[bool | None]
    reportedOn: NotRequired[date | None]
    entreePupilOnLastDay: NotRequired[bool | None]
    wswOrWajongSince20130101: NotRequired[bool | None]
    wswOrWajongOn20150501: NotRequired[bool | None]
    ivaBenefit: NotRequired[bool | None]
    wageDispensation: NotRequired[bool | None]
    illnessBefore18OrDuringStudy: NotRequired[bool | None]
    needsProvision: NotRequired[bool | None]
    receivesProvision: NotRequired[bool | None]
    wiwOrIdJob: NotRequired[bool | None]
    thresholdFunctions: NotRequired[ThresholdFunctions | None]
    limitsLastSixMonths: NotRequired[bool | None]


class RecordFactsInput(TypedDict):
    """The input of this name."""

    id: str
    facts: AdmissionFactsInput
    idempotencyKey: str


def record_facts(
    *,
    input: RecordFactsInput,
) -> Operation[RecordFacts]:
    """RecordFacts.graphql."""
    return Operation(
        "RecordFacts",
        "sha256:89dc88ed7e319f25e12e3533f9e1e7687a8252fd95d9f6e9da51ad8421ce0c4a",
        RecordFacts,
        {
            "input": input,
        },
    )


class RecordGroundFact(Selection):
    """What RecordGround.graphql asks of Fact."""

    typename: Literal["Fact"] = Field(alias="__typename")
    fact_id: str


class RecordGroundRefusal(Selection):
    """What RecordGround.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    message: str


class RecordGround(Selection):
    """What RecordGround.graphql asks of Mutation."""

    record_ground: RecordGroundFact | RecordGroundRefusal


def record_ground(
    *,
    input: RecordGroundInput,
) -> Operation[RecordGround]:
    """RecordGround.graphql."""
    return Operation(
        "RecordGround",
        "sha256:c105ce424f233b63e1e07dc03f64cf37979dfe6d45cf2b786d18a8fb4a766f6d",
        RecordGround,
        {
            "input": input,
        },
    )


class RecordHearingCase(Selection):
    """What RecordHearing.graphql asks of Case."""

    typename: Literal["Case"] = Field(alias="__typename")
    decide_before: date | None


class RecordHearingEligibilityReason(Selection):
    """What RecordHearing.graphql asks of EligibilityReason."""

    text: str
    article: str


class RecordHearingRefusal(Selection):
    """What RecordHearing.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode
    message: str
    reasons: list[RecordHearingEligibilityReason]


class RecordHearing(Selection):
    """What RecordHearing.graphql asks of Mutation."""

    record_hearing: RecordHearingCase | RecordHearingRefusal


class HearingInput(TypedDict):
    """The input of this name."""

    id: str
    heard: HeardParty
    heldOn: date
    inWriting: bool
    summary: str
    idempotencyKey: str


def record_hearing(
    *,
    input: HearingInput,
) -> Operation[RecordHearing]:
    """RecordHearing.graphql."""
    return Operation(
        "RecordHearing",
        "sha256:3485d26ae67996d5f5052b68b8e1b02ec5d5633ca19bc918a29f57aad83bf454",
        RecordHearing,
        {
            "input": input,
        },
    )


class RecordNoticeOfDefaultCase(Selection):
    """What RecordNoticeOfDefault.graphql asks of Case."""

    typename: Literal["Case"] = Field(alias="__typename")
    decide_before: date | None


class RecordNoticeOfDefaultEligibilityReason(Selection):
    """What RecordNoticeOfDefault.graphql asks of EligibilityReason."""

    text: str
    article: str


class RecordNoticeOfDefaultRefusal(Selection):
    """What RecordNoticeOfDefault.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode
    message: str
    reasons: list[RecordNoticeOfDefaultEligibilityReason]


class RecordNoticeOfDefault(Selection):
    """What RecordNoticeOfDefault.graphql asks of Mutation."""

    record_notice_of_default: RecordNoticeOfDefaultCase | RecordNoticeOfDefaultRefusal


class NoticeOfDefaultInput(TypedDict):
    """The input of this name."""

    id: str
    receivedOn: date
    idempotencyKey: str


def record_notice_of_default(
    *,
    input: NoticeOfDefaultInput,
) -> Operation[RecordNoticeOfDefault]:
    """RecordNoticeOfDefault.graphql."""
    return Operation(
        "RecordNoticeOfDefault",
        "sha256:a7a6fdd8c3c5339bfe8fc69ae846847cc4fbbbb417c9726ad7917c122ae3b8a0",
        RecordNoticeOfDefault,
        {
            "input": input,
        },
    )


class ReleaseCaseCase(Selection):
    """What ReleaseCase.graphql asks of Case."""

    typename: Literal["Case"] = Field(alias="__typename")
    decide_before: date | None


class ReleaseCaseEligibilityReason(Selection):
    """What ReleaseCase.graphql asks of EligibilityReason."""

    text: str
    article: str


class ReleaseCaseRefusal(Selection):
    """What ReleaseCase.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode
    message: str
    reasons: list[ReleaseCaseEligibilityReason]


class ReleaseCase(Selection):
    """What ReleaseCase.graphql asks of Mutation."""

    release_case: ReleaseCaseCase | ReleaseCaseRefusal


def release_case(
    *,
    input: CaseInput,
) -> Operation[ReleaseCase]:
    """ReleaseCase.graphql."""
    return Operation(
        "ReleaseCase",
        "sha256:b0fb78c9f7f562e3c2b85bf214d8af015084f9bd00f36b2e804382fa4a91e3da",
        ReleaseCase,
        {
            "input": input,
        },
    )


class ResumeCaseCase(Selection):
    """What ResumeCase.graphql asks of Case."""

    typename: Literal["Case"] = Field(alias="__typename")
    decide_before: date | None


class ResumeCaseEligibilityReason(Selection):
    """What ResumeCase.graphql asks of EligibilityReason."""

    text: str
    article: str


class ResumeCaseRefusal(Selection):
    """What ResumeCase.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode
    message: str
    reasons: list[ResumeCaseEligibilityReason]


class ResumeCase(Selection):
    """What ResumeCase.graphql asks of Mutation."""

    resume_case: ResumeCaseCase | ResumeCaseRefusal


class ReasonedCaseInput(TypedDict):
    """The input of this name."""

    id: str
    reason: str
    idempotencyKey: str


def resume_case(
    *,
    input: ReasonedCaseInput,
) -> Operation[ResumeCase]:
    """ResumeCase.graphql."""
    return Operation(
        "ResumeCase",
        "sha256:a2521e0e16a97c41cb43ea7cdb83d29d78ba50dc08212796f37446fa4876ae9e",
        ResumeCase,
        {
            "input": input,
        },
    )


class SaveDecisionDraftCase(Selection):
    """What SaveDecisionDraft.graphql asks of Case."""

    typename: Literal["Case"] = Field(alias="__typename")
    state: CaseState


class SaveDecisionDraftRefusal(Selection):
    """What SaveDecisionDraft.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode
    message: str


class SaveDecisionDraft(Selection):
    """What SaveDecisionDraft.graphql asks of Mutation."""

    save_decision_draft: SaveDecisionDraftCase | SaveDecisionDraftRefusal


class SaveDecisionDraftInput(TypedDict):
    """The input of this name."""

    id: str
    decision: NotRequired[Decision | None]
    grounds: NotRequired[list[GroundCode] | None]
    startDate: NotRequired[date | None]
    motivation: NotRequired[str | None]
    idempotencyKey: str


def save_decision_draft(
    *,
    input: SaveDecisionDraftInput,
) -> Operation[SaveDecisionDraft]:
    """SaveDecisionDraft.graphql."""
    return Operation(
        "SaveDecisionDraft",
        "sha256:2e4152e3b95ece52122d6810e975f41c1f3020a5efc064c25c1c1f4d20f61bc3",
        SaveDecisionDraft,
        {
            "input": input,
        },
    )


class StopGroundFact(Selection):
    """What StopGround.graphql asks of Fact."""

    typename: Literal["Fact"] = Field(alias="__typename")
    fact_id: str


class StopGroundRefusal(Selection):
    """What StopGround.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    message: str


class StopGround(Selection):
    """What StopGround.graphql asks of Mutation."""

    stop_ground: StopGroundFact | StopGroundRefusal


def stop_ground(
    *,
    input: StopGroundInput,
) -> Operation[StopGround]:
    """StopGround.graphql."""
    return Operation(
        "StopGround",
        "sha256:12699d26cc0496335c5904e28cd322847d5f42c369187cd91ea939451c0f70a7",
        StopGround,
        {
            "input": input,
        },
    )


class TakeCaseCase(Selection):
    """What TakeCase.graphql asks of Case."""

    typename: Literal["Case"] = Field(alias="__typename")
    id: str


class TakeCaseRefusal(Selection):
    """What TakeCase.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode
    message: str


class TakeCase(Selection):
    """What TakeCase.graphql asks of Mutation."""

    take_case: TakeCaseCase | TakeCaseRefusal


def take_case(
    *,
    input: CaseInput,
) -> Operation[TakeCase]:
    """TakeCase.graphql."""
    return Operation(
        "TakeCase",
        "sha256:ae0fec598071994b6c21cf7904b3976620c9e190f952fbe48610fe982a3232a0",
        TakeCase,
        {
            "input": input,
        },
    )


class TermIfCompletedCase(Selection):
    """What TermIfCompleted.graphql asks of Case."""

    decide_before_if_completed: date | None


class TermIfCompleted(Selection):
    """What TermIfCompleted.graphql asks of Query."""

    case: TermIfCompletedCase


def term_if_completed(
    *,
    id: str,
    on: date,
) -> Operation[TermIfCompleted]:
    """TermIfCompleted.graphql."""
    return Operation(
        "TermIfCompleted",
        "sha256:fb7dc6029f9b7388583f9e607fa736ad1dd23eaf858e6c3a06e7a7c24ca07054",
        TermIfCompleted,
        {
            "id": id,
            "on": on,
        },
    )


class WorklistCaseHolder(Selection):
    """What Worklist.graphql asks of CaseHolder."""

    mine: bool


class WorklistPenalty(Selection):
    """What Worklist.graphql asks of Penalty."""

    amount: int


class WorklistCase(Selection):
    """What Worklist.graphql asks of Case."""

    id: str
    number: str
    kind: CaseKind
    state: CaseState
    submitted_at: AwareDatetime | None
    decide_before: date | None
    assessor: WorklistCaseHolder | None
    penalty: WorklistPenalty | None


class WorklistCaseEdge(Selection):
    """What Worklist.graphql asks of CaseEdge."""

    node: WorklistCase


class WorklistPageInfo(Selection):
    """What Worklist.graphql asks of PageInfo."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


class WorklistCaseConnection(Selection):
    """What Worklist.graphql asks of CaseConnection."""

    edges: list[WorklistCaseEdge]
    page_info: WorklistPageInfo


class Worklist(Selection):
    """What Worklist.graphql asks of Query."""

    cases: WorklistCaseConnection


class CaseFilter(TypedDict):
    """The input of this name."""

    states: NotRequired[list[CaseState] | None]
    kinds: NotRequired[list[CaseKind] | None]
    mine: NotRequired[bool | None]
    overdue: NotRequired[bool | None]
    inDefault: NotRequired[bool | None]
    dueBefore: NotRequired[date | None]
    unassigned: NotRequired[bool | None]


def worklist(
    *,
    filter: CaseFilter,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Operation[Worklist]:
    """Worklist.graphql."""
    return Operation(
        "Worklist",
        "sha256:905db335e970a819c39cca49e287fe1fac433bceb72a870ba07a770b26f018f2",
        Worklist,
        {
            "filter": filter,
            "first": first,
            "after": after,
            "last": last,
            "before": before,
        },
    )


class WorklistCountsCaseConnection(Selection):
    """What WorklistCounts.graphql asks of CaseConnection."""

    total_count: int
    overdue_count: int


class WorklistCounts(Selection):
    """What WorklistCounts.graphql asks of Query."""

    cases: WorklistCountsCaseConnection


def worklist_counts(
    *,
    filter: CaseFilter,
) -> Operation[WorklistCounts]:
    """WorklistCounts.graphql."""
    return Operation(
        "WorklistCounts",
        "sha256:8615c08c73b9b244bfb589ac828fc7134c7760eb9f3806e10641a09dc881feb3",
        WorklistCounts,
        {
            "filter": filter,
        },
    )
