"""What comes to the SOAP service that is no request of it gets a fault that says what to do and repeats nothing."""

import socket

import httpx2
import pytest

from domain.roles import Role
from graph.engine.limits import Limits
from graph.suwinet.envelope import LONGEST
from models.database import ServingPools
from tests.api.conftest import client_of, token
from tests.api.test_edge import Exchange, service
from tests.api.test_visibility import answering, statements
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.suwinet_messages import (
    ACTION,
    OIN,
    OPERATION,
    PATH,
    SERVICE,
    SOAP,
    WSA,
    Reply,
    enveloped,
    header,
    request_of,
    send,
)

GOOD = request_of(people.RAN_ON)
LAUGHS = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
SECURITY = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
NOT_XML = "This is not well-formed XML in UTF-8, or it is nested too deeply."
DOCUMENT_TYPE = "A document type (<!DOCTYPE) isn't accepted; leave it out."
ENVELOPE = f"Send a SOAP 1.1 envelope, in the namespace {SOAP}."
PARTS = "An envelope has one Header, with WS-Addressing in it, and one Body after it."
CONTENT = "The Body has one element."
REQUEST = "The request has one Burgerservicenr, of nine digits and in no namespace, and no more."
ANOTHER = f"The one operation is {OPERATION}, in the namespace {SERVICE}."
BAD_BSN = "A BSN has nine digits and passes the 11-test; check the number for a typing error."
SENDER = "The address in wsa:From ends in ?oin= and the 20 digits of the sender's OIN."
ACTIONS = f"wsa:Action names another operation: it ends in /{OPERATION}."


def one(name: str) -> str:
    return f"The Header has one wsa:{name}, in the namespace {WSA}."


def text(name: str) -> str:
    return f"wsa:{name} has an address of 1 to {LONGEST} characters, without spaces."


def request(inner: str, name: str = OPERATION, namespace: str = SERVICE) -> str:
    return f'<s:{name} xmlns:s="{namespace}">{inner}</s:{name}>'


def with_security(attributes: str) -> str:
    block = f'<w:Security xmlns:w="{SECURITY}" {attributes}/>'
    return enveloped(GOOD, header(block))


BSN = "<Burgerservicenr>{}</Burgerservicenr>"
ONE_BSN = BSN.format(people.RAN_ON)
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'

