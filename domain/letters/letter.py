"""A letter: its subject, sections, articles, how to object, and the lines of reference; and its form as JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple, Self

from domain.bsn import Bsn
from domain.letters.dutch import lines_of, written

UNIT: Final = "UWV Gegevensdiensten"
"""Who decides and writes: the unit, never an officer."""
MEANING: Final = "Wat betekent dit voor u?"
WHY: Final = "Waarom?"
"""Headings that most letters have."""


BSN_LABEL: Final = "Burgerservicenummer"
"""The label of the line of reference that says whom a letter is about."""


class LetterKind(StrEnum):
    """What a letter is for."""

    RECEIPT = "RECEIPT"
    REACTION_ASKED = "REACTION_ASKED"
    COMPLETION_INVITED = "COMPLETION_INVITED"
    TERM_EXTENDED = "TERM_EXTENDED"
    NOT_TREATED = "NOT_TREATED"
    DECISION = "DECISION"
    EMPLOYER_COPY = "EMPLOYER_COPY"
    ADMISSION_NOTICE = "ADMISSION_NOTICE"
    CORRECTION = "CORRECTION"
    PENALTY = "PENALTY"


class LetterChannel(StrEnum):
    """How a letter comes: in the portal only to whom has chosen that (Awb 2:8)."""

    PORTAL = "PORTAL"
    PAPER = "PAPER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Where a reader can go; from the settings.

    Attributes:
        objections: the postal address for objections, on one line.
        objections_link: where one objects online; None: nowhere.
        phone: the telephone number for questions, as people write it; None: the letter names none.
        hours: when it is answered, in Dutch.
    """

    objections: str
    objections_link: str | None = None
    phone: str | None = None
    hours: str | None = None


