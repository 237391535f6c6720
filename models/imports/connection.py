"""The type of the owner's connection, which asyncpg gives a parameter for type checkers only."""

from typing import Any, TypeAlias

import asyncpg

Connection: TypeAlias = "asyncpg.Connection[Any]"