BAD: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("", NOT_XML),
    "JSON": ('{"query": "{ viewer { role } }"}', NOT_XML),
    "cut off": (enveloped(GOOD)[:-30], NOT_XML),
    "cut off in a tag": (enveloped(GOOD)[: enveloped(GOOD).index("</Burger") + 5], NOT_XML),
    "two documents": (enveloped(GOOD) * 2, NOT_XML),
    "UTF-16": (enveloped(GOOD).encode("utf-16"), NOT_XML),
    "no UTF-8": (enveloped(GOOD, header(MessageID="é")).encode("latin-1"), NOT_XML),
    "depth": (enveloped("<a>" * 300 + "</a>" * 300), NOT_XML),
    "billion laughs": (
        f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]>' + enveloped(request(BSN.format("&l9;"))),
        DOCUMENT_TYPE,
    ),
    "an external entity": (
        '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + enveloped(request(BSN.format("&e;"))),
        DOCUMENT_TYPE,
    ),
    "an external document type": ('<!DOCTYPE a SYSTEM "file:///etc/hostname">' + enveloped(GOOD), DOCUMENT_TYPE),
    "no envelope": (GOOD, ENVELOPE),
    "no body": (f'<s:Envelope xmlns:s="{SOAP}">{header().replace("soap:", "s:")}</s:Envelope>', PARTS),
    "no header": (enveloped(GOOD, ""), PARTS),
    "two headers": (enveloped(GOOD, header() * 2), PARTS),
    "two bodies": (enveloped(f"{GOOD}</soap:Body><soap:Body>{GOOD}"), PARTS),
    "something after the body": (enveloped(f"{GOOD}</soap:Body><a/><soap:Body>"), PARTS),
    "the header in no namespace": (enveloped(GOOD, header().replace("soap:", "")), PARTS),
    "an empty body": (enveloped(""), CONTENT),
    "two requests": (enveloped(GOOD * 2), CONTENT),
    "another namespace": (enveloped(request(ONE_BSN, namespace=SERVICE.replace("v0300", "v0200"))), ANOTHER),
    "no namespace": (enveloped(f"<{OPERATION}>{ONE_BSN}</{OPERATION}>"), ANOTHER),
    "another operation": (enveloped(request(ONE_BSN, "UWVPersoonsWvInfo")), ANOTHER),
    "an answer": (enveloped(request(ONE_BSN, f"{OPERATION}Response")), ANOTHER),
    "a child in the namespace": (
        enveloped(f'<{OPERATION} xmlns="{SERVICE}">{ONE_BSN}</{OPERATION}>'),
        REQUEST,
    ),
    "no BSN": (enveloped(request("")), REQUEST),
    "an empty BSN": (enveloped(request(BSN.format(""))), REQUEST),
    "a BSN that is nil": (enveloped(request(f'<Burgerservicenr {XSI} xsi:nil="true"/>')), REQUEST),
    "two BSNs": (enveloped(request(ONE_BSN * 2)), REQUEST),
    "a BSN and more": (enveloped(request(f"{ONE_BSN}<Peildatum>20200101</Peildatum>")), REQUEST),
    "a BSN and text": (enveloped(request(f"{ONE_BSN} text")), REQUEST),
    "an attribute": (enveloped(request(ONE_BSN.replace("nr>", 'nr a="1">', 1))), REQUEST),
    "another type": (enveloped(request(ONE_BSN.replace("nr>", f'nr {XSI} xsi:type="a">', 1))), REQUEST),
    "eight digits": (enveloped(request(BSN.format("99990000"))), REQUEST),
    "ten digits": (enveloped(request(BSN.format(people.RAN_ON + "0"))), REQUEST),
    "spaces around": (enveloped(request(BSN.format(f" {people.RAN_ON} "))), REQUEST),
    "digits of another script": (enveloped(request(BSN.format("٩٩٩٩٠٠٠٠٦"))), REQUEST),
    "a BSN that fails its test": (enveloped(request(BSN.format("999900007"))), BAD_BSN),
    "only zeros": (enveloped(request(BSN.format("000000000"))), BAD_BSN),
    **{
        f"no {name}": (enveloped(GOOD, header(**{name: None})), one(name))
        for name in ("Action", "MessageID", "To", "From")
    },
    **{
        f"{name} twice": (enveloped(GOOD, header(f"<wsa:{name}>a</wsa:{name}>")), one(name))
        for name in ("Action", "MessageID", "To", "From")
    },
    **{
        f"an empty {name}": (enveloped(GOOD, header(**{name: " "})), text(name))
        for name in ("Action", "MessageID", "To", "From")
    },
    **{
        f"a {name} of {LONGEST + 1} characters": (
            enveloped(GOOD, header(**{name: "a" * (LONGEST + 1 - 25) + f"?oin={OIN}"})),
            text(name),
        )
        for name in ("Action", "MessageID", "To", "From")
    },
    "a message's id with an element in it": (
        enveloped(GOOD, header(MessageID=None).replace("</soap:H", "<wsa:MessageID>a<b/></wsa:MessageID></soap:H")),
        text("MessageID"),
    ),
    "a message's id with a line break in it": (enveloped(GOOD, header(MessageID="a\nb")), text("MessageID")),
    "addressing of another version": (
        enveloped(GOOD, header().replace(WSA, "http://schemas.xmlsoap.org/ws/2004/08/addressing")),
        one("From"),
    ),
    "a sender without an OIN": (enveloped(GOOD, header(From="https://gemeente.example/suwinet")), SENDER),
    "an OIN of 19 digits": (enveloped(GOOD, header(From=f"https://gemeente.example/?oin={OIN[:-1]}")), SENDER),
    "an OIN of 21 digits": (enveloped(GOOD, header(From=f"https://gemeente.example/?oin={OIN}0")), SENDER),
    "two OINs": (enveloped(GOOD, header(From=f"https://gemeente.example/?oin={OIN}&oin={OIN}")), SENDER),
    "an OIN in another script": (enveloped(GOOD, header(From=f"https://gemeente.example/?oin={'٠' * 20}")), SENDER),
    "another action": (enveloped(GOOD, header(Action=ACTION.replace("Arbeidsbeperkten", "Wv"))), ACTIONS),
    "an action that only ends alike": (enveloped(GOOD, header(Action=f"http://a/Not{OPERATION}")), ACTIONS),
    "an answer to elsewhere": (
        enveloped(GOOD, header(ReplyTo="https://elsewhere.example/")),
        "The answer goes back as the response: leave wsa:ReplyTo out, or let it be anonymous.",
    ),
}


