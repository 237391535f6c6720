"""Random commands of all roles on the whole service, days passing, beside a naive register: they agree after each.

The naive one is written from the law and knows no rule of domain/. LIVES says how many lives there are, and STEPS how
long they last.
"""

import asyncio
import os
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from tests.conftest import MakeDatabase
from tests.fixtures.lives import LONG_AGO, MUTATIONS, Life
from tests.fixtures.lives_service import serving
from tests.fixtures.naive_case import NaiveCase
from tests.fixtures.naive_organisation import BROUGHT
from tests.fixtures.naive_register import NaiveFile, NaivePerson

LIVES = int(os.environ.get("LIVES", "12"))  # noqa: TID251 - a test run's own size
STEPS = int(os.environ.get("STEPS", "18"))  # noqa: TID251 - the same

BY_SUBMITTER, BY_ASSESSOR = ("WITHDRAW", "COMPLETE"), tuple([*MUTATIONS][2:])
DECISIONS = {"GRANT": "GRANT", "REJECT": "REJECT", "DECIDE_NOT_TO_TREAT": "NOT_TREAT"}
NO_ROW: dict[str, Any] = {
    "protectedWorkFinding": False,
    "wajong": False,
    "entreePupilOnLastDay": False,
    "wajong2015Refused": False,
    "municipalSupport": False,
    "wageCostSubsidy10d2": False,
    "uwvFindingBelowMinimumWage": False,
}
ROWS: dict[str, dict[str, Any]] = {
    "WORK_CAPACITY_ASSESSMENT": {"wajong": True, "permanentlyWithoutPossibilities": False},
    "PARTICIPATION_ACT_INDICATION": {
        "municipalSupport": True,
        "uwvFindingBelowMinimumWage": True,
        "findingRequestedBy": "MUNICIPALITY",
    },
}
KINDS = ("DEREGISTRATION", *ROWS)


