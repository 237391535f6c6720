"""The commands of `audit`: what a privacy officer or an auditor does with the disclosure log, as the owner."""

import click

from server.command_help import Commands
from server.commands.audit.export import export_log
from server.commands.audit.report import report
from server.commands.audit.restored import restored
from server.commands.audit.retention import retention
from server.commands.audit.verify import verify_log


@click.group(cls=Commands, no_args_is_help=True)
def audit() -> None:
    """Verify the disclosure log, report on it, export it, and drop what is too old."""


for _command in (export_log, report, restored, retention, verify_log):
    audit.add_command(_command)
