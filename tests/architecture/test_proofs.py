"""A read that no row policy allowed: mypy refuses it, and so does this test whoever makes a proof of their own."""

import ast
from pathlib import Path

import pytest
from mypy import api

from auth.policies.roster import RosterOrganisation
from domain import proofs
from server.installation import PACKAGES
from tests.architecture.proof_makers import Maker, Proofs

ROOT = Path(__file__).parents[2]
PROOFS = {name: one for name, one in vars(proofs).items() if getattr(one, "__module__", None) == proofs.__name__}
PROOFS["RosterOrganisation"] = RosterOrganisation
"""By their names; the last leads to others."""
LOOKED_FOR = Proofs(
    frozenset(PROOFS),
    frozenset(field for proof in PROOFS.values() for field in proof._fields),
    frozenset({"domain.proofs", "auth.policies.roster"}),
)
ALLOWED = {
    "graph/schema/build.py": {"calls the class of a value"},  # of types of the schema
    "graph/schema/person.py": {"asks, and has mypy look away"},  # of a null, which is an error
    "models/queries/organisations.py": {"OwnPayrolls stands outside an annotation"},  # of what it asks with a proof
}

READS = {
    "look_ups.one(Bsn(text), day, record)": "ConsultedPerson",
    "look_ups.one((Role.CITIZEN, Bsn(text), Purpose.OWN_DATA), day, record)": "ConsultedPerson",
    "look_ups.many([Bsn(text)], day, record)": "ConsultedPersons",
    "look_ups.registered_periods(Bsn(text), day, day, record)": "ConsultedPerson",
    "facts_on_file(log, Bsn(text), record)": "ConsultedPerson",
    "suwinet_ground_codes(pools, Bsn(text))": "ConsultedPerson",
    "organisations(pools, ([text], []))": "OwnOrganisations",
    "own_payrolls(pools, ([text], []))": "OwnOrganisations",
    "roster.lines(2025, day, None, {})": "OwnPayrolls",
    "job_hours(pools, (bytes(16), text, None, None, day, day))": "OwnRoster",
    "quota_percentage(pools, (bytes(16), text, None, None, day, day), Sector.MARKET)": "OwnRoster",
    "published_report(pools, (text,), ReportOf.of(ReportKind.YEAR, 2024, None), 1)": "Statistics",
    "published_reports(pools, (text,), None, None, 1)": "Statistics",
    "newest_published(pools, ())": "Published",
    "present_report(pools, (text,), ReportOf.of(ReportKind.YEAR, 2024, None))": "Statistics",
    "roster_page(pools, (bytes(16), text, None, None, day, day), RosterPage(1))": "OwnRoster",
    "roster_persons(pools, (bytes(16), text, None, None, day, day))": "OwnRoster",
    "roster_csv(pools, (bytes(16), [1], day, day), to=take_chunk)": "OwnRosterLines",
    "taken(pools, (text, None, []))": "Visit",
    "users(pools, (text, None, text, None))": "OwnAuthorisations",
    "changes(pools, (text, None, text, None), 1)": "OwnAuthorisations",
    "of_citizen(log, record, (Bsn(text), None, None), LogPage(None, None, 1))": "OwnLog",
    "of_auditor(log, record, (None, None, None, None, None), LogPage(None, None, 1))": "LogPart",
    "case_of_citizen(pools, Bsn(text), case, day)": "OwnCases",
    "case_of_municipality(pools, (text, text), case, day)": "CasesOfMunicipality",
    "case_to_assess(pools, (text, text), case, day)": "CasesToAssess",
    "cases_of_person(pools, (text, text), Bsn(text), CasePage(None, None, 1))": "CasesToAssess",
    "cases_of_citizen(pools, Bsn(text), CasePage(None, None, 1))": "OwnCases",
    "letters_of_own_cases(pools, Bsn(text), [case])": "OwnCases",
    "cases_of_clients(pools, (text, text), CasePage(None, None, 1))": "CasesOfMunicipality",
    "letters_to_municipality(pools, (text, text), [case])": "CasesOfMunicipality",
    "count_of_clients(pools, (text, text), day)": "CasesOfMunicipality",
    "letters_of_cases(pools, (text, text), [case])": "CasesToAssess",
    "histories(pools, (text, text), [case])": "CasesToAssess",
    "standing_of_citizen(pools, Bsn(text), day)": "OwnCases",
    "standings(pools, (text, text), [Bsn(text)], day)": "CasesToAssess",
    "channel_of(pools, Bsn(text), day)": "OwnCases",
    "count_of_citizen(pools, Bsn(text), day)": "OwnCases",
    "count_of_person(pools, (text, text), Bsn(text), day)": "CasesToAssess",
    "worklist(pools, (text, text), WorklistFilter(), WorklistPage(None, None, 1), day)": "CasesToAssess",
    "counts(pools, (text, text), WorklistFilter(), day)": "CasesToAssess",
    "letters_of_citizen(pools, Bsn(text), LetterPage(None, None, 1))": "OwnCases",
    "letters_of_employer(pools, (text, text), LetterPage(None, None, 1))": "OwnLetters",
    "unread_of_citizen(pools, Bsn(text))": "OwnCases",
    "unread_of_employer(pools, (text, text))": "OwnLetters",
    "letter_to_citizen(pools, Bsn(text), case)": "OwnCases",
    "letter_to_employer(pools, (text, text), case)": "OwnLetters",
    "letter_to_municipality(pools, (text, text), case)": "CasesOfMunicipality",
    "letter_of_case(pools, (text, text), case)": "CasesToAssess",
    "opened_by_citizen(log, Bsn(text), case, record)": "OwnCases",
    "opened_by_employer(log, (text, text), letter, record)": "OwnLetters",
    "choose_channel(log, Bsn(text), LetterChannel.PAPER, record)": "OwnCases",
    "withdraw(commands, Bsn(text), given, case)": "OwnCases | CasesOfMunicipality",
    "take(commands, (text, text), given, case)": "CasesToAssess",
}
"""Each question of models/queries, and each command, asked with what a client sent, and the proof that it lacks."""

