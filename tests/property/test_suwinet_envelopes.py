"""Whatever comes as a SOAP message: it is a request, or a fault says why not; nothing else happens."""

from hypothesis import given
from hypothesis import strategies as st

from graph.suwinet.contract import bsn_asked
from graph.suwinet.envelope import LONGEST, Addressing, read, written
from graph.suwinet.faults import SoapFault
from tests.fixtures.suwinet_messages import ACTION, OIN, enveloped, header, request_of

BSN = "999900006"
GOOD = enveloped(request_of(BSN)).encode()
PIECES = [
    *(
        b"<",
        b">",
        b"</",
        b"/>",
        b"&",
        b"&#0;",
        b"&amp;",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"<?a?>",
        b"<!DOCTYPE a>",
    ),
    *(
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        b" ",
        b"\n",
        b"<a/>",
        b"<wsa:To>a</wsa:To>",
        b"soap:",
        b"wsa:",
        b'xmlns=""',
        b"?oin=",
    ),
]


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """A good message with some pieces cut out, put in, or doubled."""
    text = GOOD
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 60)))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=8) | st.just(text[start:end] * 2))
        text = text[:start] + piece + text[end:]
    return text


def outcome(body: bytes) -> tuple[Addressing, str] | SoapFault:
    """What is asked, or why it isn't."""
    try:
        message = read(body)
        return message.addressing, bsn_asked(message.content)
    except SoapFault as fault:
        return fault


@given(st.binary(max_size=200) | mangled())
def test_it_is_a_request_or_a_fault_that_repeats_no_number(body: bytes) -> None:
    found = outcome(body)
    if isinstance(found, SoapFault):
        assert found.status == 400 or (found.status == 500 and b"mustUnderstand" in body)
        assert BSN.encode() not in written(found.element(), ACTION, None)
    else:
        addressing, digits = found
        assert len(digits) == 9
        assert digits.encode() in body or b"<!--" in body or b"<?" in body or b"&" in body or b"CDATA" in body
        assert all(0 < len(text) <= LONGEST for text in addressing)


_TEXT = st.text(st.characters(exclude_categories=("Z", "C")), min_size=1, max_size=50)


@given(_TEXT, _TEXT)
def test_what_is_written_can_be_read_as_it_was_given(message_id: str, to: str) -> None:
    asked = read(enveloped(request_of(BSN), header(MessageID=message_id, To=to)).encode())
    assert (asked.addressing.message_id, asked.addressing.to) == (message_id, to)
    address = f"https://gemeente.example/?oin={OIN}#{to}"
    answer = read(written(asked.content, ACTION, asked.addressing._replace(to=address)))
    assert (answer.addressing.to, answer.addressing.sender) == (asked.addressing.sender, address)
