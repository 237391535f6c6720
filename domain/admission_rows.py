"""The table of admission, row by row: which facts are a ground, since when, and by which article.

Sources: Wfsv 38b and 38f lid 5 (the grounds), Besluit Wfsv 2.24-2.26, Besluit SUWI 3.2 lid 3 (protected work) and 3.5
(UWV's finding). A row holds, doesn't hold, or is unknown, by Kleene's logic: a fact that becomes known never undoes
what was certain without it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from domain.admission_facts import AdmissionFacts, FindingRequester
from domain.grounds import GROUNDS, GroundCode


class Truth(NamedTuple):
    """Whether something holds; None: it is unknown.

    Attributes:
        holds: as above.
        facts: which facts it fails for, or which are missing, by the names of their attributes; none when it holds,
            or when it fails for the day alone.
    """

    holds: bool | None
    facts: tuple[str, ...] = ()


Condition = Callable[[AdmissionFacts, date], Truth]


_HOLDS: Final = Truth(holds=True)
_NOT_THAT_DAY: Final = Truth(holds=False)


def _is(field: str, wanted: object) -> Condition:
    missing, failing = Truth(None, (field,)), Truth(holds=False, facts=(field,))

    def condition(facts: AdmissionFacts, _day: date) -> Truth:
        value = getattr(facts, field)
        return missing if value is None else _HOLDS if value == wanted else failing

    return condition


def _yes(field: str) -> Condition:
    return _is(field, wanted=True)


def _no(field: str) -> Condition:
    return _is(field, wanted=False)


def _dated(field: str, since: date = date.min) -> Condition:
    """The day in a field is not before `since`, and not after the day asked about; before `since` there is none."""
    missing, failing = Truth(None, (field,)), Truth(holds=False, facts=(field,))

    def condition(facts: AdmissionFacts, day: date) -> Truth:
        if day < since:
            return _NOT_THAT_DAY
        value = getattr(facts, field)
        return missing if value is None else _HOLDS if since <= value <= day else failing

    return condition


def _from(since: date, condition: Condition) -> Condition:
    """What can't be so before a day."""

    def dated(facts: AdmissionFacts, day: date) -> Truth:
        return condition(facts, day) if day >= since else _NOT_THAT_DAY

    return dated


def _all(*conditions: Condition) -> Condition:
    def condition(facts: AdmissionFacts, day: date) -> Truth:
        return _joined([each(facts, day) for each in conditions], decisive=False)

    return condition


def _any(*conditions: Condition) -> Condition:
    def condition(facts: AdmissionFacts, day: date) -> Truth:
        return _joined([each(facts, day) for each in conditions], decisive=True)

    return condition


def _joined(truths: list[Truth], *, decisive: bool) -> Truth:
    """What is decisive decides; else what is unknown leaves it unknown; else it is the opposite."""
    holds = [truth.holds for truth in truths]
    outcome = decisive if decisive in holds else None if None in holds else not decisive
    if outcome:
        return _HOLDS
    return Truth(outcome, tuple({field: None for truth in truths if truth.holds is outcome for field in truth.facts}))


def _cannot_earn(facts: AdmissionFacts, _day: date) -> Truth:
    """UWV's finding that the person can't earn the minimum wage: as stated, else as Besluit SUWI 3.5 derives it.

    Limits shorter than six months decide neither way: then only a finding itself can settle it.
    """
    stated = facts.uwv_finding_below_minimum_wage
    found = facts.derived_finding if stated is None else stated
    if found is None:
        fields = ("uwv_finding_below_minimum_wage", "threshold_functions", "limits_last_six_months")
        return Truth(None, tuple(field for field in fields if getattr(facts, field) is None))
    if found:
        return _HOLDS
    failing = "threshold_functions" if stated is None else "uwv_finding_below_minimum_wage"
    return Truth(holds=False, facts=(failing,))


def _found(requester: FindingRequester | None = None, since: date = date.min) -> Condition:
    """UWV made that finding, on a day since `since`; asked by `requester`, if only one will do."""
    asked = () if requester is None else (_is("finding_requested_by", requester),)
    return _all(_cannot_earn, *asked, _dated("finding_on", since))


