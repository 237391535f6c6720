"""An employer asks the register: is an applicant in it, who of the own staff is, and which letters are there?

    python example.py applicant < file-with-a-bsn
    python example.py roster ORGANISATION YEAR [ROWS-A-PAGE]
    python example.py letters ORGANISATION [LETTERS-A-PAGE]
    python example.py react LETTER < file-with-the-reaction

REGISTER_URL names the register, REGISTER_TOKEN is an access token. A BSN never stands on the command line, where other
users of the machine can read it; nor does what you write of somebody.
"""

import hashlib
import os
import sys
from collections.abc import Iterator

import httpx
from register_client import (
    Client,
    GraphQLClientError,
    GraphQLClientGraphQLMultiError,
    GraphQLClientHttpError,
    LettersViewerOrganisationsLettersEdgesNode,
    ReactGiveReactionRefusal,
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


def letters(client: Client, organisation: str, rows: int) -> Iterator[LettersViewerOrganisationsLettersEdgesNode]:
    """All letters to an organisation, newest first. Listing them isn't opening them: they stay unread."""
    after = None
    while True:
        found = client.letters(organisation, first=rows, after=after).viewer.organisations
        page = found[0].letters if found else None
        if page is None:
            return
        yield from (edge.node for edge in page.edges)
        if not page.page_info.has_next_page:
            return
        after = page.page_info.end_cursor


def react(client: Client, letter: str, text: str) -> str:
    """Answer a letter of kind REACTION_ASKED.

    The key makes it one reaction, however often it is sent: whoever lost the answer sends the same again. It is made of
    what is sent, so that it is the same after this program has ended, too.
    """
    key = hashlib.sha256(f"{letter}\n{text}".encode()).hexdigest()
    outcome = client.react(letter, text, key).give_reaction
    if isinstance(outcome, ReactGiveReactionRefusal):
        sys.exit(f"{outcome.code.value}: {outcome.message}")
    return f"received at {outcome.reacted_at:%Y-%m-%d %H:%M}" if outcome.reacted_at else "not received"


def main(command: str, *arguments: str) -> None:
    """Ask, and print the answer."""
    url = os.environ.get("REGISTER_URL", "http://127.0.0.1:8000")
    headers = {"Authorization": f"Bearer {os.environ.get('REGISTER_TOKEN', '')}"}
    with Client(f"{url}/graphql", headers) as client:
        if command == "applicant":
            print(applicant(client, sys.stdin.readline().strip()))
            return
        if command == "react":
            print(react(client, arguments[0], sys.stdin.read().strip()))
            return
        if command == "letters":
            organisation, *rows = arguments
            for letter in letters(client, organisation, int(rows[0]) if rows else 25):
                asked = f"answer until {letter.answer_until}" if letter.answer_until and not letter.reacted_at else "-"
                print(letter.id, f"{letter.announced_at:%Y-%m-%d}", letter.kind.value, asked)
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
