"""The settings of whom people turn to: for help, to object to a decision, and with what leaks."""

from typing import Final

from pydantic import Field

from domain.letters import Contact
from portal.help import Help
from server.errors import UsageError
from server.listen_settings import ListenSettings
from server.setting_names import named

_EXAMPLE_HELP: Final = "hulp@register.example"
_EXAMPLE_LEAKS: Final = "mailto:security@register.example"
_EXAMPLE_OBJECTIONS: Final = "UWV Voorbeeld, Postbus 1, 1000 AA Voorbeeldstad"


class ContactSettings(ListenSettings):
    """Whom people turn to."""

    security_contact: str | None = Field(
        None,
        validation_alias=named("SECURITY_CONTACT"),
        pattern=r"^(https://|mailto:|tel:)[!-~]+$",
        examples=["mailto:lek@register.example", "https://register.example/lek", "tel:+31-88-000-0000"],
        description="Where `/.well-known/security.txt` says to report a leak (RFC 9116), as `https:`, `mailto:` or "
        "`tel:`; left out: there is no such file, but in development an example.",
    )
    contact_phone: str | None = Field(
        None,
        validation_alias=named("CONTACT_PHONE"),
        pattern=r"^\+?[0-9][0-9 -]{2,18}[0-9]$",
        examples=["088 000 00 00", "+31 88 000 00 00"],
        description="The telephone number of the help that every page of the portals names; left out: none.",
    )
    contact_hours: str | None = Field(
        None,
        validation_alias=named("CONTACT_HOURS"),
        pattern=r"^[^\x00-\x1f\x7f]{1,100}$",
        examples=["op werkdagen van 8.00 tot 17.00 uur: one line, at most 100 characters"],
        description="When it is answered, in Dutch: `op werkdagen van 8.00 tot 17.00 uur`.",
    )
    contact_mail: str | None = Field(
        None,
        validation_alias=named("CONTACT_MAIL"),
        pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+$",
        examples=["hulp@register.example"],
        description="The e-mail address of that help; in development an example if both are left out.",
    )
    contact_feedback: str | None = Field(
        None,
        validation_alias=named("CONTACT_FEEDBACK"),
        pattern=r"^(https://|mailto:)[!-~]+$",
        examples=["https://register.example/mening", "mailto:mening@register.example"],
        description="Where *Uw mening* on every page of the portals leads, as `https:` or `mailto:`; left out: a mail "
        "to CONTACT_MAIL, if there is one.",
    )
    contact_objections: str | None = Field(
        None,
        validation_alias=named("CONTACT_OBJECTIONS"),
        pattern=r"^[^\x00-\x1f\x7f]{10,200}$",
        examples=["UWV, afdeling Bezwaar, Postbus 1, 1000 AA Amsterdam: one line, 10 to 200 characters"],
        description="Where letters say to send an objection: the postal address on one line, which the law wants every "
        "decision to name (Awb 3:45). In development an example; elsewhere `serve`, `import-dkd` and `letters "
        "penalties` need it.",
    )
    contact_objections_link: str | None = Field(
        None,
        validation_alias=named("CONTACT_OBJECTIONS_LINK"),
        pattern=r"^https://[!-~]{1,80}$",
        examples=["https://register.example/bezwaar"],
        description="Where letters say to object online; left out: they name the postal address alone.",
    )

    @property
    def contact(self) -> str | None:
        """Where to report a leak."""
        return self.security_contact or (_EXAMPLE_LEAKS if self.development else None)

    @property
    def help(self) -> Help:
        """How the portals' people reach who can help them."""
        example = self.development and not self.contact_phone
        mail = self.contact_mail or (_EXAMPLE_HELP if example else None)
        return Help(self.contact_phone, self.contact_hours, mail, self.contact_feedback)

    @property
    def letter_contact(self) -> Contact:
        """Where the reader of a letter can go.

        Raises:
            UsageError: nobody said where objections go.
        """
        objections = self.contact_objections or (_EXAMPLE_OBJECTIONS if self.development else None)
        if objections is None:
            raise UsageError(
                "CONTACT_OBJECTIONS is missing: letters must say where one objects (Awb 3:45), so set it to the postal "
                "address on one line."
            )
        return Contact(
            objections=objections,
            objections_link=self.contact_objections_link,
            phone=self.contact_phone,
            hours=self.contact_hours,
        )
