"""Bad input: a clear error with its code, that never repeats what was sent, and nothing is read."""

from collections.abc import Iterable

import httpx2
import pytest

from domain.roles import Role
from tests.api.conftest import Answer, Ask, token
from tests.fixtures import people

PERSON = "query($bsn: BSN!) { person(bsn: $bsn, purpose: REINTEGRATION) { registered } }"


def refused(answer: Answer, code: str, argument: str, sent: Iterable[str] = ()) -> None:
    """The answer is that one refusal, names the argument, holds no data and repeats nothing."""
    assert answer.codes == [code]
    assert answer.errors[0]["extensions"]["argument"] == argument
    assert not [value for value in (answer.body.get("data") or {}).values() if value is not None]
    assert not [one for one in sent if one in answer.raw.decode()]


@pytest.mark.parametrize("bsn", ["999900007", "99990000", "9999000067", "99990000x", "000000000", "٩٩٩٩٠٠٠٠٦", ""])
async def test_a_bsn_that_fails_its_test_is_refused(ask: Ask, bsn: str) -> None:
    for query, variables in (
        (PERSON, {"bsn": bsn}),
        (PERSON.replace("$bsn: BSN!", f'$bsn: BSN! = "{bsn}"'), None),
        (f'{{ person(bsn: "{bsn}", purpose: REINTEGRATION) {{ registered }} }}', None),
    ):
        answer = await ask(Role.SUWINET, query, variables)
        refused(answer, "BAD_USER_INPUT", "bsn", [bsn] if bsn else [])
        assert answer.status == 400
        assert "11-test" in answer.errors[0]["message"]


@pytest.mark.parametrize("bsn", [999900006, 1.5, True, None, ["999900007"], {"bsn": "999900006"}])
async def test_a_bsn_that_is_not_a_string_is_refused(ask: Ask, bsn: object) -> None:
    refused(await ask(Role.SUWINET, PERSON, {"bsn": bsn}), "BAD_USER_INPUT", "bsn", ["999900006", "999900007"])


async def test_a_missing_variable_is_named(ask: Ask) -> None:
    refused(await ask(Role.SUWINET, PERSON, {}), "BAD_USER_INPUT", "bsn")


async def test_one_bad_bsn_among_several_is_refused(ask: Ask) -> None:
    query = "query($bsns: [BSN!]!) { persons(bsns: $bsns, purpose: REINTEGRATION) { registered } }"
    answer = await ask(Role.SUWINET, query, {"bsns": [people.RAN_ON, "999900007"]})
    refused(answer, "BAD_USER_INPUT", "bsns", [people.RAN_ON, "999900007"])


async def test_51_persons_are_too_many(ask: Ask) -> None:
    query = "query($bsns: [BSN!]!) { persons(bsns: $bsns, purpose: REINTEGRATION) { registered } }"
    refused(await ask(Role.SUWINET, query, {"bsns": [people.RAN_ON] * 51}), "BAD_USER_INPUT", "bsns")


@pytest.mark.parametrize("day", ["2012-12-31", "2026-11-24", "0001-01-01", "9999-12-31"])
async def test_a_day_out_of_range_is_refused(ask: Ask, day: str) -> None:
    query = (
        "query($bsn: BSN!, $day: Date!) { person(bsn: $bsn, purpose: ASSESSMENT) { asOf(date: $day) { registered } } }"
    )
    answer = await ask(Role.SUWINET, query, {"bsn": people.RAN_ON, "day": day})
    assert (answer.codes, answer.errors[0]["extensions"]["argument"]) == (["BAD_USER_INPUT"], "date")
    assert answer.body["data"] == {"person": {"asOf": None}}
    assert day not in answer.raw.decode()


@pytest.mark.parametrize("day", ["2020-02-30", "20200101", "2020-1-1", "2020-01-01T00:00:00", "gisteren", "2020-W01-1"])
async def test_a_day_that_is_no_date_is_refused(ask: Ask, day: str) -> None:
    query = (
        "query($bsn: BSN!, $day: Date!) { person(bsn: $bsn, purpose: ASSESSMENT) { asOf(date: $day) { registered } } }"
    )
    refused(await ask(Role.SUWINET, query, {"bsn": people.RAN_ON, "day": day}), "BAD_USER_INPUT", "date", [day])


