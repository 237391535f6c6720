"""What is asked, in the words of each contender, and what the answer must be, word for word."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeAlias

from domain.roles import Role

Exchange: TypeAlias = tuple[str, Any]
"""A request's body, and the answer to it."""


class Workload(StrEnum):
    """What is asked over and over."""

    PERSON = "person"
    GROUNDS = "grounds"
    ROSTER = "roster"
    PERSONS = "persons"


class Dialect(StrEnum):
    """Whose schema the question is put to: the service's, PostGraphile's, or that of the hand-written peers."""

    SERVICE = "service"
    POSTGRAPHILE = "postgraphile"
    WRITTEN = "written"


ASKS: Final[Mapping[Workload, Role]] = {
    Workload.PERSON: Role.EMPLOYER,
    Workload.GROUNDS: Role.SUWINET,
    Workload.ROSTER: Role.EMPLOYER,
    Workload.PERSONS: Role.SUWINET,
}
"""As whom."""


@dataclass(frozen=True, slots=True)
class Person:
    """What the register holds of a BSN; `known` is whether it knows it at all. Days as YYYY-MM-DD."""

    bsn: int
    known: bool = False
    registered: bool = False
    end: str | None = None
    counting: str | None = None
    grounds: tuple[tuple[str, str, str | None], ...] = ()

    @property
    def text(self) -> str:
        """The BSN in nine digits."""
        return f"{self.bsn:09}"


@dataclass(frozen=True, slots=True)
class Roster:
    """The first page of an organisation's roster: payroll tax number, BSN, end date; and how many rows there are."""

    organisation: str
    year: int
    total: int
    rows: tuple[tuple[str, int, str | None], ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """What questions are made of. `foreign` is a roster of another organisation than the viewer's."""

    persons: Sequence[Person]
    groups: Sequence[Sequence[Person]]
    rosters: Sequence[Roster]
    foreign: Roster


def exchanges(workload: Workload, dialect: Dialect, sample: Sample) -> list[Exchange]:
    """The questions of a workload in a contender's words, with their answers."""
    return _MAKERS[workload](dialect, sample)


def _exchange(query: str, variables: Mapping[str, object], data: Mapping[str, object]) -> Exchange:
    return json.dumps({"query": query, "variables": variables}, separators=(",", ":")), {"data": data}


_PERSON: Final = {
    Dialect.SERVICE: """query($bsn: BSN!) {
        person(bsn: $bsn, purpose: APPLICANT) { bsn registered registrationEndDate } }""",
    Dialect.POSTGRAPHILE: """query($bsn: Int!) { personByBsn(bsn: $bsn) { bsn registered registrationEndDate } }""",
    Dialect.WRITTEN: """query($bsn: Int!) { person(bsn: $bsn) { bsn registered registrationEndDate } }""",
}
_FIELD: Final = {Dialect.SERVICE: "person", Dialect.POSTGRAPHILE: "personByBsn", Dialect.WRITTEN: "person"}


def _persons_one_by_one(dialect: Dialect, sample: Sample) -> list[Exchange]:
    return [
        _exchange(
            _PERSON[dialect],
            {"bsn": _bsn(person.bsn, dialect)},
            {_FIELD[dialect]: _registration(person, dialect) if _answered(person, dialect) else None},
        )
        for person in sample.persons
    ]


def _answered(person: Person, dialect: Dialect) -> bool:
    """The service doesn't tell an unknown person from one who isn't registered."""
    return person.known or dialect is Dialect.SERVICE


def _bsn(number: int, dialect: Dialect) -> object:
    return f"{number:09}" if dialect is Dialect.SERVICE else number


def _registration(person: Person, dialect: Dialect) -> dict[str, object]:
    return {
        "bsn": _bsn(person.bsn, dialect),
        "registered": person.registered,
        "registrationEndDate": person.end,
    }


_GROUNDS: Final = {
    Dialect.SERVICE: """query($bsn: BSN!) { person(bsn: $bsn, purpose: REINTEGRATION) {
        bsn registered registrationEndDate countingStartDate grounds { code startDate endDate } } }""",
    Dialect.POSTGRAPHILE: """query($bsn: Int!) { personByBsn(bsn: $bsn) {
        bsn registered registrationEndDate countingStartDate
        groundsByBsn(orderBy: PRIMARY_KEY_ASC) { nodes { code startDate endDate } } } }""",
    Dialect.WRITTEN: """query($bsn: Int!) { person(bsn: $bsn) {
        bsn registered registrationEndDate countingStartDate grounds { code startDate endDate } } }""",
}


def _persons_with_grounds(dialect: Dialect, sample: Sample) -> list[Exchange]:
    return [
        _exchange(
            _GROUNDS[dialect],
            {"bsn": _bsn(person.bsn, dialect)},
            {_FIELD[dialect]: _detailed(person, dialect) if _answered(person, dialect) else None},
        )
        for person in sample.persons
    ]


def _detailed(person: Person, dialect: Dialect) -> dict[str, object]:
    grounds = [{"code": code, "startDate": start, "endDate": end} for code, start, end in person.grounds]
    held: dict[str, object] = (
        {"groundsByBsn": {"nodes": grounds}} if dialect is Dialect.POSTGRAPHILE else {"grounds": grounds}
    )
    return _registration(person, dialect) | {"countingStartDate": person.counting} | held


_THEIR_ROSTER: Final = """query($organisation: String!, $year: Int!) {
    roster(organisation: $organisation, year: $year, first: 25) {
    totalCount edges { node { payrollTaxNumber bsn registrationEndDate } } } }"""
_ROSTER: Final = {
    Dialect.SERVICE: """query($organisation: ID!, $year: Int!) {
        roster(organisation: $organisation, year: $year, first: 25) {
        totalCount edges { node { payrollTaxNumber bsn registrationEndDate } } } }""",
    Dialect.WRITTEN: _THEIR_ROSTER,
    Dialect.POSTGRAPHILE: _THEIR_ROSTER,
}


def _rosters(dialect: Dialect, sample: Sample) -> list[Exchange]:
    return [
        _exchange(
            _ROSTER[dialect],
            {"organisation": roster.organisation, "year": roster.year},
            {"roster": {"totalCount": roster.total, "edges": [_edge(dialect, *row) for row in roster.rows]}},
        )
        for roster in sample.rosters
    ]


def _edge(dialect: Dialect, payroll: str, bsn: int, end: str | None) -> dict[str, object]:
    return {"node": {"payrollTaxNumber": payroll, "bsn": _bsn(bsn, dialect), "registrationEndDate": end}}


_PERSONS: Final = """query($bsns: [BSN!]!) {
    persons(bsns: $bsns, purpose: REINTEGRATION) { bsn registered registrationEndDate } }"""


def _persons_together(dialect: Dialect, sample: Sample) -> list[Exchange]:
    return [
        _exchange(
            _PERSONS,
            {"bsns": [person.text for person in group]},
            {"persons": [_registration(person, dialect) for person in group]},
        )
        for group in sample.groups
    ]


_MAKERS: Final[Mapping[Workload, Callable[[Dialect, Sample], list[Exchange]]]] = {
    Workload.PERSON: _persons_one_by_one,
    Workload.GROUNDS: _persons_with_grounds,
    Workload.ROSTER: _rosters,
    Workload.PERSONS: _persons_together,
}
