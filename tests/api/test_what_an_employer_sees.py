"""What an employer sees of a request of its employee: nothing, to the byte, and not in what its questions cost."""

import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from domain.roles import Role
from models.database import ServingPools
from tests.api.conftest import Ask, token
from tests.api.test_cases import CASE, COPIES, EMPLOYER, TAKE, as_assessor, ask_here, key, requested
from tests.api.test_visibility import statements
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.portal import EHERKENNING, served
from tests.fixtures.portal_browser import Browser, Page

__all__ = ["ask_here"]


WHO = {"bsn": people.RAN_ON}
QUESTIONS = (
    COPIES,
    "query($bsn: BSN!) { person(bsn: $bsn, purpose: EMPLOYEE) { registered } }",
    "query($bsn: BSN!) { person(bsn: $bsn, purpose: APPLICANT) { registered } }",
    """{ viewer { organisations { id services payrollTaxNumbers referenceYears
        letters(onlyUnread: true) { unreadCount } } } }""",
    """query($kvk: ID!) { roster(organisation: $kvk, year: 2026) {
        totalCount edges { node { bsn registrationEndDate } } } }""",
)
PAGES = ("/werkgever", "/werkgever/doelgroepregister", "/werkgever/doelgroepregister/persoon")
ROSTER = "/werkgever/doelgroepregister/overzicht"
_OF_THE_SESSION = re.compile(
    r'data-session-seconds-(?:idle|left)="[^"]*"|data-csrf="[^"]*"|name="csrf" value="[^"]*"|\b\d{1,2}[:.]\d\d\b'
)


class Seen(NamedTuple):
    """What came back, and which statements of the employer's role it took."""

    answers: list[tuple[int, bytes]]
    pages: list[tuple[int, str]]
    statements: Counter[str]


async def looked(ask: Ask, browser: Browser, owner: Owner) -> Seen:
    before = await statements(owner)
    answers = []
    for query in QUESTIONS:
        variables = WHO if "$bsn" in query else {"kvk": people.KVK} if "$kvk" in query else {}
        answer = await ask(Role.EMPLOYER, query, variables, bearer=token(Role.EMPLOYER, **EMPLOYER))
        assert answer.data
        answers.append((answer.status, answer.raw))
    pages = [await browser.get(path) for path in PAGES]
    pages.append(await browser.send(pages[-1], pages[-1].path, {"reden": "EMPLOYEE", **WHO}))
    pages.append(await browser.get(ROSTER))
    pages.append(await browser.send(pages[-1], ROSTER, {"peiljaar": "2026"}))
    ran = await statements(owner) - before
    own = Counter({text: count for text, count in ran.items() if "serve.employer" in text})
    return Seen(answers, [(one.status, told(one)) for one in pages], own)


def told(page: Page) -> str:
    """What a page says, without the session's own, and the random address at which an answer is kept."""
    text = _OF_THE_SESSION.sub("", page.html)
    own = page.path.rpartition("/")[2]
    return text if page.path in {*PAGES, ROSTER} else text.replace(own, "")


async def test_before_during_and_after_a_request_that_is_refused_or_withdrawn_an_employer_sees_the_same(
    ask_here: Ask, pools: ServingPools, owner: Owner, tmp_path: Path
) -> None:
    async with served(pools, tmp_path / "simulator") as site:
        browser = site.browser()
        await browser.log_in(EHERKENNING, service=["ROSTER", "PERSON_LOOKUP", "LETTERS"])
        await looked(ask_here, browser, owner)  # on connections that are open by now
        before = await looked(ask_here, browser, owner)
        assert before.statements.total() >= len(QUESTIONS)
        assert all(status == 200 for status, _ in (*before.answers, *before.pages))
        for at, step in enumerate(await steps(ask_here)):
            case = await step()
            after = await looked(ask_here, browser, owner)
            assert after.answers == before.answers, (at, case["state"])
            assert after.pages == before.pages, (at, case["state"])
            assert after.statements == before.statements, (at, case["state"])
        assert case["state"] == "WITHDRAWN"


async def steps(ask: Ask) -> list[Any]:
    """A request to the letters of a refusal, and another that is withdrawn."""
    case = ""

    async def submit() -> dict[str, Any]:
        nonlocal case
        found = await requested(ask)
        case = found["id"]
        return found

    async def act(mutation: str, kind: str, **values: Any) -> dict[str, Any]:
        query = f"mutation($in: {kind}!) {{ {mutation}(input: $in) {{ {CASE} }} }}"
        found = await as_assessor(ask, query, id=case, **values)
        assert found["__typename"] == "Case", found
        return found

    async def complete_or_withdraw(mutation: str, kind: str, **values: Any) -> dict[str, Any]:
        answer = await ask(
            Role.CITIZEN,
            f"mutation($in: {kind}!) {{ {mutation}(input: $in) {{ {CASE} }} }}",
            {"in": {"id": case, "idempotencyKey": key(), **values}},
            bearer=token(Role.CITIZEN, **WHO),
        )
        found: dict[str, Any] = answer.data[mutation]
        return found

    return [
        submit,
        lambda: as_assessor(ask, TAKE, id=case),
        lambda: act("inviteCompletion", "InviteCompletionInput", missing=["Een brief"], until="2026-12-04"),
        lambda: complete_or_withdraw("completeCase", "CompleteCaseInput", form={"explanation": "Nu wel."}),
        lambda: act("extendTerm", "ExtendTermInput", until="2027-02-15", reason="Het is druk."),
        lambda: act(
            "recordHearing",
            "HearingInput",
            heard="APPLICANT",
            heldOn="2026-11-23",
            inWriting=True,
            summary="Gehoord.",
        ),
        lambda: act("decideCase", "DecideCaseInput", decision="REJECT", motivation="Er is een reden."),
        submit,
        lambda: as_assessor(ask, TAKE, id=case),
        lambda: complete_or_withdraw("withdrawCase", "CaseInput"),
    ]
