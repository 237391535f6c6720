"""What a client is told that gets no answer: a SOAP fault, with a Fout (FWI) that says why and repeats no value."""

from typing import Any, Final, Literal

from graphql import GraphQLError
from lxml import etree

from auth.authentication import Challenge
from domain.errors import BadUserInputError, RegisterError, TimeoutExceededError, UnavailableError
from graph.errors import extensions, serialize_error

ENVELOPE: Final = "http://schemas.xmlsoap.org/soap/envelope/"
FWI: Final = "http://bkwi.nl/SuwiML/FWI/v0205"

Kind = Literal["VersionMismatch", "MustUnderstand"]

_SERVER_ERROR: Final = 500
_RETRY_SECONDS: Final = 5
_STATUS: Final = {
    "BAD_USER_INPUT": 400,
    "FIELD_NOT_VISIBLE": 403,
    "FORBIDDEN": 403,
    "PURPOSE_NOT_ALLOWED": 403,
    "RATE_LIMITED": 429,
    "UNAVAILABLE": 503,
    "TIMEOUT": 503,
}


class SoapFault(Exception):  # noqa: N818 - SOAP's own word for it
    """A message that isn't answered.

    Attributes:
        status: of HTTP.
        code: what kind of reason it is, as GraphQL clients are told it.
        headers: further ones of HTTP.
    """

    def __init__(
        self,
        status: int,
        message: str,
        code: str = BadUserInputError.code,
        *,
        kind: Kind | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = headers
        self._kind = kind or ("Server" if status >= _SERVER_ERROR else "Client")

    def element(self) -> Any:
        """The fault as the content of a body."""
        fault = etree.Element(f"{{{ENVELOPE}}}Fault", nsmap={"soap": ENVELOPE})
        etree.SubElement(fault, "faultcode").text = f"soap:{self._kind}"
        etree.SubElement(fault, "faultstring").text = str(self)
        detail = etree.SubElement(fault, "detail")
        reported(etree.SubElement(detail, f"{{{FWI}}}Fout", nsmap={"fwi": FWI}), self.code, str(self))
        return fault


def reported(fout: Any, code: str, text: str) -> None:
    """Fill a Fout."""
    etree.SubElement(fout, "Code").text = code
    etree.SubElement(fout, "Tekst").text = text


def of_challenge(challenge: Challenge) -> SoapFault:
    """The fault for who must log in, or at a higher level."""
    headers = (("www-authenticate", challenge.www_authenticate),)
    return SoapFault(401, challenge.message, challenge.code, headers=headers)


def of_error(error: RegisterError) -> SoapFault:
    """The fault for what a client may know of."""
    details = extensions(error)
    wait = details.get("retryAfter", error.retry_after if isinstance(error, UnavailableError) else None)
    if wait is None and isinstance(error, TimeoutExceededError):
        wait = _RETRY_SECONDS
    headers = () if wait is None else (("retry-after", str(wait)),)
    return SoapFault(_STATUS.get(error.code, _SERVER_ERROR), str(error), error.code, headers=headers)


def of_unforeseen(error: Exception, trace: bytes) -> SoapFault:
    """The fault for what nobody foresaw: our log has the rest, by the trace id."""
    told = serialize_error(GraphQLError("", original_error=error), trace.hex())
    return SoapFault(_SERVER_ERROR, f"{told['message']} {trace.hex()}", told["extensions"]["code"])
