"""The two example clients have the same command line, and answer the same."""

import csv
import io
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from server.demo.data import (
    EXAMPLE_ORGANISATION,
    EXAMPLE_OTHER_BSN,
    EXAMPLE_REGISTERED_BSN,
    EXAMPLE_SECOND_ORGANISATION,
    EXAMPLE_UNKNOWN_BSN,
)

FORBIDDEN = "FORBIDDEN: You may ask only on behalf of your own organisation."


@dataclass(frozen=True)
class Client:
    """An example client: how it is started, and what it needs to know."""

    command: tuple[str | Path, ...]
    home: Path
    environment: Mapping[str, str]

    def said(self, *arguments: str, given: str = "", status: int = 0) -> str:
        """What it printed."""
        done = subprocess.run(  # noqa: S603 - our own program
            [*self.command, *arguments],
            cwd=self.home,
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == status, done.stderr
        return done.stdout if status == 0 else done.stderr


def check_applicants(client: Client) -> None:
    """One who is registered, one who was, one whom the register doesn't know, and a typing error."""
    assert client.said("applicant", given=f"{EXAMPLE_REGISTERED_BSN}\n") == "registered\n"
    assert client.said("applicant", given=f"{EXAMPLE_OTHER_BSN}\n") == "not registered\n"
    assert client.said("applicant", given=f"{EXAMPLE_UNKNOWN_BSN}\n") == "not registered\n"
    assert client.said("applicant", given="999900007\n", status=1) == (
        "BAD_USER_INPUT: A BSN is a string of nine digits that passes the 11-test; "
        "check the number for a typing error.\n"
    )


def check_roster(client: Client) -> None:
    """All of it and in its order, on one page or on several; and no roster of another employer."""
    whole = client.said("roster", EXAMPLE_ORGANISATION.kvk, "2025")
    rows = list(csv.reader(io.StringIO(whole), delimiter=" "))
    assert len(rows) == 30
    assert rows[0] == ["999900043", "890000001L01", "-"]
    assert rows == sorted(rows, key=lambda row: (row[1], row[0]))
    assert {row[1] for row in rows} == set(EXAMPLE_ORGANISATION.payroll_tax_numbers)
    for page in ("1", "7", "15", "30"):
        assert client.said("roster", EXAMPLE_ORGANISATION.kvk, "2025", page) == whole
    assert client.said("roster", EXAMPLE_SECOND_ORGANISATION.kvk, "2025", status=1) == f"{FORBIDDEN}\n"


def check_letters(client: Client) -> None:
    """All, on one page or on several; one that asks a reaction gets one, which stays one when it is sent again."""
    whole = client.said("letters", EXAMPLE_ORGANISATION.kvk)
    assert client.said("letters", EXAMPLE_ORGANISATION.kvk, "1") == whole
    rows = [row.split(" ", 3) for row in whole.splitlines()]
    assert {row[2] for row in rows} >= {"EMPLOYER_COPY", "REACTION_ASKED"}
    copy = next(row[0] for row in rows if row[2] == "EMPLOYER_COPY")
    said = "Wij hebben geen bezwaar."
    assert client.said("react", copy, given=said, status=1).startswith("WRONG_STATE: ")
    asked = next(row[0] for row in rows if row[2] == "REACTION_ASKED")  # newest first: it may still be answered
    received = client.said("react", asked, given=said)  # both clients make the same key of it
    assert received.startswith("received at ")
    assert client.said("react", asked, given=said) == received
    assert client.said("react", asked, given="Toch wel.", status=1).startswith("WRONG_STATE: ")
    assert "answer until " not in client.said("letters", EXAMPLE_ORGANISATION.kvk)
    assert client.said("letters", EXAMPLE_SECOND_ORGANISATION.kvk, status=1) == f"{FORBIDDEN}\n"
