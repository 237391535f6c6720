"""The employer roster: whose it is, in which order, on how many pages, and what nobody else can reach or learn."""

import csv
import io
import time
from datetime import date
from typing import Any

import httpx2
import pytest

from auth.tokens.access_token import TokenVerifier
from domain.roles import Role
from graph.http import downloads
from graph.roster_link import RosterLink
from models.database import ServingPools
from tests.api.conftest import SEAL, TRUST, Answer, Ask, asker, client_of, token
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner, entries
from tests.unit.test_spreadsheets import cells

ROSTER = """query($org: ID!, $year: Int!, $payroll: PayrollTaxNumber, $first: Int, $after: String) {
  roster(organisation: $org, year: $year, payrollTaxNumber: $payroll, first: $first, after: $after) {
    totalCount presentation
    edges { cursor node { bsn payrollTaxNumber registrationEndDate } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    csv { url expiresAt }
  } }"""
MINE = {"org": people.KVK, "year": 2022}
FIRST, SECOND = "800000006L01", "800000006L02"


def rows(answer: Answer) -> list[tuple[str, str, str | None]]:
    nodes = [edge["node"] for edge in answer.data["roster"]["edges"]]
    return [(node["payrollTaxNumber"], node["bsn"], node["registrationEndDate"]) for node in nodes]


async def test_a_roster_has_the_own_staff_that_was_registered_in_the_year(ask: Ask) -> None:
    answer = await ask(Role.EMPLOYER, ROSTER, MINE)
    assert rows(answer) == [(FIRST, people.RAN_ON, None), (SECOND, people.TWO_GROUNDS, None)]
    assert answer.data["roster"]["totalCount"] == 2
    assert answer.data["roster"]["presentation"] == "TABLE"
    assert rows(await ask(Role.EMPLOYER, ROSTER, {**MINE, "payroll": SECOND})) == [(SECOND, people.TWO_GROUNDS, None)]
    assert rows(await ask(Role.EMPLOYER, ROSTER, {**MINE, "year": 2019})) == []


async def test_the_end_date_is_the_one_known_on_the_last_day_of_both(owner: Any, pools: ServingPools) -> None:
    await owner.execute(
        "insert into register.payroll (payroll_tax_number, kvk, delivery) values (80000000601, $1, 1)", people.KVK
    )
    await owner.execute(
        """insert into register.registration
            (bsn, from_day, until_day, after_day, registered_from, ends_on, counting_from, person, grounds) values
        (999900006, '2014-03-01', '2016-03-10', null, '2014-03-01', null, '2014-03-01', 1, '{1}'),
        (999900006, '2016-03-10', '2017-12-30', '2016-03-10', '2014-03-01', '2018-12-31', '2014-03-01', 1, '{1}'),
        (999900018, '2013-01-01', '2016-02-01', null, '2013-01-01', null, '2013-01-01', 1, '{1}'),
        (999900031, '2016-07-01', 'infinity', null, '2016-07-01', null, '2016-07-01', 1, '{1}')"""
    )
    await owner.execute(
        """insert into register.employment (payroll_tax_number, bsn, start_date, end_date, kind, delivery) values
        (80000000601, 999900006, '2010-01-01', '2016-03-09', 'REGULAR', 1),
        (80000000601, 999900006, '2016-05-01', '2016-05-31', 'PROTECTED_WSW', 1),
        (80000000601, 999900018, '2016-01-01', null, 'REGULAR', 1),
        (80000000601, 999900031, '2016-01-01', '2016-06-30', 'REGULAR', 1),
        (80000000601, 999900043, '2016-01-01', null, 'AGENCY', 1)"""
    )
    async with client_of(pools) as client:
        ask = asker(client)
        assert rows(await ask(Role.EMPLOYER, ROSTER, {**MINE, "year": 2016})) == [
            (FIRST, "999900006", "2018-12-31"),
            (FIRST, "999900018", None),
        ]
        assert rows(await ask(Role.EMPLOYER, ROSTER, {**MINE, "year": 2015})) == [(FIRST, "999900006", None)]
    async with client_of(pools, date(2016, 1, 15)) as client:
        early = rows(await asker(client)(Role.EMPLOYER, ROSTER, {**MINE, "year": 2016}))
        assert early == [(FIRST, "999900006", None), (FIRST, "999900018", None)]


