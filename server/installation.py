"""The names that this program owns where it is installed: seven common words, so it needs an environment of its own."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

PACKAGES: Final = ("auth", "domain", "graph", "migrations", "models", "portal", "server")


def stranger(site: Path = Path(__file__).parents[1]) -> str | None:
    """The first of our names that Python would import from somewhere else than beside this package, or None."""
    for name in PACKAGES:
        found = find_spec(name)
        if found is None or found.origin is None or Path(found.origin).parents[1] != site:
            return name
    return None