async def sent(client: httpx2.AsyncClient, body: str | bytes, **headers: str | None) -> Reply:
    return await send(
        client, body, token(Role.SUWINET), {name.replace("_", "-"): text for name, text in headers.items()}
    )


async def test_what_is_no_request_gets_a_fault_that_names_what_is_wrong_and_reads_nothing(
    client: httpx2.AsyncClient, log_owner: Owner
) -> None:
    await sent(client, enveloped(GOOD))
    before = await statements(log_owner)
    for name, (body, why) in BAD.items():
        reply = await sent(client, body)
        assert reply.fault == (400, "soap:Client", "BAD_USER_INPUT", why), name
        assert people.RAN_ON.encode() not in reply.raw, name
    assert (await answering(log_owner, before)).total() == 0


async def test_an_envelope_of_soap_1_2_is_another_version(client: httpx2.AsyncClient) -> None:
    reply = await sent(client, enveloped(GOOD).replace(SOAP, SOAP_12))
    assert reply.fault == (400, "soap:VersionMismatch", "BAD_USER_INPUT", ENVELOPE)


@pytest.mark.parametrize(
    ("attributes", "understood"),
    [
        ('soap:mustUnderstand="1"', False),
        ('soap:mustUnderstand="true"', False),
        ('soap:mustUnderstand="1" soap:actor=""', False),
        ('soap:mustUnderstand="1" soap:actor="http://schemas.xmlsoap.org/soap/actor/next"', False),
        ('soap:mustUnderstand="1" soap:actor="https://gateway.example/"', True),
        ('soap:mustUnderstand="0"', True),
        ("", True),
    ],
)
async def test_a_signature_that_the_gateway_left_in_is_not_passed_over(
    client: httpx2.AsyncClient, attributes: str, understood: bool
) -> None:
    reply = await sent(client, with_security(attributes))
    if understood:
        assert reply.response.tag == "ClientSuwi"
    else:
        assert reply.fault[:2] == (500, "soap:MustUnderstand")


@pytest.mark.parametrize(
    "changes",
    [
        {"ReplyTo": f"{WSA}/anonymous"},
        {"ReplyTo": f"{WSA}/anonymous?oin={OIN}"},
        {"Action": f"{SERVICE}/UWVArbeidsbeperkten/{OPERATION}Request"},
        {"Action": f"{SERVICE}/{OPERATION}"},
        {"From": f"{WSA}/anonymous?OIN={OIN}"},
        {"From": f"https://gemeente.example/?a=b&oin={OIN}#c"},
        {"From": "x" * (LONGEST - 25) + f"?oin={OIN}"},
        {"To": f" \n {WSA}/anonymous "},
    ],
)
async def test_what_toolkits_write_in_several_ways_is_taken(
    client: httpx2.AsyncClient, changes: dict[str, str | None]
) -> None:
    reply = await sent(client, enveloped(GOOD, header(**changes)))
    assert reply.response.tag == "ClientSuwi"


async def test_a_schema_that_a_request_names_is_not_fetched(client: httpx2.AsyncClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        place = f"http://127.0.0.1:{listener.getsockname()[1]}/a.xsd"
        hint = f'{XSI} xsi:schemaLocation="{SERVICE} {place}" xsi:noNamespaceSchemaLocation="{place}"'
        reply = await sent(client, enveloped(GOOD.replace(f"<smls:{OPERATION}", f"<smls:{OPERATION} {hint}")))
        assert reply.response.tag == "ClientSuwi"
        with pytest.raises(TimeoutError):
            listener.accept()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content_type": "text/xml"}, 200),
        ({"content_type": 'text/xml; charset="UTF-8"'}, 200),
        ({"content_type": "application/soap+xml"}, 415),
        ({"content_type": "application/xml"}, 415),
        ({"content_type": "application/json"}, 415),
        ({"content_type": 'multipart/related; type="text/xml"'}, 415),
        ({"content_type": "text/xml; charset=iso-8859-1"}, 415),
        ({"content_type": None}, 415),
        ({"content_encoding": "gzip"}, 415),
        ({"soapaction": '""'}, 200),
        ({"soapaction": ""}, 200),
        ({"soapaction": None}, 200),
        ({"soapaction": f'"{ACTION}"'}, 200),
        ({"soapaction": '"http://elsewhere.example/"'}, 400),
    ],
)
async def test_the_header_of_http_says_that_it_is_soap_1_1(
    client: httpx2.AsyncClient, headers: dict[str, str | None], status: int
) -> None:
    reply = await sent(client, enveloped(GOOD), **headers)
    assert reply.status == status
    if status != 200:
        assert reply.fault[1:3] == ("soap:Client", "BAD_USER_INPUT")


