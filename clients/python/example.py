"""An employer asks the register: is an applicant in it, and who of the own staff is?

    python example.py applicant < file-with-a-bsn
    python example.py roster ORGANISATION YEAR [ROWS-A-PAGE]

REGISTER_URL names the register, REGISTER_TOKEN is an access token. A BSN never stands on the command line, where other
users of the machine can read it.
"""

import os
import sys
from collections.abc import Iterator

import httpx
from register_client import (
    Client,
    GraphQLClientError,
    GraphQLClientGraphQLMultiError,
    GraphQLClientHttpError,
    RosterRosterEdgesNode,
)


def applicant(client: Client, bsn: str) -> str:
    """Whether an applicant (sollicitant) is registered, and until when."""
    person = client.applicant(bsn).person
    if person is None or not person.registered:
        return "not registered"
    end = person.registration_end_date
    return f"registered until {end}" if end else "registered"


def roster(client: Client, organisation: str, year: int, rows: int) -> Iterator[RosterRosterEdgesNode]:
    """The whole roster of a year, asked page by page."""
    after = None
    while (page := client.roster(organisation, year, first=rows, after=after).roster) is not None:
        yield from (edge.node for edge in page.edges)
        if not page.page_info.has_next_page:
            return
        after = page.page_info.end_cursor


def main(command: str, *arguments: str) -> None:
    """Ask, and print the answer."""
    url = os.environ.get("REGISTER_URL", "http://127.0.0.1:8000")
    headers = {"Authorization": f"Bearer {os.environ.get('REGISTER_TOKEN', '')}"}
    with Client(f"{url}/graphql", headers) as client:
        if command == "applicant":
            print(applicant(client, sys.stdin.readline().strip()))
            return
        organisation, year, *rows = arguments
        for row in roster(client, organisation, int(year), int(rows[0]) if rows else 100):
            print(row.bsn, row.payroll_tax_number, row.registration_end_date or "-")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except GraphQLClientGraphQLMultiError as error:
        sys.exit("\n".join(f"{one.extensions['code']}: {one.message}" for one in error.errors if one.extensions))
    except GraphQLClientHttpError as error:
        sys.exit(f"The register refused this with status {error.status_code}.")
    except (GraphQLClientError, httpx.HTTPError) as error:
        sys.exit(f"The register did not answer: {error}")
