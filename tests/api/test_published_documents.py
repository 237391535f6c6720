"""Each document that the portals publish gives data, and the same by its id as by its text."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest

from domain.bsn import Bsn
from domain.case_kinds import CaseKind
from domain.letters import LetterChannel
from domain.roles import Role, Service
from models.commands import requests
from models.imports import Silence, import_directory
from portal import operations
from tests.api.conftest import Answer, client_of, token
from tests.conftest import MakeDatabase
from tests.fixtures import people
from tests.fixtures.cases import FORMS
from tests.fixtures.casework import MUNICIPALITY, Casework, case_of, citizen
from tests.fixtures.letters import every_letter
from tests.fixtures.stored_letters import store

PUBLISHED = json.loads((operations.HERE / "manifest.json").read_text(encoding="utf-8"))
CLAIMS: dict[Role, dict[str, Any]] = {
    Role.EMPLOYER: {"services": [*Service], "administrator": True},
    Role.SUWINET: {"organisation": {"oin": MUNICIPALITY.oin, "name": MUNICIPALITY.name, "kind": "MUNICIPALITY"}},
}
MADE_EACH_TIME = frozenset({"startCursor", "endCursor", "factId", "url", "expiresAt"})
"""What is sealed, or holds until another second."""
CASE, CLIENTS_CASE, LETTER, EMPLOYERS_LETTER, FACT = (
    "a case",
    "a client's case",
    "a letter",
    "a letter to an employer",
    "a fact",
)
KEY = {"idempotencyKey": "once-and-only-once"}
OF_CASE = {"id": CASE, **KEY}
OF_CLIENT = {"id": CLIENTS_CASE, **KEY}
DAY = "2026-11-20"
EVENT = {"bsn": people.TWO_GROUNDS, "event": "EMIGRATION", "date": DAY, **KEY}
ROSTER = {"organisation": people.KVK, "year": 2022}
CLIENT = {"bsn": people.RAN_ON, "purpose": "REINTEGRATION"}
DECISION = {"id": CASE, "decision": "REJECT", "motivation": "U krijgt nog hulp."}
GROUND = {"bsn": people.TWO_GROUNDS, "code": "WAJONG", "startDate": DAY, **KEY}
VARIABLES: dict[str, dict[str, Any]] = {
    "Roster": ROSTER,
    "RosterFile": ROSTER,
    "OnePerson": {"bsn": people.RAN_ON, "purpose": "APPLICANT"},
    "Client": CLIENT,
    "ClientAsOf": {**CLIENT, "date": "2018-07-01"},
    "WhoIsAdmitted": {"facts": {}},
    "Authorisations": {"organisation": people.KVK},
    "SetAuthorisation": {"input": {"organisation": people.KVK, "userId": "nobody", "services": [], **KEY}},
    "ApplyForClient": {
        "input": {
            "kind": "PARTICIPATION_ACT_INDICATION",
            "bsn": people.TWO_GROUNDS,
            "form": {"requestedOutcome": "INDICATION"},
            **KEY,
        }
    },
    "ReportWageValue": {"input": {"bsn": people.TWO_GROUNDS, "belowMinimumWage": True, **KEY}},
    "ReportProtectedWork": {"input": {"bsn": people.TWO_GROUNDS, "decidedOn": DAY, **KEY}},
    "ClientCases": {},
    "ClientCase": {"case": CLIENTS_CASE},
    "ClientLetterFiles": {"case": CLIENTS_CASE},
    "CompleteClientCase": {"input": {**OF_CLIENT, "form": {"explanation": "Nu wel."}}},
    "WithdrawClientCase": {"input": OF_CLIENT},
    "MyCase": {"case": CASE},
    "MyQuestion": {"case": CASE},
    "MyReceipt": {"case": CASE},
    "DiscardDraft": {"draft": CASE},
    "SaveDraft": {"input": {"kind": "WORK_CAPACITY_ASSESSMENT", **KEY}},
    "ApplyForMyself": {"input": {"kind": "WORK_CAPACITY_ASSESSMENT", "form": {"requestedOutcome": "WAJONG"}, **KEY}},
    "RequestDeregistration": {"input": {"confirmed": False, **KEY}},
    "WithdrawCase": {"input": OF_CASE},
    "CompleteCase": {"input": {**OF_CASE, "form": {"explanation": "Nu wel."}}},
    "SetLetterChannel": {"channel": "PORTAL"},
    "GiveReaction": {"input": {"letter": EMPLOYERS_LETTER, "text": "Goed.", **KEY}},
    "Letters": {"organisation": people.KVK, "onlyUnread": False},
    "OwnJobs": {"organisation": people.KVK, "year": 2025},
    "OwnQuota": {
        "organisation": people.KVK,
        "year": 2024,
        "paidHours": 100_000,
        "paidHoursYearBefore": 100_000,
        "sector": "GOVERNMENT",
    },
    "UnreadLetters": {"organisation": people.KVK},
    "CaseHead": {"id": CASE},
    "OneCase": {"id": CASE},
    "CasesOf": {"bsn": people.RAN_ON, "first": 1},
    "OnFile": {"bsn": people.RAN_ON},
    "QuarterFigures": {"year": 2025, "quarter": 4, "breakdown": "REGION"},
    "ChangesOfWork": {"year": 2025, "quarter": 4},
    "YearFigures": {"year": 2025},
    "Worklist": {"filter": {}},
    "WorklistCounts": {"filter": {}},
    "TermIfCompleted": {"id": CASE, "on": "2026-12-14"},
    "DecisionPreview": DECISION,
    "DecideCase": {"input": {**DECISION, **KEY}},
    "DecisionDraft": {"id": CASE},
    "SaveDecisionDraft": {"input": {"id": CASE, "motivation": "Nog niet af.", **KEY}},
    "FactPreview": {"event": EVENT},
    "RecordEvent": {"input": EVENT},
    "RecordGround": {"input": GROUND},
    "StopGround": {"input": {**GROUND, "endDate": DAY, "reason": "Geen uitkering meer."}},
    "CorrectFact": {"input": {"factId": FACT, "withdraw": True, "reason": "Van een ander.", **KEY}},
    "RecordFacts": {"input": {**OF_CASE, "facts": {"wajong": True}}},
    "RecordHearing": {
        "input": {**OF_CASE, "heard": "APPLICANT", "heldOn": DAY, "inWriting": True, "summary": "Niets nieuws."}
    },
    "RecordNoticeOfDefault": {"input": {**OF_CASE, "receivedOn": DAY}},
    "TakeCase": {"input": OF_CASE},
    "ReleaseCase": {"input": OF_CASE},
    "AskReaction": {"input": OF_CASE},
    "ResumeCase": {"input": {**OF_CASE, "reason": "Het antwoord is er."}},
    "ExtendTerm": {"input": {**OF_CASE, "until": "2027-02-01", "reason": "Wij wachten nog."}},
    "InviteCompletion": {"input": {**OF_CASE, "missing": ["Een toelichting"], "until": "2026-12-14"}},
}


@dataclass(frozen=True)
class Worked:
    """A service in which there is something of each kind to name, and the ids of those."""

    client: httpx2.AsyncClient
    ids: dict[str, str]

    async def ask(self, role: Role | None, **body: object) -> Answer:
        headers = {"accept": "application/graphql-response+json"}
        if role is not None:
            headers["authorization"] = f"Bearer {token(role, **CLAIMS.get(role, {}))}"
        response = await self.client.post("/graphql", json=body, headers=headers)
        return Answer(response.status_code, response.json(), response.headers, response.content)

    def named(self, variables: Any) -> Any:
        """Those variables, of what is there."""
        if isinstance(variables, dict):
            return {name: self.named(value) for name, value in variables.items()}
        return self.ids.get(variables, variables) if isinstance(variables, str) else variables


@pytest.fixture(scope="module")
async def worked(make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Worked]:
    """A register of its own: documents change it."""
    made = await make_database()
    files: Path = people.write_files(tmp_path_factory.mktemp("files"))
    owner = await asyncpg.connect(made.owner)
    await import_directory(owner, files, skip_invalid=False, rejects=files / "rejected.csv", progress=Silence())
    letter = await store(owner, bsn=Bsn(people.RAN_ON), channel=LetterChannel.PORTAL)
    theirs = await store(
        owner,
        every_letter()["employer copy"],
        recipient=Role.EMPLOYER,
        kvk=people.KVK,
        channel=LetterChannel.PORTAL,
    )
    await owner.close()
    pools = made.pools()
    work, kind = Casework.over(pools), CaseKind.WORK_CAPACITY_ASSESSMENT
    applied = await requests.apply_for_oneself(
        work.commands, citizen(people.RAN_ON), work.given(), kind, FORMS[kind].as_dict(), None
    )
    kind = CaseKind.WORK_PROVISION_ASSESSMENT
    of_client = await requests.apply_for_client(
        work.commands, MUNICIPALITY, work.given("officer"), kind, Bsn(people.STAYED), FORMS[kind].as_dict()
    )
    async with client_of(pools) as client:
        own = {CASE: str(case_of(applied).id), CLIENTS_CASE: str(case_of(of_client).id)}
        ids = {**own, LETTER: str(letter.id), EMPLOYERS_LETTER: str(theirs.id)}
        text = "query($bsn: BSN!) { person(bsn: $bsn, purpose: ASSESSMENT) { facts { factId } } }"
        on_file = await Worked(client, ids).ask(Role.ASSESSOR, query=text, variables={"bsn": people.RAN_ON})
        yield Worked(client, {**ids, FACT: on_file.data["person"]["facts"][0]["factId"]})
    await pools.close()


@pytest.mark.parametrize(("document_id", "path"), PUBLISHED.items(), ids=PUBLISHED.values())
async def test_each_published_document_is_answered_by_its_id_as_by_its_text(
    worked: Worked, document_id: str, path: str
) -> None:
    audience, _, name = path.removesuffix(".graphql").partition("/")
    role = None if audience == "public" else Role(audience.upper())
    letter = {"letter": LETTER if role is Role.CITIZEN else EMPLOYERS_LETTER}
    variables = worked.named(letter if name == "OpenLetter" else VARIABLES.get(name, {}))
    named = await worked.ask(role, documentId=document_id, variables=variables)
    sent = await worked.ask(role, query=operations.documents()[document_id], variables=variables)
    assert named.status == sent.status == 200
    assert [*dict.fromkeys(keys(named.data))] == [*dict.fromkeys(keys(sent.data))]
    if not name.endswith("Disclosures"):  # each look adds one
        assert lasting(named.data) == lasting(sent.data)


def lasting(data: Any) -> Any:
    """The answer without what is made each time."""
    if isinstance(data, dict):
        return {name: lasting(value) for name, value in data.items() if name not in MADE_EACH_TIME}
    return [lasting(one) for one in data] if isinstance(data, list) else data


def keys(data: Any, path: str = "") -> Iterator[str]:
    """The path of each field, in the order of the answer."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield f"{path}.{name}"
            yield from keys(value, f"{path}.{name}")
    if isinstance(data, list):
        for one in data:
            yield from keys(one, path)