def _earliest(ground: GroundCode) -> date:
    return GROUNDS[ground].earliest or date.min


_SUPPORTED: Final = _any(_yes("municipal_support"), _yes("wage_cost_subsidy_10d2"))
_HAS_POSSIBILITIES: Final = _no("permanently_without_possibilities")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table.

    Attributes:
        number: its number, as decisions and tests name it.
        ground: what it makes a ground of; None: it makes none.
        articles: the articles it rests on.
        sentence: in plain Dutch, what is so of a person for whom it holds.
        condition: when it holds.
        since: the first day it is in force; None: no other than the ground's own (`GroundKind.earliest`).
    """

    number: int
    ground: GroundCode | None
    articles: tuple[str, ...]
    sentence: str
    condition: Condition
    since: date | None = None

    @property
    def article(self) -> str:
        """Its articles, as a decision cites them."""
        return ", ".join(self.articles)

    @property
    def in_force_from(self) -> date:
        """The first day on which it can hold."""
        return self.since or (_earliest(self.ground) if self.ground else date.min)

    def answer(self, facts: AdmissionFacts, day: date) -> Truth:
        """Whether it holds on a day."""
        return self.condition(facts, day) if day >= self.in_force_from else _NOT_THAT_DAY


PROTECTED_WORK: Final = Row(
    0,
    None,
    ("Wfsv 38b lid 1", "Besluit SUWI 3.2 lid 3"),
    "De gemeente heeft vastgesteld dat deze persoon alleen beschut kan werken.",
    _yes("protected_work_finding"),
)
"""Wins over all: there is no ground, and a registration that runs ends on the day after the finding."""

ROWS: Final = (
    Row(
        1,
        GroundCode.PARTICIPATION_ACT_INDICATION,
        ("Wfsv 38b lid 1 onder a",),
        "De gemeente helpt deze persoon naar werk of geeft loonkostensubsidie, en UWV heeft op verzoek van de gemeente "
        "vastgesteld dat deze persoon het minimumloon niet kan verdienen.",
        _all(_SUPPORTED, _found(FindingRequester.MUNICIPALITY)),
    ),
    Row(
        2,
        GroundCode.PRACTICE_ROUTE,
        ("Wfsv 38b lid 1 onder a",),
        "De gemeente helpt deze persoon naar werk of geeft loonkostensubsidie, en heeft op de werkplek vastgesteld dat "
        "de loonwaarde lager is dan het minimumloon.",
        # That day is the first day of the ground, which can't start before the rule.
        _all(
            _SUPPORTED,
            _yes("wage_value_below_minimum_wage"),
            _dated("wage_value_on", _earliest(GroundCode.PRACTICE_ROUTE)),
        ),
    ),
    Row(
        3,
        GroundCode.WSW_INDICATION,
        ("Wfsv 38b lid 1 onder b",),
        "Deze persoon heeft een Wsw-indicatie, of had op 31 december 2014 een geldig Wsw-besluit.",
        _any(_yes("wsw_indication"), _from(date(2014, 12, 31), _yes("wsw_decision_on_20141231"))),
    ),
    Row(
        4,
        GroundCode.WAJONG,
        ("Wfsv 38b lid 1 onder c",),
        "Deze persoon heeft recht op Wajong en kan nu of later werken.",
        _all(_yes("wajong"), _HAS_POSSIBILITIES),
    ),
    Row(
        5,
        GroundCode.WAJONG,
        ("Wfsv 38b lid 1 onder c",),
        "Deze persoon heeft recht op Wajong en werkt in een dienstbetrekking.",
        _all(_yes("wajong"), _yes("permanently_without_possibilities"), _yes("works_in_employment")),
        since=date(2026, 1, 1),
    ),
    Row(
        6,
        GroundCode.SPECIAL_EDUCATION,
        ("Besluit Wfsv 2.24 lid 1",),
        "Deze persoon zat op het vso of het praktijkonderwijs, meldde dat schriftelijk, en kan nu of later werken.",
        _all(
            _yes("special_education"),
            _yes("reported_in_writing"),
            _dated("reported_on", _earliest(GroundCode.SPECIAL_EDUCATION)),
            _HAS_POSSIBILITIES,
        ),
    ),
    Row(
        7,
        GroundCode.PARTICIPATION_ACT_INDICATION,
        ("Besluit Wfsv 2.25 lid 1 onder a",),
        "Deze persoon volgde op de laatste schooldag een entreeopleiding, en UWV heeft op eigen verzoek van deze "
        "persoon vastgesteld dat die het minimumloon niet kan verdienen.",
        _all(_yes("entree_pupil_on_last_day"), _found(FindingRequester.SELF, since=date(2015, 7, 18))),
    ),
    Row(
        8,
        GroundCode.FORMER_WSW,
        ("Besluit Wfsv 2.25 lid 1 onder b",),
        "Deze persoon had op 31 december 2014 een geldig Wsw-besluit. Dat is daarna verlopen, en er kwam geen nieuwe "
        "indicatie.",
        _all(_yes("wsw_decision_on_20141231"), _dated("wsw_lapsed_on", date(2015, 1, 1)), _no("wsw_reindicated")),
    ),
    Row(
        9,
        GroundCode.PARTICIPATION_ACT_INDICATION,
        ("Besluit Wfsv 2.25 lid 1 onder c",),
        "De aanvraag van deze persoon voor Wajong 2015 is afgewezen, en UWV heeft vastgesteld dat deze persoon het "
        "minimumloon niet kan verdienen.",
        _all(_yes("wajong_2015_refused"), _found()),
        since=date(2015, 7, 1),
    ),
    Row(
        10,
        GroundCode.PARTICIPATION_ACT_INDICATION,
        ("Wfsv 38b lid 1 onder e", "Besluit Wfsv 2.25 lid 1 onder d"),
        "De gemeente helpt deze persoon naar werk, en UWV heeft op eigen verzoek van deze persoon vastgesteld dat die "
        "door ziekte of een gebrek het minimumloon niet kan verdienen.",
        _all(_yes("municipal_support"), _found(FindingRequester.SELF), _yes("below_minimum_wage_by_illness")),
    ),
    Row(
        11,
        GroundCode.TRANSITIONAL,
        ("Wfsv 38b lid 1 onder f",),
        "Deze persoon had op of na 1 januari 2013 een Wsw-indicatie of recht op Wajong, en op 1 mei 2015 niet meer.",
        # The facts don't say which of both it was, so that the condition on Wajong is asked of both.
        _all(_yes("wsw_or_wajong_since_20130101"), _no("wsw_or_wajong_on_20150501"), _HAS_POSSIBILITIES),
        since=date(2015, 5, 1),
    ),
    Row(
        12,
        GroundCode.IVA_WAGE_DISPENSATION,
        ("Wfsv 38b lid 1 onder g",),
        "Deze persoon krijgt een IVA-uitkering en werkt met loondispensatie.",
        _all(_yes("iva_benefit"), _yes("wage_dispensation")),
    ),
    Row(
        13,
        GroundCode.WORK_PROVISION,
        ("Wfsv 38b lid 2", "Besluit Wfsv 2.26"),
        "Deze persoon heeft een ziekte of gebrek van voor de 18e verjaardag of uit de studietijd, kan het minimumloon "
        "alleen met een voorziening verdienen, en krijgt die voorziening.",
        _all(_yes("illness_before_18_or_during_study"), _yes("needs_provision"), _yes("receives_provision")),
    ),
    Row(
        14,
        GroundCode.WIW_ID_JOB,
        ("Wfsv 38f lid 5",),
        "Deze persoon werkt in een Wiw-baan of een ID-baan.",
        _yes("wiw_or_id_job"),
    ),
)
"""The grounds, in the order of the table; one that holds is enough, and a decision names each that holds."""

STAYS_REGISTERED: Final = Row(
    15,
    None,
    ("Wfsv 38b lid 6",),
    "Wie al in het register staat, blijft erin, ook als er geen grond meer is.",
    lambda _facts, _day: _HOLDS,
)
"""What holds for whoever is registered when no row does any more; it admits nobody."""
