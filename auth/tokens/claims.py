"""From the claims of a verified token to a principal: each role has its own (the table in the API's contract)."""

from collections.abc import Iterable, Mapping
from math import floor
from typing import Final

from auth.errors import InsufficientAssuranceError, InvalidTokenError, TokenFault
from auth.principal import OfficialKind, OfficialOrganisation, OrganisationClaim, Principal
from auth.tokens.issuers import CLAIMS, Issuer
from domain.bsn import Bsn, passes_eleven_test
from domain.roles import Role, Service

_DIGID: Final = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
_EHERKENNING: Final = "urn:etoegang:core:assurance-class:"

ASSURANCE_FLOOR: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.CITIZEN: (f"{_DIGID}MobileTwoFactorContract", f"{_DIGID}Smartcard", f"{_DIGID}SmartcardPKI"),
    Role.EMPLOYER: (f"{_EHERKENNING}loa3", f"{_EHERKENNING}loa4"),
}
"""The levels a role needs whatever an issuer's entry says: DigiD Midden or higher, eHerkenning 3 or higher."""

_KVK_DIGITS: Final = 8
_BRANCH_DIGITS: Final = 12
_OIN_DIGITS: Final = range(8, 21)
_MAX_TEXT: Final = 255
_MAX_NUMERIC_DATE: Final = 2**53
_KINDS: Final[Mapping[str, OfficialKind]] = {"UWV": "UWV", "MUNICIPALITY": "MUNICIPALITY"}


def invalid_claim() -> InvalidTokenError:
    """The refusal of a claim that is missing, or isn't what the contract says."""
    return InvalidTokenError(TokenFault.CLAIM)


def principal_of(claims: Mapping[str, object], entries: Iterable[Issuer]) -> Principal:
    """The viewer whom these claims describe; the token itself has been verified before.

    Args:
        claims: the token's.
        entries: those of its issuer, of which the role picks one.

    Raises:
        InvalidTokenError: the role isn't that of one entry, or a claim of the role is missing or malformed.
        InsufficientAssuranceError: `acr` is missing or too low.
    """
    spoken = [(entry, role) for entry in entries if (role := _role(claims, entry)) in entry.roles]
    if len(spoken) != 1:  # entries may name the claim differently: a token that speaks for two roles is nobody's
        raise InvalidTokenError(TokenFault.ROLE)
    [(issuer, role)] = spoken
    own = {name: claims[given] for name in CLAIMS if (given := issuer.claims.get(name, name)) in claims}
    citizen, employer = role is Role.CITIZEN, role is Role.EMPLOYER
    return Principal(
        role=role,
        subject=text(own.get("sub")),
        issuer=issuer.issuer,
        acr=_acr(own, role, issuer),
        bsn=_bsn(own) if citizen else None,
        organisations=_organisations(own) if employer else (),
        services=_services(own) if employer else frozenset(),
        administrator=_flag(own, "administrator") if employer else False,
        organisation=None if citizen or employer else _official(own, role),
        expires_at=floor(numeric_date(claims.get("exp"))),
        token_id=text(claims.get("jti")),
        user_name=_name(own.get("user_name")) if employer else None,
        intermediary=_intermediary(own) if employer else None,
    )


def _role(claims: Mapping[str, object], entry: Issuer) -> Role | None:
    name = claims.get(entry.claims.get("role", "role"))
    return Role(name) if isinstance(name, str) and name in Role.__members__ else None


def text(value: object) -> str:
    """A text of 1 to 255 printable characters: no control characters, no lone surrogates.

    Raises:
        InvalidTokenError: it is something else.
    """
    if not isinstance(value, str) or not 0 < len(value) <= _MAX_TEXT or not value.isprintable():
        raise invalid_claim()
    return value


def numeric_date(value: object) -> float:
    """Seconds since 1970 (RFC 7519 section 2, NumericDate).

    Raises:
        InvalidTokenError: it is no number, or none that a date has.
    """
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < _MAX_NUMERIC_DATE:
        raise invalid_claim()
    return value


