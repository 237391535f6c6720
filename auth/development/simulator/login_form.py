"""What the log-in pages of the four providers have in common: levels, what is typed, and who that makes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from auth.development.simulator.fields import Fields
from auth.forms import typed_digits
from domain.roles import Role

LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Level:
    """A level of assurance: its name in tokens, and in words."""

    acr: str
    label: str


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """Who logged in, and how.

    Attributes:
        user: what one user has and no other; the tokens have a pseudonym of it.
        label: what a page calls the user.
        acr: the level of assurance.
        claims: the role's own claims of the access token.
    """

    user: str
    label: str
    acr: str
    claims: Mapping[str, object]


class UnusableFieldsError(Exception):
    """What was typed can't be used: the message for each field, by its name."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        super().__init__()
        self.messages = messages


class LoginForm(Protocol):
    """A provider's log-in page."""

    @property
    def slug(self) -> str:
        """The provider in addresses."""
        ...

    @property
    def name(self) -> str:
        """The provider in words."""
        ...

    @property
    def role(self) -> Role:
        """Whom its tokens speak for."""
        ...

    @property
    def levels(self) -> Sequence[Level]:
        """The levels of assurance, if there is a choice."""
        ...

    @property
    def default_level(self) -> str:
        """The `acr` of a log-in for which none is asked."""
        ...

    def choices(self) -> Mapping[str, object]:
        """What the page offers, for the template `<slug>.html`: lists of values with their labels."""
        ...

    def beginning(self) -> Mapping[str, Sequence[str]]:
        """What the fields hold when the page comes first, the level excepted."""
        ...

    def identity(self, typed: Fields) -> Identity:
        """Who these fields make.

        Raises:
            UnusableFieldsError: nobody.
        """
        ...


def preselected(form: LoginForm, acr_values: Iterable[str]) -> str:
    """The level that is chosen when the page comes first: the first known one that the portal asks for."""
    known = {level.acr for level in form.levels}
    return next((acr for acr in acr_values if acr in known), form.default_level)


class Reading:
    """Reads fields one by one, and gathers what is wrong with them."""

    def __init__(self, typed: Fields) -> None:
        self.typed = typed
        self.messages: dict[str, str] = {}

    def level(self, levels: Iterable[Level]) -> str:
        """The chosen level of assurance."""
        acr = self.typed.text("level")
        if acr not in {level.acr for level in levels}:
            self.messages["level"] = "Kies een betrouwbaarheidsniveau."
        return acr

    def digits(self, field: str) -> str:
        """A number without what may stand between its digits."""
        return typed_digits(self.typed.text(field))

    def name(self, field: str, *, missing: str | None) -> str:
        """A name of one line. If it may be left out, there is no message for that."""
        name = self.typed.text(field)
        if not name and missing is not None:
            self.messages[field] = missing
        if len(name) > LONGEST_NAME or not name.isprintable():
            self.messages[field] = f"Gebruik ten hoogste {LONGEST_NAME} letters, cijfers en leestekens."
        return name

    def finish(self) -> None:
        """Stop if something was wrong.

        Raises:
            UnusableFieldsError: something was.
        """
        if self.messages:
            raise UnusableFieldsError(self.messages)
