"""Commands as users of the demo register gave them, on days before today: the real ones, written by the same functions.

Only the time is another: what the disclosure log says of them, it says of the moment at which they were written.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import uuid4

from auth.policies.authorisation import own_authorisations, visit
from auth.policies.case import cases_of_municipality, cases_to_assess, own_cases, own_letters
from auth.principal import OrganisationClaim, Principal
from auth.visibility.policy import POLICY
from domain.admission_facts import AdmissionFacts
from domain.bsn import Bsn
from domain.case_kinds import CaseKind
from domain.cases import Decision
from domain.letters import Contact, LetterChannel, LetterKind
from domain.proofs import CasesOfMunicipality, CasesToAssess, OwnCases
from domain.registration import EventKind
from domain.roles import Purpose, Role, Service
from domain.working_days import Calendar, IsHoliday
from graph import fact_ids
from graph.cursors import Seal
from models.cases import StoredCase
from models.commands import facts, reaction, requests, review, wage_value
from models.commands.authorisation import set_services
from models.commands.command import Commands, Given, refusal_of
from models.commands.decision import decide_case
from models.commands.fact_change import FactPlace, GivenEvent
from models.disclosure import DisclosureLog, DisclosureRecord
from models.queries.authorisations import taken
from models.queries.letters import (
    LetterPage,
    choose_channel,
    letters_of_citizen,
    letters_of_employer,
    opened_by_citizen,
    opened_by_employer,
)
from server.clock import NETHERLANDS
from server.demo.employers import Organisation
from server.demo.users import DemoUsers

_OFFICE_HOURS: Final = time(10)
_LETTERS: Final = LetterPage(None, None, 20)
_CITIZEN: Final = "Burger"
_OPERATION, _TRACE = bytes(32), bytes(16)
_PURPOSES: Final = {Role.CITIZEN: Purpose.OWN_DATA, Role.EMPLOYER: Purpose.EMPLOYEE}
_SERVICES: Final = (Service.ROSTER, Service.PERSON_LOOKUP, Service.LETTERS)


@dataclass(frozen=True, slots=True)
class Casework:
    """The register, and who works on it.

    `ago` is always how many days before today something was done.
    """

    commands: Commands
    log: DisclosureLog
    users: DemoUsers
    contact: Contact
    is_holiday: IsHoliday
    seal: Seal
    today: date

    def day(self, ago: int) -> date:
        """The day that many days ago."""
        return self.today - timedelta(days=ago)

    async def choose_portal(self, bsn: str) -> None:
        """A citizen wants their letters in the portal."""
        own, given = self._of_citizen(bsn, "setLetterChannel", 0)
        await choose_channel(self.log, own, LetterChannel.PORTAL, given.done)

    async def save(self, bsn: str, kind: CaseKind, form: requests.FormValues, ago: int) -> StoredCase:
        """A citizen keeps a form."""
        own, given = self._of_citizen(bsn, "saveDraft", ago)
        return _case(await requests.save_draft(self.commands, own, given, kind, form, None))

    async def ask_out(self, bsn: str, ago: int) -> StoredCase:
        """A citizen asks to be taken out of the register."""
        own, given = self._of_citizen(bsn, "requestDeregistration", ago)
        return _case(await requests.request_deregistration(self.commands, own, given, None, confirmed=True))

    async def apply(self, bsn: str, kind: CaseKind, form: requests.FormValues, ago: int) -> StoredCase:
        """A citizen applies."""
        own, given = self._of_citizen(bsn, "applyForMyself", ago)
        return _case(await requests.apply_for_oneself(self.commands, own, given, kind, form, None))

    async def withdraw(self, case: StoredCase, ago: int) -> StoredCase:
        """A citizen withdraws."""
        own, given = self._of_citizen(case.bsn.value, "withdrawCase", ago)
        return _case(await requests.withdraw(self.commands, own, given, case.id))

    async def apply_for(self, bsn: str, kind: CaseKind, form: requests.FormValues, ago: int) -> StoredCase:
        """The municipality applies for a client."""
        own, given = self._of_municipality("applyForClient", ago)
        return _case(await requests.apply_for_client(self.commands, own, given, kind, Bsn(bsn), form))

    async def report_wage_value(self, bsn: str, percentage: str, established: int, ago: int) -> StoredCase:
        """The municipality reports a wage value, established so many days ago."""
        own, given = self._of_municipality("reportWageValue", ago)
        day = self.day(established)
        report = wage_value.report_wage_value(
            self.commands, own, given, Bsn(bsn), percentage, day, None, below_minimum_wage=True
        )
        return _case(await report)

    async def report_protected_work(self, bsn: str, ago: int) -> None:
        """The municipality found that only protected work is possible."""
        own, given = self._of_municipality("reportProtectedWork", ago)
        event = GivenEvent(Bsn(bsn), EventKind.PROTECTED_WORK, self.day(ago))
        _done(await facts.report_protected_work(self.commands, own, given, self._sealed, event))

    async def take(self, case: StoredCase, ago: int, *, colleague: bool = False) -> StoredCase:
        """The assessor takes a case in hand, or the colleague does."""
        own, given = self._of_assessor("takeCase", ago, self.users.colleague if colleague else self.users.assessor)
        return _case(await review.take(self.commands, own, given, case.id))

    async def invite(self, case: StoredCase, missing: str, ago: int, until: int) -> StoredCase:
        """The assessor asks for what is missing, until so many days ago."""
        own, given = self._of_assessor("inviteCompletion", ago)
        day = self.day(until)
        return _case(await review.invite_completion(self.commands, own, given, case.id, (missing,), day))

    async def extend(self, case: StoredCase, reason: str, ago: int, until: int) -> StoredCase:
        """The assessor extends the term, until so many days ago."""
        own, given = self._of_assessor("extendTerm", ago)
        return _case(await review.extend_term(self.commands, own, given, case.id, self.day(until), reason))

    async def notice_of_default(self, case: StoredCase, ago: int) -> StoredCase:
        """The assessor records that notice of default came that day."""
        own, given = self._of_assessor("recordNoticeOfDefault", ago)
        return _case(await review.record_notice_of_default(self.commands, own, given, case.id, self.day(ago)))

    async def record_facts(self, case: StoredCase, found: AdmissionFacts, ago: int) -> StoredCase:
        """The assessor records facts."""
        own, given = self._of_assessor("recordFacts", ago)
        return _case(await review.record_facts(self.commands, own, given, case.id, found))

    async def ask_reaction(self, case: StoredCase, ago: int) -> StoredCase:
        """The assessor asks the employers for a reaction."""
        own, given = self._of_assessor("askReaction", ago)
        return _case(await review.ask_reaction(self.commands, own, given, case.id))

    async def decide(
        self, case: StoredCase, decision: Decision, motivation: str, ago: int, *, start: int | None = None
    ) -> StoredCase:
        """The assessor decides; a ground starts so many days ago."""
        own, given = self._of_assessor("decideCase", ago)
        day = None if start is None else self.day(start)
        return _case(await decide_case(self.commands, own, given, case.id, decision, None, day, motivation))

    async def read(self, bsn: str, *kinds: LetterKind) -> None:
        """A citizen opens their letters of these kinds."""
        own, given = self._of_citizen(bsn, "markLetterRead", 0)
        for letter in await letters_of_citizen(self.commands.pools, own, _LETTERS):
            if letter.kind in kinds:
                await opened_by_citizen(self.log, own, letter.id, given.done)

    async def react(self, organisation: Organisation, case: StoredCase, text: str, ago: int) -> None:
        """Somebody at an employer opens the letter about a case, and reacts."""
        user = self.users.employee("gebruiker-1", organisation, *_SERVICES)
        own, claim = own_letters(user, organisation.kvk)
        letters = await letters_of_employer(self.commands.pools, own, _LETTERS)
        letter = next(one for one in letters if one.bsn == case.bsn)
        await opened_by_employer(self.log, own, letter, self._given(user, "markLetterRead", 0, claim).done)
        given = self._given(user, "giveReaction", ago, claim)
        _done(await reaction.give_reaction(self.commands, own, given, letter.id, text))

    async def narrow(self, organisation: Organisation, administrator: str, name: str, *services: Service) -> None:
        """An administrator leaves a user these services; both were here before."""
        user = self.users.employee(name, organisation, *_SERVICES)
        await taken(self.commands.pools, visit(user))
        viewer = self.users.employee(administrator, organisation, *Service)
        own, claim = own_authorisations(viewer, organisation.kvk)
        given = self._given(viewer, "setAuthorisation", 0, claim)
        _done(await set_services(self.commands, own, visit(viewer), given, user.user_id, services, None))

    def _of_citizen(self, bsn: str, mutation: str, ago: int) -> tuple[OwnCases, Given]:
        viewer = self.users.citizen(bsn)
        return own_cases(viewer), self._given(viewer, mutation, ago)

    def _of_municipality(self, mutation: str, ago: int) -> tuple[CasesOfMunicipality, Given]:
        return cases_of_municipality(self.users.officer), self._given(self.users.officer, mutation, ago)

    def _of_assessor(self, mutation: str, ago: int, who: Principal | None = None) -> tuple[CasesToAssess, Given]:
        viewer = who or self.users.assessor
        given = self._given(viewer, mutation, ago)
        return cases_to_assess(viewer, given.users), given

    def _sealed(self, place: FactPlace) -> str:
        return fact_ids.sealed(place, self.seal)

    def _given(self, viewer: Principal, mutation: str, ago: int, claim: OrganisationClaim | None = None) -> Given:
        users = self.log.pseudonyms.known_user(viewer.issuer, viewer.subject)
        day, official = self.day(ago), viewer.organisation
        done = DisclosureRecord(
            claim.id if claim else official.oin if official else "",
            (claim.name or "") if claim else official.name if official else "",
            users[0],
            _PURPOSES.get(viewer.role, Purpose.ASSESSMENT).value,
            f"Mutation.{mutation}",
            POLICY[f"Mutation.{mutation}"].legal_basis(viewer.role, viewer.kind),
            _OPERATION,
            _TRACE,
            user_id=viewer.user_id if claim else b"",
        )
        return Given(
            users=users,
            key=uuid4().hex,
            asked=mutation.encode(),
            done=done,
            refused=done,
            actor=official.name if official else _CITIZEN,
            now=datetime.combine(day, _OFFICE_HOURS, NETHERLANDS),
            calendar=Calendar(day, self.is_holiday),
            contact=self.contact,
        )


def _case(answer: dict[str, Any]) -> StoredCase:
    return StoredCase.read(_done(answer)["case"])


def _done(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer of a command that was done.

    Raises:
        Refused: it wasn't: the demo cases ask what the law doesn't allow.
    """
    refused = refusal_of(answer)
    if refused is not None:
        raise refused
    return answer
