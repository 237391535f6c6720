"""The vocabularies of cases and letters as enums of the schema."""

from enum import StrEnum

from domain.case_actions import CaseAction
from domain.case_kinds import CaseKind
from domain.cases import CaseState, Decision, HeardParty
from domain.forms import RequestedOutcome, SchoolKind, WorkProvision
from domain.letters import LetterChannel, LetterKind
from domain.refusals import RefusalCode
from graph.schema.enums import vocabulary

__all__ = [
    "CaseAction",
    "CaseKind",
    "CaseState",
    "Decision",
    "HeardParty",
    "LetterChannel",
    "LetterKind",
    "RecordedEvent",
    "RefusalCode",
    "RequestedOutcome",
    "SchoolKind",
    "WorkProvision",
]


class RecordedEvent(StrEnum):
    """The events that an assessor records: all but the voluntary end, which a case decides."""

    DEATH = "DEATH"
    PROTECTED_WORK = "PROTECTED_WORK"
    NO_WORK_CAPACITY = "NO_WORK_CAPACITY"
    EMIGRATION = "EMIGRATION"


vocabulary(
    CaseKind,
    "What a case asks (soort zaak).",
    DEREGISTRATION="To be taken out of the register (uitschrijving).",
    WORK_CAPACITY_ASSESSMENT="What someone can do at work (aanvraag beoordeling arbeidsvermogen).",
    WORK_PROVISION_ASSESSMENT="Whether someone needs a provision to work (aanvraag beoordeling werken met "
    "voorziening).",
    PARTICIPATION_ACT_INDICATION="A municipality's application for an indication or advice (aanvraag indicatie of "
    "advies Participatiewet).",
    SPECIAL_EDUCATION_REPORT="A report of special secondary or practical education (melding VSO of PrO).",
    WAGE_VALUE_REPORT="A municipality's report of a wage value, decided at once (melding loonwaarde).",
)
vocabulary(
    CaseState,
    "How far a case has come.",
    DRAFT="A form that is kept, and seen by nobody else (concept).",
    SUBMITTED="Received (ingediend).",
    IN_REVIEW="In an assessor's hands (in behandeling).",
    SUSPENDED="The term stands still until it is completed (opgeschort).",
    GRANTED="Granted (toegewezen).",
    REJECTED="Rejected (afgewezen).",
    NOT_TREATED="Not treated, because it was never completed (buiten behandeling gesteld).",
    WITHDRAWN="Withdrawn by who asked it (ingetrokken).",
)
vocabulary(
    CaseAction,
    "What may be done with a case.",
    EDIT="Go on with a draft (bewerken): saveDraft.",
    SUBMIT="Send a draft (indienen): requestDeregistration, applyForMyself.",
    DISCARD="Throw a draft away (weggooien): discardDraft.",
    COMPLETE="Send what is missing (aanvullen): completeCase.",
    WITHDRAW="Withdraw it (intrekken): withdrawCase.",
    TAKE="Take it in hand (in behandeling nemen): takeCase.",
    RELEASE="Give it back (teruggeven): releaseCase.",
    INVITE_COMPLETION="Ask for what is missing (aanvulling vragen): inviteCompletion.",
    RESUME="Let the term run again (hervatten): resumeCase.",
    EXTEND="Extend the term, once (verdagen): extendTerm.",
    ASK_REACTION="Ask the employers for a reaction before a grant (zienswijze vragen): askReaction.",
    RECORD_NOTICE_OF_DEFAULT="Record that notice of default came (ingebrekestelling): recordNoticeOfDefault.",
    RECORD_HEARING="Record that someone was heard (horen): recordHearing.",
    RECORD_FACTS="Record the facts that the law asks (feiten vastleggen): recordFacts.",
    GRANT="Grant it (toewijzen): decideCase.",
    REJECT="Reject it (afwijzen): decideCase.",
    DECIDE_NOT_TO_TREAT="Decide not to treat it (buiten behandeling stellen): decideCase.",
)
vocabulary(
    Decision,
    "How an assessor decides a case (besluit).",
    GRANT="Granted (toegewezen).",
    REJECT="Rejected (afgewezen).",
    NOT_TREAT="Not treated (buiten behandeling gesteld).",
)
vocabulary(
    HeardParty,
    "Who was heard before a decision (Awb 4:7, 4:8).",
    APPLICANT="Who asked it (aanvrager).",
    EMPLOYER="An employer (werkgever).",
)
vocabulary(
    RequestedOutcome,
    "What an applicant hopes for (gevraagde uitkomst).",
    INDICATION="An indication for the job agreement (indicatie banenafspraak).",
    WAJONG="A right to Wajong.",
    PROTECTED_WORK_ADVICE="An advice on protected work (advies beschut werk).",
)
vocabulary(
    SchoolKind,
    "The kind of school (soort onderwijs).",
    VSO="Special secondary education (voortgezet speciaal onderwijs).",
    PRO="Practical education (praktijkonderwijs).",
    ENTREE="Entry-level vocational education (entree-opleiding).",
)
vocabulary(
    WorkProvision,
    "What someone needs to be able to work (voorziening).",
    TRANSPORT="Transport to work (vervoer).",
    INTERMEDIARY="An interpreter or reader (intermediaire voorziening).",
    PORTABLE_AID="An aid that goes along to another job (meeneembare voorziening).",
    PERSONAL_SUPPORT="Personal support, such as a job coach (persoonlijke ondersteuning).",
)
vocabulary(
    RefusalCode,
    "Why a command was not carried out.",
    NOT_CONFIRMED="It was not confirmed.",
    NOT_REGISTERED="The person is not in the register (niet geregistreerd).",
    ALREADY_OPEN="Such a case is open already.",
    NOT_ELIGIBLE="The law doesn't allow it; `reasons` says why.",
    UNDECIDED="The law can't be applied yet; `reasons` says which facts are missing.",
    NOT_IN_HAND="The case isn't in the viewer's hands.",
    TAKEN="Another assessor has the case.",
    WRONG_STATE="The case isn't in a state in which this can be done.",
    TOO_LATE="The day until which this could be done has passed.",
    INVALID_DATE="A day that can't be right here.",
    INVALID_VALUE="A value that can't be right here.",
    INCOMPLETE="Something that is needed is missing.",
    NOT_ADMINISTRATOR="Only the organisation's administrator (beheerder) may do it.",
    LAST_ADMINISTRATOR="The last administrator (beheerder) stays.",
    KEY_REUSED="This idempotency key was used for something else.",
)
vocabulary(
    LetterKind,
    "What a letter is (soort brief).",
    RECEIPT="What was received (ontvangstbevestiging).",
    REACTION_ASKED="An employer is asked for a reaction (verzoek om een zienswijze).",
    COMPLETION_INVITED="What is missing is asked for (verzoek om aanvulling).",
    TERM_EXTENDED="The decision comes later (verdaging).",
    NOT_TREATED="It is not treated (buiten behandeling).",
    DECISION="A decision (besluit).",
    EMPLOYER_COPY="The employer's copy of a decision (kopie voor de werkgever).",
    ADMISSION_NOTICE="The person is informed before a ground is recorded (kennisgeving van opname).",
    CORRECTION="A correction, which takes the place of another letter (correctie).",
    PENALTY="What is paid for deciding late (dwangsom).",
)
vocabulary(
    LetterChannel,
    "How letters come (kanaal).",
    PORTAL="In the portal (digitaal).",
    PAPER="On paper, by post (per post).",
)
vocabulary(
    RecordedEvent,
    "An event that ends a registration (gebeurtenis).",
    name="EventKind",
    DEATH="Death (overlijden).",
    PROTECTED_WORK="Only protected work is possible (beschut werk).",
    NO_WORK_CAPACITY="Permanently without possibilities to work (duurzaam geen arbeidsvermogen).",
    EMIGRATION="No longer living in the Netherlands (emigratie).",
)
