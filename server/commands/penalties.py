"""`letters penalties`: fixes penalties that ran for as long as they may while nothing is decided (Awb 4:18)."""

from datetime import date
from typing import Final
from uuid import UUID

import click
import orjson

from auth.principal import OfficialOrganisation, Principal
from domain.cases import OPEN, penalty_to_fix
from domain.errors import RegisterError
from domain.letters.letter import UNIT
from domain.roles import Purpose, Role
from graph.context import Context, Register
from graph.disclosure_records import recorded
from graph.engine.plan import digest_of
from graph.http.trace import trace_of
from graph.resolvers.command import given_once, to_assess
from models.cases import read_all
from models.commands.command import refusal_of
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
    select to_jsonb(f) as one from cases.file f
    where f.state::text = any($1) and f.notice_received_on is not null and f.penalty_fixed_on is null
    order by f.notice_received_on, f.id"""


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
    """The undecided cases whose penalty is to be fixed."""
    stored = read_all(orjson.loads(row["one"]) for row in await owner.fetch(_WAITING, [*OPEN]))
    return [one.id for one in stored if penalty_to_fix(one.case, today)]


async def _fixed(register: Register, case: UUID, today: date) -> bool:
    """Fix one; False: it was decided, or fixed, meanwhile."""
    viewer = Principal.of_organisation(Role.ASSESSOR, OfficialOrganisation("", UNIT), UNIT, _ISSUER)
    context = Context(viewer, today, register, OPERATION, trace_of(None))
    own = to_assess(context)
    given = given_once(context, own, recorded(context, Purpose.ASSESSMENT, _FIELDS))
    return refusal_of(await fix_penalty(register.commands, own, given, case)) is None


def _counted(fixed: int) -> str:
    return f"{fixed:,} {'penalty' if fixed == 1 else 'penalties'}"
