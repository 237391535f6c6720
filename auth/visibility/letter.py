"""Who may read letters, and say how they come."""

from typing import Final

from auth.visibility.legal_basis import OWN_DATA
from auth.visibility.rule import LegalBasis, Rule, rules
from domain.roles import Role

_READERS: Final = (Role.CITIZEN, Role.EMPLOYER)
_WHO_SEES: Final = (Role.CITIZEN, Role.EMPLOYER, Role.SUWINET, Role.ASSESSOR)

LETTERS: Final[LegalBasis] = {
    **OWN_DATA,
    Role.EMPLOYER: "Awb 3:41",
    "MUNICIPALITY": "Awb 3:41",
    Role.ASSESSOR: "Wfsv 38d lid 2",
}

LETTER: Final[dict[str, Rule]] = {
    **rules("Person", "letters", (Role.CITIZEN,), LETTERS),
    **rules("Person", "letterChannel", (Role.CITIZEN,), {Role.CITIZEN: "Awb 2:8"}),
    **rules("Organisation", "letters", (Role.EMPLOYER,), LETTERS),
    **rules("LetterConnection", "unreadCount edges pageInfo", _READERS, LETTERS),
    **rules("LetterEdge", "cursor node", _READERS, LETTERS),
    **rules(
        "Letter",
        "id kind subject body parts reference articles announcedAt objectionUntil channel supersedes readAt answerUntil"
        " reactedAt pdf",
        _WHO_SEES,
        LETTERS,
    ),
    **rules("Letter", "reaction", (Role.ASSESSOR,), {Role.ASSESSOR: "Awb 4:8"}),
    **rules("LetterPart", "heading paragraphs items", _WHO_SEES, LETTERS),
    **rules("LetterReference", "label value", _WHO_SEES, LETTERS),
    **rules("Mutation", "setLetterChannel", (Role.CITIZEN,), {Role.CITIZEN: "Awb 2:8"}),
    **rules("Mutation", "markLetterRead", _READERS, LETTERS),
    **rules("Mutation", "giveReaction", (Role.EMPLOYER,), {Role.EMPLOYER: "Awb 4:8"}),
}
