"""Finds in a module's source whatever could make a proof of auth/policies, or pass another value for one.

A proof is made where its class is a value: called, mapped, assigned, cast to, subclassed. So outside the policies the
name of one stands in annotations and behind `isinstance` only, and is imported by no other name; the rest of this is
ways around names.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_ASKS: Final = re.compile(r"models\.queries|domain\.proofs|auth\.policies")


class Maker(NamedTuple):
    """Where a proof could be made, and how."""

    line: int
    why: str


class Proofs(NamedTuple):
    """The names of the proofs, those of their fields, and the modules that define them."""

    names: frozenset[str]
    fields: frozenset[str]
    modules: frozenset[str]

    def makers(self, source: str) -> list[Maker]:
        """All of them in a module, by line."""
        tree = ast.parse(source)
        annotations = {id(part) for one in _annotations(tree) for part in ast.walk(one)}
        found = [Maker(line, why) for node in ast.walk(tree) for line, why in self._of(node, annotations)]
        if any(_ASKS.search(name) for name in _imported(tree)):
            found += [Maker(line, why) for line, why in _unchecked(tree, source)]
        return sorted(found)

    def _of(self, node: ast.AST, annotations: set[int]) -> Iterator[tuple[int, str]]:
        if isinstance(node, ast.Import):
            for one in node.names:
                if one.name in self.modules:
                    yield node.lineno, f"imports {one.name}, not a name of it"
        elif isinstance(node, ast.ImportFrom):
            yield from self._import(node)
        elif isinstance(node, ast.Name | ast.Attribute) and id(node) not in annotations:
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in self.names:
                yield node.lineno, f"{name} stands outside an annotation"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in annotations:
            a_type = not re.search(r"\w \w", node.value) and self.names & set(re.findall(r"\w+", node.value))
            if a_type or node.value in self.modules:
                yield node.lineno, f"{node.value!r} names one"
        elif isinstance(node, ast.Call):
            yield from self._call(node)

    def _import(self, node: ast.ImportFrom) -> Iterator[tuple[int, str]]:
        for one in node.names:
            if f"{node.module}.{one.name}" in self.modules:
                yield node.lineno, f"imports {one.name}, not a name of it"
            elif one.name in self.names and one.asname not in {None, one.name}:
                yield node.lineno, f"calls {one.name} {one.asname}"
            elif one.name == "*" and node.module in self.modules:
                yield node.lineno, "imports all of them"
            elif (node.module, one.name) == ("copy", "replace"):
                yield node.lineno, "copy.replace changes whatever it is given"

    def _call(self, node: ast.Call) -> Iterator[tuple[int, str]]:
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else None
        if name == "__class__" or (isinstance(called, ast.Call) and _named(called.func) == "type"):
            yield node.lineno, "calls the class of a value"
        elif name == "_make" and isinstance(called, ast.Attribute) and _named(called.value) != "self":
            yield node.lineno, "_make takes whatever it is given"
        elif name in {"_replace", "__replace__"}:
            changed = {one.arg for one in node.keywords}
            if None in changed or changed & self.fields:
                yield node.lineno, "replaces a field that a proof has"


def _named(node: ast.AST) -> str | None:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", None)


def _annotations(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            yield node.annotation
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is not None:
            yield node.returns
        elif isinstance(node, ast.ImportFrom | ast.Import):
            yield from node.names
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance":
            yield from node.args[1:]


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield f"{node.module}."
            yield from (f"{node.module}.{one.name}" for one in node.names)
        elif isinstance(node, ast.Import):
            yield from (one.name for one in node.names)


def _unchecked(tree: ast.AST, source: str) -> Iterator[tuple[int, str]]:
    """Where types aren't looked at, in a module that asks: another value would pass for a proof."""
    for number, line in enumerate(source.splitlines(), 1):
        if re.search(r"#\s*type:\s*ignore", line):
            yield number, "asks, and has mypy look away"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _named(node.func) == "cast":
            yield node.lineno, "asks, and casts"
