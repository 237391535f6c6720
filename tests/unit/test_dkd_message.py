"""What is read of a DKD message: exactly what it says, or why it can't be; never a value that it has."""

from collections import Counter
from datetime import date

import pytest

from domain.bsn import Bsn
from domain.suwi import Source
from models.dkd.faults import DkdReason
from models.dkd.message import MOST_BYTES, WageValueReport, read
from tests.fixtures.dkd import BSN, CAPACITY, client, message, provision, relation, source

FIRST = "AtlRelatie[1]/ReIntegratievoorziening[1]"
USUAL = WageValueReport(FIRST, 1, Bsn(BSN), Source("0599"), "62.50", True, date(2026, 11, 2), None)


def rejected(document: bytes) -> list[tuple[str, DkdReason]]:
    found = read(document, 2)
    assert found.reports == []
    return [(one.part, one.reason) for one in found.rejections]


def with_value(percentage: str = "<Percentage>06250</Percentage>", **more: str) -> bytes:
    return message(client(relation(provision(percentage, **more))))


def test_a_wage_value_is_read_with_whom_it_is_of_and_who_found_it() -> None:
    assert read(message(), 2).reports == [USUAL]


def enveloped(document: bytes) -> bytes:
    body = document.decode().removeprefix('<?xml version="1.0" encoding="UTF-8"?>')
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    return f'<e:Envelope xmlns:e="{soap}"><e:Header/><e:Body>{body}</e:Body></e:Envelope>'.encode()


SAME = {
    "another prefix": message().replace(b"m:", b"other:").replace(b":m=", b":other="),
    "the default namespace": message().replace(b"xmlns:m", b"xmlns").replace(b"m:", b""),
    "the standard's own name": message(name="GSDDossierReintegratie"),
    "in an envelope of SOAP": enveloped(message()),
    "another order": message(
        "<ClientSuwi>"
        + relation(f"{provision()}", capacity="", bron=source()).replace("</AtlRelatie>", f"{CAPACITY}</AtlRelatie>")
        + f"<Burgerservicenr>{BSN}</Burgerservicenr></ClientSuwi>"
    ),
    "a positive sign": with_value("<CdPositiefNegatief>+</CdPositiefNegatief><Percentage>06250</Percentage>"),
    "a capacity of one digit": message(client(relation(provision(), capacity=CAPACITY.replace("01", "1")))),
    "a capacity of a longer name, by itself": message(
        client(relation(provision(), capacity="<CdArbeidsvermogenTovWml>1</CdArbeidsvermogenTovWml>"))
    ),
    "a source of the client alone": message(client(source() + relation(provision(), bron=""))),
    "a source of the message alone": message(source() + client(relation(provision(), bron=""))),
    "relations beside the client": message(client() + relation(provision())),
    "comments": message().replace(b"06250", b"062<!-- two decimals -->50"),
}


@pytest.mark.parametrize("name", SAME)
def test_where_the_standard_is_silent_it_is_read_alike(name: str) -> None:
    found = read(SAME[name], 2)
    assert (found.reports, found.rejections, found.unknown) == ([USUAL], [], Counter())


def test_several_clients_relations_and_provisions_are_each_read_with_what_is_theirs() -> None:
    second = relation(
        provision(day="<DatBRv>20260105</DatBRv>", number="<RegistratienrRvGsd>RV-1</RegistratienrRvGsd>"),
        "<ReIntegratievoorziening><DatBRv>00000000</DatBRv></ReIntegratievoorziening>",
        provision("<Percentage>03333</Percentage>"),
        capacity="<Arbeidsvermogen><CdArbeidsvermogen>02</CdArbeidsvermogen></Arbeidsvermogen>",
        bron=source("0344", "0002"),
    )
    found = read(message(client(relation(provision()), second), client(relation(provision()), bsn="999900018")), 2)
    assert [(one.place, str(one.source), one.percentage, one.below_minimum_wage) for one in found.reports] == [
        ("ClientSuwi[1]/AtlRelatie[1]/ReIntegratievoorziening[1]", "0599", "62.50", True),
        ("ClientSuwi[1]/AtlRelatie[2]/ReIntegratievoorziening[1]", "0344-0002", "62.50", False),
        ("ClientSuwi[1]/AtlRelatie[2]/ReIntegratievoorziening[3]", "0344-0002", "33.33", False),
        ("ClientSuwi[2]/AtlRelatie[1]/ReIntegratievoorziening[1]", "0599", "62.50", True),
    ]
    assert [one.reference for one in found.reports] == [None, "RV-1", None, None]
    assert [one.bsn for one in found.reports] == [*[Bsn(BSN)] * 3, Bsn("999900018")]