MODULE = """
from datetime import date
from uuid import UUID
from auth.policies.roster import RosterOrganisation
from domain.bsn import Bsn
from domain.jobs import Sector
from domain.letters import LetterChannel
from domain.reports import ReportKind, ReportOf
from domain.roles import Purpose, Role
from models.cases import StoredLetter
from models.commands.command import Commands, Given
from models.commands.requests import withdraw
from models.commands.review import take
from models.database import ServingPools
from models.disclosure import DisclosureRecord, DisclosureLog
from models.queries.authorisations import changes, taken, users
from models.queries.cases import (
    CasePage, WorklistFilter, WorklistPage, case_of_citizen, case_of_municipality, case_to_assess, cases_of_citizen,
    cases_of_clients, cases_of_person, channel_of, count_of_citizen, count_of_clients, count_of_person, counts,
    histories, letters_of_cases, letters_of_own_cases, letters_to_municipality, standing_of_citizen, standings,
    worklist,
)
from models.queries.disclosures import LogPage, of_auditor, of_citizen
from models.queries.letters import (
    LetterPage, choose_channel, letter_of_case, letter_to_citizen, letter_to_employer, letter_to_municipality,
    letters_of_citizen, letters_of_employer, opened_by_citizen, opened_by_employer, unread_of_citizen,
    unread_of_employer,
)
from models.queries.facts import facts_on_file
from models.queries.ground_codes import suwinet_ground_codes
from models.queries.job_hours import job_hours, quota_percentage
from models.queries.monitor import present_report, published_report, published_reports
from models.queries.organisations import organisations, own_payrolls
from models.queries.published import newest_published
from models.queries.persons import LookUps
from models.queries.rosters import RosterPage, roster_csv, roster_page, roster_persons

async def take_chunk(chunk: bytes) -> None: ...

async def read(
    look_ups: LookUps, pools: ServingPools, log: DisclosureLog, record: DisclosureRecord, text: str, day: date,
    roster: RosterOrganisation,
    commands: Commands, given: Given, case: UUID, letter: StoredLetter
) -> None:
"""


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What mypy tells of each of the reads, all of them in one module."""
    module = tmp_path_factory.mktemp("unchecked") / "unchecked_reads.py"
    module.write_text(MODULE + "".join(f"    await {read}\n" for read in READS), encoding="utf-8")
    output, errors, _ = api.run(["--config-file", str(ROOT / "pyproject.toml"), "--no-pretty", str(module)])
    assert not errors
    found: dict[str, str] = dict.fromkeys(READS, "")
    for line in output.splitlines():
        _, _, place = line.partition("unchecked_reads.py:")  # where it was when mypy cached what it tells of it
        if place:
            found[list(READS)[int(place.partition(":")[0]) - MODULE.count("\n") - 1]] += line
    return found


@pytest.mark.parametrize("read", READS)
def test_a_read_without_a_proof_does_not_type_check(messages: dict[str, str], read: str) -> None:
    assert f'expected "{READS[read]}"' in messages[read]


def test_every_question_of_the_serving_roles_is_among_them() -> None:
    asked = {read.partition("(")[0].rpartition(".")[2] for read in READS}
    for file in (ROOT / "models" / "queries").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_"):
                assert node.name in asked, f"{file.name}: {node.name} takes no proof, or isn't tried here"


def test_only_a_row_policy_makes_a_proof_or_one_of_another() -> None:
    found: list[tuple[str, Maker]] = []
    for file in (file for package in PACKAGES for file in (ROOT / package).rglob("*.py")):
        if file.parent == ROOT / "auth" / "policies" or file == Path(proofs.__file__):
            continue
        place = file.relative_to(ROOT).as_posix()
        makers = LOOKED_FOR.makers(file.read_text(encoding="utf-8"))
        found += [(place, one) for one in makers if one.why not in ALLOWED.get(place, ())]
    assert found == []


IMPORTED = "from domain.proofs import OwnLog\n"
MADE = {
    "called": IMPORTED + "OwnLog(bsn, None, None)",
    "called by another name": "from domain.proofs import OwnLog as Log\nLog(bsn, None, None)",
    "called by a name of another's": "from graph.resolvers.disclosure import OwnLog as Log\nLog(bsn, None, None)",
    "called of its module": "import domain.proofs\ndomain.proofs.OwnLog(bsn, None, None)",
    "called of its module by another name": "import domain.proofs as known\nknown.of(bsn)",
    "found in its module": "from domain import proofs\nvars(proofs)[name](bsn)",
    "found in its module by another name": "from domain import proofs as known\ngetattr(known, name)(bsn)",
    "found by its module's name": "importlib.import_module('domain.proofs').OwnLog(bsn, None, None)",
    "found by its name": "getattr(module, 'OwnLog')(bsn, None, None)",
    "all imported": "from domain.proofs import *",
    "mapped": IMPORTED + "list(map(OwnLog, bsns, times, times))",
    "partially called": IMPORTED + "partial(OwnLog, bsn)(None, None)",
    "called of a variable": IMPORTED + "make = OwnLog\nmake(bsn, None, None)",
    "called of a default": IMPORTED + "def of(bsn: Bsn, make: object = OwnLog) -> None: ...",
    "subclassed": IMPORTED + "class Log(OwnLog): ...",
    "made of a tuple": IMPORTED + "OwnLog._make([bsn, None, None])",
    "made of a tuple by its instance": "own._make([bsn, None, None])",
    "made past its constructor": IMPORTED + "tuple.__new__(OwnLog, (bsn, None, None))",
    "cast to": IMPORTED + "cast(OwnLog, (bsn, None, None))",
    "cast to by its name": "from typing import cast\ncast('OwnLog', (bsn, None, None))",
    "cast to by its whole name": "import typing\ntyping.cast('domain.proofs.OwnLog', (bsn, None, None))",
    "cast to within another type": "from typing import cast\ncast('list[OwnLog]', [(bsn, None, None)])",
    "cast to anything": "from models.queries.persons import LookUps\nlook_ups.one(cast(Any, bsn), day)",
    "unchecked": "from models.queries.persons import LookUps\nlook_ups.one(bsn, day) # type: ignore[arg-type]",
    "of another's class": "type(own)(bsn, None, None)",
    "of another's class, its attribute": "own.__class__(bsn, None, None)",
    "of another, its field replaced": "own._replace(bsn=bsn)",
    "of another, a field that is named elsewhere replaced": "own._replace(**{'bsn': bsn})",
    "of another, by what copies": "from copy import replace\nreplace(own, bsn=bsn)",
    "of another, by what a copy calls": "own.__replace__(bsn=bsn)",
    "of a policy's own type": "from auth.policies.roster import RosterOrganisation as Roster\nRoster(claim, numbers)",
}
"""Ways to have a proof that no policy made."""


@pytest.mark.parametrize("how", MADE)
def test_whoever_makes_a_proof_is_found(how: str) -> None:
    assert LOOKED_FOR.makers(MADE[how])


USED = {
    "as a parameter": IMPORTED + "def ask(own: OwnLog, more: 'list[OwnLog] | None' = None) -> OwnLog: ...",
    "as a field": IMPORTED + "class Asked:\n    own: OwnLog",
    "in words": "raise TypeError('OwnLog is missing: no log')",
    "which of two it is": IMPORTED + "isinstance(own, OwnLog)",
    "a policy that gives one": "from auth.policies.disclosure import own_log\nown = own_log(viewer, None, None)",
    "another tuple, replaced": "page._replace(size=1)",
    "the class of a value, asked": "type(value) is int and value.__class__ is int",
    "a cast where nothing is asked": "from typing import cast\ncast(int, value)  # type: ignore[redundant-cast]",
}


@pytest.mark.parametrize("how", USED)
def test_whoever_takes_a_proof_may(how: str) -> None:
    assert not LOOKED_FOR.makers(USED[how])
