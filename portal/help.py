"""Help: how people reach who can help them."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Help:
    """What every page says of it; what isn't known is left out.

    Attributes:
        phone: a telephone number as people write it.
        hours: when it is answered.
        mail: an e-mail address.
    """

    phone: str | None = None
    hours: str | None = None
    mail: str | None = None


NO_HELP: Final = Help()
