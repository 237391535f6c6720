"""XML from outside is read as it stands, and nothing in it makes the reader fetch, grow or give up."""

import socket
from pathlib import Path

import pytest

from models.xml import XmlError, parsed

LAUGHS = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
BILLION_LAUGHS = f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a>&l9;</a>'

NOT_READ = {
    "nothing": b"",
    "text": b"not XML",
    "JSON": b'{"a": 1}',
    "cut off": b"<a><b>1</b>",
    "two documents": b"<a/><a/>",
    "billion laughs": BILLION_LAUGHS.encode(),
    "a document type alone": b'<?xml version="1.0"?><!DOCTYPE a><a/>',
    "a document type in UTF-16": BILLION_LAUGHS.encode("utf-16"),
    "an entity that nobody declared": b"<a>&b;</a>",
    "UTF-16": "<a/>".encode("utf-16"),
    "UTF-16 that says so": '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"),
    "UTF-7": b'<?xml version="1.0" encoding="UTF-7"?>+ADw-a/>',
    "bytes that are no UTF-8": '<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'.encode("latin-1"),
    "a control character": b"<a>\x00</a>",
    "depth": b"<a>" * 50_000,
    "a prefix without a namespace": b"<p:a/>",
}


@pytest.mark.parametrize("name", NOT_READ)
def test_what_is_not_plain_xml_in_utf_8_is_refused_in_words_that_repeat_nothing(name: str) -> None:
    with pytest.raises(XmlError) as refused:
        parsed(NOT_READ[name])
    assert str(refused.value) in {
        "This is not well-formed XML in UTF-8, or it is nested too deeply.",
        "A document type (<!DOCTYPE) isn't accepted; leave it out.",
    }


def test_no_file_and_no_host_that_a_document_names_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a secret")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        for place in (secret.as_uri(), f"http://127.0.0.1:{listener.getsockname()[1]}/"):
            for start in (
                f'<!DOCTYPE a SYSTEM "{place}">',
                f'<!DOCTYPE a [<!ENTITY b SYSTEM "{place}">]>',
                f'<!DOCTYPE a [<!ENTITY % b SYSTEM "{place}"> %b;]>',
            ):
                with pytest.raises(XmlError):
                    parsed(f"{start}<a>&b;</a>".encode())
            include = f'<a xmlns:x="http://www.w3.org/2001/XInclude"><x:include href="{place}" parse="text"/></a>'
            assert "".join(parsed(include.encode()).itertext()) == ""
        with pytest.raises(TimeoutError):
            listener.accept()


def test_comments_instructions_and_marked_sections_change_no_text() -> None:
    root = parsed('﻿<?xml version="1.0"?><a><?p i?><b>1<!-- no -->2<![CDATA[<3>]]>&#52;</b></a>'.encode())
    assert [child.tag for child in root] == ["b"]
    assert root.findtext("b") == "12<3>4"
