"""Finding the database, by the same environment for every command: DATABASE_URL, or the embedded one in DATA_DIR."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit, urlunsplit

from models.database import USERS, ServingPools, User
from server.errors import CommandError
from server.postgres import EmbeddedPostgres, EmbeddedPostgresError
from server.secrets import Secrets, load_secrets
from server.settings import Settings


@dataclass(frozen=True, slots=True)
class Database:
    """Where the database is. `owner` is a DSN with a password; `serving` the same without user and password."""

    owner: str = field(repr=False)
    serving: str
    embedded: EmbeddedPostgres | None = None


@contextmanager
def database(settings: Settings, *, make: bool = False) -> Iterator[Database]:
    """The database while it is needed; an embedded one runs as long as anybody holds it.

    Args:
        settings: where it is.
        make: whether to make an embedded one where there is none; else that is refused, and nothing is written.

    Raises:
        CommandError: it can't be had.
    """
    if settings.database_url is not None:
        parts = urlsplit(settings.database_url)
        serving = parts._replace(netloc=parts.netloc.rpartition("@")[2])
        yield Database(settings.database_url, urlunsplit(serving))
        return
    embedded = EmbeddedPostgres(settings.data_dir)
    try:
        if not make and not embedded.is_made():
            raise CommandError(
                f"There is no database in {embedded.data_dir}: check DATA_DIR, or set DATABASE_URL;"
                " `migrate` makes one."
            )
        with embedded.hold() as info:
            place = f"{info.database}?host={quote(info.host, safe='')}&port={info.port}"
            yield Database(f"postgresql://{info.user}:{info.password}@/{place}", f"postgresql:///{place}", embedded)
    except EmbeddedPostgresError as error:
        raise CommandError(str(error)) from error


def own_secrets(settings: Settings) -> Secrets:
    """The keys of this installation. An embedded or a development installation makes its own once."""
    file = settings.secrets_file or settings.data_dir / "secrets.toml"
    own = settings.secrets_file is None and (settings.database_url is None or settings.development)
    return load_secrets(file, make=own)


def role_passwords(settings: Settings) -> dict[User, str]:
    """The passwords of the serving roles."""
    secrets = own_secrets(settings)
    return {user: secrets.role_password(settings.role_prefix, user) for user in USERS}


def serving_pools(settings: Settings, where: Database) -> ServingPools:
    """The pools of the serving roles."""
    return ServingPools(where.serving, settings.role_prefix, role_passwords(settings))


def database_name(settings: Settings) -> str:
    """What the database is called."""
    return urlsplit(settings.database_url or "").path.lstrip("/") or "doelgroepregister"
