"""XML from outside: no document type, no entity, no network, and no more than libxml2's own limits let through."""

from typing import Any, Final

from lxml import etree

_DOCUMENT_TYPE: Final = b"<!DOCTYPE"


class XmlError(ValueError):
    """A document that can't be read; the message says why and never repeats a part of it."""


def parsed(document: bytes) -> Any:
    """The root element of a document in UTF-8, without its comments and processing instructions.

    Args:
        document: the whole document; how long it may be is the caller's to say.

    Raises:
        XmlError: it isn't well-formed XML in UTF-8, or it has a document type.
    """
    if _DOCUMENT_TYPE in document:  # found by its bytes, as the parser below reads nothing but UTF-8
        raise XmlError("A document type (<!DOCTYPE) isn't accepted; leave it out.")
    parser = etree.XMLParser(
        encoding="utf-8",
        load_dtd=False,
        dtd_validation=False,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(document, parser)
    except etree.XMLSyntaxError:
        raise XmlError("This is not well-formed XML in UTF-8, or it is nested too deeply.") from None
