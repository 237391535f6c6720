"""The embedded PostgreSQL: one server for each DATA_DIR, there for as long as somebody holds it.

Whoever uses the register holds it (`holder`): a shared lock on a file, which the kernel releases however a process
ends. A detached process (`supervisor`) owns the server as its direct child (`process`), starts it again when it dies,
and stops it when nobody holds the register any more. What stands on disk is told by `cluster`.
"""

from server.postgres.errors import EmbeddedPostgresError
from server.postgres.holder import ConnectionInfo, EmbeddedPostgres

__all__ = ["ConnectionInfo", "EmbeddedPostgres", "EmbeddedPostgresError"]
