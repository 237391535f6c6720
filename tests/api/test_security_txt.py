"""Where to tell that something is wrong with the security of the service: security.txt (RFC 9116)."""

from datetime import date

from models.database import ServingPools
from tests.api.conftest import URL, client_of

PATH = "/.well-known/security.txt"


async def test_it_says_where_to_report_a_leak_and_how_long_that_holds(pools: ServingPools) -> None:
    async with client_of(pools, date(2026, 11, 25), security_contact="mailto:security@register.example") as client:
        response = await client.get(PATH)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text.splitlines() == [
        "Contact: mailto:security@register.example",
        "Expires: 2027-05-24T00:00:00Z",
        "Preferred-Languages: nl, en",
        f"Canonical: {URL}{PATH}",
    ]


async def test_without_a_contact_there_is_no_such_file(pools: ServingPools) -> None:
    async with client_of(pools) as client:
        assert (await client.get(PATH)).status_code == 404
