"""How the register was used in a month: the report for a privacy officer, in the manner of Suwinet's."""

# ruff: noqa: S608 - every statement is made of the constants in this file

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from models.imports.connection import Connection

_LOOK_UPS: Final = "r.at >= $1 and r.at < $2 and r.decision = 'DISCLOSED'"
_REFUSED: Final = "r.at >= $1 and r.at < $2 and r.decision <> 'DISCLOSED'"
_OTHERS: Final = f"{_LOOK_UPS} and r.role <> 'CITIZEN'"
_USER: Final = (
    "r.role, r.organisation_id, max(r.organisation) as organisation, encode(r.user_pseudonym, 'hex') as user_pseudonym"
)
_BY_USER: Final = "r.role, r.organisation_id, r.user_pseudonym"
_PERSONS: Final = "count(*) as look_ups, sum(r.subject_count)::bigint as persons"
_LOCAL: Final = "(r.at at time zone 'Europe/Amsterdam')"
_ANY: Final = "($3::integer is null or true)"  # so that every statement takes the same three arguments

_TOTALS: Final = f"""
    select count(*) filter (where r.decision = 'DISCLOSED') as look_ups,
        coalesce(sum(r.subject_count) filter (where r.decision = 'DISCLOSED'), 0)::bigint as persons,
        count(distinct (r.role, r.organisation_id)) filter (where r.organisation_id <> '') as organisations,
        count(distinct r.user_pseudonym) as users,
        count(*) filter (where r.decision <> 'DISCLOSED') as refusals
    from log.record r where r.at >= $1 and r.at < $2 and {_ANY}"""
_ORGANISATIONS: Final = f"""
    select r.role, r.organisation_id, max(r.organisation) as organisation,
        count(distinct r.user_pseudonym) as users, {_PERSONS}
    from log.record r where {_LOOK_UPS} group by r.role, r.organisation_id
    order by persons desc, look_ups desc, r.role, r.organisation_id limit $3"""
_USERS: Final = f"""
    select {_USER}, {_PERSONS} from log.record r where {_OTHERS} group by {_BY_USER}
    order by persons desc, look_ups desc, user_pseudonym limit $3"""
_HIGHEST: Final = f"""
    select * from (
        select distinct on ({_BY_USER}) {_USER}, {_LOCAL}::date::text as day, {_PERSONS}
        from log.record r where {_OTHERS} group by {_BY_USER}, {_LOCAL}::date
        order by {_BY_USER}, sum(r.subject_count) desc, {_LOCAL}::date) as highest
    order by persons desc, day, user_pseudonym limit $3"""
_CONSULTED: Final = f"""
    select encode(one.subject, 'hex') as person, count(*) as look_ups, count(*) filter (where one.listed) as in_lists,
        count(distinct one.user_pseudonym) as users, count(distinct (one.role, one.organisation_id)) as organisations
    from (
        select r.subject, false as listed, r.user_pseudonym, r.role, r.organisation_id
        from log.record r where {_OTHERS} and r.subject is not null
        union all
        select s.subject, true, r.user_pseudonym, r.role, r.organisation_id
        from log.record r join log.subject s on s.at = r.at and s.lane = r.lane and s.number = r.number
        where {_OTHERS} and s.at >= $1 and s.at < $2) as one
    group by one.subject order by look_ups desc, person limit $3"""
_OUTSIDE: Final = f"""
    select {_USER}, {_PERSONS} from log.record r
    where {_OTHERS} and (extract(isodow from {_LOCAL}) > 5
        or {_LOCAL}::time < '07:00' or {_LOCAL}::time >= '19:00')
    group by {_BY_USER} order by persons desc, look_ups desc, user_pseudonym limit $3"""
_CODES: Final = f"""
    select r.decision as code, count(distinct r.user_pseudonym) as users, count(*) as refusals
    from log.record r where {_REFUSED} group by r.decision order by refusals desc, code limit $3"""
_REFUSED_USERS: Final = f"""
    select r.decision as code, {_USER}, count(*) as refusals from log.record r where {_REFUSED}
    group by r.decision, {_BY_USER} order by refusals desc, code, user_pseudonym limit $3"""
_COORDINATES: Final = f"""
    select r.decision as code, f.coordinate, r.role, count(*) as refusals
    from log.record r cross join lateral regexp_split_to_table(nullif(r.fields, ''), '\\s+') as f (coordinate)
    where {_REFUSED} group by r.decision, f.coordinate, r.role
    order by refusals desc, code, coordinate, role limit $3"""


class _Question(NamedTuple):
    name: str
    about: str
    statement: str


_QUESTIONS: Final = (
    _Question("totals", "The whole month", _TOTALS),
    _Question("organisations", "Look-ups per organisation", _ORGANISATIONS),
    _Question("users", "Look-ups per user", _USERS),
    _Question("highest", "The busiest day of each user", _HIGHEST),
    _Question("persons", "The most consulted persons", _CONSULTED),
    _Question("outside-hours", "Look-ups outside office hours (Mon-Fri 07:00-19:00, Europe/Amsterdam)", _OUTSIDE),
    _Question("refusals", "Refusals per code", _CODES),
    _Question("refused-users", "Refusals per user", _REFUSED_USERS),
    _Question("refused-coordinates", "Refusals per coordinate", _COORDINATES),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A table of the report.

    Attributes:
        name: for machines.
        about: for people.
        columns: the names of its columns.
        rows: as many as were asked for, highest first.
    """

    name: str
    about: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]


async def usage(connection: Connection, start: datetime, end: datetime, most: int) -> list[Part]:
    """The parts of the report about what was written from `start` until before `end`, at most so many rows each."""
    parts = []
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        for name, about, text in _QUESTIONS:
            statement = await connection.prepare(text)
            rows = await statement.fetch(start, end, most)
            columns = tuple(attribute.name for attribute in statement.get_attributes())
            parts.append(Part(name, about, columns, [tuple(row) for row in rows]))
    return parts
