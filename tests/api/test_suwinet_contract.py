"""The WSDL of the SOAP service and its schemas: what they promise, and that whoever reads them finds all of them."""

from urllib.parse import urljoin

import httpx2
import pytest
from lxml import etree

from tests.api.conftest import URL
from tests.fixtures.suwinet_messages import ACTION, FWI, OPERATION, PATH, SERVICE

WSDL = "http://schemas.xmlsoap.org/wsdl/"
SOAP = f"{WSDL}soap/"
XSD = "http://www.w3.org/2001/XMLSchema"
WSAM = "http://www.w3.org/2007/05/addressing/metadata"
NAMES = {"wsdl": WSDL, "soap": SOAP, "xsd": XSD, "wsam": WSAM}


@pytest.mark.parametrize("query", ["?wsdl", "?WSDL"])
async def test_the_wsdl_is_public_and_names_where_the_service_is(client: httpx2.AsyncClient, query: str) -> None:
    answer = await client.get(PATH + query)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml; charset=utf-8")
    wsdl = etree.fromstring(answer.content)
    assert wsdl.get("targetNamespace") == SERVICE
    [address] = wsdl.xpath("//wsdl:port/soap:address/@location", namespaces=NAMES)
    assert address == f"{URL}{PATH}"


async def test_the_one_operation_is_document_literal_with_an_empty_soap_action_and_an_action_of_ws_addressing(
    client: httpx2.AsyncClient,
) -> None:
    wsdl = etree.fromstring((await client.get(f"{PATH}?wsdl")).content)

    def found(path: str) -> list[str]:
        texts: list[str] = wsdl.xpath(path, namespaces=NAMES)
        return texts

    assert found("//wsdl:binding/soap:binding/@style") == ["document"]
    assert found("//wsdl:binding/wsdl:operation/soap:operation/@soapAction") == [""]
    assert set(found("//soap:body/@use | //soap:fault/@use")) == {"literal"}
    assert found("//wsdl:portType/wsdl:operation/@name") == [OPERATION]
    assert found("//wsdl:portType//wsdl:input/@wsam:Action") == [ACTION]
    assert found("//wsdl:portType//wsdl:output/@wsam:Action") == [f"{ACTION}Response"]
    assert found("//wsdl:message/wsdl:part/@element") == [
        f"smls:{OPERATION}", f"smls:{OPERATION}Response", "fwi:Fout",
    ]  # fmt: skip
    [said] = found("/wsdl:definitions/wsdl:documentation/text()")
    for word in ("2W-be-S", "gateway", "REINTEGRATION", "SUWINET", "recorded again"):
        assert word in said


async def test_every_schema_that_is_imported_is_served_at_the_place_that_is_named(client: httpx2.AsyncClient) -> None:
    places, namespaces = [f"{PATH}?wsdl"], {}
    for place in places:  # grows
        answer = await client.get(place)
        assert answer.status_code == 200, place
        root = etree.fromstring(answer.content)
        namespaces[place] = root.get("targetNamespace")
        for imported in root.iter(f"{{{XSD}}}import"):
            where = urljoin(place, imported.get("schemaLocation"))
            if where not in places:
                places.append(where)
    assert list(namespaces.values()) == [SERVICE, SERVICE, FWI]


async def test_of_the_schema_only_the_element_of_the_body_is_in_the_namespace(client: httpx2.AsyncClient) -> None:
    answer = await client.get(f"{PATH}/UWVDossierQuotumArbeidsbeperktenGSD.xsd")
    schema = etree.fromstring(answer.content)
    assert schema.get("elementFormDefault") == "unqualified"
    names = [one.get("name") for one in schema.findall(f"{{{XSD}}}element")]
    assert names == [OPERATION, f"{OPERATION}Response"]
    assert not schema.xpath("//@form")
    text = answer.text.lower()
    for word in ("endreason", "redeneinde", "rdne"):  # since 2017 there is no reason in it
        assert word not in text


@pytest.mark.parametrize("place", ["", "?", "?xsd", "?wsdl&a=b", "?singleWsdl"])
async def test_another_question_is_told_where_the_wsdl_is(client: httpx2.AsyncClient, place: str) -> None:
    answer = await client.get(PATH + place)
    assert answer.status_code == 404
    assert "?wsdl" in answer.text


@pytest.mark.parametrize("name", ["nowhere.xsd", "contract.py", "..%2Fcontract.py", ""])
async def test_nothing_but_the_schemas_is_served_beside_it(client: httpx2.AsyncClient, name: str) -> None:
    assert (await client.get(f"{PATH}/{name}")).status_code == 404
