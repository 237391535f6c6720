"""Whose disclosures: a citizen reads their own log (AVG 15), oversight the part of it that it names (AVG 5 lid 2)."""

import re
from datetime import datetime
from typing import Final

from auth.principal import Principal
from domain.bsn import Bsn
from domain.errors import BadUserInputError, ForbiddenError
from domain.proofs import LogPart, OwnLog
from domain.roles import Role

_TRACE_ID: Final = re.compile("[0-9a-f]{32}")


def own_log(viewer: Principal, from_time: datetime | None, until_time: datetime | None) -> OwnLog:
    """Let a citizen read who saw what of them, from a time, before a time.

    Raises:
        ForbiddenError: the viewer is no citizen.
    """
    if viewer.bsn is None:
        raise ForbiddenError("Only a citizen has a log of their own.")
    return OwnLog(viewer.bsn, from_time, until_time)


def part_of_log(  # noqa: PLR0913, PLR0917 - its filters
    viewer: Principal,
    bsn: Bsn | None,
    organisation: str | None,
    trace_id: str | None,
    from_time: datetime | None,
    until_time: datetime | None,
) -> LogPart:
    """Let oversight read a part of the log, which it has to name: nobody reads all of it.

    Raises:
        ForbiddenError: the viewer is not of oversight.
        BadUserInputError: there is no filter, or one that can't be.
    """
    if viewer.role is not Role.AUDITOR:
        raise ForbiddenError("Only oversight reads the disclosure log.")
    if all(one is None for one in (bsn, organisation, trace_id, from_time, until_time)):
        raise BadUserInputError("bsn", "Say which part of the log: a person, an organisation, a trace, or a time.")
    if organisation is not None and not organisation.strip():
        raise BadUserInputError("organisation", "An organisation has an id; leave this out to ask about all of them.")
    if trace_id is not None and not _TRACE_ID.fullmatch(trace_id):
        raise BadUserInputError("traceId", "A trace id has 32 hexadecimal digits, in lower case.")
    trace = None if trace_id is None else bytes.fromhex(trace_id)
    return LogPart(bsn, organisation, trace, from_time, until_time)
