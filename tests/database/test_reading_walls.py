"""With the password of a serving role: what nobody reads who isn't to be told it."""

from datetime import date
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from domain.bsn import Bsn
from domain.case_kinds import CASE_KINDS, CaseKind, Party
from domain.proofs import CasesOfMunicipality
from domain.roles import Role
from models.commands import requests
from models.commands.wage_value import report_wage_value
from models.database import ServingPools
from models.imports import Silence, import_directory
from tests.fixtures import people
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