async def test_without_a_good_token_the_challenge_is_that_of_the_api_and_the_message_is_not_looked_at(
    client: httpx2.AsyncClient,
) -> None:
    for body in (enveloped(GOOD), "not XML"):
        missing = await send(client, body, None)
        assert missing.fault[:3] == (401, "soap:Client", "UNAUTHENTICATED")
        assert missing.headers["www-authenticate"] == (
            'Bearer resource_metadata="https://register.example/.well-known/oauth-protected-resource"'
        )
        bad = await send(client, body, token(Role.SUWINET)[:-4] + "AAAA")
        assert bad.fault[:3] == (401, "soap:Client", "UNAUTHENTICATED")
        assert 'error="invalid_token"' in bad.headers["www-authenticate"]
        by_url = await client.post(f"{PATH}?access_token={token(Role.SUWINET)}", content=body)
        assert by_url.status_code in {401, 415}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND"])
async def test_another_method_is_told_which_there_are(client: httpx2.AsyncClient, method: str) -> None:
    answer = await client.request(method, PATH)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, POST"


BEARER = (b"content-type", b"text/xml"), (b"authorization", f"Bearer {token(Role.SUWINET)}".encode())


def fault_of(exchange: Exchange) -> tuple[int, str, str, str]:
    """The fault that the edge, or what is behind it, answered with."""
    headers = httpx2.Headers(list(exchange.headers.items()))
    return Reply(exchange.messages[0]["status"], headers, exchange.body).fault


async def test_what_the_edge_refuses_is_a_fault_as_well(serving: ServingPools) -> None:
    fifty_megabytes = (*BEARER, (b"content-length", b"50000000"))
    long = Exchange(service(serving), PATH, *fifty_megabytes)
    assert await long.status() == 413
    assert fault_of(long)[1:] == ("soap:Client", "BAD_USER_INPUT", "A request has at most 100000 bytes.")
    late = Exchange(service(serving, body_seconds=0.2), PATH, *fifty_megabytes[:2], (b"content-length", b"100"))
    late.feed(b"<", more=True)
    assert await late.status() == 408
    assert fault_of(late)[1:3] == ("soap:Client", "BAD_USER_INPUT")
    full = Exchange(service(serving, in_flight=0), PATH, *BEARER, (b"content-length", b"0"))
    assert await full.status() == 503
    assert fault_of(full)[1:3] == ("soap:Server", "UNAVAILABLE")
    assert full.headers[b"retry-after"] == b"2"


async def test_there_are_as_many_places_for_the_role_as_graphql_leaves(serving: ServingPools) -> None:
    message = enveloped(GOOD).encode()
    full = Exchange(service(serving, in_flight_role=0), PATH, *BEARER, (b"content-length", b"%d" % len(message)))
    full.feed(message)
    assert await full.status() == 503
    assert fault_of(full)[1:3] == ("soap:Server", "UNAVAILABLE")
    assert b"retry-after" in full.headers


async def test_a_look_up_that_takes_too_long_is_given_up(peopled: Owner, pools: ServingPools) -> None:
    async with client_of(pools, limits=Limits(operation_seconds=0.5)) as client, peopled.transaction():
        await peopled.execute("lock table register.registration")
        reply = await sent(client, enveloped(GOOD))
    assert reply.fault[:3] == (503, "soap:Server", "TIMEOUT")
    assert reply.headers["retry-after"] == "5"
    assert b"ClientSuwi" not in reply.raw
