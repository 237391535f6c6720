"""`python -m tests.architecture.schema_gate`: no breaking change and no widened visibility that nobody wrote down.

The schema and the policy of the code are compared with those of the last release, in docs/released/. A change that
breaks clients, or that lets a role ask what it could not ask before, fails `make check` until the text under
`## Unreleased` of CHANGELOG.md names its coordinate. `--release` (`make release-snapshot`) writes docs/released/ anew.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, Self

from graphql import (
    BreakingChange,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    find_schema_changes,
    get_named_type,
    is_introspection_type,
)

from auth.visibility.policy import POLICY, argument_coordinate
from auth.visibility.rule import Rule
from domain.roles import PURPOSES, Role
from graph.schema.build import printed

ROOT: Final = Path(__file__).parents[2]
RELEASED: Final = ROOT / "docs" / "released"
CHANGELOG: Final = ROOT / "CHANGELOG.md"

NO_TOKEN: Final = "NO_TOKEN"
"""How visibility.json calls a visitor without a token, beside the roles."""

Visibility = Mapping[str, frozenset[str]]
"""Coordinate -> who may ask it."""

_COORDINATE: Final = re.compile(r"@\w+(?:\(\w+:\))?|\w+\.\w+(?:\(\w+:\))?")
_TYPE: Final = re.compile(r"^\w+")


class Kind(StrEnum):
    """What a change does, in the words of the report."""

    BREAKING = "breaks clients"
    NARROWED = "breaks clients of a role"
    WIDENED = "widens visibility"


@dataclass(frozen=True, slots=True)
class Finding:
    """A change that must be written down."""

    kind: Kind
    coordinate: str
    what: str

    def __str__(self) -> str:
        return (
            f"{self.coordinate} {self.kind}: {self.what} Undo it, or name `{self.coordinate}` under `## Unreleased` "
            "of CHANGELOG.md."
        )


@dataclass(frozen=True, slots=True)
class State:
    """A schema, and who may ask what of it. A coordinate without an entry: nobody."""

    schema: GraphQLSchema
    visibility: Visibility

    @classmethod
    def of(cls, sdl: str, policy: Mapping[str, Rule], purposes: Mapping[str, frozenset[str]] | None = None) -> Self:
        """The state that a policy makes of a schema.

        Args:
            sdl: the schema.
            policy: the rules of fields, and of arguments that fewer may give.
            purposes: role -> the values of the enum Purpose that it may give; each counts as a coordinate.
        """
        schema = build_schema(sdl)
        visibility = {coordinate: _audiences(coordinate, policy) for coordinate in _coordinates(schema)}
        visibility |= _audiences_of_inputs(schema, visibility, policy)
        for purpose in _values(schema, "Purpose"):
            may = frozenset(role for role, own in (purposes or {}).items() if purpose in own)
            visibility[f"Purpose.{purpose}"] = may
        return cls(schema, visibility)

    @classmethod
    def read(cls, directory: Path) -> Self:
        """The state of the last release."""
        table = json.loads((directory / "visibility.json").read_text(encoding="utf-8"))
        sdl = (directory / "schema.graphql").read_text(encoding="utf-8")
        return cls(build_schema(sdl), {coordinate: frozenset(who) for coordinate, who in table.items()})

    @property
    def coordinates(self) -> list[str]:
        """Everything that someone may or may not ask or give, in the order of the schema."""
        purposes = [f"Purpose.{value}" for value in _values(self.schema, "Purpose")]
        return [*_coordinates(self.schema), *purposes]

    def audiences(self, coordinate: str) -> frozenset[str]:
        """Who may ask it."""
        return self.visibility.get(coordinate, frozenset())


def _coordinates(schema: GraphQLSchema) -> Iterator[str]:
    for name, kind in schema.type_map.items():
        if is_introspection_type(kind):
            continue
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field, definition in kind.fields.items():
                yield f"{name}.{field}"
                yield from (argument_coordinate(f"{name}.{field}", argument) for argument in definition.args)
        elif isinstance(kind, GraphQLInputObjectType):
            yield from (f"{name}.{field}" for field in kind.fields)


def _values(schema: GraphQLSchema, name: str) -> list[str]:
    kind = schema.type_map.get(name)
    return list(kind.values) if isinstance(kind, GraphQLEnumType) else []


def _audiences(coordinate: str, policy: Mapping[str, Rule]) -> frozenset[str]:
    """Who may ask a field; of an argument, who may ask its field and isn't kept from giving it."""
    field = coordinate.partition("(")[0]
    admitted = [policy[one] for one in {field, coordinate} if one in policy]
    if field not in policy:
        return frozenset()
    roles = {role.value for role in Role if all(rule.admits(role) for rule in admitted)}
    return frozenset(roles | ({NO_TOKEN} if all(rule.admits(None) for rule in admitted) else set()))


