"""Help: how people reach who can help them, and where they say what they think."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Help:
    """What every page says of it; what isn't known is left out.

    Attributes:
        phone: a telephone number as people write it.
        hours: when it is answered, in Dutch.
        mail: an e-mail address.
        feedback: where *Uw mening* leads, an https: or mailto: address; None: a mail to that address.
    """

    phone: str | None = None
    hours: str | None = None
    mail: str | None = None
    feedback: str | None = None

    @property
    def mail_link(self) -> str | None:
        """The e-mail address as a link leads there (RFC 6068)."""
        return self.mail and f"mailto:{quote(self.mail, safe='@')}"

    @property
    def feedback_link(self) -> str | None:
        """Where *Uw mening* leads."""
        return self.feedback or (self.mail_link and f"{self.mail_link}?subject=Uw%20mening")


NO_HELP: Final = Help()
