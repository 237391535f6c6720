"""A rule: which roles may ask a schema coordinate, and on what legal basis."""

from collections.abc import Mapping
from dataclasses import dataclass

from auth.principal import OfficialKind
from domain.roles import Role

LegalBasis = Mapping[Role | OfficialKind, str]
"""The article by role; Suwinet's officers have one by the kind of their organisation."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may ask one coordinate, and on what legal basis. `public`: also without a token.

    The basis may name a role that may not ask: the article that gives it less, for whoever is refused.
    """

    roles: tuple[Role, ...]
    basis: LegalBasis
    public: bool = False

    def admits(self, role: Role | None) -> bool:
        """Whether this role may ask it; None: a visitor without a token."""
        return self.public if role is None else role in self.roles

    def legal_basis(self, role: Role | None = None, kind: OfficialKind | None = None) -> str:
        """The article for a role, and for Suwinet's officer of a kind; else those of everyone who may ask it.

        Several articles have a semicolon between them.
        """
        if kind is not None and kind in self.basis and role is Role.SUWINET:
            return self.basis[kind]
        found = _of_role(self.basis, role) if role else []
        return "; ".join(dict.fromkeys(found or [one for each in self.roles for one in _of_role(self.basis, each)]))


def _of_role(basis: LegalBasis, role: Role) -> list[str]:
    keys: tuple[Role | OfficialKind, ...] = ("UWV", "MUNICIPALITY", role) if role is Role.SUWINET else (role,)
    return [basis[key] for key in keys if key in basis]


def rules(
    parent: str, fields: str, roles: tuple[Role, ...], basis: LegalBasis, *, public: bool = False
) -> dict[str, Rule]:
    """The same rule for several fields of a type, whose names have spaces between them."""
    return {f"{parent}.{field}": Rule(roles, basis, public=public) for field in fields.split()}
