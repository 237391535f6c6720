"""`letters penalties`: fixes penalties that ran for as long as they may while nothing is decided (Awb 4:18)."""

from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID, uuid4

import click

from auth.policies.case import cases_to_assess
from auth.principal import OfficialOrganisation, Principal
from domain.cases import OPEN
from domain.errors import RegisterError
from domain.letters.letter import UNIT
from domain.roles import Purpose, Role
from domain.terms import penalty
from graph.context import Context, Register
from graph.disclosure_records import recorded
from graph.engine.plan import digest_of
from graph.http.trace import trace_of
from models.commands.command import Given, refusal_of
from models.commands.penalty import fix_penalty
from models.imports.connection import Connection
from models.imports.progress import Progress
from server.commands.import_dkd import register_of
from server.database import Database, connect, serving_pools
from server.errors import CommandError
from server.progress import Terminal
from server.settings import Settings

OPERATION: Final = digest_of("letters penalties")
_ISSUER: Final = "urn:doelgroepregister:letters-penalties"
_FIELDS: Final = "Case.penalty Case.letters"
_WAITING: Final = """
    select id, notice_received_on from cases.file
    where state::text = any($1) and notice_received_on is not null and penalty_fixed_on is null
    order by notice_received_on, id"""


async def fix_penalties(settings: Settings, where: Database, today: date) -> None:
    """Write the letters, each with its record in the log, and say how many.

    Raises:
        CommandError: the register can't be written now; run again, it goes on.
    """
    owner, pools = await connect(where), serving_pools(settings, where)
    fixed = list[UUID]()
    try:
        with Terminal() as progress:
            await fix_waiting(owner, register_of(settings, pools), today, progress, fixed)
    except RegisterError as error:
        raise CommandError(f"{error} {_counted(len(fixed))} fixed; run it again to go on.") from None
    finally:
        await pools.close()
        await owner.close()
    click.echo(f"{_counted(len(fixed))} fixed.")


async def fix_waiting(
    owner: Connection, register: Register, today: date, progress: Progress, fixed: list[UUID]
) -> None:
    """Fix the penalties that wait; the cases are added to `fixed` as it goes."""
    waiting = await _over(owner, today)
    progress.reading("penalties", len(waiting))
    for case in waiting:
        if await _fixed(register, case, today):
            fixed.append(case)
        progress.read(1)


async def _over(owner: Connection, today: date) -> list[UUID]:
    """The undecided cases to whose penalty no more days can be added."""
    rows = await owner.fetch(_WAITING, [*OPEN])
    owed = [(row["id"], penalty(row["notice_received_on"], None, today).last_day) for row in rows]
    return [case for case, last_day in owed if last_day is not None and today > last_day]


async def _fixed(register: Register, case: UUID, today: date) -> bool:
    """Fix one; False: it was decided, or fixed, meanwhile."""
    context = Context(_unit(), today, register, OPERATION, trace_of(None))
    viewer, record = context.viewer, recorded(context, Purpose.ASSESSMENT, _FIELDS)
    users = register.log.pseudonyms.known_user(viewer.issuer, viewer.subject)
    given = Given(
        users=users,
        key=uuid4().hex,
        asked=b"",
        done=record,
        refused=record,
        actor=UNIT,
        now=datetime.fromtimestamp(register.now(), UTC),
        calendar=context.calendar,
        contact=register.contact,
    )
    return refusal_of(await fix_penalty(register.commands, cases_to_assess(viewer, users), given, case)) is None


def _unit() -> Principal:
    """The unit that decides; no officer of it."""
    return Principal(
        role=Role.ASSESSOR,
        subject=UNIT,
        issuer=_ISSUER,
        acr=None,
        bsn=None,
        organisations=(),
        services=frozenset(),
        administrator=False,
        organisation=OfficialOrganisation("", UNIT),
        expires_at=0,
        token_id="",
    )


def _counted(fixed: int) -> str:
    return f"{fixed:,} {'penalty' if fixed == 1 else 'penalties'}"
