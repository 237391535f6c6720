"""SOAP 1.1 envelopes with the WS-Addressing of Digikoppeling: read from a request, and put around an answer."""

import re
from typing import Any, Final, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from graph.suwinet.faults import ENVELOPE, Kind, SoapFault
from models.xml import XmlError, parsed

ADDRESSING: Final = "http://www.w3.org/2005/08/addressing"
FAULT_ACTION: Final = f"{ADDRESSING}/soap/fault"
LONGEST: Final = 512
"""Characters of a message's id, an address or an action."""

_NEXT: Final = "http://schemas.xmlsoap.org/soap/actor/next"
_ANONYMOUS: Final = re.compile(rf"{re.escape(ADDRESSING)}/(anonymous(\?\S*)?|none)")
_OIN: Final = re.compile(r"[?&]oin=([^&#]*)", re.IGNORECASE)
_TWENTY_DIGITS: Final = re.compile(r"[0-9]{20}")


class Addressing(NamedTuple):
    """Which message it is, from whom and to whom, by WS-Addressing 1.0.

    Attributes:
        message_id: which one.
        sender: the address of wsa:From.
        oin: the organisation that the sender's address names.
        to: the address that it was sent to.
        action: what it is.
    """

    message_id: str
    sender: str
    oin: str
    to: str
    action: str


class SoapMessage(NamedTuple):
    """A request: its addressing, and the element in its body."""

    addressing: Addressing
    content: Any


def read(body: bytes) -> SoapMessage:
    """The message in the body of a request.

    Raises:
        SoapFault: it isn't a SOAP 1.1 envelope with one element in its body, or its header isn't as it should be.
    """
    try:
        envelope = parsed(body)
    except XmlError as error:
        raise SoapFault(400, str(error)) from None
    if envelope.tag != _soap("Envelope"):
        kind: Kind | None = "VersionMismatch" if etree.QName(envelope).localname == "Envelope" else None
        raise SoapFault(400, f"Send a SOAP 1.1 envelope, in the namespace {ENVELOPE}.", kind=kind)
    if [part.tag for part in envelope] != [_soap("Header"), _soap("Body")]:
        raise SoapFault(400, "An envelope has one Header, with WS-Addressing in it, and one Body after it.")
    header, content = envelope
    if len(content) != 1:
        raise SoapFault(400, "The Body has one element.")
    _refuse_unknown(header)
    return SoapMessage(_addressing(header), content[0])


def written(content: Any, action: str, request: Addressing | None) -> bytes:
    """An envelope around a content; one that answers a request says which, and goes back to its sender."""
    envelope = etree.Element(_soap("Envelope"), nsmap={"soap": ENVELOPE})
    if request is not None:
        header = etree.SubElement(envelope, _soap("Header"), nsmap={"wsa": ADDRESSING})
        # The same for the same request, so that no byte of two answers differs but what they say.
        answer = uuid5(NAMESPACE_URL, f"{request.oin} {request.message_id}")
        etree.SubElement(header, _wsa("Action")).text = action
        etree.SubElement(header, _wsa("MessageID")).text = answer.urn
        etree.SubElement(header, _wsa("RelatesTo")).text = request.message_id
        etree.SubElement(header, _wsa("To")).text = request.sender
        sender = etree.SubElement(header, _wsa("From"))
        etree.SubElement(sender, _wsa("Address")).text = request.to
    etree.SubElement(envelope, _soap("Body")).append(content)
    text: bytes = etree.tostring(envelope, encoding="UTF-8", xml_declaration=True)
    return text


def _soap(name: str) -> str:
    return f"{{{ENVELOPE}}}{name}"


def _wsa(name: str) -> str:
    return f"{{{ADDRESSING}}}{name}"


def _refuse_unknown(header: Any) -> None:
    """Refuse what must be understood and isn't (SOAP 1.1, section 4.2.3): a signature that the gateway left in."""
    for block in header:
        is_ours = block.get(_soap("actor"), _NEXT) in {_NEXT, ""}
        must = block.get(_soap("mustUnderstand"), "0").strip() not in {"0", "false"}
        if is_ours and must and etree.QName(block).namespace != ADDRESSING:
            message = "A header that must be understood isn't: of headers, WS-Addressing is understood only."
            raise SoapFault(500, message, kind="MustUnderstand")


def _addressing(header: Any) -> Addressing:
    sender = _address(header, "From")
    found = _OIN.findall(sender)
    if len(found) != 1 or _TWENTY_DIGITS.fullmatch(found[0]) is None:
        raise SoapFault(400, "The address in wsa:From ends in ?oin= and the 20 digits of the sender's OIN.")
    for name in ("ReplyTo", "FaultTo"):
        if header.find(_wsa(name)) is not None and _ANONYMOUS.fullmatch(_address(header, name)) is None:
            raise SoapFault(400, f"The answer goes back as the response: leave wsa:{name} out, or let it be anonymous.")
    return Addressing(
        _text(_one(header, "MessageID"), "MessageID"),
        sender,
        found[0],
        _text(_one(header, "To"), "To"),
        _text(_one(header, "Action"), "Action"),
    )


def _address(header: Any, name: str) -> str:
    """The address of an endpoint reference."""
    return _text(_one(_one(header, name), "Address"), name)


def _one(parent: Any, name: str) -> Any:
    found = parent.findall(_wsa(name))
    if len(found) != 1:
        raise SoapFault(400, f"The Header has one wsa:{name}, in the namespace {ADDRESSING}.")
    return found[0]


def _text(element: Any, name: str) -> str:
    text = (element.text or "").strip(" \t\r\n")
    if len(element) or not text or len(text) > LONGEST or not text.isprintable() or " " in text:
        raise SoapFault(400, f"wsa:{name} has an address of 1 to {LONGEST} characters, without spaces.")
    return text
