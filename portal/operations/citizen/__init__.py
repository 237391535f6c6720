"""Generated from the operations beside it by `python -m portal.operations`."""

from datetime import date

from pydantic import AwareDatetime

from domain.roles import Purpose, Role
from portal.operations.operation import Operation, Selection


class MyDisclosuresDisclosure(Selection):
    """What MyDisclosures.graphql asks of Disclosure."""

    at: AwareDatetime
    role: Role
    organisation: str
    purpose: Purpose
    fields: list[str]
    legal_basis: str


class MyDisclosuresDisclosureEdge(Selection):
    """What MyDisclosures.graphql asks of DisclosureEdge."""

    node: MyDisclosuresDisclosure


class MyDisclosuresPageInfo(Selection):
    """What MyDisclosures.graphql asks of PageInfo."""

    has_next_page: bool
    end_cursor: str | None


class MyDisclosuresDisclosureConnection(Selection):
    """What MyDisclosures.graphql asks of DisclosureConnection."""

    edges: list[MyDisclosuresDisclosureEdge]
    page_info: MyDisclosuresPageInfo


class MyDisclosuresPerson(Selection):
    """What MyDisclosures.graphql asks of Person."""

    disclosures: MyDisclosuresDisclosureConnection


class MyDisclosuresViewer(Selection):
    """What MyDisclosures.graphql asks of Viewer."""

    person: MyDisclosuresPerson


class MyDisclosures(Selection):
    """What MyDisclosures.graphql asks of Query."""

    viewer: MyDisclosuresViewer


def my_disclosures(
    *,
    first: int | None,
    after: str | None,
    from_: AwareDatetime | None,
    until: AwareDatetime | None,
) -> Operation[MyDisclosures]:
    """MyDisclosures.graphql."""
    return Operation(
        "MyDisclosures",
        "sha256:c07e04a75ffa5a857a4bcfa80f8878c7bfe3c1088526bff451c4ed8f15b36b22",
        MyDisclosures,
        {
            "first": first,
            "after": after,
            "from": from_,
            "until": until,
        },
    )


class MyRegistrationPerson(Selection):
    """What MyRegistration.graphql asks of Person."""

    registered: bool
    registration_end_date: date | None


class MyRegistrationViewer(Selection):
    """What MyRegistration.graphql asks of Viewer."""

    person: MyRegistrationPerson


class MyRegistration(Selection):
    """What MyRegistration.graphql asks of Query."""

    viewer: MyRegistrationViewer


def my_registration() -> Operation[MyRegistration]:
    """MyRegistration.graphql."""
    return Operation(
        "MyRegistration",
        "sha256:dc433bda828461516ff64e1262c7ea02c57cb4bc2ec250df4874aa8da8f1b7c5",
        MyRegistration,
        {},
    )
