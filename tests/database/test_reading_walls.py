"""With the password of a serving role: what nobody reads who isn't to be told it."""

import re
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
import pytest

from domain.bsn import Bsn
from domain.case_kinds import CASE_KINDS, CaseKind, Party
from domain.proofs import CasesOfMunicipality
from domain.roles import Role
from models.commands import requests
from models.commands.wage_value import report_wage_value
from models.database import ServingPools
from models.disclosure import DisclosureRecord
from models.imports import Silence, import_directory
from models.roles import GRANTED
from tests.conftest import ROOT
from tests.fixtures import people
from tests.fixtures.audited import Audited
from tests.fixtures.cases import FORMS
from tests.fixtures.casework import Casework, case_of, citizen
from tests.fixtures.disclosure_log import Owner

OTHERS: Final = CasesOfMunicipality("00000009876543210000", "Gemeente Anders")
MUNICIPALITY: Final = "00000001234567890000"
WHOM: Final = "Ik ben ziek sinds mijn jeugd"
TODAY: Final = date(2026, 11, 23)
THEIRS: Final = {kind for kind, rules in CASE_KINDS.items() if Party.MUNICIPALITY in rules.starters}


@pytest.fixture
async def work(owner: Owner, pools: ServingPools, tmp_path: Path) -> Casework:
    files = people.write_files(tmp_path)
    await import_directory(owner, files, skip_invalid=False, rejects=files / "rejected.csv", progress=Silence())
    return Casework.over(pools)


async def read_by_municipality(
    pools: ServingPools, bsn: str, kind: CaseKind | None, organisation: str | None = MUNICIPALITY
) -> dict[str, Any]:
    statement = "select serve.suwinet_case('{}', 'x', '', $1, $2, null, $3, $4) as found"
    [row] = await pools.call(Role.SUWINET, statement, organisation, int(bsn), kind, TODAY)
    found: dict[str, Any] = orjson.loads(row["found"])
    return found


async def test_a_municipality_reads_no_end_reason_article_or_employer_and_no_facts_but_to_record_its_own(
    work: Casework,
) -> None:
    for kind in (*CaseKind, None):
        for organisation in (MUNICIPALITY, None):
            found = await read_by_municipality(work.pools, people.TWO_GROUNDS, kind, organisation)
            assert people.SECRET_REASON not in str(found)
            assert (found["facts"] is None) == (
                kind not in {CaseKind.WAGE_VALUE_REPORT, None} or organisation is None
            ), kind
            if found["facts"]:
                ended, held = sorted(found["facts"]["grounds"], key=lambda one: one["start_date"])
                assert ended | {"id": 0} == {
                    "id": 0, "code": "WAJONG", "start_date": "2015-01-01", "end_date": "2019-05-05",
                    "end_reason": None, "article": None, "reported": None,
                }  # fmt: skip
                assert held["code"] == "PRACTICE_ROUTE"
                assert found["facts"]["employers"] == []
    working = await read_by_municipality(work.pools, people.RAN_ON, None)
    assert working["facts"]["employers"] == []
    assert "Eerste Voorbeeld" not in str(working)


async def test_a_municipality_reads_of_no_wage_value_who_reported_it_but_of_its_own(
    work: Casework, pools: ServingPools
) -> None:
    bsn, day = people.NEVER_HEARD_OF, date(2026, 11, 2)
    await report_wage_value(
        work.commands, OTHERS, work.given("officer"), Bsn(bsn), "62.50", day, None, below_minimum_wage=True,
        provision="RV-1",
    )  # fmt: skip
    own = await read_by_municipality(pools, bsn, CaseKind.WAGE_VALUE_REPORT, OTHERS.oin)
    assert [one["reported"] for one in own["facts"]["grounds"]] == [[OTHERS.name, "RV-1"]]
    others = await read_by_municipality(pools, bsn, CaseKind.WAGE_VALUE_REPORT)
    assert [one["reported"] for one in others["facts"]["grounds"]] == [None]


@pytest.mark.parametrize("kind", [kind for kind in CaseKind if Party.CITIZEN in CASE_KINDS[kind].starters])
async def test_a_citizens_draft_is_read_by_the_citizen_alone(
    work: Casework, pools: ServingPools, kind: CaseKind
) -> None:
    whose = citizen(people.RAN_ON)
    saved = case_of(await requests.save_draft(work.commands, whose, work.given(), kind, {"explanation": WHOM}, None))
    for asked in (*CaseKind, None):
        found = str(await read_by_municipality(pools, people.RAN_ON, asked))
        assert WHOM not in found
        assert str(saved.id) not in found
    own = "select serve.citizen_case('{}', 'x', '', $1, null, $2, $3) as found"
    [row] = await pools.call(Role.CITIZEN, own, int(people.RAN_ON), kind, TODAY)
    draft = orjson.loads(row["found"])["draft"]
    assert (draft["id"], draft["form"]) == (str(saved.id), {"explanation": WHOM})
    assert not {"user_pseudonym", "holder", "facts", "hearings", "motivation"} & draft.keys()


@pytest.mark.parametrize("kind", [CaseKind.WORK_PROVISION_ASSESSMENT, CaseKind.SPECIAL_EDUCATION_REPORT])
async def test_a_municipality_learns_that_a_case_is_open_of_the_kinds_it_applies_for_and_never_which(
    work: Casework, pools: ServingPools, kind: CaseKind
) -> None:
    whose = citizen(people.RAN_ON)
    form = FORMS[kind].as_dict()
    applied = await requests.apply_for_oneself(work.commands, whose, work.given(), kind, form, None)
    found = await read_by_municipality(pools, people.RAN_ON, kind)
    assert bool(found.get("open")) == (kind in THEIRS)
    assert str(case_of(applied).id) not in str(found)


