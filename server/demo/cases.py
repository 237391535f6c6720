"""The demo cases: of every kind and in every state, on days around today, with their letters.

Those whom the log-in simulator names are in them; the others fill the worklist. Of no command is written here what it
leads to: the same rules decide that as for everybody.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from domain.admission_facts import AdmissionFacts, FindingRequester
from domain.case_kinds import CaseKind
from domain.cases import Decision
from domain.grounds import GroundCode
from domain.letters import LetterKind
from domain.roles import Service
from models.commands.requests import FormValues
from server.demo.casework import Casework
from server.demo.data import (
    APPLICANT_BSNS,
    EXAMPLE_COMPLETING_BSN,
    EXAMPLE_LEAVING_BSN,
    EXAMPLE_LEFT_BSN,
    EXAMPLE_ORGANISATION,
    EXAMPLE_SAVING_BSN,
    EXAMPLE_SECOND_ORGANISATION,
    staff,
)
from server.demo.employers import Organisation

EARLIEST_DAY: Final = date(2026, 1, 1)
"""Before it there are no demo cases: commands know whom somebody works for from then on."""

ADMINISTRATOR: Final = "beheerder-1"
NARROWED_USER: Final = "gebruiker-2"
"""At the first example organisation: an administrator, and a user who may look up persons and nothing else."""

_MAY_LEAVE: Final = frozenset({GroundCode.SPECIAL_EDUCATION, GroundCode.FORMER_WSW, GroundCode.TRANSITIONAL})
_CAPACITY: Final[FormValues] = {"requestedOutcome": "INDICATION", "explanation": "Ik werk nu 12 uur en kan niet meer."}
_PROVISION: Final[FormValues] = {"provisions": ["TRANSPORT", "PERSONAL_SUPPORT"]}
_SCHOOL: Final[FormValues] = {"schoolName": "De Brug", "schoolKind": "VSO", "schoolUntil": "2022-07-15"}
_INDICATION: Final[FormValues] = {"requestedOutcome": "INDICATION", "reference": "voorbeeld 17"}
_GROUND_ENDED: Final = "U voldoet aan de voorwaarden om u uit te schrijven."


async def add_demo_cases(work: Casework) -> None:
    """Write them, one after the other, into a register with the demo data and no case.

    Raises:
        Refused: a command isn't allowed on these days.
    """
    await _of_log_ins(work)
    leaving = _staff(EXAMPLE_SECOND_ORGANISATION, _MAY_LEAVE)
    await _that_wait(work, leaving)
    await _that_are_late(work, leaving)
    await _that_are_decided(work, leaving)
    await _of_the_municipality(work)
    await work.narrow(EXAMPLE_ORGANISATION, ADMINISTRATOR, NARROWED_USER, Service.PERSON_LOOKUP)


def _staff(organisation: Organisation, codes: Iterable[GroundCode]) -> Iterator[str]:
    """Who works there, registered on one of these grounds."""
    wanted = frozenset(codes)
    return (one.bsn for one in staff() if one.organisation is organisation and one.code in wanted)


async def _of_log_ins(work: Casework) -> None:
    """The cases of whom the simulator names, and what the first example organisation is asked and told."""
    for bsn in (EXAMPLE_COMPLETING_BSN, EXAMPLE_LEAVING_BSN, EXAMPLE_LEFT_BSN):
        await work.choose_portal(bsn)
    await work.save(EXAMPLE_SAVING_BSN, CaseKind.WORK_CAPACITY_ASSESSMENT, _CAPACITY, 2)

    case = await work.apply(EXAMPLE_COMPLETING_BSN, CaseKind.WORK_PROVISION_ASSESSMENT, _PROVISION, 20)
    await work.take(case, 12)
    await work.invite(case, "Welk vervoer u nu hebt", 6, -8)
    await work.read(EXAMPLE_COMPLETING_BSN, LetterKind.RECEIPT)

    case = await work.ask_out(EXAMPLE_LEAVING_BSN, 30)
    await work.take(case, 9)
    await work.ask_reaction(case, 4)

    case = await work.ask_out(EXAMPLE_LEFT_BSN, 40)
    await work.take(case, 30)
    await work.ask_reaction(case, 28)
    await work.react(EXAMPLE_ORGANISATION, case, "Wij hebben geen bezwaar.", 20)
    await work.decide(case, Decision.GRANT, _GROUND_ENDED, 3)
    await work.read(EXAMPLE_LEFT_BSN, LetterKind.RECEIPT)


async def _that_wait(work: Casework, leaving: Iterator[str]) -> None:
    """Those that are to be decided: this week, later, and with a longer term."""
    await work.ask_out(next(leaving), 54)
    await work.take(await work.ask_out(next(leaving), 52), 20, colleague=True)
    await work.ask_out(next(leaving), 33)
    case = await work.ask_out(next(leaving), 50)
    await work.take(case, 30)
    await work.extend(case, "Wij wachten op gegevens van uw school.", 5, -40)
    await work.apply(APPLICANT_BSNS[2], CaseKind.WORK_CAPACITY_ASSESSMENT, _CAPACITY, 94)
    await work.apply(APPLICANT_BSNS[3], CaseKind.WORK_CAPACITY_ASSESSMENT, _CAPACITY, 5)
    await work.apply(APPLICANT_BSNS[4], CaseKind.SPECIAL_EDUCATION_REPORT, _SCHOOL, 1)


async def _that_are_late(work: Casework, leaving: Iterator[str]) -> None:
    """Those whose term has passed; of one, notice of default came."""
    await work.ask_out(next(leaving), 66)
    await work.take(await work.ask_out(next(leaving), 72), 50)
    case = await work.ask_out(next(leaving), 100)
    await work.take(case, 60)
    await work.notice_of_default(case, 34)


async def _that_are_decided(work: Casework, leaving: Iterator[str]) -> None:
    """Those that ended, in each way."""
    case = await work.ask_out(next(leaving), 120)
    await work.take(case, 100)
    await work.notice_of_default(case, 50)
    await work.decide(case, Decision.GRANT, _GROUND_ENDED, 6)

    case = await work.ask_out(next(_staff(EXAMPLE_SECOND_ORGANISATION, [GroundCode.WAJONG])), 45)
    await work.take(case, 30)
    await work.decide(case, Decision.REJECT, "U hebt een Wajong-uitkering. Daarom blijft u in het register.", 15)

    case = await work.apply(APPLICANT_BSNS[5], CaseKind.SPECIAL_EDUCATION_REPORT, _SCHOOL, 50)
    await work.take(case, 44)
    await work.invite(case, "Een brief of diploma van de school", 43, 30)
    await work.decide(case, Decision.NOT_TREAT, "Wij hebben de brief van de school niet gekregen.", 20)

    case = await work.apply(APPLICANT_BSNS[6], CaseKind.SPECIAL_EDUCATION_REPORT, _SCHOOL, 25)
    await work.take(case, 20)
    pupil = AdmissionFacts(
        protected_work_finding=False, special_education=True, permanently_without_possibilities=False
    )
    await work.record_facts(case, pupil, 12)
    await work.decide(case, Decision.GRANT, "De school heeft bevestigd dat u daar leerling was.", 5, start=5)

    await work.withdraw(await work.ask_out(next(leaving), 16), 9)


async def _of_the_municipality(work: Casework) -> None:
    """What the municipality applied for and reported."""
    await work.apply_for(APPLICANT_BSNS[7], CaseKind.PARTICIPATION_ACT_INDICATION, _INDICATION, 3)
    case = await work.apply_for(APPLICANT_BSNS[8], CaseKind.PARTICIPATION_ACT_INDICATION, _INDICATION, 25)
    await work.take(case, 20)
    await work.invite(case, "Welke begeleiding de gemeente geeft", 10, -4)
    case = await work.apply_for(APPLICANT_BSNS[9], CaseKind.PARTICIPATION_ACT_INDICATION, _INDICATION, 30)
    await work.take(case, 25)
    found = AdmissionFacts(
        protected_work_finding=False,
        municipal_support=True,
        uwv_finding_below_minimum_wage=True,
        finding_requested_by=FindingRequester.MUNICIPALITY,
        finding_on=work.day(15),
    )
    await work.record_facts(case, found, 12)
    await work.decide(case, Decision.GRANT, "Deze persoon kan niet zelf het minimumloon verdienen.", 8, start=8)
    indicated = _staff(EXAMPLE_SECOND_ORGANISATION, [GroundCode.PARTICIPATION_ACT_INDICATION])
    await work.report_wage_value(next(indicated), "45.50", established=40, ago=9)
    await work.report_protected_work(next(indicated), 7)
