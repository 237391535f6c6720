"""The answer of the register as the response message."""

from collections.abc import Mapping
from typing import Any, Final

import structlog
from lxml import etree

from graph.suwinet.contract import OPERATION, SERVICE
from graph.suwinet.faults import FWI, reported

log = structlog.get_logger()

WITHOUT_CODE: Final = "GROUND_WITHOUT_CODE"
_WITHOUT_CODE: Final = (
    "The register has no Suwinet code for a ground of this person, so this message can't say what is recorded. Ask the "
    "register to load it (ground_codes.csv)."
)


def response(person: Mapping[str, Any], codes: Mapping[str, str]) -> Any:
    """The response about a person.

    Whoever isn't registered isn't found, whatever else is known. A ground without a code isn't left out, nor called
    something: the whole is refused then.

    Args:
        person: `bsn`, `registered`, `registrationEndDate` and `grounds`, as the API answers them.
        codes: what Suwinet calls a ground, by its code in the register.
    """
    found = etree.Element(f"{{{SERVICE}}}{OPERATION}Response", nsmap={"smls": SERVICE, "fwi": FWI})
    if not person["registered"]:
        etree.SubElement(found, f"{{{FWI}}}NietsGevonden")
        return found
    if any(ground["code"] not in codes for ground in person["grounds"]):
        log.error("a ground has no code of Suwinet: import ground_codes.csv")
        fwi = etree.SubElement(found, f"{{{FWI}}}FWI")
        reported(etree.SubElement(fwi, "Fout"), WITHOUT_CODE, _WITHOUT_CODE)
        return found
    client = etree.SubElement(found, "ClientSuwi")
    etree.SubElement(client, "Burgerservicenr").text = person["bsn"]
    registration = etree.SubElement(client, "LdrRegistratieWbQa")
    _day(registration, "DatELdrRegistratieWbQa", person["registrationEndDate"])
    for ground in person["grounds"]:
        element = etree.SubElement(client, "GrondslagArbeidsbeperktheid")
        etree.SubElement(element, "CdGrondslagArbeidsbeperktheid").text = codes[ground["code"]]
        _day(element, "DatBGrondslagArbeidsbeperktheid", ground["startDate"])
        _day(element, "DatEGrondslagArbeidsbeperktheid", ground["endDate"])
    return found


def _day(parent: Any, name: str, day: object) -> None:
    """A date in eight digits, if there is one."""
    if day is not None:
        etree.SubElement(parent, name).text = str(day).replace("-", "")
