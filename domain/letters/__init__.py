"""Letters: what each kind holds, as data in plain Dutch (B1) that a page and a PDF are made of.

A letter is dated by the day on which it becomes accessible (Awb 2:19, 3:40): one on paper by the day it is printed.
"""

from domain.letters.case import LetterCase
from domain.letters.decisions import (
    advice_given,
    application_granted,
    application_refused,
    deregistration_granted,
    deregistration_refused,
    not_treated,
)
from domain.letters.dutch import each_article
from domain.letters.employer import employer_copy, reaction_asked
from domain.letters.facts import admission_notice, registration_corrected, registration_ended
from domain.letters.grounds import DecidedGround
from domain.letters.letter import (
    BSN_LABEL,
    Announcement,
    Contact,
    Letter,
    LetterChannel,
    LetterKind,
    Objection,
    Section,
    replacing,
)
from domain.letters.procedure import completion_invited, completion_received, penalty, receipt, term_extended
from domain.letters.submitted import as_entered

__all__ = [
    "BSN_LABEL",
    "Announcement",
    "Contact",
    "DecidedGround",
    "Letter",
    "LetterCase",
    "LetterChannel",
    "LetterKind",
    "Objection",
    "Section",
    "admission_notice",
    "advice_given",
    "application_granted",
    "application_refused",
    "as_entered",
    "completion_invited",
    "completion_received",
    "deregistration_granted",
    "deregistration_refused",
    "each_article",
    "employer_copy",
    "not_treated",
    "penalty",
    "reaction_asked",
    "receipt",
    "registration_corrected",
    "registration_ended",
    "replacing",
    "term_extended",
]
