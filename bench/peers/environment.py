"""What every peer is told by its environment; the names are those that the Node peers read too."""

import json
import os
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True)
class Environment:
    """Where a peer listens, where its database is, and whose tokens it takes. `public_key` is a JWK."""

    port: int
    connections: int
    host: str
    database_port: int
    database: str
    password: str = field(repr=False)
    issuer: str
    audience: str
    public_key: dict[str, str | list[str]]

    def variables(self) -> dict[str, str]:
        """As variables of the environment."""
        return {
            "PORT": str(self.port),
            "CONNECTIONS": str(self.connections),
            "PGHOST": self.host,
            "PGPORT": str(self.database_port),
            "PGDATABASE": self.database,
            "PGPASSWORD": self.password,
            "ISSUER": self.issuer,
            "AUDIENCE": self.audience,
            "PUBLIC_KEY": json.dumps(self.public_key),
        }

    @classmethod
    def read(cls) -> Self:
        """From this process's environment."""
        given = os.environ  # noqa: TID251 - a program of its own: it has no settings but the environment
        return cls(
            port=int(given["PORT"]),
            connections=int(given["CONNECTIONS"]),
            host=given["PGHOST"],
            database_port=int(given["PGPORT"]),
            database=given["PGDATABASE"],
            password=given["PGPASSWORD"],
            issuer=given["ISSUER"],
            audience=given["AUDIENCE"],
            public_key=json.loads(given["PUBLIC_KEY"]),
        )
