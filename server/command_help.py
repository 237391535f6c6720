"""How commands are listed, each with its whole first sentence, and how they are given paths."""

from pathlib import Path
from typing import Any

import click


class Place(click.Path):
    """A path; nothing is no path, though it would be the working directory."""

    def __init__(self, **kinds: bool) -> None:
        super().__init__(path_type=Path, **kinds)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path."""
        if value == "":
            self.fail("Name a file or a directory.", param, ctx)
        return super().convert(value, param, ctx)


class Commands(click.Group):
    """A group whose help cuts no sentence off; called without a command it shows that help and ends with status 2."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands."""
        commands = [(name, command) for name in self.list_commands(ctx) if (command := self.get_command(ctx, name))]
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.get_short_help_str(1000)) for name, one in commands if not one.hidden])
