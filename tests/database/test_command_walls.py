"""Over a role's own connection the database writes what a rule of that role could write, and nothing else of a case.

The commands are those of an honest service, taken when they were about to be written, and altered in one thing each.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import orjson
import pytest

from domain.case_actions import CaseAction, Who
from domain.case_kinds import CASE_KINDS, CaseKind, Party
from domain.cases import CaseState
from domain.letters import LetterKind
from domain.roles import Role
from domain.terms import TERMS
from domain.transitions import TRANSITIONS
from models.database import ServingPools
from models.imports import Silence, import_directory
from tests.fixtures import people
from tests.fixtures.casework import MUNICIPALITY, Casework
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.honest_commands import COMMANDS, Command, taken, taken_over

OTHER: Final = int(people.PENSIONER)
ANOTHER: Final = "00000009876543210000"
DAYS: Final = ("2020-01-01", "2031-01-01")

WRONG: Final[dict[str, tuple[Any, ...]]] = {
    "number": (10**9,),
    "kind": tuple(CaseKind),
    "state": tuple(CaseState),
    "bsn": (OTHER, None),
    "submitter": ("CITIZEN", "SUWINET", "ASSESSOR"),
    "organisation_id": (ANOTHER,),
    "user_pseudonym": ("\\x00",),
    "received_at": ("2026-11-20T12:00:00Z",),
    "received_on": DAYS,
    "due": DAYS,
    "decide_before": DAYS,
    "stands_still_since": DAYS,
    "invited_on": DAYS,
    "invited_until": DAYS,
    "missing": ([],),
    "completed_on": DAYS,
    "extended_on": DAYS,
    "holder": ("\\x00112233445566778899aabbccddeeff",),
    "notice_received_on": DAYS,
    "penalty_fixed_on": DAYS,
    "reaction_asked_on": DAYS,
    "hearings": ([{}], {}),
    "decided_at": ("2026-11-20T12:00:00Z",),
    "decided_on": DAYS,
    "decision": ("GRANT", "REJECT", "NOT_TREAT"),
    "sentence": ("",),
    "motivation": ("",),
    "form": ({"bsn": people.PENSIONER}, []),
    "facts": ([], None),
    "changed_at": ("2026-11-20T12:00:00Z",),
    "version": (7,),
}
"""What no rule sets a column to, whatever it is given, but for the value that the honest command sets."""
PARTIES: Final = {Role.CITIZEN: Party.CITIZEN, Role.SUWINET: Party.MUNICIPALITY}
STORED: Final = """
    select (select jsonb_agg(to_jsonb(t)::text order by t.id) from cases.file t),
        (select count(*) from cases.transition),
        (select jsonb_agg(to_jsonb(l)::text order by l.id) from cases.letter l),
        (select count(*) from cases.outbox), (select count(*) from cases.command), (select count(*) from log.record),
        (select count(*) from register.ground), (select count(*) from register.event),
        (select count(*) from register.person), (select count(*) from register.delivery)
