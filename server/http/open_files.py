"""How many files a process may have open (`ulimit -n`): every connection is one."""

import resource
from typing import Final

import structlog

log = structlog.get_logger()

_OTHERS: Final = 200
"""What a process has open besides connections with clients: the database's, files, pipes."""
_FEWEST: Final = 50


def connections_within_limit(wanted: int) -> int:
    """How many connections with clients a process can have, after its limit was raised as far as that is allowed.

    With one more than it has files for, a server would neither accept nor refuse it, and spin.
    """
    needed = wanted + _OTHERS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return wanted
    possible = max(_FEWEST, soft - _OTHERS)
    log.warning(
        "too few files may be open: raise `ulimit -n`, or set CONNECTIONS lower",
        allowed=soft,
        needed=needed,
        connections=possible,
    )
    return possible