class Lives(Life):
    """What everybody does, in any order."""

    @initialize(
        first=st.dates(date(2026, 1, 1), date(2028, 6, 30)),
        asked=st.lists(st.tuples(st.sampled_from(KINDS), st.booleans()), max_size=2),
    )
    def begin(self, first: date, asked: list[tuple[str, bool]]) -> None:
        self.move_in(first)
        self.reactions: dict[str, str] = {}
        for kind, other in [("DEREGISTRATION", False), *asked]:
            self.applies(kind, other)

    @rule(days=st.one_of(st.integers(1, 5), st.integers(6, 60)))
    def days_pass(self, days: int) -> None:
        self.service.today += timedelta(days=days)

    @rule(kind=st.sampled_from(KINDS), other=st.booleans())
    def somebody_applies(self, kind: str, other: bool) -> None:
        self.applies(kind, other)

    def applies(self, kind: str, other: bool) -> None:
        bsn = self.home.other if other else self.home.pupil
        person, municipal = self.persons[bsn], kind == "PARTICIPATION_ACT_INDICATION"
        form = {"requestedOutcome": "INDICATION"}
        if kind == "DEREGISTRATION":
            answer = self.commanded(bsn, "requestDeregistration", "RequestDeregistrationInput", confirmed=True)
        elif municipal:
            answer = self.commanded(
                "municipality", "applyForClient", "ApplyForClientInput", kind=kind, bsn=bsn, form=form
            )
        else:
            answer = self.commanded(bsn, "applyForMyself", "ApplyForMyselfInput", kind=kind, form=form)
        done = answer.data["done"]
        if any(one.case.kind == kind and one.case.open() and one.person is person for one in self.files):
            assert done == {"__typename": "Refusal", "code": "ALREADY_OPEN"}
        elif kind == "DEREGISTRATION" and not person.registered:
            assert done == {"__typename": "Refusal", "code": "NOT_REGISTERED"}
        else:
            case = NaiveCase(kind, None, self.today)
            file = NaiveFile(case, person, "municipality" if municipal else bsn, done["id"])
            file.begin()
            self.files.append(file)

    @rule(data=st.data(), action=st.sampled_from(BY_SUBMITTER))
    def a_submitter_acts(self, data: st.DataObject, action: str) -> None:
        file = data.draw(st.sampled_from(self.files))
        who = data.draw(st.sampled_from([file.submitter, self.home.pupil, self.home.other, "municipality"]))
        form = {"form": {"explanation": "Nu wel."}} if action == "COMPLETE" else {}
        answer = self.commanded(who, *MUTATIONS[action], id=file.id, **form)
        if who != file.submitter:
            assert answer.codes == ["FORBIDDEN"]
        else:
            self.said(answer, file, action, who, self.today)

    @rule(
        data=st.data(), action=st.sampled_from(BY_ASSESSOR), days=st.integers(1, 45), admitted=st.booleans(),
        as_it_may=st.integers(0, 3),
    )  # fmt: skip
    def an_assessor_acts(self, data: st.DataObject, action: str, days: int, admitted: bool, as_it_may: int) -> None:
        file = data.draw(st.sampled_from(self.files))
        who = data.draw(st.sampled_from([file.case.holder or "a", "a", "b"]))
        file.on(self.today)
        may = [one for one in BY_ASSESSOR if file.allowed(one, who)]
        if may and as_it_may:  # else it is refused, more often than not
            action = data.draw(st.sampled_from(may))
        self.assessed(file, action, who, days, admitted=admitted)

    @precondition(lambda self: self.open_files())
    @rule(data=st.data(), most=st.integers(1, 40), then=st.sampled_from(["COMPLETE", "RESUME", ""]))
    def a_case_stands_still(self, data: st.DataObject, most: int, then: str) -> None:
        """It takes several steps to get there, which seldom come one after the other by chance."""
        file = data.draw(st.sampled_from(self.open_files()))
        who = file.case.holder or "a"
        self.if_allowed(file, ("TAKE", "INVITE_COMPLETION"), who, most)
        self.service.today += timedelta(days=data.draw(st.integers(0, most + 3)))
        if then == "COMPLETE":
            answer = self.commanded(file.submitter, *MUTATIONS[then], id=file.id, form={"explanation": "Nu wel."})
            self.said(answer, file, then, file.submitter, self.today)
        elif then:
            self.assessed(file, then, who)

    @precondition(lambda self: self.open_files())
    @rule(data=st.data(), admitted=st.booleans(), draft=st.booleans())
    def a_case_is_decided(self, data: st.DataObject, admitted: bool, draft: bool) -> None:
        """That takes several steps too."""
        file = data.draw(st.sampled_from(self.open_files()))
        who = file.case.holder or "a"
        self.if_allowed(file, ("TAKE", "RESUME", "RECORD_FACTS"), who, admitted=admitted)
        if draft:
            self.keeps_draft(file, who, ("REJECT", "Nog niet af."))
        self.if_allowed(file, data.draw(st.permutations([*DECISIONS])), who)

    @precondition(lambda self: self.open_files())
    @rule(data=st.data(), days=st.one_of(st.integers(0, 55), st.integers(54, 60)))
    def nobody_decides(self, data: st.DataObject, days: int) -> None:
        """The term passes, notice of default comes, and later the penalties that ran out are fixed."""
        file = data.draw(st.sampled_from(self.open_files()))
        self.service.today = max(self.today, file.case.last_day() + timedelta(days=1))
        self.if_allowed(file, ("RECORD_NOTICE_OF_DEFAULT",), "a")
        self.service.today += timedelta(days=days)
        for one in self.files:
            one.on(self.today)
        waiting = [one for one in self.files if one.case.penalty_to_fix()]
        assert self.service.fix_penalties() == {one.id for one in waiting}
        for one in waiting:
            one.fix_penalty()

    @precondition(lambda self: self.files_of_leavers())
    @rule(data=st.data(), days=st.sampled_from([0, 14, 15]))
    def an_employer_is_asked(self, data: st.DataObject, days: int) -> None:
        """And reacts, in time or not, once or again, whatever has become of the case."""
        file = data.draw(st.sampled_from(self.files_of_leavers()))
        self.if_allowed(file, ("TAKE", "RESUME", "ASK_REACTION"), file.case.holder or "a")
        self.service.today += timedelta(days=days)
        file.on(self.today)
        if file.id in self.reactions:
            given = {"letter": self.reactions[file.id], "text": "Wij hebben geen bezwaar."}
            who = data.draw(st.sampled_from([*BROUGHT]))
            answer = self.commanded(who, "giveReaction", "GiveReactionInput", **given)
            if "LETTERS" not in self.organisation.services[who]:
                assert answer.codes == ["FORBIDDEN"]
            else:
                assert (answer.data["done"]["__typename"] == "Letter") == file.may_react()
                file.reacted = file.reacted or file.may_react()

    @rule(data=st.data(), times=st.integers(1, 6))
    def services_are_set(self, data: st.DataObject, times: int) -> None:
        services = st.sets(st.sampled_from(["PERSON_LOOKUP", "LETTERS", "AUTHORISATIONS"]))
        for _ in range(times):
            by, user = (data.draw(st.sampled_from([*BROUGHT])) for _ in range(2))
            self.sets_services(by, user, data.draw(services))

    def sets_services(self, by: str, user: str, wanted: set[str]) -> None:
        given = {"organisation": self.home.kvk, "userId": self.users[user], "services": sorted(wanted)}
        done = self.commanded(by, "setAuthorisation", "SetAuthorisationInput", **given).data["done"]
        refused = self.organisation.refused(by, user, wanted)
        if refused:
            assert done == {"__typename": "Refusal", "code": refused}
        else:
            assert set(done["services"]) == wanted
            self.organisation.services[user] = wanted

    @rule(data=st.data(), other=st.booleans())
    def a_command_comes_again(self, data: st.DataObject, other: bool) -> None:
        """Its key answers what it answered, and nothing is done; of another command it says so."""
        who, query, variables, answered = data.draw(st.sampled_from(self.commands))
        if who in BROUGHT and self.organisation.services[who] != BROUGHT[who]:
            return  # what today's authorisations refuse has tests of its own
        if not other:
            first, again = answered["data"]["done"], self.asked(who, query, variables).data["done"]
            if first.get("state") == "SUSPENDED" and again["state"] == "IN_REVIEW":
                again["state"] = "SUSPENDED"  # the stored case goes on by itself when its set term has passed
            assert again == first
        elif who in "ab" and "releaseCase" not in query:
            key = variables["in"]["idempotencyKey"]
            done = self.commanded(who, *MUTATIONS["RELEASE"], id=self.files[0].id, idempotencyKey=key).data["done"]
            assert done == {"__typename": "Refusal", "code": "KEY_REUSED"}

    def files_of_leavers(self) -> list[NaiveFile]:
        leaving = [file for file in self.open_files() if file.case.kind == "DEREGISTRATION" and file.case.eligible]
        return [*leaving, *(file for file in self.files if file.id in self.reactions)]

    def open_files(self) -> list[NaiveFile]:
        return [file for file in self.files if file.case.open()]

    def if_allowed(
        self, file: NaiveFile, actions: Iterable[str], who: str, days: int = 1, *, admitted: bool = True
    ) -> None:
        for action in actions:
            file.on(self.today)
            if file.allowed(action, who):
                self.assessed(file, action, who, days, admitted=admitted)

    def assessed(self, file: NaiveFile, action: str, who: str, days: int = 1, *, admitted: bool = True) -> None:
        """An assessor acts, with what the action needs; `days` says how far from today, `admitted` by which facts."""
        case = file.on(self.today)
        until = self.today + timedelta(days=days)
        if action == "EXTEND":
            until = max(self.today, case.last_day()) + timedelta(days=days)
        elif action == "RECORD_NOTICE_OF_DEFAULT":
            until = max(case.last_day() + timedelta(days=1), self.today - timedelta(days=days))
        answer = self.commanded(who, *MUTATIONS[action], id=file.id, **self.given(case, action, until, admitted))
        if self.said(answer, file, action, who, until):
            if action == "RECORD_FACTS":
                case.eligible = admitted
            elif action == "ASK_REACTION":
                letters = {one["kind"]: one["id"] for one in answer.data["done"]["letters"]}
                self.reactions[file.id] = letters["REACTION_ASKED"]

    def given(self, case: NaiveCase, action: str, until: date, admitted: bool) -> dict[str, Any]:
        facts = NO_ROW | (ROWS.get(case.kind, {}) if admitted else {})
        if facts["uwvFindingBelowMinimumWage"]:
            facts["findingOn"] = str(self.today)
        given: dict[str, dict[str, Any]] = {
            "INVITE_COMPLETION": {"missing": ["Een brief"], "until": str(until)},
            "RESUME": {"reason": "Zo is het."},
            "EXTEND": {"until": str(until), "reason": "Zo is het."},
            "RECORD_NOTICE_OF_DEFAULT": {"receivedOn": str(until)},
            "RECORD_HEARING": {
                "heard": "APPLICANT",
                "heldOn": str(self.today),
                "inWriting": True,
                "summary": "Gehoord.",
            },
            "RECORD_FACTS": {"facts": facts},
        }
        if action in DECISIONS:
            from_today = action == "GRANT" and case.kind != "DEREGISTRATION"
            start = {"startDate": str(self.today)} if from_today else {}
            return {"decision": DECISIONS[action], "motivation": "Zo is het.", **start}
        return given.get(action, {})

    @rule(
        data=st.data(), draft=st.tuples(st.sampled_from([None, *DECISIONS.values()]), st.sampled_from(["", "Uw grond"]))
    )
    def an_assessor_keeps_a_draft(self, data: st.DataObject, draft: tuple[str | None, str]) -> None:
        file = data.draw(st.sampled_from(self.files))
        self.keeps_draft(file, data.draw(st.sampled_from([file.case.holder or "a", "a", "b"])), draft)

    def keeps_draft(self, file: NaiveFile, who: str, draft: tuple[str | None, str]) -> None:
        given = {"id": file.id, "decision": draft[0], "motivation": draft[1]}
        done = self.commanded(who, "saveDecisionDraft", "SaveDecisionDraftInput", **given).data["done"]
        file.on(self.today)
        if not file.may_keep_draft(who):
            assert done == {"__typename": "Refusal", "code": "NOT_IN_HAND" if file.case.open() else "WRONG_STATE"}
        elif not any(draft):
            assert done == {"__typename": "Refusal", "code": "INCOMPLETE"}
        else:
            assert done == {"__typename": "Case", "id": file.id, "state": file.case.state}
            file.draft = draft

    @precondition(lambda self: self.leaver().registered and self.leaver().grounds.get(LONG_AGO))
    @rule()
    def a_ground_is_stopped(self) -> None:
        code, start = LONG_AGO
        ground = {"code": code, "startDate": str(start), "endDate": str(self.today), "reason": "Gestopt."}
        answer = self.commanded("a", "stopGround", "StopGroundInput", bsn=self.home.other, **ground)
        assert answer.data["done"] == {"__typename": "Fact"}
        self.leaver().grounds[LONG_AGO] = False

    def leaver(self) -> NaivePerson:
        """Who may leave once the ground of long ago has stopped."""
        return self.persons[self.home.other]

    @precondition(lambda self: not all(person.died for person in self.persons.values()))
    @rule(other=st.booleans(), ago=st.integers(-1, 60))
    def somebody_died(self, other: bool, ago: int) -> None:
        bsn = self.home.other if other else self.home.pupil
        person, day = self.persons[bsn], self.today - timedelta(days=ago)
        event = {"bsn": bsn, "event": "DEATH", "date": str(day)}
        done = self.commanded("b", "recordEvent", "RecordEventInput", **event).data["done"]
        if day > self.today:
            assert done == {"__typename": "Refusal", "code": "INVALID_DATE"}
        elif person.died not in {None, day}:
            assert done == {"__typename": "Refusal", "code": "INVALID_VALUE"}
        else:
            assert done == {"__typename": "Fact"}
            person.died, person.registered = day, False


async def test_the_service_lives_as_the_naive_register_says(make_database: MakeDatabase, tmp_path: Path) -> None:
    async with serving(make_database, tmp_path) as service:
        machine = type("LivesOfThisRun", (Lives,), {"service": service})
        await asyncio.to_thread(
            run_state_machine_as_test,
            machine,
            settings=settings(
                max_examples=LIVES,
                stateful_step_count=STEPS,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