def _audiences_of_inputs(schema: GraphQLSchema, visibility: Visibility, policy: Mapping[str, Rule]) -> Visibility:
    """Who may give each input field: who may give an argument that leads to it, and isn't kept from it."""
    found: dict[str, frozenset[str]] = {}
    waiting = [
        (argument.type, visibility[argument_coordinate(f"{name}.{field}", own)])
        for name, kind in schema.type_map.items()
        if isinstance(kind, GraphQLObjectType) and not is_introspection_type(kind)
        for field, definition in kind.fields.items()
        for own, argument in definition.args.items()
    ]
    while waiting:
        given, who = waiting.pop()
        named = get_named_type(given)
        for field, one in named.fields.items() if isinstance(named, GraphQLInputObjectType) else ():
            own = f"{named.name}.{field}"
            may = who & _audiences(own, policy) if own in policy else who
            if not may <= found.get(own, frozenset()):
                found[own] = found.get(own, frozenset()) | may
                waiting.append((one.type, may))
    return found


def compare(released: State, now: State) -> list[Finding]:
    """What has changed that must be written down, in the order of the schema; what is new needn't be."""
    found: dict[str, Finding] = {}
    for change in find_schema_changes(released.schema, now.schema):
        # Int, say, leaves with the last field that used it, and that field is a change of its own.
        if isinstance(change, BreakingChange) and not change.description.startswith("Standard scalar"):
            coordinate = _of(change.description)
            found.setdefault(coordinate, Finding(Kind.BREAKING, coordinate, change.description))
    findings = list(found.values())
    known = set(released.coordinates)
    for coordinate in now.coordinates:
        if coordinate not in known:
            continue
        before, after = released.audiences(coordinate), now.audiences(coordinate)
        if after - before:
            what = f"{_list(after - before)} may ask it and could not before."
            findings.append(Finding(Kind.WIDENED, coordinate, what))
        if before - after:
            what = f"{_list(before - after)} could ask it and may not any more."
            findings.append(Finding(Kind.NARROWED, coordinate, what))
    return findings


def added(released: State, now: State) -> list[str]:
    """One line for each coordinate that is new: it widens nothing, but whoever reviews should see who may ask it."""
    known = set(released.coordinates)
    new = [coordinate for coordinate in now.coordinates if coordinate not in known]
    return [f"{coordinate} is new, for {_list(now.audiences(coordinate))}." for coordinate in new]


def unnamed(findings: list[Finding], changelog: str) -> list[Finding]:
    """The findings whose coordinate does not stand under `## Unreleased`, whole: not as a part of another one."""
    text = unreleased(changelog)
    return [one for one in findings if not re.search(rf"(?<![\w.@]){re.escape(one.coordinate)}(?!\w|\.\w|\()", text)]


def unreleased(changelog: str) -> str:
    """What stands under `## Unreleased`, up to the next release."""
    found = re.search(r"^## \[?Unreleased\]?[ \t]*$(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def _of(description: str) -> str:
    """The coordinate that a change is about; graphql-core tells it in words only."""
    found = _COORDINATE.search(description)
    if found:
        return found[0]
    kind = _TYPE.match(description)
    return kind[0] if kind else description


def _list(audiences: frozenset[str]) -> str:
    in_order = [*(role.value for role in Role), NO_TOKEN]
    return ", ".join(sorted(audiences, key=in_order.index)) or "nobody"


def write(directory: Path, sdl: str, visibility: Visibility) -> None:
    """Write a release: what later changes are compared with."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "schema.graphql").write_text(sdl, encoding="utf-8")
    lines = (f'  "{coordinate}": {json.dumps(sorted(who))}' for coordinate, who in visibility.items())
    (directory / "visibility.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def main(arguments: list[str], directory: Path = RELEASED, changelog: Path = CHANGELOG) -> int:
    """Compare, and say what is to be done; the exit status is 1 if anything is."""
    now = State.of(printed(), POLICY, {role.value: frozenset(own) for role, own in PURPOSES.items()})
    if arguments == ["--release"]:
        write(directory, printed(), now.visibility)
        return 0
    released = State.read(directory)
    for line in added(released, now):
        print(f"schema: {line}")  # noqa: T201 - its answer
    faults = unnamed(compare(released, now), changelog.read_text(encoding="utf-8"))
    for fault in faults:
        print(f"schema: {fault}", file=sys.stderr)  # noqa: T201 - its answer
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