"""


@pytest.fixture
async def work(owner: Owner, pools: ServingPools, tmp_path: Path) -> Casework:
    files = people.write_files(tmp_path)
    await import_directory(owner, files, skip_invalid=False, rejects=files / "rejected.csv", progress=Silence())
    return taken_over(pools)


def altered(command: Command, before: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    """What a service might write in the place of an honest command, one thing wrong in each."""
    changes = command.changes
    if "case" in changes:
        case = changes["case"]
        startable = {kind for kind, rules in CASE_KINDS.items() if PARTIES.get(command.role) in rules.starters}
        for column, values in WRONG.items():
            if column == "kind" and not changes["version"]:
                values = tuple(set(values) - startable)  # noqa: PLW2901 - another form is as good
            is_now = case.get(column, (before or {}).get(column))
            yield from (changes | {"case": case | {column: value}} for value in values if value != is_now)
            if is_now is not None and column not in {"facts", "bsn"}:
                yield changes | {"case": case | {column: None}}
        yield changes | {"case": None}
        yield {key: value for key, value in changes.items() if key != "case"}
        step = changes["step"]
        actions = {line.action for line in TRANSITIONS} | {"REPORT_WAGE_VALUE", "ERASE", None}
        yield from (changes | {"step": step | {"action": one}} for one in actions if one != step["action"])
        yield changes | {"discard": case["id"]}
    for key in ("day", "at"):
        yield changes | {key: None}
        yield {name: value for name, value in changes.items() if name != key}
    yield changes | {"outbox": [{"type": "x", "subject": str(uuid4()), "receiver": "CITIZEN", "data": {}}]}
    yield changes | {"transitions": []}
    yield from _letters(changes, command)
    yield from _facts(changes, command)
    if "reaction" in changes:
        reaction = changes["reaction"]
        yield from (changes | {"reaction": reaction | {"text": text}} for text in ("", None, "x" * 5000))
        yield from (changes | {"reaction": reaction | {"letter": letter}} for letter in (None, str(uuid4())))
        yield changes | {"day": "2031-01-01"}
    elif command.role is not Role.EMPLOYER:
        yield changes | {"reaction": {"letter": str(uuid4()), "text": "x"}}


def _letters(changes: dict[str, Any], command: Command) -> Iterator[dict[str, Any]]:
    letters = changes.get("letters", [])
    written = {(one["kind"], one["recipient"]) for one in letters}
    usual = {
        "id": str(uuid4()),
        "case_file": changes.get("case", {}).get("id"),
        "bsn": command.arguments[-1],
        "subject": "Een brief",
        "content": {"kind": "RECEIPT", "subject": "Een brief", "day": changes.get("day")},
        "announced_at": changes.get("at"),
        "channel": "PAPER",
    }
    numbers = {"SUWINET": {"organisation_id": MUNICIPALITY.oin}, "EMPLOYER": {"kvk": people.KVK}, "CITIZEN": {}}
    for kind in LetterKind:
        for recipient, named in numbers.items():
            if (kind, recipient) not in written | may_write(changes):
                content = usual["content"] | {"kind": kind}
                extra = usual | {"kind": kind, "recipient": recipient, "content": content, **named}
                yield changes | {"letters": [*letters, extra]}
    wrong: dict[str, tuple[Any, ...]] = {
        "case_file": (str(uuid4()), None),
        "kind": tuple(LetterKind),
        "recipient": tuple(numbers),
        "bsn": (OTHER, None),
        "kvk": (people.FOREIGN_KVK,),
        "rsin": ("800000031",),
        "organisation_id": (ANOTHER,),
        "subject": ("Iets anders",),
        "content": ({}, None),
        "announced_at": ("2026-11-20T12:00:00Z", None),
        "objection_until": DAYS,
        "answer_until": DAYS,
        "channel": ("PORTAL", "PAPER"),
        "supersedes": (str(uuid4()),),
    }
    for place, letter in enumerate(letters):
        for column, values in wrong.items():
            for value in values:
                if value != letter[column]:
                    others = [*letters[:place], letter | {column: value}, *letters[place + 1 :]]
                    yield changes | {"letters": others}
        yield changes | {"letters": [*letters, letter | {"id": str(uuid4())}]}


def may_write(changes: dict[str, Any]) -> set[tuple[str, str]]:
    """Letters that the action writes at times, this time not."""
    if changes.get("step", {}).get("action") in {"GRANT", "REJECT", "DECIDE_NOT_TO_TREAT"}:
        return {("PENALTY", "CITIZEN"), ("PENALTY", "SUWINET"), ("EMPLOYER_COPY", "EMPLOYER")}
    if changes.get("facts", {}).get("delivery", {}).get("command") in {"stopGround", "correctFact"}:
        return {("CORRECTION", "CITIZEN")}
    if changes.get("step", {}).get("action") == "REPORT_WAGE_VALUE":
        return {("ADMISSION_NOTICE", "CITIZEN"), ("CORRECTION", "CITIZEN")}
    return set()


def _facts(changes: dict[str, Any], command: Command) -> Iterator[dict[str, Any]]:
    facts = changes.get("facts")
    death = {"id": 10**9, "kind": "DEATH", "day": "2026-11-20"}
    wajong = {"id": 10**9, "code": "WAJONG", "start_date": "2026-11-20", "end_date": None}
    whole = {
        "bsn": command.arguments[-1],
        "fingerprint": "",
        "delivery": {"command": "recordEvent", "actor": "UWV", "user": command.given.users[0].hex(), "reason": None},
        "person": None,
        "superseded_grounds": [],
        "superseded_events": [],
        "grounds": [],
        "events": [death],
        "registrations": [],
    }
    if facts is None:
        if command.role is not Role.ASSESSOR or "case" in changes:
            yield changes | {"facts": whole}
        return
    yield from (changes | {"facts": facts | {"bsn": bsn}} for bsn in (OTHER, None))
    yield from (
        changes | {"facts": facts | {"delivery": facts["delivery"] | {key: value}}}
        for key, value in (("command", "import"), ("command", None), ("user", "00" * 16), ("user", None))
    )
    yield changes | {"facts": facts | {"events": [*facts["events"], death]}}
    yield changes | {"facts": facts | {"grounds": [*facts["grounds"], wajong, wajong, wajong]}}
    yield changes | {"facts": facts | {"superseded_grounds": [1, 2]}}
    yield changes | {"facts": facts | {"superseded_events": [1, 2]}}
    yield changes | {"facts": facts | {"person": {"id": 10**9, "birth_date": "2031-01-01"}}}
    for key, day in (("grounds", "start_date"), ("events", "day")):
        for one in facts[key]:
            yield changes | {"facts": facts | {key: [one | {day: "2031-01-01"}]}}
            yield changes | {"facts": facts | {key: [one | {day: None}]}}
    if "case" in changes:
        for key, name in (("grounds", "code"), ("events", "kind")):
            for one in facts[key]:
                yield changes | {"facts": facts | {key: [one | {name: "FORMER_WSW" if name == "code" else "DEATH"}]}}
        if changes["step"]["action"] == "GRANT" and facts["events"]:
            yield {key: value for key, value in changes.items() if key != "facts"}


def _of_others(arguments: tuple[object, ...]) -> Iterator[tuple[object, ...]]:
    """The same in the name of other organisations."""
    for place, value in enumerate(arguments):
        if value == MUNICIPALITY.oin:
            yield from ((*arguments[:place], other, *arguments[place + 1 :]) for other in (ANOTHER, None))
        if value == people.KVK:
            yield (*arguments[:place], people.FOREIGN_KVK, None, *arguments[place + 2 :])


HELD: Final = {line.action for line in TRANSITIONS if line.who is Who.HOLDER}
REFUSALS: Final = ("42501", "22", "23")
"""It isn't the role's, is no value of its kind, or is against a constraint."""


@pytest.mark.parametrize("name", COMMANDS)
async def test_the_database_refuses_each_thing_that_no_rule_of_the_role_writes(
    work: Casework, pools: ServingPools, owner: Owner, name: str
) -> None:
    command = await taken(work, name)
    before = await owner.fetchrow(STORED)
    stored = await owner.fetchval(
        "select to_jsonb(f)::text from cases.file f where id = $1::uuid", command.changes.get("case", {}).get("id")
    )
    tried = 0
    connection = await pools.log_ins.connection(command.role)
    for changes in altered(command, orjson.loads(stored) if stored else None):
        said = await command.send(connection, changes)
        assert said == {"conflict": True} or str(said).startswith(REFUSALS), (said, changes)
        assert await owner.fetchrow(STORED) == before, changes
        tried += 1
    assert tried > 20
    whose = command.arguments
    of_others = [] if name == "a finding of protected work" else _of_others(whose)  # anybody's, as it is of anybody
    for others in ((*whose[:-1], OTHER), (*whose[:-1], None), *of_others):
        said = await replace(command, arguments=others).send(connection, command.changes)
        assert str(said).startswith((*REFUSALS, "DGA01")), (said, others)
    nobody = replace(command, given=command.given._replace(users=[bytes(16)]))
    if command.changes.get("step", {}).get("action") in HELD:
        assert await nobody.send(connection, command.changes) == "42501"
    assert await owner.fetchrow(STORED) == before
    assert await command.send(connection, command.changes) == {"done": True}
    assert await owner.fetchrow(STORED) != before
    connection.terminate()


async def test_a_municipality_takes_the_place_of_no_wage_value_but_its_own_about_that_provision(
    work: Casework, pools: ServingPools, owner: Owner
) -> None:
    command = await taken(work, "a wage value whose day was wrong")
    facts, case = command.changes["facts"], command.changes["case"]
    grounds = [row["id"] for row in await owner.fetch("select id from register.ground where superseded_by is null")]
    delivery = facts["delivery"]
    connection = await pools.log_ins.connection(command.role)
    for changed in (
        *({"superseded_grounds": [one]} for one in grounds if one not in facts["superseded_grounds"]),
        {"superseded_grounds": [], "superseded_events": [1]},
        {"grounds": []},
        *({"delivery": delivery | {"reason": reason}} for reason in ("RV-2", "", None)),
    ):
        assert await command.send(connection, command.changes | {"facts": facts | changed}) == "42501", changed
    for column, value in (("form", {"reference": "RV-3"}), ("form", {}), ("organisation", "Gemeente Anders")):
        assert await command.send(connection, command.changes | {"case": case | {column: value}}) == "42501", value
    connection.terminate()
    assert len(grounds) > 2
    assert await owner.fetchval("select count(*) from register.ground where superseded_by is not null") == 0


async def test_the_tables_of_the_database_say_what_the_rules_say(owner: Owner) -> None:
    kinds = await owner.fetch("select kind::text, starters, weeks, grounds from cases.kinds()")
    assert {row["kind"]: (set(row["starters"]), row["weeks"], set(row["grounds"])) for row in kinds} == {
        str(kind): (
            {str(role) for role, party in PARTIES.items() if party in rules.starters},
            TERMS[-1].decision_weeks.get(kind),
            {str(code) for code in rules.grounds},
        )
        for kind, rules in CASE_KINDS.items()
    }
    rows = await owner.fetch("select role, action, sources::text[], target::text, in_hand from cases.actions()")
    of_submitters = {row["action"] for row in rows if row["role"] != Role.ASSESSOR}
    both = {row["action"] for row in rows if row["role"] == Role.SUWINET}
    assert both == {"SUBMIT", "COMPLETE", "WITHDRAW", "REPORT_WAGE_VALUE"}  # a municipality has no drafts
    stored = {(row["action"], frozenset(row["sources"]), row["target"], row["in_hand"]) for row in rows}
    assert len(of_submitters) == 5
    rules = {(line.action, line.sources, line.target, line.who is Who.HOLDER) for line in TRANSITIONS}
    assert stored - rules == {  # which are no `Case.actions`: what goes by itself, and what comes in as decided
        ("REPORT_WAGE_VALUE", frozenset({"DRAFT"}), "GRANTED", False),
        ("FIX_PENALTY", frozenset({"SUBMITTED", "IN_REVIEW", "SUSPENDED"}), None, False),
    }
    assert {line[0] for line in rules - stored} == {CaseAction.DISCARD}  # it isn't there any more
