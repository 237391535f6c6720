"""`python -m server` is the same as `doelgroepregister`: the command line, if its packages are all our own."""

import os
import signal
import sys
from typing import Final, NoReturn

from server.installation import stranger

_INTERRUPTED: Final = 130


def main() -> NoReturn:
    """Run a command, unless another program's package would be imported in place of one of ours: exit status 1."""
    ctrl_c = signal.getsignal(signal.SIGINT)
    if ctrl_c is signal.default_int_handler:  # an exception would come out of what is imported as this or another one
        signal.signal(signal.SIGINT, lambda _number, _frame: os._exit(_INTERRUPTED))
    name = stranger()
    if name is not None:
        sys.exit(
            f"doelgroepregister: Another package named {name} stands in this environment; "
            "install the register in a virtual environment of its own."
        )
    from server.cli import main as run  # noqa: PLC0415 - imports the packages that were looked at

    signal.signal(signal.SIGINT, ctrl_c)
    run()


if __name__ == "__main__":
    main()
