"""The settings of a process, and the only place that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_settings import NoDecode

from auth.development.issuer import refuse_unless_loopback
from auth.discovery import DIRECT, Outgoing
from domain.roles import Role
from graph.engine.limits import Limits
from models.database import CONNECTIONS_PER_ROLE, DOWNLOADS
from models.disclosure import Quotas
from server import setting_forms as forms
from server.contact_settings import ContactSettings
from server.errors import UsageError
from server.http.edge.limits import EdgeLimits
from server.setting_faults import advice
from server.setting_names import PREFIX, named

_LIMITS: Final = Limits()


def _limit(name: str, description: str, most: int = 1_000_000) -> Any:
    return Field(
        getattr(_LIMITS, name), validation_alias=named(f"LIMIT_{name.upper()}"), ge=1, le=most, description=description
    )


_EDGE: Final = EdgeLimits()


def _edge(name: str, description: str, most: int = 100_000) -> Any:
    return Field(getattr(_EDGE, name), validation_alias=named(name.upper()), gt=0, le=most, description=description)


_QUOTAS: Final = Quotas()
_IN_DEVELOPMENT: Final = 1_000
_LATE_SECONDS: Final = 30.0
_LATE_LOOKS: Final = 6


def _quota(name: str, description: str) -> Any:
    return Field(
        None,
        validation_alias=named(f"QUOTA_{name.upper()}"),
        ge=1,
        le=1_000_000_000,
        description=f"{description} {getattr(_QUOTAS, name):,} if left out; a thousand times as many in development.",
    )


class Settings(ContactSettings):
    """What the environment says. The names are those of the variables, in upper case."""

    data_dir: forms.Place = Field(
        Path(".data"), validation_alias=named("DATA_DIR"), description="Where the embedded database and keys stand."
    )
    database_url: Annotated[str, AfterValidator(forms.dsn)] | None = Field(
        None,
        validation_alias=named("DATABASE_URL"),
        description="An external PostgreSQL 15 or newer, as its owner, by libpq's connection URI; several hosts with"
        " commas between them, of which the one that can be written to is used. Left out: the embedded one.",
    )
    connections_per_role: int = Field(
        CONNECTIONS_PER_ROLE,
        validation_alias=named("CONNECTIONS_PER_ROLE"),
        ge=1,
        le=100,
        description="How many connections to the database a process may have for each of its seven roles, besides some"
        " that it needs for itself.",
    )
    download_connections: int = Field(
        DOWNLOADS,
        validation_alias=named("DOWNLOAD_CONNECTIONS"),
        ge=1,
        le=100,
        description="How many connections to the database a process may have for downloads.",
    )
    role_prefix: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,40}$")] = Field(
        "doelgroepregister",
        validation_alias=named("ROLE_PREFIX"),
        examples=["doelgroepregister_test: lower case, digits and _, at most 41 of them"],
        description="What database roles begin with.",
    )
    demo: bool = Field(
        default=True, validation_alias=named("DEMO"), description="`run` fills an empty register with examples."
    )
    today: date | None = Field(
        None, validation_alias=named("TODAY"), description="Another day than today; in development only."
    )
    issuers_file: forms.Place | None = Field(
        None, validation_alias=named("ISSUERS_FILE"), description="The trusted issuers (TOML)."
    )
    outgoing_proxy: Annotated[str, AfterValidator(forms.proxy)] | None = Field(
        None,
        validation_alias=named("OUTGOING_PROXY"),
        examples=["http://proxy.example:3128"],
        description="The proxy, as `http://host:port`, through which issuers' keys, metadata and tokens are fetched,"
        " and messages sent; left out: none. The environment's own `HTTPS_PROXY` and `NO_PROXY` don't count.",
    )
    outgoing_direct: Annotated[frozenset[str], NoDecode, BeforeValidator(forms.hosts)] = Field(
        frozenset(),
        validation_alias=named("OUTGOING_DIRECT"),
        description="Hosts of issuers and receivers that are reached without OUTGOING_PROXY, with commas or spaces"
        " between them.",
    )
    outgoing_ca_file: forms.Place | None = Field(
        None,
        validation_alias=named("OUTGOING_CA_FILE"),
        description="Authorities (PEM) to trust besides the usual ones when issuers, receivers and API_URL are reached"
        " over TLS.",
    )
    outgoing_seconds: float = Field(
        DIRECT.seconds,
        validation_alias=named("OUTGOING_SECONDS"),
        ge=1,
        le=60,
        description="How long an issuer may take for its keys or metadata; for those and a token that ends a log-in,"
        " twice as long.",
    )
    secrets_file: forms.Place | None = Field(
        None, validation_alias=named("SECRETS_FILE"), description="The keys (TOML); left out: DATA_DIR/secrets.toml."
    )
    receivers_file: forms.Place | None = Field(
        None,
        validation_alias=named("RECEIVERS_FILE"),
        description="Who receives messages (TOML); see docs/production.md. If it is set, `serve` and `run` send them as"
        " `deliver` does.",
    )
    messages_days: int = Field(
        30,
        validation_alias=named("MESSAGES_DAYS"),
        ge=1,
        le=3650,
        description="For how many days messages are kept after they were delivered; whoever sends them removes them.",
    )
    dkd_file: forms.Place | None = Field(
        None,
        validation_alias=named("DKD_FILE"),
        description="The municipalities whose DKD messages `import-dkd` and `POST /dkd/v0200` read (TOML); see"
        " docs/production.md. Left out: there is no `/dkd/v0200`.",
    )
    checkpoints_dir: forms.Place | None = Field(
        None,
        validation_alias=named("CHECKPOINTS_DIR"),
        description="Where signed checkpoints of the disclosure log are written; left out: DATA_DIR/checkpoints. Best"
        " on another machine's disk, where whoever runs the database can't reach them.",
    )
    checkpoint_seconds: float = Field(
        5.0,
        validation_alias=named("CHECKPOINT_SECONDS"),
        gt=0,
        le=3600,
        description="How often a checkpoint is written while there are new records.",
    )
    checkpoint_late_seconds: float | None = Field(
        None,
        validation_alias=named("CHECKPOINT_LATE_SECONDS"),
        gt=0,
        le=86_400,
        description="After how long without a checkpoint that covers the disclosure log the service is not ready; left "
        "out: 6 times CHECKPOINT_SECONDS, at least 30.",
    )
    log_months: int = Field(
        36,
        validation_alias=named("LOG_MONTHS"),
        ge=1,
        le=1200,
        description="How many whole months of the disclosure log `audit retention` keeps, besides the present one.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", validation_alias=named("LOG_LEVEL"), description="What is logged."
    )
    log_format: Literal["console", "json"] = Field(
        "console", validation_alias=named("LOG_FORMAT"), description="How it is written to standard error."
    )
    queries_by_get: bool = Field(
        default=False,
        validation_alias=named("QUERIES_BY_GET"),
        description="Whether queries may come by GET too; variables then stand in URLs, so never where people log in.",
    )
    cors_origins: Annotated[frozenset[str], NoDecode, BeforeValidator(forms.origins)] = Field(
        frozenset(),
        validation_alias=named("CORS_ORIGINS"),
        description="The sites whose scripts may read answers of `/graphql` and `/schema.graphql` in a browser (CORS), "
        "with commas or spaces between them: `https://app.example`. Never with cookies: they send their own token.",
    )
    trusted_documents_only: Annotated[frozenset[Role], NoDecode, BeforeValidator(forms.roles)] = Field(
        frozenset(),
        validation_alias=named("TRUSTED_DOCUMENTS_ONLY"),
        description="The roles that may run only trusted documents, with commas or spaces between them: "
        "`CITIZEN,EMPLOYER`. Trusted are those of `portal/operations` and of TRUSTED_DOCUMENTS_DIR.",
    )
    trusted_documents_dir: forms.Place | None = Field(
        None,
        validation_alias=named("TRUSTED_DOCUMENTS_DIR"),
        description="A directory of manifests (`*.json`) of other publishers' trusted documents, as graphql-codegen, "
        "relay-compiler and Apollo write them. They are read at start.",
    )
    operation_seconds: float = Field(
        _LIMITS.operation_seconds,
        validation_alias=named("OPERATION_SECONDS"),
        gt=0,
        le=600,
        description="How long an operation may take before it is given up, with its statement unless others share it.",
    )
    figures_seconds: float = Field(
        _LIMITS.figures_seconds,
        validation_alias=named("FIGURES_SECONDS"),
        gt=0,
        le=3600,
        description="How long one may take that has figures counted as they are now: three quarters, each by itself. "
        "REQUEST_SECONDS and the time-outs of what stands in front must be longer.",
    )
    body_seconds: float = _edge("body_seconds", "In how many seconds the body of a request must be there.", 60)
    request_seconds: float = _edge("request_seconds", "In how many seconds an answer must be made and taken.", 3600)
    in_flight: int = _edge(
        "in_flight", "Requests that a process answers at a time, and as many that it waits for; more get 503 at once."
    )
    in_flight_role: int = _edge(
        "in_flight_role", "Of those, the ones of one role, or of visitors, so that there is room for others."
    )
    log_ins: int = _edge("log_ins", "Log-ins under way in all processes; for one more the answer is 503.")
    log_ins_address: int = _edge("log_ins_address", "Of those, the ones from one address; for one more it is 429.")
    session_idle_seconds: int = Field(
        900,
        validation_alias=named("SESSION_IDLE_SECONDS"),
        ge=20,
        le=86_400,
        description="After how many seconds without use a portal's session ends.",
    )
    session_seconds: int = Field(
        14_400,
        validation_alias=named("SESSION_SECONDS"),
        ge=20,
        le=86_400,
        description="In how many seconds a portal's session ends at the latest; never later than its access token.",
    )
    api_url: Annotated[str, AfterValidator(forms.api)] | None = Field(
        None,
        validation_alias=named("API_URL"),
        examples=["https://register.example, with no slash at the end"],
        description="Where the portals find the API, without a final slash; left out: in their own process.",
    )
    limit_body_bytes: int = _limit("body_bytes", "Bytes of a request's body, or of its query string.", 10_000_000)
    limit_characters: int = _limit("characters", "Characters of a document.")
    limit_tokens: int = _limit("tokens", "Tokens of a document, without comments.", 100_000)
    limit_comments: int = _limit("comments", "Comments of a document.", 100_000)
    limit_operations: int = _limit("operations", "Operations in a document.", 1_000)
    limit_fragments: int = _limit("fragments", "Named fragments in a document.", 1_000)
    limit_depth: int = _limit("depth", "Selection sets inside one another, those of fragments included.", 100)
    limit_root_fields: int = _limit("root_fields", "Root fields of an operation, fragments spread out.")
    limit_mutations: int = _limit("mutations", "Root fields of a mutation, each a transaction of its own.")
    limit_aliases: int = _limit("aliases", "Aliases in an operation, fragments spread out.")
    limit_directives: int = _limit("directives", "Directives in an operation, fragments spread out.")
    limit_fields: int = _limit("fields", "Fields in an operation, fragments spread out.")
    limit_cost: int = _limit("cost", "Fields an answer may have, list sizes multiplied.", 100_000_000)

    quota_user_hour: int | None = _quota("user_hour", "Persons a user may consult in an hour.")
    quota_user_day: int | None = _quota("user_day", "Persons a user may consult in a day.")
    quota_organisation_hour: int | None = _quota("organisation_hour", "Persons an organisation may consult in an hour.")
    quota_organisation_day: int | None = _quota("organisation_day", "Persons an organisation may consult in a day.")
    quota_refusals_hour: int | None = _quota("refusals_hour", "Refusals of a user that are recorded in an hour.")

    @model_validator(mode="after")
    def _checkpoints_have_time(self) -> Self:
        if self.late_seconds < 2 * self.checkpoint_seconds:
            raise ValueError("CHECKPOINT_LATE_SECONDS must be at least twice CHECKPOINT_SECONDS")
        return self

    @model_validator(mode="after")
    def _today_is_for_development(self) -> Self:
        if self.today is not None and not self.development:
            raise ValueError("TODAY is honoured in development only: leave it out, or set DEVELOPMENT=1")
        return self

    @model_validator(mode="after")
    def _development_is_on_this_machine(self) -> Self:
        if self.development and self.public_url is not None:
            try:
                refuse_unless_loopback(urlsplit(self.public_url).hostname or "")
            except ValueError:
                raise ValueError(
                    "PUBLIC_URL names another host, and with DEVELOPMENT=1 anybody could log in there as anybody: "
                    "leave PUBLIC_URL out, or set DEVELOPMENT=0 and ISSUERS_FILE"
                ) from None
        return self

    @property
    def outgoing(self) -> Outgoing:
        """How issuers are reached.

        Raises:
            UsageError: the file of authorities can't be used.
        """
        found = Outgoing(self.outgoing_proxy, self.outgoing_direct, self.outgoing_ca_file, self.outgoing_seconds)
        try:
            found.options()
        except OSError as error:
            raise UsageError(
                f"OUTGOING_CA_FILE can't be used ({error.strerror}): name a file of certificates in PEM."
            ) from None
        return found

    @property
    def keys_file(self) -> Path:
        """The file of keys."""
        return self.secrets_file or self.data_dir / "secrets.toml"

    @property
    def checkpoints(self) -> Path:
        """The directory of checkpoints."""
        return self.checkpoints_dir or self.data_dir / "checkpoints"

    @property
    def late_seconds(self) -> float:
        """How old the last checkpoint may be while the service is ready."""
        return self.checkpoint_late_seconds or max(_LATE_SECONDS, _LATE_LOOKS * self.checkpoint_seconds)

    @property
    def limits(self) -> Limits:
        """What one request may ask."""
        mine = {one.name: getattr(self, f"limit_{one.name}") for one in fields(Limits) if one.type is int}
        return Limits(operation_seconds=self.operation_seconds, figures_seconds=self.figures_seconds, **mine)

    @property
    def edge(self) -> EdgeLimits:
        """What one request may take."""
        return EdgeLimits(**{one.name: getattr(self, one.name) for one in fields(EdgeLimits)})

    @property
    def quotas(self) -> Quotas:
        """How many persons one may consult."""
        times = _IN_DEVELOPMENT if self.development else 1
        return Quotas(*(getattr(self, f"quota_{name}") or usual * times for name, usual in _QUOTAS._asdict().items()))

    @classmethod
    def read(cls, *, development: bool = False) -> Self:
        """Read the environment.

        Args:
            development: what DEVELOPMENT is if the environment doesn't say.

        Raises:
            UsageError: naming the variable that is wrong; never its value.
        """
        known = {PREFIX + name.upper() for name in cls.model_fields}
        for name in environment():
            if name.upper().startswith(PREFIX) and name.upper() not in known:
                raise UsageError(f"{name} is not a setting; see docs/settings.md for their names.")
        said = {"DEVELOPMENT", f"{PREFIX}DEVELOPMENT"} & {name.upper() for name in environment()}
        given = {} if said else {"DEVELOPMENT": development}
        try:
            return cls(**given)  # type: ignore[arg-type]
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            if not first["loc"]:
                raise UsageError(f"The settings: {first['msg'].removeprefix('Value error, ')}.") from None
            name = str(first["loc"][0]).removeprefix(PREFIX)
            raise UsageError(f"{name}: {advice(cls.model_fields[name.lower()], first)}.") from None


def environment() -> Mapping[str, str]:
    """The environment of this process."""
    return os.environ  # noqa: TID251 - the one place


def table() -> str:
    """docs/settings.md: the settings as a table, in Markdown."""
    lines = [
        "# Settings",
        "",
        f"Environment variables, each also with the prefix `{PREFIX}`. Generated from `server/settings.py` by",
        "`make generate`.",
        "",
        "| variable | default | what |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in {None, frozenset()} else f"`{field.default}`"
        lines.append(f"| `{name.upper()}` | {default} | {field.description} |")
    return "\n".join([*lines, ""])
