"""Generated from the operations beside it by `python -m portal.operations`."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from domain.letters.letter import LetterChannel
from domain.refusals import RefusalCode
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


class MyLetterChannelPerson(Selection):
    """What MyLetterChannel.graphql asks of Person."""

    letter_channel: LetterChannel


class MyLetterChannelViewer(Selection):
    """What MyLetterChannel.graphql asks of Viewer."""

    person: MyLetterChannelPerson


class MyLetterChannel(Selection):
    """What MyLetterChannel.graphql asks of Query."""

    viewer: MyLetterChannelViewer


def my_letter_channel() -> Operation[MyLetterChannel]:
    """MyLetterChannel.graphql."""
    return Operation(
        "MyLetterChannel",
        "sha256:e15346dd582efa1088767794fdd4642043b0b13d4aea86066f0bdc1365496894",
        MyLetterChannel,
        {},
    )


class MyLettersLetter(Selection):
    """What MyLetters.graphql asks of Letter."""

    id: str
    subject: str
    announced_at: AwareDatetime
    read_at: AwareDatetime | None


class MyLettersLetterEdge(Selection):
    """What MyLetters.graphql asks of LetterEdge."""

    node: MyLettersLetter


class MyLettersPageInfo(Selection):
    """What MyLetters.graphql asks of PageInfo."""

    has_next_page: bool
    end_cursor: str | None


class MyLettersLetterConnection(Selection):
    """What MyLetters.graphql asks of LetterConnection."""

    unread_count: int
    edges: list[MyLettersLetterEdge]
    page_info: MyLettersPageInfo


class MyLettersPerson(Selection):
    """What MyLetters.graphql asks of Person."""

    letters: MyLettersLetterConnection


class MyLettersViewer(Selection):
    """What MyLetters.graphql asks of Viewer."""

    person: MyLettersPerson


class MyLetters(Selection):
    """What MyLetters.graphql asks of Query."""

    viewer: MyLettersViewer


def my_letters(
    *,
    first: int | None,
    after: str | None,
) -> Operation[MyLetters]:
    """MyLetters.graphql."""
    return Operation(
        "MyLetters",
        "sha256:db29c0fe4e050cd6f4813e68ad9e205bbf8c46ae0c09c539a623c14a1e00db5c",
        MyLetters,
        {
            "first": first,
            "after": after,
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


class OpenLetterLetterPart(Selection):
    """What OpenLetter.graphql asks of LetterPart."""

    heading: str
    paragraphs: list[str]
    items: list[str]


class OpenLetterLetterReference(Selection):
    """What OpenLetter.graphql asks of LetterReference."""

    label: str
    value: str


class OpenLetterDownload(Selection):
    """What OpenLetter.graphql asks of Download."""

    url: str
    expires_at: AwareDatetime


class OpenLetterLetter(Selection):
    """What OpenLetter.graphql asks of Letter."""

    typename: Literal["Letter"] = Field(alias="__typename")
    id: str
    subject: str
    announced_at: AwareDatetime
    channel: LetterChannel
    parts: list[OpenLetterLetterPart]
    reference: list[OpenLetterLetterReference]
    pdf: OpenLetterDownload


class OpenLetterRefusal(Selection):
    """What OpenLetter.graphql asks of Refusal."""

    typename: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode


class OpenLetter(Selection):
    """What OpenLetter.graphql asks of Mutation."""

    mark_letter_read: OpenLetterLetter | OpenLetterRefusal


def open_letter(
    *,
    letter: str,
) -> Operation[OpenLetter]:
    """OpenLetter.graphql."""
    return Operation(
        "OpenLetter",
        "sha256:429c7b3cd5dfdd3725be6cfee719ca8bb4ea667aeb2427c196690161169d228a",
        OpenLetter,
        {
            "letter": letter,
        },
    )


class SetLetterChannelPerson(Selection):
    """What SetLetterChannel.graphql asks of Person."""

    letter_channel: LetterChannel


class SetLetterChannel(Selection):
    """What SetLetterChannel.graphql asks of Mutation."""

    set_letter_channel: SetLetterChannelPerson


def set_letter_channel(
    *,
    channel: LetterChannel,
) -> Operation[SetLetterChannel]:
    """SetLetterChannel.graphql."""
    return Operation(
        "SetLetterChannel",
        "sha256:7a3127c68dc0dfd515ca56680ddd980c1c77038f86634f56ddfdf5a89d60c6b5",
        SetLetterChannel,
        {
            "channel": channel,
        },
    )


class UnreadLettersLetterConnection(Selection):
    """What UnreadLetters.graphql asks of LetterConnection."""

    unread_count: int


class UnreadLettersPerson(Selection):
    """What UnreadLetters.graphql asks of Person."""

    letters: UnreadLettersLetterConnection


class UnreadLettersViewer(Selection):
    """What UnreadLetters.graphql asks of Viewer."""

    person: UnreadLettersPerson


class UnreadLetters(Selection):
    """What UnreadLetters.graphql asks of Query."""

    viewer: UnreadLettersViewer


def unread_letters() -> Operation[UnreadLetters]:
    """UnreadLetters.graphql."""
    return Operation(
        "UnreadLetters",
        "sha256:12ab4d5828f297103f521aec4f3bb4abb15100750973fa83ae660dd302ff3851",
        UnreadLetters,
        {},
    )
