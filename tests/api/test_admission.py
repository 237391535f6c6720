"""Admission over HTTP: everyone is answered, as the law says, and nothing of it stays behind."""

from collections import Counter
from datetime import timedelta
from typing import Any, Final

import pytest
from structlog.testing import capture_logs

from domain.admission_facts import FACT_NAMES
from domain.grounds import GROUNDS, GroundCode
from domain.roles import Role
from tests.api.conftest import TODAY, Ask
from tests.api.test_visibility import answering, statements
from tests.fixtures.admission_cases import cases
from tests.fixtures.disclosure_log import Owner, entries

QUERY: Final = """query($facts: AdmissionFactsInput!, $day: Date) { admission(facts: $facts, day: $day) {
    outcome grounds { code name article countsFor } missing explanation } }"""
ROW_4: Final = {"protectedWorkFinding": False, "wajong": True, "permanentlyWithoutPossibilities": False}
WAJONG: Final = {
    "code": "WAJONG",
    "name": "Wajong met arbeidsvermogen",
    "article": "Wfsv 38b lid 1 onder c",
    "countsFor": ["JOB_AGREEMENT", "QUOTA"],
}


async def test_without_a_token_every_case_worked_out_by_hand_is_answered_so(ask: Ask) -> None:
    for case in cases():
        day = min(case.day, TODAY.isoformat())
        found = (await ask(None, QUERY, {"facts": case.facts, "day": day})).data["admission"]
        grounds = [(ground["code"], ground["article"]) for ground in found["grounds"]]
        assert (found["outcome"], grounds, found["missing"]) == (
            case.outcome,
            list(case.grounds),
            list(case.missing),
        ), case.title
        assert [ground["name"] for ground in found["grounds"]] == [
            GROUNDS[GroundCode(code)].name for code, _ in grounds
        ]


@pytest.mark.parametrize("role", [None, *Role])
async def test_every_role_and_a_visitor_are_answered_alike(ask: Ask, role: Role | None) -> None:
    answer = await ask(role, QUERY, {"facts": ROW_4})
    assert answer.data["admission"] == {
        "outcome": "ADMITTED",
        "grounds": [WAJONG],
        "missing": [],
        "explanation": "Deze persoon komt in aanmerking voor het doelgroepregister. Deze persoon heeft recht op Wajong "
        "en kan nu of later werken (Wfsv 38b lid 1 onder c).",
    }


async def test_facts_may_stand_in_the_document_and_a_null_is_an_unknown_fact(ask: Ask) -> None:
    literal = "{ admission(facts: {wajong: true, worksInEmployment: null, protectedWorkFinding: false}) { missing } }"
    left_out = await ask(None, QUERY, {"facts": {"wajong": True, "protectedWorkFinding": False}})
    null = await ask(None, QUERY, {"facts": {"wajong": True, "protectedWorkFinding": False, "worksInEmployment": None}})
    missing = (await ask(None, literal)).data["admission"]["missing"]
    assert missing == left_out.data["admission"]["missing"] == null.data["admission"]["missing"]
    assert "worksInEmployment" in missing


async def test_when_nothing_is_known_every_fact_is_missing_by_the_name_that_it_is_given_by(ask: Ask) -> None:
    missing = (await ask(None, QUERY, {"facts": {}})).data["admission"]["missing"]
    assert sorted(missing) == sorted(FACT_NAMES.values())
    fields = (await ask(None, '{ __type(name: "AdmissionFactsInput") { inputFields { name } } }')).data["__type"]
    assert [field["name"] for field in fields["inputFields"]] == list(FACT_NAMES.values())


async def test_the_day_is_today_unless_another_is_asked_from_2013_on(ask: Ask) -> None:
    iva = {"protectedWorkFinding": False, "ivaBenefit": True, "wageDispensation": True}
    outcomes = {}
    for day in (None, TODAY.isoformat(), "2026-01-01", "2025-12-31", "2013-01-01"):
        variables: dict[str, object] = {"facts": iva} if day is None else {"facts": iva, "day": day}
        outcomes[day] = (await ask(None, QUERY, variables)).data["admission"]["outcome"]
    assert outcomes == {
        None: "ADMITTED",
        TODAY.isoformat(): "ADMITTED",
        "2026-01-01": "ADMITTED",
        "2025-12-31": "UNDECIDED",
        "2013-01-01": "UNDECIDED",
    }