async def test_pages_follow_each_other_and_say_so(ask: Ask) -> None:
    first = await ask(Role.EMPLOYER, ROSTER, {**MINE, "first": 1})
    page = first.data["roster"]["pageInfo"]
    assert rows(first) == [(FIRST, people.RAN_ON, None)]
    assert (page["hasNextPage"], page["hasPreviousPage"]) == (True, False)
    second = await ask(Role.EMPLOYER, ROSTER, {**MINE, "first": 1, "after": page["endCursor"]})
    last = second.data["roster"]["pageInfo"]
    assert rows(second) == [(SECOND, people.TWO_GROUNDS, None)]
    assert (last["hasNextPage"], last["hasPreviousPage"]) == (False, True)
    assert second.data["roster"]["totalCount"] == 2
    third = await ask(Role.EMPLOYER, ROSTER, {**MINE, "first": 1, "after": last["endCursor"]})
    assert (rows(third), third.data["roster"]["pageInfo"]["endCursor"]) == ([], None)


async def test_a_cursor_is_good_for_its_own_roster_and_viewer_only(ask: Ask) -> None:
    cursor = (await ask(Role.EMPLOYER, ROSTER, {**MINE, "first": 1})).data["roster"]["edges"][0]["cursor"]
    assert people.RAN_ON not in cursor
    changed = cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB")
    colleague = token(Role.EMPLOYER, sub="somebody else")
    for variables, bearer in (
        ({**MINE, "after": changed}, None),
        ({**MINE, "after": "x"}, None),
        ({**MINE, "after": ""}, None),
        ({**MINE, "after": "é"}, None),
        ({**MINE, "after": cursor, "year": 2023}, None),
        ({**MINE, "after": cursor, "payroll": FIRST}, None),
        ({**MINE, "after": cursor}, colleague),
    ):
        answer = await ask(Role.EMPLOYER, ROSTER, variables, bearer=bearer)
        assert answer.codes == ["BAD_USER_INPUT"]
        assert answer.errors[0]["extensions"]["argument"] == "after"
        assert answer.body["data"] == {"roster": None}


@pytest.mark.parametrize(
    "change",
    [
        {"org": people.FOREIGN_KVK},
        {"org": "99999999"},
        {"org": "x"},
        {"payroll": "800000031L01"},
        {"payroll": "800000043L01"},
        {"payroll": "800000006L99"},
        {"payroll": "x"},
        {"payroll": ""},
        {"payroll": "800000006l01"},
    ],
)
async def test_what_is_not_yours_is_forbidden_whether_it_exists_or_not(ask: Ask, change: dict[str, object]) -> None:
    answer = await ask(Role.EMPLOYER, ROSTER, {**MINE, **change})
    assert answer.status == 200
    assert answer.body == {
        "errors": [
            {
                "message": "You may ask only on behalf of your own organisation.",
                "locations": [{"line": 2, "column": 3}],
                "path": ["roster"],
                "extensions": {"code": "FORBIDDEN"},
            }
        ],
        "data": {"roster": None},
    }


@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ({"payroll": "800000007L01"}, "payrollTaxNumber"),
        ({"year": 2012}, "year"),
        ({"year": 2027}, "year"),
        ({"first": 101}, "first"),
        ({"first": -1}, "first"),
    ],
)
async def test_what_cannot_be_asked_is_bad_input(ask: Ask, change: dict[str, object], argument: str) -> None:
    answer = await ask(Role.EMPLOYER, ROSTER, {**MINE, **change})
    assert (answer.codes, answer.errors[0]["extensions"]["argument"]) == (["BAD_USER_INPUT"], argument)


async def test_an_employer_without_the_service_gets_no_roster(ask: Ask) -> None:
    bearer = token(Role.EMPLOYER, services=["PERSON_LOOKUP"])
    assert (await ask(None, ROSTER, MINE, bearer=bearer)).codes == ["FORBIDDEN"]


async def link(ask: Ask, bearer: str, **change: object) -> str:
    answer = await ask(None, ROSTER, {**MINE, **change}, bearer=bearer)
    url: str = answer.data["roster"]["csv"]["url"]
    return url