def test_what_is_not_there_is_left_to_the_rules() -> None:
    [found] = read(message(client(relation(provision("", day=""), capacity=""))), 2).reports
    assert (found.percentage, found.below_minimum_wage, found.established_on) == (None, None, None)


BSNS = "Burgerservicenr"
ITEMS = {
    "no BSN": (message(client(relation(provision())).replace(f"<{BSNS}>{BSN}</{BSNS}>", "")), BSNS, DkdReason.MISSING),
    "an empty BSN": (message(client(relation(provision()), bsn="")), BSNS, DkdReason.MALFORMED),
    "a BSN that fails": (message(client(relation(provision()), bsn="999900007")), BSNS, DkdReason.FAILS_TEST),
    "a BSN of eight": (message(client(relation(provision()), bsn="99990000")), BSNS, DkdReason.MALFORMED),
    "a BSN with a blank": (message(client(relation(provision()), bsn=f"{BSN} ")), BSNS, DkdReason.MALFORMED),
    "two BSNs": (message(client(f"<{BSNS}>{BSN}</{BSNS}>", relation(provision()))), BSNS, DkdReason.TWICE),
    "a BSN with parts": (message(client(relation(provision()), bsn=f"{BSN}<a/>")), BSNS, DkdReason.MALFORMED),
    "four digits": (with_value("<Percentage>6250</Percentage>"), "Percentage", DkdReason.MALFORMED),
    "a written sign": (with_value("<Percentage>62.50</Percentage>"), "Percentage", DkdReason.MALFORMED),
    "an empty percentage": (with_value("<Percentage/>"), "Percentage", DkdReason.MALFORMED),
    "two percentages": (with_value("<Percentage>06250</Percentage>" * 2), "Percentage", DkdReason.TWICE),
    "less than nothing": (
        with_value("<CdPositiefNegatief>-</CdPositiefNegatief><Percentage>06250</Percentage>"),
        "CdPositiefNegatief",
        DkdReason.NEGATIVE,
    ),
    "another sign": (
        with_value("<CdPositiefNegatief>P</CdPositiefNegatief><Percentage>06250</Percentage>"),
        "CdPositiefNegatief",
        DkdReason.MALFORMED,
    ),
    "two wage values": (
        message(client(relation(provision().replace("</Loonk", "<PercLoonwaardeTovWml/></Loonk")))),
        "PercLoonwaardeTovWml",
        DkdReason.TWICE,
    ),
    **{
        f"the date {text}": (with_value(day=f"<DatBRv>{text}</DatBRv>"), "DatBRv", reason)
        for text, reason in {
            "00000000": DkdReason.PARTIAL,
            "20260000": DkdReason.PARTIAL,
            "20261100": DkdReason.PARTIAL,
            "20261131": DkdReason.MALFORMED,
            "2026-11-02": DkdReason.MALFORMED,
            "": DkdReason.MALFORMED,
        }.items()
    },
    "two dates": (with_value(day="<DatBRv>20261102</DatBRv>" * 2), "DatBRv", DkdReason.TWICE),
    "no source": (message(client(relation(provision(), bron=""))), "Bron", DkdReason.MISSING),
    "a source without a party": (
        message(client(relation(provision(), bron="<Bron/>"))),
        "CdPartijSuwi",
        DkdReason.MISSING,
    ),
    "a party of three digits": (
        message(client(relation(provision(), bron=source("599")))),
        "Bron",
        DkdReason.MALFORMED,
    ),
    "a branch that is no code": (
        message(client(relation(provision(), bron=source("0599", "V1")))),
        "Bron",
        DkdReason.MALFORMED,
    ),
    "two sources": (message(client(relation(provision(), bron=source() * 2))), "Bron", DkdReason.TWICE),
    "a capacity in words": (
        message(client(relation(provision(), capacity=CAPACITY.replace("01", "ja")))),
        "CdArbeidsvermogen",
        DkdReason.MALFORMED,
    ),
    "two capacities": (
        message(client(relation(provision(), capacity=CAPACITY * 2))),
        "CdArbeidsvermogen",
        DkdReason.TWICE,
    ),
    "an empty registration number": (
        with_value(number="<RegistratienrRvGsd/>"),
        "RegistratienrRvGsd",
        DkdReason.MALFORMED,
    ),
    "a long registration number": (
        with_value(number=f"<RegistratienrRvGsd>{'1' * 16}</RegistratienrRvGsd>"),
        "RegistratienrRvGsd",
        DkdReason.MALFORMED,
    ),
}


