"""What the service promises: its WSDL and its schemas, as they are served and as messages are held against them.

The message is UWVDossierQuotumArbeidsbeperktenGSD v0300 of the Suwi domain (SuwiML).
"""

from pathlib import Path
from typing import Any, Final

from lxml import etree

from graph.suwinet.faults import SoapFault

PATH: Final = "/suwinet/v0300"
OPERATION: Final = "UWVPersoonsArbeidsbeperktenInfo"
SERVICE: Final = "http://bkwi.nl/SuwiML/Diensten/UWVDossierQuotumArbeidsbeperktenGSD/v0300"
ACTION: Final = f"http://bkwi.nl/SuwiML/Diensten/UWVDossierQuotumArbeidsbeperktenGSD-v0300/{OPERATION}Response"
"""The WS-Addressing action of an answer."""

_FOLDER: Final = Path(__file__).with_name("contract")
_NAME: Final = "UWVDossierQuotumArbeidsbeperktenGSD"
_LOCATION: Final = "{*}service/{*}port/{*}address"

SCHEMAS: Final = {name: (_FOLDER / name).read_bytes() for name in (f"{_NAME}.xsd", "FWI.xsd")}
"""The schemas that the WSDL imports, by the name under which each is served."""

SCHEMA: Final = etree.XMLSchema(file=str(_FOLDER / f"{_NAME}.xsd"))


def wsdl(url: str) -> bytes:
    """The WSDL of the service at the public address of the register."""
    document = etree.parse(str(_FOLDER / f"{_NAME}.wsdl"))
    document.find(_LOCATION).set("location", f"{url}{PATH}")
    text: bytes = etree.tostring(document, encoding="UTF-8", xml_declaration=True)
    return text


def bsn_asked(request: Any) -> str:
    """The nine digits in a request of the operation; whether they pass the 11-test isn't known yet.

    Raises:
        SoapFault: it is another element, or isn't valid by the schema.
    """
    if request.tag != f"{{{SERVICE}}}{OPERATION}":
        raise SoapFault(400, f"The one operation is {OPERATION}, in the namespace {SERVICE}.")
    if not SCHEMA.validate(request):
        raise SoapFault(400, "The request has one Burgerservicenr, of nine digits and in no namespace, and no more.")
    digits: str = request.findtext("Burgerservicenr")
    return digits
