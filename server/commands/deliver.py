"""`deliver`: the messages that wait, to their receivers."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import click
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from auth.discovery import Outgoing
from models import outbox
from models.outbox import Standing
from models.whole_file import whole_file
from server.database import Database, connect
from server.deliverer import DAYS, delivering
from server.errors import CommandError
from server.receivers import Receivers
from server.undelivered import AGE_HELP, STATES, STATES_HELP, Looker, Undelivered, faults

_NAMED: Final = 5
_NAMESPACE: Final = "doelgroepregister"


def write_metrics(file: Path, receivers: Receivers, standing: Iterable[Standing], now: float) -> None:
    """Write what isn't delivered, for Prometheus' node exporter (its textfile collector)."""
    _write(file, Undelivered.of(receivers, standing, now), now)


def _write(file: Path, found: Undelivered, now: float) -> None:
    registry = CollectorRegistry()
    messages = Gauge(
        "messages",
        STATES_HELP,
        ["state"],
        namespace=_NAMESPACE,
        registry=registry,
    )
    age = Gauge(
        "oldest_message_seconds",
        AGE_HELP,
        namespace=_NAMESPACE,
        registry=registry,
    )
    for state in STATES:
        messages.labels(state).set(getattr(found, state))
    age.set(max(0.0, now - found.oldest))
    with whole_file(file, private=False) as written:
        written.write(generate_latest(registry).decode())


async def deliver(  # noqa: PLR0913 - what is sent, whereto, and how
    where: Database,
    receivers: Receivers,
    outgoing: Outgoing,
    metrics: Path | None,
    *,
    once: bool,
    days: int = DAYS,
) -> None:
    """Deliver what waits, once or until SIGTERM or SIGINT; what is under way then is finished.

    Raises:
        CommandError: once, and some can't go, or were given up.
    """

    def told(found: Undelivered) -> None:
        if metrics is not None:
            _write(metrics, found, time.time())

    owner = await connect(where)
    try:
        async with delivering(owner, receivers, outgoing, days) as deliverer:
            if not once:
                await deliverer.follow(Looker(receivers, told, time.time).look)
                return
            await deliverer.once()
            standing = await deliverer.standing()
    finally:
        await owner.close()
    told(Undelivered.of(receivers, standing, time.time()))
    click.echo(f"{deliverer.delivered:,} delivered, {deliverer.failed:,} failed")
    nowhere, dead = faults(receivers, standing), sum(one.dead for one in standing)
    problems = [f"not sent: {'; '.join(nowhere[:_NAMED])}"] if nowhere else []
    if dead:
        problems.append(f"{dead:,} given up: see `deliver --list`, then `deliver --resend ID`")
    if problems:
        raise CommandError(f"Of the messages {'; '.join(problems)}.")


async def show(where: Database) -> None:
    """Print the messages that were given up."""
    owner = await connect(where)
    try:
        dead = await outbox.dead_letters(owner)
    finally:
        await owner.close()
    for one in dead:
        click.echo(
            f"{one.id}\t{one.type}\t{one.receiver}\t{one.at:%Y-%m-%dT%H:%M:%SZ}\t{one.dead_at:%Y-%m-%dT%H:%M:%SZ}"
            f"\t{one.attempts} tries\t{one.failure}"
        )


async def resend(where: Database, ids: list[int]) -> None:
    """Have messages that were given up wait again.

    Raises:
        CommandError: some of the ids name none; then nothing is changed.
    """
    owner = await connect(where)
    try:
        unknown = await outbox.resend(owner, ids)
    finally:
        await owner.close()
    if unknown:
        names = ", ".join(map(str, sorted(unknown)))
        raise CommandError(f"No message was given up that is called {names}: `deliver --list` shows those that were.")
    click.echo(f"{len(set(ids)):,} wait again")
