"""How commands are listed: each with its whole first sentence, on as many lines as it takes."""

import click


class Commands(click.Group):
    """A group whose help cuts no sentence off; called without a command it shows that help and ends with status 2."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands."""
        commands = [(name, command) for name in self.list_commands(ctx) if (command := self.get_command(ctx, name))]
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.get_short_help_str(1000)) for name, one in commands if not one.hidden])