async def test_an_assessors_worklist_tells_of_the_register_only_who_asked_to_be_taken_out_and_no_end_to_come(
    work: Casework, pools: ServingPools
) -> None:
    asked = [int(bsn) for bsn in (people.WITH_A_FUTURE, people.TWO_GROUNDS, people.RAN_ON)]
    statement = "select bsn, grounds from serve.assessor_standings($1, $2)"
    assert await pools.call(Role.ASSESSOR, statement, asked, TODAY) == []
    whose = citizen(people.WITH_A_FUTURE)
    case_of(await requests.request_deregistration(work.commands, whose, work.given(), None, confirmed=True))
    [row] = await pools.call(Role.ASSESSOR, statement, asked, TODAY)
    assert row["bsn"] == int(people.WITH_A_FUTURE)
    assert [(one["code"], one["end_date"]) for one in orjson.loads(row["grounds"])] == [("WAJONG", None)]


LETTER: Final = UUID("00000000-0000-4000-8000-000000000001")
CASE: Final = UUID("00000000-0000-4000-8000-000000000002")
OF_EMPLOYER: Final = f"'\\x{'00' * 16}', '{people.KVK}', null"
LETTERS: Final = {
    "select one from serve.employer_letter({employer}, '{letter}')": Role.EMPLOYER,
    "select one from serve.employer_letters({employer}, null, null, null, null, 9, false, false)": Role.EMPLOYER,
    "select one from serve.employer_letters({employer}, null, null, null, null, 9, true, false)": Role.EMPLOYER,
    "select one from serve.employer_read_letter($1, $2, {employer}, {bsn}, '{letter}')": Role.EMPLOYER,
    "select one from serve.citizen_letter({bsn}, '{letter}')": Role.CITIZEN,
    "select one from serve.citizen_letters({bsn}, null, null, null, null, 9, false, false)": Role.CITIZEN,
    "select one from serve.citizen_letters({bsn}, null, null, null, null, 9, true, false)": Role.CITIZEN,
    "select one from serve.citizen_read_letter($1, $2, {bsn}, '{letter}')": Role.CITIZEN,
}


@pytest.mark.parametrize("statement", LETTERS)
async def test_a_letter_does_not_say_of_which_case_it_is_to_whom_it_is_addressed(
    pools: ServingPools, owner: Owner, statement: str
) -> None:
    role = LETTERS[statement]
    await owner.execute(
        "insert into cases.letter (id, case_file, kind, recipient, bsn, kvk, subject, content, announced_at, channel) "
        "values ($1, $2, 'DECISION', $3, $4, $5, 'Besluit', '{}', now(), 'PORTAL')",
        LETTER,
        CASE,
        role,
        int(people.RAN_ON),
        people.KVK if role is Role.EMPLOYER else None,
    )
    text = statement.format(employer=OF_EMPLOYER, letter=LETTER, bsn=int(people.RAN_ON))
    if "$1" in text:
        record = DisclosureRecord("", "", bytes(16), "OWN", "", "", bytes(32), bytes(16)).line(bytes(16))
        [row] = await pools.logged(role, text, record)
    else:
        [row] = await pools.call(role, text)
    read = orjson.loads(row["one"])
    assert (read["id"], read["case_file"]) == (str(LETTER), None)


@pytest.mark.parametrize("backwards", [False, True])
async def test_a_citizen_reads_no_pseudonym_of_who_looked(audited: Audited, *, backwards: bool) -> None:
    looked = DisclosureRecord("", "", bytes([0xCD]) * 16, "OWN", "", "", bytes(32), bytes(16)).line(bytes([1]) * 16)
    read = f"select * from serve.citizen_disclosures($1, $2, $3, {'null, ' * 10}50, {backwards})"
    for count in (0, 1):
        rows = await audited.pools.logged(Role.CITIZEN, read, looked, [bytes([1]) * 16])
        assert [row["of_user"] for row in rows] == [b""] * count


OF_NOBODY: Final = {
    *("levels", "revision", "take_lane", "log_heads", "prepare_log"),
    *("employer_authorisation_changes", "employer_authorisations", "employer_organisations", "employer_visit"),
    *("employer_quota_percentage", "suwinet_ground_codes"),
    *("monitor_newest_reports", "monitor_report", "monitor_reports"),
}
"""The functions that tell of no person in the register."""


async def test_each_function_that_reads_a_person_writes_a_record_or_is_listed_as_one_that_does_not() -> None:
    decision = (ROOT / "docs/decisions/0020-walls.md").read_text("utf-8").partition("**What remains.**")[2]
    granted = {signature.partition("(")[0] for role in Role for signature in GRANTED[role]}
    texts = {name: (ROOT / f"models/sql/serve/{name}.sql").read_text("utf-8") for name in granted}
    unrecorded = {name for name, text in texts.items() if "log.append(" not in text and "cases.command(" not in text}
    assert unrecorded >= OF_NOBODY
    names = "|".join(role.value.lower() for role in Role)
    assert unrecorded - OF_NOBODY == set(re.findall(rf"`((?:{names})_[a-z_]+)`", decision))
