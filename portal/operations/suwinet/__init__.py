"""Generated from the operations beside it by `python -m portal.operations`."""

from datetime import date

from domain.grounds import CountsFor, GroundCode
from domain.roles import Purpose
from portal.operations.operation import Operation, Selection


class ClientGround(Selection):
    """What Client.graphql asks of Ground."""

    code: GroundCode
    name: str
    legal_basis: str
    start_date: date
    end_date: date | None
    counts_for: list[CountsFor]


class ClientPerson(Selection):
    """What Client.graphql asks of Person."""

    registered: bool
    registration_end_date: date | None
    counting_start_date: date | None
    grounds: list[ClientGround]


class Client(Selection):
    """What Client.graphql asks of Query."""

    person: ClientPerson


def client(
    *,
    bsn: str,
    purpose: Purpose,
) -> Operation[Client]:
    """Client.graphql."""
    return Operation(
        "Client",
        "sha256:3900fe2552e78066f43a7419f774d71f88ba34beaa236ffa56f312a15989f782",
        Client,
        {
            "bsn": bsn,
            "purpose": purpose,
        },
    )


class ClientAsOfGround(Selection):
    """What ClientAsOf.graphql asks of Ground."""

    code: GroundCode
    name: str
    legal_basis: str
    start_date: date
    end_date: date | None
    counts_for: list[CountsFor]


class ClientAsOfPersonAsOf(Selection):
    """What ClientAsOf.graphql asks of PersonAsOf."""

    registered: bool
    registration_end_date: date | None
    counting_start_date: date | None
    grounds: list[ClientAsOfGround]


class ClientAsOfPerson(Selection):
    """What ClientAsOf.graphql asks of Person."""

    as_of: ClientAsOfPersonAsOf


class ClientAsOf(Selection):
    """What ClientAsOf.graphql asks of Query."""

    person: ClientAsOfPerson


def client_as_of(
    *,
    bsn: str,
    purpose: Purpose,
    date: date,
) -> Operation[ClientAsOf]:
    """ClientAsOf.graphql."""
    return Operation(
        "ClientAsOf",
        "sha256:3e23a63f003428878718c75426d77f3b99158de505308a62680910c809de9eb2",
        ClientAsOf,
        {
            "bsn": bsn,
            "purpose": purpose,
            "date": date,
        },
    )
