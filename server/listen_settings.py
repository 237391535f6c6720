"""The settings of where and how the service listens, and of how it stops."""

from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from auth.public_url import canonical
from server import setting_forms as forms
from server.setting_names import named

_LAME_DUCK: Final = 5.0
_ANY: Final = {"0.0.0.0": "127.0.0.1", "::": "localhost"}  # noqa: S104 - an address that clients can use


class ListenSettings(BaseSettings):
    """Where the service listens, and how it stops."""

    model_config = SettingsConfigDict(extra="ignore", hide_input_in_errors=True, frozen=True)

    port: int = Field(8000, validation_alias=named("PORT"), ge=1, le=65535, description="The port to listen on.")
    listen: Annotated[str, AfterValidator(forms.addresses)] = Field(
        "127.0.0.1",
        validation_alias=named("LISTEN"),
        description="Where to listen: addresses with commas or spaces between them; `::` is all addresses, of IPv4 too,"
        " and `unix:/path` a socket that its owner and group may use.",
    )
    workers: int = Field(
        1,
        validation_alias=named("WORKERS"),
        ge=1,
        le=64,
        description="How many processes answer; each has connections to the database of its own.",
    )
    connections: int = Field(
        4_000,
        validation_alias=named("CONNECTIONS"),
        ge=10,
        le=100_000,
        description="How many connections a process has with clients at the same time; more wait to be accepted.",
    )
    lame_duck_seconds: float | None = Field(
        None,
        validation_alias=named("LAME_DUCK_SECONDS"),
        ge=0,
        le=600,
        description="How long the service goes on to answer after it was told to stop, not ready and closing each"
        f" connection, so that a load balancer sees it; left out: {_LAME_DUCK}, in development 0.",
    )
    metrics_port: int = Field(
        0,
        validation_alias=named("METRICS_PORT"),
        ge=0,
        le=65535,
        description="The port that `/metrics` is served on; 0: none. In development PORT serves it too.",
    )
    metrics_listen: Annotated[str, AfterValidator(forms.addresses)] = Field(
        "127.0.0.1",
        validation_alias=named("METRICS_LISTEN"),
        description="Where METRICS_PORT listens, as LISTEN says it; with `unix:/path` there need be no port.",
    )
    public_url: Annotated[str, AfterValidator(forms.origin)] | None = Field(
        None,
        validation_alias=named("PUBLIC_URL"),
        description="The address clients use, without a final slash; left out: http://LISTEN:PORT.",
    )
    trusted_proxies: Annotated[frozenset[str], NoDecode, BeforeValidator(forms.networks)] = Field(
        frozenset(),
        validation_alias=named("TRUSTED_PROXIES"),
        description="The addresses or networks of the proxies in front, with commas or spaces between them, and `unix` "
        "for one that comes by a unix socket: the last address in X-Forwarded-For that isn't one of theirs is the "
        "client's. Left out: X-Forwarded-For counts for nothing.",
    )
    notify_socket: Annotated[str, AfterValidator(forms.notify_socket)] | None = Field(
        None,
        validation_alias=named("NOTIFY_SOCKET"),
        description="Where systemd wants to be told that the service answers; it sets this itself (`Type=notify`).",
    )
    development: bool = Field(
        default=False, validation_alias=named("DEVELOPMENT"), description="Whether the development issuer exists."
    )

    @property
    def url(self) -> str:
        """The address clients use."""
        first = next((one for one in self.addresses if not one.startswith(forms.UNIX)), "localhost")
        host = _ANY.get(first, first)
        return self.public_url or canonical(f"http://{f'[{host}]' if ':' in host else host}:{self.port}")

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where to listen."""
        return forms.split_addresses(self.listen)

    @property
    def metrics_addresses(self) -> tuple[str, ...]:
        """Where to listen for those who read the metrics; nowhere if there is no port for it."""
        return tuple(
            one for one in forms.split_addresses(self.metrics_listen) if self.metrics_port or one.startswith(forms.UNIX)
        )

    @property
    def lame_duck(self) -> float:
        """The seconds between being told to stop and accepting no more connections."""
        if self.lame_duck_seconds is not None:
            return self.lame_duck_seconds
        return 0 if self.development else _LAME_DUCK
