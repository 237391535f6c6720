"""`python -m server` is the same as `doelgroepregister`: the command line, if its packages are all our own."""

import sys
from typing import NoReturn

from server.installation import stranger


def main() -> NoReturn:
    """Run a command, unless another program's package would be imported in place of one of ours: exit status 1."""
    name = stranger()
    if name is not None:
        sys.exit(
            f"doelgroepregister: Another package named {name} stands in this environment; "
            "install the register in a virtual environment of its own."
        )
    from server.cli import main as run  # noqa: PLC0415 - imports the packages that were looked at

    run()


if __name__ == "__main__":
    main()
