"""zeep, a SOAP client that nobody here wrote, reads our WSDL and asks a running service."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
import zeep
from lxml import etree
from zeep.exceptions import Fault
from zeep.transports import Transport

from auth.development.issuer import UWV
from server.demo.data import EXAMPLE_OTHER_BSN, EXAMPLE_REGISTERED_BSN, EXAMPLE_UNKNOWN_BSN
from tests.fixtures.process import Installation
from tests.fixtures.suwinet_messages import FWI, SERVICE, WSA

pytestmark = [pytest.mark.clients, pytest.mark.timeout(600)]  # a service with demo data is started


class Seen(zeep.Plugin):
    """Keeps the envelopes that went and came."""

    def __init__(self) -> None:
        self.went: Any = None
        self.came: Any = None

    def egress(self, envelope: Any, http_headers: Any, *_: object) -> tuple[Any, Any]:
        self.went = envelope
        return envelope, http_headers

    def ingress(self, envelope: Any, http_headers: Any, *_: object) -> tuple[Any, Any]:
        self.came = envelope
        return envelope, http_headers


@pytest.fixture(scope="module")
def seen() -> Seen:
    return Seen()


@pytest.fixture(scope="module")
def client(service: Installation, seen: Seen) -> Iterator[zeep.Client]:
    """zeep with a token of Suwinet, by the WSDL that the service serves."""
    with requests.Session() as session:
        session.trust_env = False
        session.headers["authorization"] = f"Bearer {service.command('token', '--role', 'suwinet').stdout.strip()}"
        wsdl = f"http://127.0.0.1:{service.port}/suwinet/v0300?wsdl"
        yield zeep.Client(wsdl, transport=Transport(session=session), plugins=[seen])


def asked(client: zeep.Client, bsn: str, oin: str = UWV.oin) -> Any:
    """What zeep makes of the answer. It adds what the WSDL says of WS-Addressing; the sender it can't know."""
    sender = etree.Element(f"{{{WSA}}}From")
    etree.SubElement(sender, f"{{{WSA}}}Address").text = f"{WSA}/anonymous?oin={oin}"
    return client.service.UWVPersoonsArbeidsbeperktenInfo(Burgerservicenr=bsn, _soapheaders=[sender])


def test_zeep_reads_the_one_operation_and_its_types_from_our_wsdl(client: zeep.Client) -> None:
    [port] = client.wsdl.services["UWVDossierQuotumArbeidsbeperktenGSD"].ports.values()
    [operation] = port.binding._operations.values()
    assert (operation.name, operation.soapaction, operation.style) == (
        "UWVPersoonsArbeidsbeperktenInfo",
        "",
        "document",
    )
    names = [name for name, _ in client.get_type(f"{{{SERVICE}}}ClientSuwi").elements]
    assert names == ["Burgerservicenr", "LdrRegistratieWbQa", "GrondslagArbeidsbeperktheid"]


def test_a_registered_person_is_an_object_with_the_grounds_in_it(client: zeep.Client, seen: Seen) -> None:
    answer = asked(client, EXAMPLE_REGISTERED_BSN)
    assert (answer.NietsGevonden, answer.FWI) == (None, None)
    assert answer.ClientSuwi.Burgerservicenr == EXAMPLE_REGISTERED_BSN
    [registration] = seen.came.iter("LdrRegistratieWbQa")  # which zeep makes nothing of, as it is empty
    assert len(registration) == 0
    assert [
        (one.CdGrondslagArbeidsbeperktheid, one.DatBGrondslagArbeidsbeperktheid, one.DatEGrondslagArbeidsbeperktheid)
        for one in answer.ClientSuwi.GrondslagArbeidsbeperktheid
    ] == [("VB04", "20140301", "20160310"), ("VB02", "20190501", None)]
    went, came = (
        {name: one.xpath(f"//*[local-name()='{name}']//text()") for name in ("MessageID", "To", "From", "RelatesTo")}
        for one in (seen.went, seen.came)
    )
    assert came["RelatesTo"] == went["MessageID"]
    assert came["From"] == went["To"]


@pytest.mark.parametrize("bsn", [EXAMPLE_OTHER_BSN, EXAMPLE_UNKNOWN_BSN])
def test_whoever_is_not_registered_is_not_found(client: zeep.Client, seen: Seen, bsn: str) -> None:
    assert asked(client, bsn) is None  # what zeep makes of an answer with only an empty element in it
    [found] = seen.came.iter(f"{{{SERVICE}}}UWVPersoonsArbeidsbeperktenInfoResponse")
    assert [child.tag for child in found] == [f"{{{FWI}}}NietsGevonden"]


@pytest.mark.parametrize(
    ("bsn", "oin", "code"),
    [
        ("999900007", UWV.oin, "BAD_USER_INPUT"),
        ("", UWV.oin, "BAD_USER_INPUT"),
        ("99990000", UWV.oin, "BAD_USER_INPUT"),
        (EXAMPLE_REGISTERED_BSN, UWV.oin[::-1], "FORBIDDEN"),
    ],
)
def test_what_is_refused_is_a_fault_whose_detail_is_a_fout(client: zeep.Client, bsn: str, oin: str, code: str) -> None:
    with pytest.raises(Fault) as refused:
        asked(client, bsn, oin)
    [fout] = refused.value.detail
    assert fout.tag == f"{{{FWI}}}Fout"
    assert fout.findtext("Code") == code
    assert fout.findtext("Tekst") == refused.value.message
    assert refused.value.code == "soap:Client"
    assert not bsn or bsn not in refused.value.message


def test_without_a_token_it_is_a_fault_as_well(client: zeep.Client) -> None:
    bearer = client.transport.session.headers.pop("authorization")
    try:
        with pytest.raises(Fault, match="bearer token"):
            asked(client, EXAMPLE_REGISTERED_BSN)
    finally:
        client.transport.session.headers["authorization"] = bearer
