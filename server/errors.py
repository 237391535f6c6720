"""What a command tells its user, in one line."""


class CommandError(Exception):
    """A command can't be done; the message says what to do. Exit status 1."""


class UsageError(CommandError):
    """A command or the environment is used wrongly. Exit status 2."""