@dataclass(frozen=True, slots=True)
class Announcement:
    """When a letter becomes accessible, until when one may object to it, and where its reader can go.

    Attributes:
        day: the day on which it becomes accessible; the day of the letter.
        objection_until: the last day for an objection to what is announced on that day; only decisions say it.
        contact: from the settings.
    """

    day: date
    objection_until: date
    contact: Contact

    def objection(self, *to_name: str) -> "Objection":
        """How one objects, who writes this down so that it is known what to."""
        contact = self.contact
        return Objection(
            until=self.objection_until,
            to_name=", ".join(to_name),
            address=contact.objections,
            link=contact.objections_link,
        )

    @property
    def questions(self) -> "Section":
        """The section with which a letter to a person ends."""
        return self._questions("Iemand anders mag u helpen. Geef nooit uw DigiD-wachtwoord.")

    @property
    def questions_of_employer(self) -> "Section":
        """The one with which a letter to an employer ends."""
        return self._questions("Noem de datum van deze brief.")

    def _questions(self, then: str) -> "Section":
        phone, hours = self.contact.phone, self.contact.hours
        call = f"Bel {phone}{f', {hours}' if hours else ''}. " if phone else ""
        return Section.of("Vragen?", f"{call}{then}")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, the paragraphs below it, and then the items of a list."""

    heading: str
    paragraphs: tuple[str, ...]
    items: tuple[str, ...] = ()

    @classmethod
    def of(cls, heading: str, *paragraphs: str, items: Iterable[str] = ()) -> Self:
        """A section of these paragraphs and items."""
        return cls(heading, paragraphs, tuple(items))


class ReferenceLine(NamedTuple):
    """A line of reference: what it is, and what it says."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """How to object to what a letter decides (Awb 3:45, 6:4, 6:5, 6:7).

    Attributes:
        until: the last day.
        to_name: what the objector writes down, so that it is known what is objected to.
        address: where it goes by post.
        link: where it can be done online.
    """

    until: date
    to_name: str
    address: str
    link: str | None = None

    @property
    def section(self) -> Section:
        """The section that says it."""
        online = (f"Online kan ook: {self.link}",) if self.link else ()
        return Section.of(
            "Bent u het niet eens?",
            "Bent u het niet eens met dit besluit? Stuur dan binnen 6 weken een bezwaar. Dat kan tot en met "
            f"{written(self.until)}.",
            f"Schrijf op: {self.to_name} en waarom u het niet eens bent. Zet de datum en uw handtekening eronder.",
            f"Stuur uw bezwaar naar: {self.address}.",
            *online,
            "Bezwaar maken kost niets. Iemand anders mag het voor u doen.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as data; a page and a PDF are two renderings of it.

    Attributes:
        day: the day it becomes accessible.
        subject: its title and first heading: for a decision the decision itself. It names no ground, number or name.
        sections: what it says, before how to object.
        questions: the last section.
        articles: the articles that it rests on, such as `Besluit SUWI 3.2 lid 4`.
        objection: how to object; None: it decides nothing.
        numbers: lines of reference between the day and who wrote it, as label and value.
    """

    kind: LetterKind
    day: date
    subject: str
    sections: tuple[Section, ...]
    questions: Section
    articles: tuple[str, ...] = ()
    objection: Objection | None = None
    numbers: tuple[tuple[str, str], ...] = ()

    @property
    def objection_until(self) -> date | None:
        """The last day for an objection."""
        return self.objection.until if self.objection else None

    @property
    def parts(self) -> tuple[Section, ...]:
        """All its sections, in reading order."""
        objection = (self.objection.section,) if self.objection else ()
        return (*self.sections, *objection, self.questions)

    @property
    def reference(self) -> tuple[ReferenceLine, ...]:
        """The lines of reference."""
        by = "Besloten door" if self.objection else "Afzender"
        lines = (("Datum", written(self.day)), *self.numbers, (by, UNIT))
        return tuple(ReferenceLine(label, value) for label, value in lines)

    @property
    def body(self) -> list[str]:
        """Everything below the subject, in reading order: headings, paragraphs, items, and the lines of reference."""
        said = [line for part in self.parts for line in (part.heading, *part.paragraphs, *part.items)]
        return [*said, *(f"{label}: {value}" for label, value in self.reference)]

    def announced(self, day: date, objection_until: date) -> Self:
        """The same letter, accessible from this day: one on paper is dated by the day it is printed.

        Args:
            day: the day.
            objection_until: the last day for an objection, counted from it; only decisions say it.
        """
        return replace(self, day=day, objection=self.objection and replace(self.objection, until=objection_until))

    def as_dict(self) -> dict[str, Any]:
        """The letter as JSON stores it: days in ISO form."""
        said = asdict(self)
        said["kind"] = self.kind.value
        said["day"] = self.day.isoformat()
        if self.objection:
            said["objection"]["until"] = self.objection.until.isoformat()
        return said

    @classmethod
    def of_dict(cls, said: Mapping[str, Any]) -> Self:
        """The letter that JSON stored."""
        objection = said["objection"]
        return cls(
            kind=LetterKind(said["kind"]),
            day=date.fromisoformat(said["day"]),
            subject=said["subject"],
            sections=tuple(_section(section) for section in said["sections"]),
            questions=_section(said["questions"]),
            articles=tuple(said["articles"]),
            objection=objection and Objection(**{**objection, "until": date.fromisoformat(objection["until"])}),
            numbers=tuple((label, value) for label, value in said["numbers"]),
        )


def replacing(letter: Letter, *, day: date, subject: str, why: str) -> Letter:
    """The letter as a correction, which names the letter that it replaces (Awb 2:12).

    Args:
        letter: what is right, as the new letter says it.
        day: the day of the letter that was wrong.
        subject: its subject.
        why: what was wrong, as an assessor typed it.
    """
    first = Section.of(
        "Deze brief vervangt een andere brief",
        f"U kreeg van ons een brief van {written(day)}: ‘{subject}’ Die brief geldt niet meer.",
        *lines_of(why),
    )
    return replace(letter, kind=LetterKind.CORRECTION, sections=(first, *letter.sections))


def number_of(bsn: Bsn) -> tuple[tuple[str, str], ...]:
    """The line of reference of a letter without a case."""
    return ((BSN_LABEL, bsn.value),)


def _section(said: Mapping[str, Any]) -> Section:
    return Section(said["heading"], tuple(said["paragraphs"]), tuple(said["items"]))
