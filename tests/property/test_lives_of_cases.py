"""Random commands of all roles on the whole service, days passing, beside a naive register: they agree after each.

The naive one is written from the law and knows no rule of domain/. LIVES says how many lives there are, and STEPS how
long they last.
"""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx2
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from domain.roles import Role
from models.imports import Silence, import_directory
from server.composition import build
from tests.api.conftest import URL, Answer, Ask, asker, parts_of, token
from tests.conftest import MakeDatabase
from tests.fixtures.households import households, write_files
from tests.fixtures.naive_case import NaiveCase
from tests.fixtures.naive_register import NaiveFile, NaivePerson

LIVES = int(os.environ.get("LIVES", "12"))  # noqa: TID251 - a test run's own size
STEPS = int(os.environ.get("STEPS", "18"))  # noqa: TID251 - the same

UWV = {"organisation": {"oin": "00000001823288444000", "name": "UWV Gegevensdiensten"}}
TOWN = {"organisation": {"oin": "00000001234567890000", "name": "Gemeente Voorbeeld", "kind": "MUNICIPALITY"}}
SAID = "__typename ... on Case { id state } ... on Refusal { code }"
SEEN = "id state decideBefore penalty { amount } assessor { mine } actions letters { kind }"
OWN = "id state decideBefore actions letters { kind }"
MUTATIONS = {
    "WITHDRAW": ("withdrawCase", "CaseInput"),
    "COMPLETE": ("completeCase", "CompleteCaseInput"),
    "TAKE": ("takeCase", "CaseInput"),
    "RELEASE": ("releaseCase", "CaseInput"),
    "INVITE_COMPLETION": ("inviteCompletion", "InviteCompletionInput"),
    "RESUME": ("resumeCase", "ReasonedCaseInput"),
    "EXTEND": ("extendTerm", "ExtendTermInput"),
    "ASK_REACTION": ("askReaction", "CaseInput"),
    "RECORD_NOTICE_OF_DEFAULT": ("recordNoticeOfDefault", "NoticeOfDefaultInput"),
    "RECORD_HEARING": ("recordHearing", "HearingInput"),
    "RECORD_FACTS": ("recordFacts", "RecordFactsInput"),
    "GRANT": ("decideCase", "DecideCaseInput"),
    "REJECT": ("decideCase", "DecideCaseInput"),
    "DECIDE_NOT_TO_TREAT": ("decideCase", "DecideCaseInput"),
}
BY_SUBMITTER, BY_ASSESSOR = ("WITHDRAW", "COMPLETE"), tuple([*MUTATIONS][2:])
NO_ROW = {
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


class Service:
    """The whole service, on a day that moves, for a state machine that runs in another thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.today = date(2026, 1, 1)
        self.ask: Ask
        self.homes = households()
        self._loop = loop

    def wait(self, answering: Awaitable[Answer]) -> Answer:
        async def answer() -> Answer:
            return await answering

        return asyncio.run_coroutine_threadsafe(answer(), self._loop).result(60)

    def asked(self, role: Role, query: str, variables: dict[str, Any] | None = None, **claims: Any) -> Answer:
        return self.wait(self.ask(role, query, variables or {}, bearer=token(role, **claims)))


@asynccontextmanager
async def serving(make_database: MakeDatabase, files: Path) -> AsyncIterator[Service]:
    made = await make_database()
    write_files(files)
    owner = await asyncpg.connect(made.owner)
    await import_directory(owner, files, skip_invalid=False, rejects=files / "rejected.csv", progress=Silence())
    await owner.close()
    pools = made.pools()
    service = Service(asyncio.get_running_loop())
    app = build(replace(parts_of(pools), today=lambda: service.today))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=URL) as client:
        service.ask = asker(client)
        yield service
    await pools.close()


class Lives(RuleBasedStateMachine):
    """The cases of two persons, in the service and beside it."""

    service: Service

    @initialize(first=st.dates(date(2026, 1, 1), date(2028, 6, 30)))
    def begin(self, first: date) -> None:
        self.service.today = first
        self.home = next(self.service.homes)
        self.persons = {
            self.home.pupil: NaivePerson({"SPECIAL_EDUCATION": True}),
            self.home.other: NaivePerson({"WAJONG": True}),
        }
        self.files: list[NaiveFile] = []

    @property
    def today(self) -> date:
        return self.service.today

    def bsn_of(self, file: NaiveFile) -> str:
        return next(bsn for bsn, person in self.persons.items() if person is file.person)

    def claims(self, who: str) -> tuple[Role, dict[str, Any]]:
        if who in self.persons:
            return Role.CITIZEN, {"bsn": who, "sub": who}
        if who == "municipality":
            return Role.SUWINET, {**TOWN, "sub": self.home.kvk}
        if who == "employer":
            return Role.EMPLOYER, {"kvk": self.home.kvk, "services": ["PERSON_LOOKUP", "LETTERS"]}
        return Role.ASSESSOR, {**UWV, "sub": f"{who} {self.home.kvk}"}

    def asked(self, who: str, query: str, variables: dict[str, Any] | None = None) -> Answer:
        role, claims = self.claims(who)
        return self.service.asked(role, query, variables, **claims)

    def commanded(self, who: str, mutation: str, type_: str, /, **values: Any) -> Answer:
        query = f"mutation($in: {type_}!) {{ done: {mutation}(input: $in) {{ {SAID} }} }}"
        return self.asked(who, query, {"in": {"idempotencyKey": uuid4().hex, **values}})

    @rule(days=st.one_of(st.integers(1, 5), st.integers(6, 60)))
    def days_pass(self, days: int) -> None:
        self.service.today += timedelta(days=days)

    @rule(kind=st.sampled_from(["DEREGISTRATION", *ROWS]), other=st.booleans())
    def somebody_applies(self, kind: str, other: bool) -> None:
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

    @precondition(lambda self: self.files)
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

    @precondition(lambda self: self.files)
    @rule(
        data=st.data(), action=st.sampled_from(("TAKE", *BY_ASSESSOR)), days=st.integers(1, 45), admitted=st.booleans()
    )
    def an_assessor_acts(self, data: st.DataObject, action: str, days: int, admitted: bool) -> None:
        file = data.draw(st.sampled_from(self.files))
        who = data.draw(st.sampled_from([file.case.holder or "a", "a", "b"]))
        case = file.on(self.today)
        may = [one for one in BY_ASSESSOR if file.allowed(one, who)]
        as_it_may: bool = data.draw(st.booleans())
        if may and as_it_may:  # else it is refused, more often than not
            action = data.draw(st.sampled_from(may))
        if action == "GRANT" and case.kind != "DEREGISTRATION" and not file.person.registered:
            action = "RECORD_HEARING"  # who left and comes back is a case of domain/registration.py
        until = self.today + timedelta(days=days)
        if action == "EXTEND":
            until = max(self.today, case.last_day()) + timedelta(days=days)
        elif action == "RECORD_NOTICE_OF_DEFAULT":
            until = max(case.last_day() + timedelta(days=1), self.today - timedelta(days=days))
        facts: dict[str, Any] = {
            "protectedWorkFinding": False,
            **NO_ROW,
            **(ROWS.get(case.kind, {}) if admitted else {}),
        }
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
            "GRANT": {"decision": "GRANT", "motivation": "Zo is het."},
            "REJECT": {"decision": "REJECT", "motivation": "Zo is het."},
            "DECIDE_NOT_TO_TREAT": {"decision": "NOT_TREAT", "motivation": "Zo is het."},
        }
        values = given.get(action, {})
        if action == "GRANT" and case.kind != "DEREGISTRATION":
            values |= {"startDate": str(self.today)}
        answer = self.commanded(who, *MUTATIONS[action], id=file.id, **values)
        if self.said(answer, file, action, who, until) and action == "RECORD_FACTS":
            case.eligible = admitted

    @precondition(lambda self: any(file.case.open() for file in self.files))
    @rule(
        data=st.data(),
        most=st.integers(1, 40),
        then=st.sampled_from(["COMPLETE", "RESUME", ""]),
    )
    def a_case_stands_still(self, data: st.DataObject, most: int, then: str) -> None:
        """It takes several steps to get there, which seldom come one after the other by chance."""
        file = data.draw(st.sampled_from([file for file in self.files if file.case.open()]))
        who = file.case.holder or "a"
        until = self.today + timedelta(days=most)
        for action in ("TAKE", "INVITE_COMPLETION"):
            file.on(self.today)
            if file.allowed(action, who):
                given = {"missing": ["Een brief"], "until": str(until)} if action == "INVITE_COMPLETION" else {}
                self.said(self.commanded(who, *MUTATIONS[action], id=file.id, **given), file, action, who, until)
        self.service.today += timedelta(days=data.draw(st.integers(0, most + 3)))
        if then == "COMPLETE":
            answer = self.commanded(file.submitter, *MUTATIONS[then], id=file.id, form={"explanation": "Nu wel."})
            self.said(answer, file, then, file.submitter, self.today)
        elif then:
            answer = self.commanded(who, *MUTATIONS[then], id=file.id, reason="Zo is het.")
            self.said(answer, file, then, who, self.today)

    @rule()
    def a_ground_is_stopped(self) -> None:
        person = self.persons[self.home.other]
        if person.registered and person.grounds["WAJONG"]:
            query = "mutation($in: StopGroundInput!) { done: stopGround(input: $in) { __typename } }"
            ground = {"code": "WAJONG", "startDate": "2016-01-01", "endDate": str(self.today), "reason": "Gestopt."}
            key = {"idempotencyKey": uuid4().hex}
            answer = self.asked("a", query, {"in": {"bsn": self.home.other, **ground, **key}})
            assert answer.data == {"done": {"__typename": "Fact"}}
            person.grounds["WAJONG"] = False

    def said(self, answer: Answer, file: NaiveFile, action: str, who: str, until: date) -> bool:
        """Whether it was done, which is as the naive register says."""
        file.on(self.today)
        done, may = answer.data["done"], file.allowed(action, who)
        assert (done["__typename"] == "Case") == may, (action, done)
        if may:
            file.act(action, who, until)
            assert done["state"] == file.case.state
        return may

    @invariant()
    def everybody_sees_what_is_theirs(self) -> None:
        for file in self.files:
            file.on(self.today)
        for who in "ab":
            self.assessor_agrees(who)
        for bsn, person in self.persons.items():
            self.citizen_agrees(bsn, person)
        self.employer_agrees()
        self.municipality_agrees()

    def assessor_agrees(self, who: str) -> None:
        query = f"""query($p: BSN!, $o: BSN!) {{
            worklist: cases(first: 100) {{ totalCount overdueCount edges {{ node {{ id }} }} }}
            p: person(bsn: $p, purpose: ASSESSMENT) {{ registered cases {{ edges {{ node {{ {SEEN} }} }} }} }}
            o: person(bsn: $o, purpose: ASSESSMENT) {{ registered cases {{ edges {{ node {{ {SEEN} }} }} }} }} }}"""
        data = self.asked(who, query, {"p": self.home.pupil, "o": self.home.other}).data
        found = {edge["node"]["id"]: edge["node"] for one in "po" for edge in data[one]["cases"]["edges"]}
        assert found.keys() == {file.id for file in self.files}
        for file in self.files:
            seen = found[file.id]
            owed, holder = seen.pop("penalty"), seen.pop("assessor")
            assert seen.pop("actions") == [one for one in MUTATIONS if file.allowed(one, who)], who
            assert {
                "state": seen["state"],
                "decideBefore": seen["decideBefore"],
                "penalty": owed["amount"] if owed else 0,
                "mine": holder and holder["mine"],
                "letters": sorted(one["kind"] for one in seen["letters"]),
            } == file.seen_by_assessors(who)
        places = sorted(file.place() for file in self.files if file.case.open())
        assert [edge["node"]["id"] for edge in data["worklist"]["edges"]] == [place[2] for place in places]
        late = sum(file.case.open() and file.case.overdue() for file in self.files)
        assert (data["worklist"]["totalCount"], data["worklist"]["overdueCount"]) == (len(places), late)

    def citizen_agrees(self, bsn: str, person: NaivePerson) -> None:
        query = f"""{{ viewer {{ person {{ registered cases {{ edges {{ node {{ {OWN} }} }} }}
            letters(first: 100) {{ edges {{ node {{ kind }} }} }} }} }} }}"""
        seen = self.asked(bsn, query).data["viewer"]["person"]
        assert seen["registered"] == person.registered
        own = {file.id: file for file in self.files if file.submitter == bsn}
        assert {edge["node"]["id"] for edge in seen["cases"]["edges"]} == own.keys()
        for edge in seen["cases"]["edges"]:
            self.submitter_agrees(edge["node"], own[edge["node"]["id"]])
        told = Counter(edge["node"]["kind"] for edge in seen["letters"]["edges"])
        del told["CORRECTION"]  # of a ground that was stopped
        assert told == person.letters

    def submitter_agrees(self, seen: dict[str, Any], file: NaiveFile) -> None:
        assert seen["actions"] == [one for one in ("COMPLETE", "WITHDRAW") if file.allowed(one, file.submitter)]
        assert {
            "state": seen["state"],
            "decideBefore": seen["decideBefore"],
            "letters": sorted(one["kind"] for one in seen["letters"]),
        } == file.seen_by_submitter()

    def employer_agrees(self) -> None:
        query = """query($p: BSN!, $o: BSN!) {
            p: person(bsn: $p, purpose: EMPLOYEE) { registered } o: person(bsn: $o, purpose: EMPLOYEE) { registered }
            viewer { organisations { letters(first: 100) { edges { node { kind } } } } } }"""
        seen = self.asked("employer", query, {"p": self.home.pupil, "o": self.home.other}).data
        assert [seen[one]["registered"] for one in "po"] == [one.registered for one in self.persons.values()]
        [organisation] = seen["viewer"]["organisations"]
        sent = Counter(kind for file in self.files for kind, to in file.letters if to == "employer")
        assert Counter(edge["node"]["kind"] for edge in organisation["letters"]["edges"]) == sent

    def municipality_agrees(self) -> None:
        for file in self.files:
            answer = self.asked("municipality", f"query($id: ID!) {{ case(id: $id) {{ {OWN} }} }}", {"id": file.id})
            if file.submitter == "municipality":
                self.submitter_agrees(answer.data["case"], file)
            else:
                assert answer.codes == ["FORBIDDEN"]

    def teardown(self) -> None:
        """No case of this life stays on the worklist of the next."""
        for file in getattr(self, "files", []):
            if file.on(self.today).open():
                self.commanded(file.submitter, *MUTATIONS["WITHDRAW"], id=file.id)


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
