"""A null that feeds what is never null, and a text that can't be stored: faults of the request, on either executor."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from domain.roles import Role
from graph.schema.build import SCHEMA
from models.database import ServingPools
from tests.api.conftest import Ask, asker, client_of
from tests.api.test_bad_input import refused
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner, entries, eventually, refusals
from tests.fixtures.operations import NO_CASE, coordinates, golden, least, operation

BSN: dict[str, object] = {"bsn": people.RAN_ON}


@pytest.fixture(params=[True, False], ids=["compiled", "graphql-core"])
async def ask(request: pytest.FixtureRequest, serving: ServingPools) -> AsyncIterator[Ask]:
    async with client_of(serving, compiling=request.param) as client:
        yield asker(client)


QUOTA = (
    "viewer { organisations { "
    "quotaCalculation(year: 2024, paidHours: %s, paidHoursYearBefore: %s, sector: %s) { liable } } }"
)
NULLS: dict[str, tuple[Role | None, str, dict[str, object], str]] = {
    "a year": (
        Role.EMPLOYER,
        'query($n: Int = 2025) { roster(organisation: "90000001", year: $n) { totalCount } }',
        {},
        "year",
    ),
    "an organisation": (
        Role.EMPLOYER,
        'query($n: ID = "90000001") { roster(organisation: $n, year: 2025) { totalCount } }',
        {},
        "organisation",
    ),
    "a purpose": (
        Role.SUWINET,
        "query($bsn: BSN!, $n: Purpose = ASSESSMENT) { person(bsn: $bsn, purpose: $n) { bsn } }",
        BSN,
        "purpose",
    ),
    "a purpose of several persons": (
        Role.SUWINET,
        "query($bsn: BSN!, $n: Purpose = ASSESSMENT) { persons(bsns: [$bsn], purpose: $n) { bsn } }",
        BSN,
        "purpose",
    ),
    "a list": (Role.SUWINET, "query($n: [BSN!] = []) { persons(bsns: $n, purpose: ASSESSMENT) { bsn } }", {}, "bsns"),
    "a day": (
        Role.SUWINET,
        (
            'query($bsn: BSN!, $n: Date = "2020-01-01") '
            "{ person(bsn: $bsn, purpose: ASSESSMENT) { registered asOf(date: $n) { registered } } }"
        ),
        BSN,
        "date",
    ),
    "a year of periods": (
        Role.ASSESSOR,
        (
            "query($bsn: BSN!, $n: Int = 2026) "
            "{ person(bsn: $bsn, purpose: ASSESSMENT) { ...F } } "
            "fragment F on Person { registeredPeriods(year: $n) { from } }"
        ),
        BSN,
        "year",
    ),
    "a quarter": (
        Role.MONITOR,
        "query($n: Int = 3) { quarterReport(year: 2025, quarter: $n) { year } }",
        {},
        "quarter",
    ),
    "a year of figures": (Role.MONITOR, "query($n: Int = 2025) { yearMonitor(year: $n) { year } }", {}, "year"),
    "only a table": (
        Role.EMPLOYER,
        'query($n: Boolean = true) { roster(organisation: "90000012", year: 2025, onlyTable: $n) { totalCount } }',
        {},
        "onlyTable",
    ),
    "a case": (Role.ASSESSOR, 'query($n: ID = "x") { case(id: $n) { state } }', {}, "id"),
    "a command": (
        Role.ASSESSOR,
        (
            'mutation($n: CaseInput = {id: "x", idempotencyKey: "a-key-of-16-chars"}) '
            "{ takeCase(input: $n) { __typename } }"
        ),
        {},
        "input",
    ),
    "a field of a command": (
        Role.ASSESSOR,
        'mutation($n: ID = "x") { takeCase(input: {id: $n, idempotencyKey: "0123456789abcdef"}) { __typename } }',
        {},
        "input.id",
    ),
    "a draft": (Role.CITIZEN, 'mutation($n: ID = "x") { discardDraft(id: $n) { __typename } }', {}, "id"),
    "a channel": (
        Role.CITIZEN,
        "mutation($n: LetterChannel = PORTAL) { setLetterChannel(channel: $n) { bsn } }",
        {},
        "channel",
    ),
    "only unread letters": (
        Role.EMPLOYER,
        "query($n: Boolean = true) { viewer { organisations { letters(onlyUnread: $n) { unreadCount } } } }",
        {},
        "onlyUnread",
    ),
    "facts": (None, "query($n: AdmissionFactsInput = {}) { admission(facts: $n) { outcome } }", {}, "facts"),
    "changes of authorisations": (
        Role.EMPLOYER,
        "query($n: Int = 1) { viewer { organisations { authorisationChanges(first: $n) { changedAt } } } }",
        {},
        "first",
    ),
    "paid hours": (
        Role.EMPLOYER,
        "query($n: Int = 1) { " + QUOTA % ("$n", "1", "MARKET") + " }",
        {},
        "paidHours",
    ),
    "paid hours of the year before": (
        Role.EMPLOYER,
        "query($n: Int = 1) { " + QUOTA % ("1", "$n", "MARKET") + " }",
        {},
        "paidHoursYearBefore",
    ),
    "a sector": (
        Role.EMPLOYER,
        "query($n: QuotaSector = MARKET) { " + QUOTA % ("1", "1", "$n") + " }",
        {},
        "sector",
    ),
    "a decision to look at": (
        Role.ASSESSOR,
        'query($n: Decision = REJECT) {decisionPreview(id: "x", decision: $n, motivation: "Nee.") {letters {kind}}}',
        {},
        "decision",
    ),
    "a motivation to look at": (
        Role.ASSESSOR,
        'query($n: String = "-") {decisionPreview(id: "x", decision: REJECT, motivation: $n) {refusal {code}}}',
        {},
        "motivation",
    ),
    "a draft of a decision": (Role.ASSESSOR, 'query($n: ID = "x") { decisionDraft(id: $n) { savedAt } }', {}, "id"),
    "an answer's day": (
        Role.ASSESSOR,
        'query($n: Date = "2026-12-14") {case(id: "x") {decideBeforeIfCompleted(on: $n)}}',
        {},
        "on",
    ),
    "skip": (Role.SUWINET, "query($n: Boolean = true) { viewer { role @skip(if: $n) assuranceLevel } }", {}, "if"),
    "include": (Role.SUWINET, "query($n: Boolean = true) { viewer { role ... @include(if: $n) { role } } }", {}, "if"),
    "include at the root": (Role.CITIZEN, "query($n: Boolean = true) { viewer @include(if: $n) { role } }", {}, "if"),
    "include of a fragment": (
        Role.CITIZEN,
        "query($n: Boolean = true) { viewer { ...F @include(if: $n) } } fragment F on Viewer { role }",
        {},
        "if",
    ),
    "without a token": (None, "query($n: Boolean = true) { jobTargets @include(if: $n) { year } }", {}, "if"),
    "without a token, below": (None, "query($n: Boolean = true) { jobTargets { year @skip(if: $n) } }", {}, "if"),
    "introspection": (None, 'query($n: String = "Query") { __type(name: $n) { name } }', {}, "name"),
    "introspection's own default": (
        None,
        "query($n: Boolean = true) { __schema { types { fields(includeDeprecated: $n) { name } } } }",
        {},
        "includeDeprecated",
    ),
    "beside a refused row": (
        Role.EMPLOYER,
        (
            "query($bsn: BSN!, $n: Int = 2025) { person(bsn: $bsn, purpose: REINTEGRATION) { bsn } "
            'roster(organisation: "90000003", year: $n) { totalCount } }'
        ),
        BSN,
        "year",
    ),
    "below a refused row": (
        Role.SUWINET,
        (
            'query($bsn: BSN!, $n: Date = "2020-01-01", $yes: Boolean = true) '
            "{ person(bsn: $bsn, purpose: APPLICANT) { bsn @include(if: $yes) asOf(date: $n) { registered } } }"
        ),
        {**BSN, "yes": True},
        "date",
    ),
}


@pytest.mark.parametrize("case", NULLS)
async def test_a_null_that_feeds_what_is_never_null_is_refused_by_the_argument(ask: Ask, case: str) -> None:
    role, query, variables, argument = NULLS[case]
    answer = await ask(role, query, {**variables, "n": None})
    refused(answer, "BAD_USER_INPUT", argument)
    assert answer.status == 400
    assert "$n" in answer.errors[0]["message"]
    assert "data" not in answer.body


@pytest.mark.parametrize("case", NULLS)
async def test_the_default_stands_in_for_a_variable_that_is_left_out(ask: Ask, case: str) -> None:
    role, query, variables, _ = NULLS[case]
    answer = await ask(role, query, variables)
    assert answer.status == 200
    assert "BAD_USER_INPUT" not in answer.codes


def never_null() -> Iterator[tuple[str, str, GraphQLArgument]]:
    """Each argument of the schema that is never null, with its field."""
    for kind in SCHEMA.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            for name, field in kind.fields.items():
                for argument, one in field.args.items():
                    if isinstance(one.type, GraphQLNonNull):
                        yield f"{kind.name}.{name}", argument, one


def test_every_argument_that_is_never_null_is_tried() -> None:
    tried = {argument for _, _, _, argument in NULLS.values()} | {"bsn"}
    assert {argument for _, argument, _ in never_null()} <= tried


async def test_a_hidden_field_stays_the_refusal_and_is_recorded(pools: ServingPools, peopled: Owner) -> None:
    query = """query($bsn: BSN!, $n: Date = "2020-01-01") {
      person(bsn: $bsn, purpose: APPLICANT) { asOf(date: $n) { registered } } }"""
    async with client_of(pools) as client:
        answer = await asker(client)(Role.EMPLOYER, query, BSN | {"n": None})
        assert (answer.status, answer.codes) == (403, ["FIELD_NOT_VISIBLE"])
        await eventually(lambda: refusals(peopled), 1)
    [found] = await entries(peopled, query)
    assert found.decision == "FIELD_NOT_VISIBLE"


TEXTS: dict[str, tuple[Role, str, str]] = {
    "an organisation of the log": (Role.AUDITOR, "disclosures(organisation: %s) { edges { cursor } }", "organisation"),
    "a trace": (Role.AUDITOR, "disclosures(traceId: %s) { edges { cursor } }", "traceId"),
    "a cursor of the log": (
        Role.AUDITOR, 'disclosures(from: "2026-01-01T00:00:00Z", after: %s) { edges { cursor } }', "after"),
    "a cursor that the log comes before": (
        Role.AUDITOR, 'disclosures(from: "2026-01-01T00:00:00Z", last: 2, before: %s) { edges { cursor } }', "before"),
    "an organisation of a roster": (
        Role.EMPLOYER, "roster(organisation: %s, year: 2025) { totalCount }", "organisation"),
    "a cursor of a roster": (
        Role.EMPLOYER, 'roster(organisation: "90000001", year: 2025, after: %s) { totalCount }', "after"),
    "a cursor of one's own log": (
        Role.CITIZEN, "viewer { person { disclosures(after: %s) { edges { cursor } } } }", "after"),
    "a case": (Role.ASSESSOR, "case(id: %s) { state }", "id"),
    "a cursor of the worklist": (Role.ASSESSOR, "cases(after: %s) { edges { cursor } }", "after"),
    "a cursor of the worklist that a page comes before": (
        Role.ASSESSOR, "cases(last: 1, before: %s) { edges { cursor } }", "before"),
    "a cursor of one's own cases": (
        Role.CITIZEN, "viewer { person { cases(after: %s) { edges { cursor } } } }", "after"),
    "a cursor of one's own letters": (
        Role.CITIZEN, "viewer { person { letters(after: %s) { edges { cursor } } } }", "after"),
    "a motivation": (
        Role.ASSESSOR,
        'decisionPreview(id: "x", decision: REJECT, motivation: %s) { letters { kind } }', "motivation"),
    "on whose behalf": (
        Role.EMPLOYER, "person(bsn: $bsn, purpose: APPLICANT, organisation: %s) { bsn }", "organisation"),
}  # fmt: skip


def of_text(field: str, text: str) -> Iterator[tuple[str, dict[str, object]]]:
    """A question with this text written in it, and with it in a variable."""
    kind = "ID" if "organisation: %s" in field or "id: %s" in field else "String"
    bsn, given = ("$bsn: BSN!, ", BSN) if "$bsn" in field else ("", {})
    yield f"query({bsn}$t: {kind}!) {{ {field % '$t'} }}", {**given, "t": text}
    written = '"' + text.replace("\0", "\\u0000") + '"'
    yield f"query{f'({bsn})' if bsn else ''} {{ {field % written} }}", given


@pytest.mark.parametrize("case", TEXTS)
async def test_a_text_with_nul_is_refused_by_its_argument(ask: Ask, case: str) -> None:
    role, field, argument = TEXTS[case]
    for text in ("\0", "90000001\0", "a\0b"):
        for query, variables in of_text(field, text):
            refused(await ask(role, query, variables), "BAD_USER_INPUT", argument)


@pytest.mark.parametrize("case", TEXTS)
async def test_a_blank_text_is_never_taken_for_one_left_out(ask: Ask, case: str) -> None:
    role, field, argument = TEXTS[case]
    for query, variables in of_text(field, ""):
        answer = await ask(role, query, variables)
        assert answer.codes in (["BAD_USER_INPUT"], ["FORBIDDEN"])
        assert answer.errors[0]["extensions"].get("argument", argument) == argument
        assert "totalCount" not in answer.raw.decode()


def text_arguments() -> Iterator[str]:
    """Every argument of the schema that takes any text."""
    for kind in SCHEMA.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            for field in kind.fields.values():
                yield from (
                    name for name, one in field.args.items() if str(get_named_type(one.type)) in {"ID", "String"}
                )


def test_every_argument_that_takes_a_text_is_tried() -> None:
    assert set(text_arguments()) <= {argument for _, _, argument in TEXTS.values()}


def text_inputs() -> Iterator[tuple[str, str]]:
    """Every input field that takes any text, with the mutation that it leads to, by the path from `input`."""

    def below(kind: GraphQLInputObjectType, path: str) -> Iterator[str]:
        for name, one in kind.fields.items():
            named = get_named_type(one.type)
            if isinstance(named, GraphQLInputObjectType):
                yield from below(named, f"{path}.{name}")
            elif str(named) in {"ID", "String"}:
                yield f"{path}.{name}"

    assert SCHEMA.mutation_type is not None
    for name, field in SCHEMA.mutation_type.fields.items():
        if "input" in field.args:
            kind = get_named_type(field.args["input"].type)
            assert isinstance(kind, GraphQLInputObjectType)
            yield from ((name, path) for path in below(kind, "input"))


@pytest.mark.parametrize(("name", "path"), sorted(text_inputs()))
async def test_a_text_with_nul_in_an_input_object_is_refused_by_its_path(ask: Ask, name: str, path: str) -> None:
    table, field = golden(), coordinates()[f"Mutation.{name}"]
    role = next(one for one in Role if one in table[f"Mutation.{name}"])
    query, variables = operation(((f"Mutation.{name}", field),), role)
    named: Any = field.args["input"].type
    target: Any = variables["input"]
    *steps, last = path.split(".")[1:]
    for step in steps:
        named = get_named_type(named).fields[step].type
        target = target.setdefault(step, least(named, NO_CASE))
    named = get_named_type(named).fields[last].type
    target[last] = ["a\0"] if is_list_type(get_nullable_type(named)) else "a\0"
    refused(await ask(role, query, variables), "BAD_USER_INPUT", path)


MOMENTS = "query($t: DateTime!) { disclosures(from: $t) { edges { cursor } } }"


@pytest.mark.parametrize(
    "moment",
    ["2026-11-01t00:00:00z", "2016-12-31T23:59:60Z", "2016-12-31T23:59:60.5Z", "2017-01-01T00:59:60+01:00",
     "2026-11-01T00:00:00.123456789Z", "2026-11-01T00:00:00-00:00", "2026-11-01T23:59:59+23:59"],
)  # fmt: skip
async def test_a_moment_of_rfc_3339_is_read(ask: Ask, moment: str) -> None:
    answer = await ask(Role.AUDITOR, MOMENTS, {"t": moment})
    assert (answer.status, answer.codes) == (200, [])


@pytest.mark.parametrize(
    "moment",
    ["2026-W45-1T00:00Z", "20261101T000000Z", "2026-11-01x00:00:00Z", "2026-11-01 00:00:00Z", "2026-11-01T00:00Z",
     "2026-11-01T00:00:00", "2026-11-01T24:00:00Z", "2026-11-01T00:00:60Z", "2016-12-30T23:59:60Z",
     "2026-11-01T00:00:00+0100", "2026-11-01T00:00:00+01", "2026-11-01T00:00:00+24:00", "2026-02-29T00:00:00Z",
     "2026-11-01T00:00:00,5Z", "2026-11-01T00:00:00.Z", " 2026-11-01T00:00:00Z", "2026-11-01T00:00:00Z\n",
     "0001-01-01T00:00:00+01:00", "٢٠٢٦-11-01T00:00:00Z", ""],
)  # fmt: skip
async def test_what_is_no_moment_of_rfc_3339_is_refused(ask: Ask, moment: str) -> None:
    refused(
        await ask(Role.AUDITOR, MOMENTS, {"t": moment}), "BAD_USER_INPUT", "from", [moment.strip()] if moment else []
    )


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ('query($NAME: Int) { roster(organisation: "1", year: 2024, first: $NAME) { totalCount } }', "x"),
        ('query($NAME: Int! = 2024) { roster(organisation: "1", year: $NAME) { totalCount } }', None),
        ("query($NAME: ID!) { roster(organisation: $NAME, year: 2024) { totalCount } }", "\0"),
        ('{ roster(NAME: "\\u0000") { totalCount } }', None),
        ('{ roster(organisation: "1", year: 2024, NAME: 1) { totalCount } }', None),
        ("{ NAME }", None),
    ],
)
async def test_no_name_that_was_sent_brings_a_bsn_into_an_error(ask: Ask, query: str, value: str | None) -> None:
    answer = await ask(Role.EMPLOYER, query.replace("NAME", "v999990019"), {"v999990019": value})
    assert answer.errors
    assert b"999990019" not in answer.raw
