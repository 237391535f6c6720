"""Who may ask about cases, and act on them: who asked, and who decides."""

from typing import Final

from auth.visibility.legal_basis import OWN_DATA
from auth.visibility.rule import LegalBasis, Rule, rules
from domain.roles import Role

_SUBMITTERS: Final = (Role.CITIZEN, Role.SUWINET)
_WHO_SEES: Final = (*_SUBMITTERS, Role.ASSESSOR)
_WHO_ACTS: Final = (Role.CITIZEN, Role.EMPLOYER, Role.SUWINET, Role.ASSESSOR)
_ASSESSOR: Final = (Role.ASSESSOR,)

_CASES: Final[LegalBasis] = {**OWN_DATA, "MUNICIPALITY": "Awb 3:41", Role.ASSESSOR: "Wfsv 38d lid 2"}
_OUTCOMES: Final[LegalBasis] = {**_CASES, Role.EMPLOYER: "Awb 4:8"}
_REQUEST: Final[LegalBasis] = {Role.CITIZEN: "Awb 4:1", "MUNICIPALITY": "Awb 4:1"}
_HEARD: Final[LegalBasis] = {Role.ASSESSOR: "Awb 4:7"}
_COMPLETION: Final[LegalBasis] = {Role.CITIZEN: "Awb 4:5", "MUNICIPALITY": "Awb 4:5"}

CASE: Final[dict[str, Rule]] = {
    **rules("Query", "cases", _ASSESSOR, _CASES),
    **rules("Query", "case", _WHO_SEES, _CASES),
    **rules("Query", "decisionPreview decisionDraft", _ASSESSOR, _CASES),
    **rules("DecisionPreview", "letters refusal", _ASSESSOR, _CASES),
    **rules("DecisionDraft", "decision grounds startDate motivation savedAt", _ASSESSOR, _CASES),
    **rules("LetterPreview", "kind subject parts reference", _ASSESSOR, _CASES),
    **rules("Person", "cases", (Role.CITIZEN, Role.ASSESSOR), _CASES),
    **rules("Viewer", "cases", (Role.SUWINET,), _CASES),
    **rules(
        "Case",
        "id number kind state form submittedAt decideBefore decidedAt decision actions letters",
        _WHO_SEES,
        _CASES,
    ),
    **rules("Case", "person assessor history eligibility", _ASSESSOR, _CASES),
    **rules("Case", "hearings", _ASSESSOR, _HEARD),
    **rules("Hearing", "heard heldOn inWriting summary", _ASSESSOR, _HEARD),
    **rules("Case", "decideBeforeIfCompleted", _ASSESSOR, {Role.ASSESSOR: "Awb 4:15"}),
    **rules("Case", "penalty", _ASSESSOR, {Role.ASSESSOR: "Awb 4:17"}),
    **rules(
        "ApplicationForm",
        "requestedOutcome schoolName schoolKind schoolFrom schoolUntil provisions reference explanation",
        _WHO_SEES,
        _CASES,
    ),
    **rules("CaseHolder", "pseudonym mine", _ASSESSOR, _CASES),
    **rules("CaseTransition", "at from to action reason actor", _ASSESSOR, _CASES),
    **rules("Eligibility", "mayBeGranted reasons", _ASSESSOR, _CASES),
    **rules("Penalty", "noticeReceivedOn runsFrom daysRun amount highest", _ASSESSOR, {Role.ASSESSOR: "Awb 4:17"}),
    **rules("CaseConnection", "totalCount overdueCount edges pageInfo", _WHO_SEES, _CASES),
    **rules("CaseEdge", "cursor node", _WHO_SEES, _CASES),
    **rules("Refusal", "code message reasons", _WHO_ACTS, _OUTCOMES),
    **rules("EligibilityReason", "holds text article", _WHO_ACTS, _OUTCOMES),
    **rules("Mutation", "saveDraft discardDraft applyForMyself", (Role.CITIZEN,), _REQUEST),
    **rules("Mutation", "requestDeregistration", (Role.CITIZEN,), {Role.CITIZEN: "Besluit SUWI 3.2 lid 4"}),
    **rules("Mutation", "completeCase", _SUBMITTERS, _COMPLETION),
    **rules("Mutation", "withdrawCase", _SUBMITTERS, _REQUEST),
    **rules("Mutation", "applyForClient", (Role.SUWINET,), _REQUEST),
    **rules("Mutation", "reportWageValue", (Role.SUWINET,), {"MUNICIPALITY": "Wfsv 38b lid 1 onder a"}),
    **rules("Mutation", "takeCase releaseCase recordFacts saveDecisionDraft decideCase", _ASSESSOR, _CASES),
    **rules("Mutation", "inviteCompletion", _ASSESSOR, {Role.ASSESSOR: "Awb 4:5"}),
    **rules("Mutation", "resumeCase", _ASSESSOR, {Role.ASSESSOR: "Awb 4:15"}),
    **rules("Mutation", "extendTerm", _ASSESSOR, {Role.ASSESSOR: "Awb 4:14"}),
    **rules("Mutation", "recordNoticeOfDefault", _ASSESSOR, {Role.ASSESSOR: "Awb 4:17"}),
    **rules("Mutation", "recordHearing", _ASSESSOR, {Role.ASSESSOR: "Awb 4:7"}),
    **rules("Mutation", "askReaction", _ASSESSOR, {Role.ASSESSOR: "Awb 4:8"}),
}