@pytest.mark.parametrize("year", [2024, 2027, 0, -1])
async def test_periods_are_of_the_current_or_the_previous_year(ask: Ask, year: int) -> None:
    query = """query($bsn: BSN!, $year: Int!) {
      person(bsn: $bsn, purpose: ASSESSMENT) { registeredPeriods(year: $year) { from } } }"""
    answer = await ask(Role.SUWINET, query, {"bsn": people.RAN_ON, "year": year})
    assert (answer.codes, answer.errors[0]["extensions"]["argument"]) == (["BAD_USER_INPUT"], "year")
    assert answer.body["data"] == {"person": {"registeredPeriods": None}}


async def test_an_unknown_purpose_is_refused_without_being_repeated(ask: Ask) -> None:
    query = "query($bsn: BSN!, $why: Purpose!) { person(bsn: $bsn, purpose: $why) { registered } }"
    refused(
        await ask(Role.SUWINET, query, {"bsn": people.RAN_ON, "why": "REINTEGRATIE"}),
        "BAD_USER_INPUT",
        "purpose",
        ["REINTEGRATIE"],
    )


@pytest.mark.parametrize(
    "query",
    ["", "{", "{ person(bsn: 999900006 }", '{ a: person(bsn: "999900006', "query { viewer { role } } }", "{" * 3000],
)
async def test_a_document_that_is_not_graphql_is_refused(ask: Ask, query: str) -> None:
    answer = await ask(Role.SUWINET, query)
    assert (answer.status, answer.codes) == (400, ["GRAPHQL_PARSE_FAILED"])
    assert "999900006" not in answer.raw.decode()


@pytest.mark.parametrize(
    "query",
    [
        "{ nothing }",
        "{ viewer }",
        "mutation { x }",
        "query A { __typename } query B { __typename }",
        "fragment F on Query { __typename }",
    ],
)
async def test_a_document_that_does_not_fit_the_schema_is_refused(ask: Ask, query: str) -> None:
    answer = await ask(Role.SUWINET, query)
    assert (answer.status, set(answer.codes)) == (400, {"GRAPHQL_VALIDATION_FAILED"})


async def test_a_deeply_nested_document_is_refused(ask: Ask) -> None:
    answer = await ask(Role.SUWINET, "{ ... " * 600 + "{ __typename }" + " }" * 600)
    assert (answer.status, answer.codes) == (400, ["QUERY_TOO_COMPLEX"])


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"not json", "application/json", 400),
        (b"[1]", "application/json", 400),
        (b'"x"', "application/json", 400),
        (b"null", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"query": 1}', "application/json", 400),
        (b'{"variables": {}}', "application/json", 400),
        (b'{"query": "{ __typename }", "variables": []}', "application/json", 400),
        (b'{"query": "{ __typename }", "operationName": 1}', "application/json", 400),
        (b"[" * 5000, "application/json", 400),
        (b'{"query": "{ __typename }"}', "text/plain", 415),
        (b'{"query": "{ __typename }"}', "application/json; charset=latin-1", 415),
        (b'{"query": "' + b" " * 200_000 + b'"}', "application/json", 413),
    ],
)
async def test_a_request_that_is_not_graphql_over_http_is_refused(
    client: httpx2.AsyncClient, content: bytes, media_type: str, status: int
) -> None:
    headers = {"content-type": media_type, "authorization": f"Bearer {token(Role.SUWINET)}"}
    response = await client.post("/graphql", content=content, headers=headers)
    assert response.status_code == status
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert response.json()["errors"][0]["message"]


async def test_a_query_by_get_is_refused(client: httpx2.AsyncClient) -> None:
    response = await client.get("/graphql", params={"query": "{ __typename }"})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


async def test_an_answer_in_another_media_type_cannot_be_had(client: httpx2.AsyncClient) -> None:
    response = await client.post("/graphql", json={"query": "{ __typename }"}, headers={"accept": "text/html"})
    assert response.status_code == 406