@pytest.mark.parametrize("day", ["2012-12-31", (TODAY + timedelta(days=1)).isoformat(), "9999-12-31"])
async def test_a_day_that_the_register_does_not_answer_for_is_refused(ask: Ask, day: str) -> None:
    answer = await ask(None, QUERY, {"facts": ROW_4, "day": day})
    assert answer.codes == ["BAD_USER_INPUT"]
    assert answer.errors[0]["extensions"]["argument"] == "day"
    assert answer.errors[0]["message"] == "Ask about a day from 2013-01-01 to today."
    assert answer.body["data"] is None


CONTRADICTING: Final = [
    {"uwvFindingBelowMinimumWage": True, "thresholdFunctions": "WHOLE"},
    {"uwvFindingBelowMinimumWage": False, "thresholdFunctions": "NONE", "limitsLastSixMonths": True},
    {"uwvFindingBelowMinimumWage": False, "thresholdFunctions": "PART", "limitsLastSixMonths": True},
]


@pytest.mark.parametrize("facts", CONTRADICTING)
async def test_facts_that_contradict_each_other_are_refused_by_name(ask: Ask, facts: dict[str, Any]) -> None:
    answer = await ask(None, QUERY, {"facts": {**ROW_4, **facts}})
    assert answer.codes == ["BAD_USER_INPUT"]
    assert answer.errors[0]["extensions"]["argument"] == "facts"
    assert answer.errors[0]["message"].startswith("uwvFindingBelowMinimumWage contradicts thresholdFunctions")
    assert answer.body["data"] is None


@pytest.mark.parametrize(
    ("facts", "argument"),
    [
        ({"wajong": "ja, sinds mijn ziekte"}, "facts.wajong"),
        ({"findingOn": "2026-02-30"}, "facts.findingOn"),
        ({"findingOn": ""}, "facts.findingOn"),
        ({"thresholdFunctions": "ziekte"}, "facts.thresholdFunctions"),
        ({"ziekte": True}, "facts.ziekte"),
        (None, "facts"),
        ([ROW_4, ROW_4], "facts"),
    ],
)
async def test_a_fact_that_is_none_is_refused_by_its_name_and_never_repeated(
    ask: Ask, facts: object, argument: str
) -> None:
    answer = await ask(None, QUERY, {"facts": facts})
    assert answer.codes == ["BAD_USER_INPUT"]
    assert answer.errors[0]["extensions"]["argument"] == argument
    assert "ziekte" not in answer.errors[0]["message"]


@pytest.mark.parametrize("role", [None, Role.CITIZEN, Role.EMPLOYER])
async def test_it_reads_nothing_records_nothing_and_leaves_no_fact_in_any_log(
    ask: Ask, log_owner: Owner, role: Role | None, capsys: pytest.CaptureFixture[str]
) -> None:
    before = await statements(log_owner)
    with capture_logs() as lines:
        await ask(role, QUERY, {"facts": ROW_4})
        await ask(role, QUERY, {"facts": {**ROW_4, **CONTRADICTING[0]}})
        await ask(role, QUERY, {"facts": {"wajong": "ja"}})
    assert await answering(log_owner, before) == Counter()
    assert await entries(log_owner, QUERY) == []
    written = str(lines) + "".join(capsys.readouterr())
    for name in FACT_NAMES.values():
        assert name not in written
    assert "Wajong" not in written


async def test_a_visitor_may_ask_it_as_often_in_one_document_as_any_other_field_that_asks(ask: Ask) -> None:
    one = "a{}: admission(facts: {{}}) {{ outcome }} "
    within = await ask(None, "{ " + "".join(map(one.format, range(60))) + "}")
    assert len(within.data) == 60
    beyond = await ask(None, "{ " + "".join(map(one.format, range(61))) + "}")
    assert (beyond.status, beyond.codes) == (400, ["QUERY_TOO_COMPLEX"])