async def test_the_csv_is_what_a_dutch_excel_opens(ask: Ask, client: httpx2.AsyncClient) -> None:
    bearer = token(Role.EMPLOYER)
    url = await link(ask, bearer)
    assert people.RAN_ON not in url
    response = await client.get(url, headers={"authorization": f"Bearer {bearer}"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="doelgroepregister-90000001-2022.csv"'
    assert response.headers["cache-control"] == "no-store"
    assert response.content == (
        b"\xef\xbb\xbfBurgerservicenummer;Loonheffingnummer;Einddatum registratie\r\n"
        b"999900006;800000006L01;\r\n"
        b"999900067;800000006L02;\r\n"
    )
    table = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert not [cell for row in table[1:] for cell in row if cell[:1] in set("=+-@\t\r")]


async def test_the_same_link_gives_a_spreadsheet_of_the_same_roster(ask: Ask, client: httpx2.AsyncClient) -> None:
    bearer = token(Role.EMPLOYER)
    url = (await link(ask, bearer)).removesuffix("csv") + "xlsx"
    assert (await client.get(url)).status_code == 401
    response = await client.get(url, headers={"authorization": f"Bearer {bearer}"})
    assert response.status_code == 200
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert response.headers["content-type"] == kind
    assert response.headers["content-disposition"] == 'attachment; filename="doelgroepregister-90000001-2022.xlsx"'
    assert response.headers["cache-control"] == "no-store"
    assert [[value for _, value in row] for row in cells(response.content)] == [
        ["Burgerservicenummer", "Loonheffingennummer", "Einddatum registratie"],
        ["999900006", "800000006L01"],
        ["999900067", "800000006L02"],
    ]


@pytest.mark.parametrize("end", ["", "pdf", "xls", "XLSX", "csv.exe"])
async def test_there_is_no_file_of_another_kind(ask: Ask, client: httpx2.AsyncClient, end: str) -> None:
    bearer = token(Role.EMPLOYER)
    url = (await link(ask, bearer)).removesuffix("csv") + end
    response = await client.get(url, headers={"authorization": f"Bearer {bearer}"})
    assert response.status_code == 404
    assert "999900006" not in response.text


async def test_a_roster_too_long_for_a_spreadsheet_is_a_csv_and_recorded_only_then(
    ask: Ask, client: httpx2.AsyncClient, log_owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "MOST_ROWS", 1)
    bearer = token(Role.EMPLOYER)
    url = await link(ask, bearer)
    before = len(await entries(log_owner))
    response = await client.get(url.removesuffix("csv") + "xlsx", headers={"authorization": f"Bearer {bearer}"})
    assert response.status_code == 400
    assert "download it as CSV" in response.text
    assert len(await entries(log_owner)) == before
    assert (await client.get(url, headers={"authorization": f"Bearer {bearer}"})).status_code == 200


async def test_the_csv_of_one_payroll_tax_number_or_an_empty_year(ask: Ask, client: httpx2.AsyncClient) -> None:
    bearer = token(Role.EMPLOYER)
    headers = {"authorization": f"Bearer {bearer}"}
    one = await client.get(await link(ask, bearer, payroll=SECOND), headers=headers)
    assert one.text.splitlines()[1:] == ["999900067;800000006L02;"]
    none = await client.get(await link(ask, bearer, year=2019), headers=headers)
    assert (none.status_code, len(none.text.splitlines())) == (200, 1)


async def test_the_link_works_for_the_same_log_in_only(ask: Ask, client: httpx2.AsyncClient) -> None:
    bearer = token(Role.EMPLOYER)
    url = await link(ask, bearer)
    assert (await client.get(url)).status_code == 401
    for other in (
        token(Role.EMPLOYER, sub="somebody else"),
        token(Role.EMPLOYER, jti="another log-in"),
        token(Role.EMPLOYER, kvk=people.SECOND_KVK),
        token(Role.SUWINET),
    ):
        response = await client.get(url, headers={"authorization": f"Bearer {other}"})
        assert response.status_code in {403, 404}
        assert "999900006" not in response.text
    for broken in (f"{url[:-8]}AAAA.csv", url.replace("/downloads/", "/downloads/A")):
        assert (await client.get(broken, headers={"authorization": f"Bearer {bearer}"})).status_code == 404


async def test_a_link_that_is_over_opens_nothing(ask: Ask, client: httpx2.AsyncClient) -> None:
    bearer = token(Role.EMPLOYER)
    viewer = await TokenVerifier(TRUST).verify(bearer)
    sealed = (await link(ask, bearer)).rpartition("/")[2].removesuffix(".csv")
    good = RosterLink.opened(sealed, SEAL, viewer)
    assert 290 < good.expires_at - time.time() <= 300
    over = good._replace(expires_at=int(time.time())).sealed(SEAL, viewer)
    response = await client.get(f"/downloads/{over}.csv", headers={"authorization": f"Bearer {bearer}"})
    assert response.status_code == 404