@pytest.mark.parametrize("name", ITEMS)
def test_a_part_that_cant_be_read_rejects_its_wage_value_by_name(name: str) -> None:
    document, part, reason = ITEMS[name]
    assert rejected(document) == [(f"{FIRST}/{part}", reason)]


def test_one_that_is_rejected_stops_no_other() -> None:
    found = read(message(client(relation(provision(day="<DatBRv>20260000</DatBRv>"), provision()))), 2)
    assert [one.place for one in found.reports] == ["AtlRelatie[1]/ReIntegratievoorziening[2]"]
    assert [one.part for one in found.rejections] == [f"{FIRST}/DatBRv"]


LAUGHS = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
WHOLE = {
    "nothing": (b"", DkdReason.NO_XML),
    "JSON": (b'{"bsn": "999900006"}', DkdReason.NO_XML),
    "cut off": (message()[:-9], DkdReason.NO_XML),
    "UTF-16": (message().decode().encode("utf-16"), DkdReason.NO_XML),
    "billion laughs": (
        f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a>&l9;</a>'.encode(),
        DkdReason.NO_XML,
    ),
    "an entity from elsewhere": (
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>' + message().split(b"?>")[1],
        DkdReason.NO_XML,
    ),
    "no namespace": (message().replace(b"m:GSD", b"GSD"), DkdReason.OTHER_MESSAGE),
    "the namespace of another version": (message(namespace="http://x.example/v0300"), DkdReason.OTHER_MESSAGE),
    "a question": (message(name="GSDReintegratieInfo"), DkdReason.OTHER_MESSAGE),
    "an empty envelope": (enveloped(b""), DkdReason.OTHER_MESSAGE),
    "two messages in an envelope": (enveloped(message() + message().split(b"?>")[1]), DkdReason.OTHER_MESSAGE),
    "too long": (message() + b" " * MOST_BYTES, DkdReason.TOO_LONG),
    "too many wage values": (message(client(relation(*[provision()] * 51))), DkdReason.TOO_MANY),
    "too many parts": (message(client("<a/>" * 5_000)), DkdReason.TOO_MANY),
    "too deep": (message(client("<a>" * 300 + "</a>" * 300)), DkdReason.NO_XML),
}


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_no_message_is_rejected_whole(name: str) -> None:
    document, reason = WHOLE[name]
    assert rejected(document) == [("", reason)]


def test_parts_that_nobody_knows_are_counted_by_a_name_that_tells_no_number() -> None:
    strange = '<Nieuw/><Nieuw/><N999900006/><x:Percentage xmlns:x="urn:other"/>'
    found = read(
        message(client(relation(provision()), strange, "<Loonkostensubsidie><Inside/></Loonkostensubsidie>")), 2
    )
    assert found.reports == [USUAL]
    assert found.unknown == Counter({"Nieuw": 2, "…": 1, "Percentage": 1, "Loonkostensubsidie": 1})


def test_no_reason_has_a_sign_that_parts_a_list() -> None:
    assert not any({",", '"', "\n"} & set(reason) for reason in DkdReason)


@pytest.mark.parametrize("inside", ["FWI", "NietsGevonden"])
def test_a_message_may_have_no_wage_value(inside: str) -> None:
    found = read(message(f'<f:{inside} xmlns:f="http://bkwi.nl/SuwiML/FWI/v0205"><f:Fout/></f:{inside}>'), 2)
    assert (found.reports, found.rejections, found.unknown) == ([], [], Counter())
