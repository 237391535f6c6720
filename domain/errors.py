"""What can go wrong, as facts: one base class with a stable code; the edges word and map them."""

from typing import ClassVar, Final

from domain.roles import Service


class RegisterError(Exception):
    """A refusal or failure that a client may know of.

    Attributes:
        code: the stable name of the fault, as in `extensions.code` of a GraphQL error.

    The message says what to do and never repeats a value that was sent.
    """

    code: ClassVar[str] = "INTERNAL"


class BadUserInputError(RegisterError):
    """An argument's value is not acceptable; `argument` names it."""

    code = "BAD_USER_INPUT"

    def __init__(self, argument: str, message: str) -> None:
        super().__init__(message)
        self.argument = argument


class ForbiddenError(RegisterError):
    """The viewer may not ask this about this person or organisation; existing or not makes no difference."""

    code = "FORBIDDEN"


_NOT_FOR: Final = {
    Service.ROSTER: "for rosters",
    Service.PERSON_LOOKUP: "to look up a person",
    Service.LETTERS: "for letters",
    Service.AUTHORISATIONS: "to manage authorisations",
}


class NotAuthorisedError(ForbiddenError):
    """The user lacks a service, by the log-in or because the organisation took it from them."""

    def __init__(self, service: Service) -> None:
        super().__init__(f"You are not authorised {_NOT_FOR[service]}; ask your administrator (beheerder).")


NOT_YOURS: Final = "This is not yours to see."
"""What a viewer is told of a case, a letter or a fact that isn't theirs: the same words whether it exists or not."""


class PurposeNotAllowedError(RegisterError):
    """The purpose belongs to another role."""

    code = "PURPOSE_NOT_ALLOWED"


class UnavailableError(RegisterError):
    """The database or an issuer is away, or the disclosure log can't be written: nothing is disclosed.

    Attributes:
        retry_after: in how many seconds it may be otherwise.
    """

    code = "UNAVAILABLE"

    def __init__(self, message: str, retry_after: int = 5) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class LogUnwritableError(UnavailableError):
    """The database is there, but the disclosure log can't be written: nothing is disclosed."""


class TimeoutExceededError(RegisterError):
    """The answer took longer than an operation may."""

    code = "TIMEOUT"


class RateLimitedError(RegisterError):
    """The user, or the organisation, has consulted as many persons as it may for now."""

    code = "RATE_LIMITED"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"You have consulted as many persons as you may for now; try again in {retry_after} seconds.")
        self.retry_after = retry_after