def _acr(own: Mapping[str, object], role: Role, issuer: Issuer) -> str | None:
    """The level of assurance, which is one that the role and the issuer's entry both accept (RFC 9470)."""
    acr = text(own["acr"]) if "acr" in own else None
    minimum, lowest = issuer.minimum_acr, ASSURANCE_FLOOR.get(role)
    if lowest is None:
        enough = wanted = minimum
    else:
        enough = tuple(level for level in minimum or lowest if level in lowest)
        wanted = enough or lowest
    if (minimum or lowest) and acr not in enough:
        raise InsufficientAssuranceError(wanted)
    return acr


def _bsn(own: Mapping[str, object]) -> Bsn:
    digits = own.get("bsn")
    if not isinstance(digits, str) or not passes_eleven_test(digits):
        raise invalid_claim()
    return Bsn(digits)


def _organisations(own: Mapping[str, object]) -> tuple[OrganisationClaim, ...]:
    """One organisation in the claims `kvk`, `rsin` and `name`, or several in `organisations`.

    With both, the one has to be among the several: a token that contradicts itself is nobody's. A `branch` beside
    the several is each one's.
    """
    several = own.get("organisations")
    if several is None:
        return (_organisation(own),)
    if not isinstance(several, list) or not several:
        raise invalid_claim()
    everywhere = {} if own.get("branch") is None else {"branch": own["branch"]}
    found = tuple(dict.fromkeys(_organisation({**everywhere, **_table(one)}) for one in several))
    if own.get("kvk") is not None or own.get("rsin") is not None:
        single = _organisation(own)
        if not any((one.kvk, one.rsin) == (single.kvk, single.rsin) for one in found):
            raise invalid_claim()
    return found


def _organisation(table: Mapping[str, object]) -> OrganisationClaim:
    kvk, rsin = table.get("kvk"), table.get("rsin")
    if kvk is None and rsin is None:
        raise invalid_claim()
    if kvk is not None:
        kvk = _digits(kvk)
        if len(kvk) != _KVK_DIGITS:
            raise invalid_claim()
    if rsin is not None:
        rsin = _digits(rsin)
        if not passes_eleven_test(rsin):
            raise invalid_claim()
    branch = table.get("branch")
    if branch is not None:
        branch = _digits(branch)
        if len(branch) != _BRANCH_DIGITS:
            raise invalid_claim()
    return OrganisationClaim(kvk, rsin, _name(table.get("name")), branch)


def _intermediary(own: Mapping[str, object]) -> OrganisationClaim | None:
    return None if own.get("intermediary") is None else _organisation(_table(own["intermediary"]))


def _services(own: Mapping[str, object]) -> frozenset[Service]:
    """The services that are known here; a broker may know others."""
    names = own.get("services", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise invalid_claim()
    return frozenset(Service(name) for name in names if name in Service.__members__)


def _official(own: Mapping[str, object], role: Role) -> OfficialOrganisation:
    table = _table(own.get("organisation"))
    oin = _digits(table.get("oin"))
    if len(oin) not in _OIN_DIGITS:
        raise invalid_claim()
    kind = None
    if role is Role.SUWINET:
        kind = _KINDS.get(text(table.get("kind")))
        if kind is None:
            raise invalid_claim()
    return OfficialOrganisation(oin, _name(table.get("name")) or oin, kind)


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise invalid_claim()
    return value


def _digits(value: object) -> str:
    digits = text(value)
    if not (digits.isascii() and digits.isdigit()):
        raise invalid_claim()
    return digits


def _name(value: object) -> str | None:
    """A name for people to read, made fit for that; None if nothing of it is. It is no reason to refuse who logs in."""
    if not isinstance(value, str):
        return None
    spaced = " ".join(value[: 4 * _MAX_TEXT].split())
    return "".join(character for character in spaced if character.isprintable())[:_MAX_TEXT].strip() or None


def _flag(own: Mapping[str, object], name: str) -> bool:
    value = own.get(name, False)
    if not isinstance(value, bool):
        raise invalid_claim()
    return value
