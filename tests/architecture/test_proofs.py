"""A read that no row policy allowed: mypy refuses it, and so does this test whoever makes a proof of their own."""

import ast
from pathlib import Path

import pytest
from mypy import api

from auth.policies.roster import RosterOrganisation
from domain import proofs
from server.installation import PACKAGES

ROOT = Path(__file__).parents[2]
PROOFS = {name: one for name, one in vars(proofs).items() if getattr(one, "__module__", None) == proofs.__name__}
PROOFS["RosterOrganisation"] = RosterOrganisation
"""By their names; the last leads to others."""
HELD = {field for proof in PROOFS.values() for field in proof._fields}

READS = {
    "look_ups.one(Bsn(text), day, record)": "ConsultedPerson",
    "look_ups.one((Role.CITIZEN, Bsn(text), Purpose.OWN_DATA), day, record)": "ConsultedPerson",
    "look_ups.many([Bsn(text)], day, record)": "ConsultedPersons",
    "look_ups.registered_periods(Bsn(text), day, day, record)": "ConsultedPerson",
    "organisations(pools, ([text], []))": "OwnOrganisations",
    "roster_page(pools, (text, None, None, day, day), RosterPage(1))": "OwnRoster",
    "roster_csv(pools, ([1], day, day), to=take)": "OwnRosterLines",
    "of_citizen(log, record, (Bsn(text), None, None), LogPage(None, None, 1))": "OwnLog",
    "of_auditor(log, record, (None, None, None, None, None), LogPage(None, None, 1))": "LogPart",
}
"""Each question of models/queries, asked with what a client sent, and the proof that it lacks."""

MODULE = """
from datetime import date
from domain.bsn import Bsn
from domain.roles import Purpose, Role
from models.database import ServingPools
from models.disclosure import DisclosureRecord, DisclosureLog
from models.queries.disclosures import LogPage, of_auditor, of_citizen
from models.queries.organisations import organisations
from models.queries.persons import LookUps
from models.queries.rosters import RosterPage, roster_csv, roster_page

async def take(chunk: bytes) -> None: ...

async def read(
    look_ups: LookUps, pools: ServingPools, log: DisclosureLog, record: DisclosureRecord, text: str, day: date
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
    for file in (file for package in PACKAGES for file in (ROOT / package).rglob("*.py")):
        if file.parent == ROOT / "auth" / "policies" or file == Path(proofs.__file__):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                names = [getattr(one, "id", getattr(one, "attr", None)) for one in ast.walk(node.func)]
                changed = {one.arg for one in node.keywords} if "_replace" in names else set()
                assert PROOFS.keys().isdisjoint(names), f"{file.relative_to(ROOT)}:{node.lineno}"
                assert HELD.isdisjoint(changed), f"{file.relative_to(ROOT)}:{node.lineno}"
