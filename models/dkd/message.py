"""What a message says of wage values: strict in what is read, whatever else is in it.

The message is SUWI's `GSDReintegratieInfoResponse`, in which a municipality tells what it does for a client:

```
ClientSuwi: Burgerservicenr, Bron?, AtlRelatie*
AtlRelatie: Arbeidsvermogen{CdArbeidsvermogen}?, ReIntegratievoorziening*, Bron
ReIntegratievoorziening: RegistratienrRvGsd?, DatBRv, Loonkostensubsidie{PercLoonwaardeTovWml}?
PercLoonwaardeTovWml: CdPositiefNegatief?, Percentage?
Bron: CdKolomSuwi, CdPartijSuwi, CdVestigingSuwi?
```

A part that stands a step further out than there is read too, the nearest first. Parts that nobody knows are counted by
name.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, Final, NamedTuple

from lxml import etree

from domain import suwi
from domain.bsn import Bsn
from models.dkd.faults import DkdReason, RejectedError, Rejection
from models.xml import XmlError, parsed

NAMESPACE: Final = "http://bkwi.nl/SuwiML/Diensten/GSDDossierReintegratie/v0200"
MOST_BYTES: Final = 1_000_000
"""How long a message may be."""
MOST_REPORTS: Final = 50
"""How many wage values one may have: each is a transaction of its own."""
MOST_PARTS: Final = 5_000
"""How many elements."""

_SOAP: Final = "{http://schemas.xmlsoap.org/soap/envelope/}"
_MESSAGES: Final = frozenset({"GSDReintegratieInfoResponse", "GSDDossierReintegratie"})
_ROOT: Final = ""
_PERCENTAGE: Final = "PercLoonwaardeTovWml"
_CAPACITY: Final = "CdArbeidsvermogen"
_BELOW_MINIMUM_WAGE: Final = 1
_NINE_DIGITS: Final = re.compile(r"[0-9]{9}")
_TWO_DIGITS: Final = re.compile(r"[0-9]{1,2}")
_CAPACITIES: Final = etree.XPath(
    "(. | *[local-name() = 'Arbeidsvermogen'])/*[starts-with(local-name(), 'CdArbeidsvermogen')]"
)
"""Those of an element, its own or in its Arbeidsvermogen; what follows in the name differs between versions."""
_LONGEST_REFERENCE: Final = 15
_NAME: Final = re.compile(r"[A-Za-z]{1,60}")
_MOST_NAMES: Final = 20

_RELATION: Final = "Arbeidsvermogen DoelReintegratievoorziening ReIntegratievoorziening Bron CdArbeidsvermogen"
_PROVISION: Final = "RegistratienrRvGsd DatBRv DatERv CdTypeRvGsd OmsRv Loonkostensubsidie Arbeidsvermogen Bron"
_PARTS: Final = {
    name: frozenset(parts.split())
    for name, parts in {
        _ROOT: "ClientSuwi AtlRelatie Bron FWI NietsGevonden",
        "ClientSuwi": "Burgerservicenr Voornamen Voorletters Voorvoegsel SignificantDeelVanDeAchternaam Geslacht "
        "Geboortedat Bron AtlRelatie Arbeidsvermogen",
        "AtlRelatie": _RELATION,
        "Arbeidsvermogen": _CAPACITY,
        "DoelReintegratievoorziening": "CdDoelRv",
        "ReIntegratievoorziening": f"{_PROVISION} {_CAPACITY}",
        "Loonkostensubsidie": f"{_PERCENTAGE} {_CAPACITY} DatBRv",
        _PERCENTAGE: "CdPositiefNegatief Percentage",
        "Bron": "CdKolomSuwi CdPartijSuwi CdVestigingSuwi",
    }.items()
}
"""The parts that are known of each part; what isn't a key here has a value, or is another standard's."""


class WageValueReport(NamedTuple):
    """A wage value as the message says it; what is None isn't there.

    Attributes:
        place: the provision, by its path.
        line: where it begins.
        bsn: whose it is.
        source: the municipality that found it.
        percentage: percent of WML, as `62.50`.
        below_minimum_wage: whether it is below WML.
        established_on: the day on which it was established.
        reference: the municipality's number of the provision.
    """

    place: str
    line: int
    bsn: Bsn
    source: suwi.Source
    percentage: str | None
    below_minimum_wage: bool | None
    established_on: date | None
    reference: str | None


@dataclass(slots=True)
class Message:
    """What was read of one message.

    Attributes:
        reports: its wage values.
        rejections: wage values that can't be read, or the message as a whole.
        unknown: how often each part that nobody knows is in it.
    """

    reports: list[WageValueReport] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)


def read(document: bytes, decimals: int) -> Message:
    """Read a message; nothing of it is raised, what can't be read is rejected.

    Args:
        document: the whole message, perhaps in an envelope of SOAP 1.1.
        decimals: how many of a percentage's five digits stand after the decimal sign.
    """
    if len(document) > MOST_BYTES:
        return _whole(DkdReason.TOO_LONG)
    try:
        root = _opened(parsed(document))
    except XmlError:
        return _whole(DkdReason.NO_XML)
    if root is None or _name(root) not in _MESSAGES or _namespace(root) != NAMESPACE:
        return _whole(DkdReason.OTHER_MESSAGE)
    if sum(1 for _ in islice(root.iter(), MOST_PARTS + 1)) > MOST_PARTS:
        return _whole(DkdReason.TOO_MANY)
    message = Message()
    reading = _Reading(root, decimals)
    for place, subsidy, scopes in reading.subsidies():
        try:
            message.reports.append(reading.report(place, subsidy, scopes))
        except RejectedError as error:
            message.rejections.append(error.rejection)
        if len(message.reports) + len(message.rejections) > MOST_REPORTS:
            return _whole(DkdReason.TOO_MANY)
    _reject_contradictions(message)
    message.unknown = _unknown(root)
    return message


def _reject_contradictions(message: Message) -> None:
    """Reject wage values of one provision on different days: a later message would correct the one by the other."""
    days: dict[object, set[date | None]] = {}
    for one in message.reports:
        days.setdefault(_provision(one), set()).add(one.established_on)
    wrong = [one for one in message.reports if one.reference is not None and len(days[_provision(one)]) > 1]
    message.reports = [one for one in message.reports if one not in wrong]
    message.rejections += [Rejection(f"{one.place}/RegistratienrRvGsd", DkdReason.TWICE, one.line) for one in wrong]


def _provision(report: WageValueReport) -> object:
    return report.bsn, report.source, report.reference


def _whole(reason: DkdReason) -> Message:
    return Message(rejections=[Rejection("", reason, 1)])


def _opened(root: Any) -> Any:
    """What is in an envelope, or what came without one; None if it isn't one element."""
    if root.tag != f"{_SOAP}Envelope":
        return root
    bodies = [one for one in root if one.tag == f"{_SOAP}Body"]
    inside = list(bodies[0]) if len(bodies) == 1 else []
    return inside[0] if len(inside) == 1 else None


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads one message. `scopes` are where a part may stand, from the inside out."""

    root: Any
    decimals: int

    def subsidies(self) -> Iterator[tuple[str, Any, tuple[Any, ...]]]:
        """Each wage-cost subsidy that has a wage value, with the path of its provision and its scopes."""
        clients = _parts(self.root, "ClientSuwi")
        loose = _parts(self.root, "AtlRelatie") if len(clients) == 1 else []
        for client_number, client in enumerate(clients, 1):
            within = f"ClientSuwi[{client_number}]/" if len(clients) > 1 else ""
            for number, relation in enumerate([*_parts(client, "AtlRelatie"), *loose], 1):
                for count, provision in enumerate(_parts(relation, "ReIntegratievoorziening"), 1):
                    for subsidy in _parts(provision, "Loonkostensubsidie"):
                        if _parts(subsidy, _PERCENTAGE):
                            place = f"{within}AtlRelatie[{number}]/ReIntegratievoorziening[{count}]"
                            yield place, subsidy, (subsidy, provision, relation, client, self.root)

    def report(self, place: str, subsidy: Any, scopes: tuple[Any, ...]) -> WageValueReport:
        """The report of one wage value.

        Raises:
            RejectedError: a part of it can't be read.
        """
        _, provision, _, client, _ = scopes
        at = _Place(place, subsidy)
        number = at.value(client, "Burgerservicenr")
        try:
            bsn = Bsn(number or "")
        except ValueError:
            raise at.rejected("Burgerservicenr", _why_no_bsn(number)) from None
        reference = at.value(provision, "RegistratienrRvGsd")
        if reference is not None and not 1 <= len(reference) <= _LONGEST_REFERENCE:
            raise at.rejected("RegistratienrRvGsd", DkdReason.MALFORMED)
        return WageValueReport(
            place,
            at.line,
            bsn,
            self._source(at, scopes[1:]),
            self._percentage(at, subsidy),
            _below_minimum_wage(at, scopes),
            _established_on(at, scopes[:2]),
            reference,
        )

    def _percentage(self, at: "_Place", subsidy: Any) -> str | None:
        part = at.one(subsidy, _PERCENTAGE)
        sign, digits = at.value(part, "CdPositiefNegatief"), at.value(part, "Percentage")
        if sign not in {None, "+", "-"}:
            raise at.rejected("CdPositiefNegatief", DkdReason.MALFORMED)
        if digits is None:
            return None
        try:
            found = suwi.percentage(digits, self.decimals)
        except ValueError:
            raise at.rejected("Percentage", DkdReason.MALFORMED) from None
        if sign == "-":
            raise at.rejected("CdPositiefNegatief", DkdReason.NEGATIVE)
        return found

    def _source(self, at: "_Place", scopes: tuple[Any, ...]) -> suwi.Source:
        named = at.nearest(scopes, "Bron")
        if named is None:
            raise at.rejected("Bron", DkdReason.MISSING)
        party = at.value(named, "CdPartijSuwi")
        if party is None:
            raise at.rejected("CdPartijSuwi", DkdReason.MISSING)
        try:
            return suwi.Source.of(party, at.value(named, "CdVestigingSuwi"))
        except ValueError:
            raise at.rejected("Bron", DkdReason.MALFORMED) from None


def _why_no_bsn(number: str | None) -> DkdReason:
    if number is None:
        return DkdReason.MISSING
    return DkdReason.FAILS_TEST if _NINE_DIGITS.fullmatch(number) else DkdReason.MALFORMED


def _below_minimum_wage(at: "_Place", scopes: tuple[Any, ...]) -> bool | None:
    for scope in scopes:
        found = [one for one in _CAPACITIES(scope) if _is_ours(one)]
        if found:
            code = at.text(_CAPACITY, found)
            if not _TWO_DIGITS.fullmatch(code):
                raise at.rejected(_CAPACITY, DkdReason.MALFORMED)
            return int(code) == _BELOW_MINIMUM_WAGE
    return None


def _established_on(at: "_Place", scopes: tuple[Any, ...]) -> date | None:
    part = at.nearest(scopes, "DatBRv")
    if part is None:
        return None
    try:
        return suwi.day(at.text("DatBRv", [part]))
    except suwi.PartialDateError:
        raise at.rejected("DatBRv", DkdReason.PARTIAL) from None
    except ValueError:
        raise at.rejected("DatBRv", DkdReason.MALFORMED) from None


@dataclass(frozen=True, slots=True)
class _Place:
    """The provision that is being read, for whatever is wrong with a part of it."""

    path: str
    element: Any

    @property
    def line(self) -> int:
        """Where its wage value begins."""
        return self.element.sourceline or 1

    def rejected(self, part: str, reason: DkdReason) -> RejectedError:
        """That a part is wrong."""
        return RejectedError(Rejection(f"{self.path}/{part}", reason, self.line))

    def one(self, scope: Any, name: str) -> Any:
        """The part of this name that is there once, or None.

        Raises:
            RejectedError: it is there twice.
        """
        found = _parts(scope, name)
        if len(found) > 1:
            raise self.rejected(name, DkdReason.TWICE)
        return found[0] if found else None

    def nearest(self, scopes: tuple[Any, ...], name: str) -> Any:
        """The part of this name in the innermost scope that has it, or None."""
        return next((part for scope in scopes if (part := self.one(scope, name)) is not None), None)

    def value(self, scope: Any, name: str) -> str | None:
        """The value of a part, or None without the part; one without text has the value ''."""
        part = self.one(scope, name)
        return None if part is None else self.text(name, [part])

    def text(self, name: str, found: list[Any]) -> str:
        """The text of the one part that was found.

        Raises:
            RejectedError: there are several, or it has parts.
        """
        if len(found) > 1:
            raise self.rejected(name, DkdReason.TWICE)
        if len(found[0]):
            raise self.rejected(name, DkdReason.MALFORMED)
        return found[0].text or ""


def _name(element: Any) -> str:
    """Its name without a namespace."""
    return str(element.tag).rpartition("}")[2]


def _namespace(element: Any) -> str:
    return str(element.tag).rpartition("}")[0][1:]


def _is_ours(element: Any) -> bool:
    """Whether it is of the message: its parts are unqualified, and some qualify them all the same."""
    return _namespace(element) in {"", NAMESPACE}


def _parts(element: Any, name: str) -> list[Any]:
    return list(element.iterchildren(name, f"{{{NAMESPACE}}}{name}"))


def _unknown(root: Any) -> Counter[str]:
    """How often each part that nobody knows is in a message; of what is in it nothing is looked at.

    A name is shown only if no number can be in it.
    """
    found: Counter[str] = Counter()
    waiting = [(root, _ROOT)]
    while waiting:
        element, kind = waiting.pop()
        for one in element:
            name = _name(one)
            known = name in _PARTS[kind] if _is_ours(one) or name in {"FWI", "NietsGevonden"} else False
            if not known and not (name.startswith(_CAPACITY) and _CAPACITY in _PARTS[kind]):
                shown = name if _NAME.fullmatch(name) else "…"
                found[shown if shown in found or len(found) < _MOST_NAMES else "…"] += 1
            elif _is_ours(one) and name in _PARTS:
                waiting.append((one, name))
    return found
