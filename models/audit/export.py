"""The log in the shape of the Dutch standard Logboek Dataverwerkingen (LDV, Logius): one line per data subject.

What the standard asks and this log has: trace and span, status, name, times, and as attributes the processing activity
and the person (by pseudonym). It has no place for the user, and none is told here.
"""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from models.audit.records import blocks
from models.imports.connection import Connection
from models.imports.progress import Progress

ACTIVITY: Final = "urn:doelgroepregister:verwerkingsactiviteit"
SUBJECT_TYPE: Final = "BSN"
"""What the pseudonym stands for; the standard has it encrypted."""

_PERSONS: Final = """
    select r.at, r.role, r.purpose, r.trace, r.hash,
        coalesce(r.subject, s.subject) as subject, s.subject is not null as listed
    from log.record r
    left join log.subject s on s.at = r.at and s.lane = r.lane and s.number = r.number
        and r.subject is null and s.at >= $1 and s.at < $2
    where r.decision = 'DISCLOSED' and r.at >= $1 and r.at < $2 and coalesce(r.subject, s.subject) is not null
    order by r.at, r.lane, r.number, s.subject"""
_COUNT: Final = """
    select coalesce(sum(subject_count), 0)::bigint
    from log.record where decision = 'DISCLOSED' and at >= $1 and at < $2"""


async def export(connection: Connection, start: datetime, end: datetime, progress: Progress) -> AsyncIterator[str]:
    """A line for each person of each consultation from `start` until before `end`, in constant memory.

    A consultation of nobody, such as an empty roster, and a refusal have no data subject, so no line.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute("set local cursor_tuple_fraction = 1")
        progress.reading("persons", await connection.fetchval(_COUNT, start, end))
        async for block in blocks(connection, _PERSONS, start, end):
            for row in block:
                yield _line(row)
            progress.read(len(block))


def _line(row: Any) -> str:
    at = f"{row['at'].astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{row['at'].microsecond // 1000:03}Z"
    return json.dumps(
        {
            "trace_id": row["trace"].hex(),
            "span_id": sha256(row["hash"] + row["subject"]).hexdigest()[:16],  # the same in each export of it
            "status_code": "STATUS_CODE_OK",
            "name": "raadplegenLijst" if row["listed"] else "raadplegenPersoon",
            "start_time": at,
            "end_time": at,
            "resource": {"attributes": {"service.name": "doelgroepregister"}},
            "attributes": {
                "dpl.core.processing_activity_id": f"{ACTIVITY}:{row['role']}:{row['purpose']}".lower(),
                "dpl.core.data_subject_id": row["subject"].hex(),
                "dpl.core.data_subject_id_type": SUBJECT_TYPE,
            },
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
