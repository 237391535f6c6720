"""A portal's request that someone log in: what is asked, and whether it may be (RFC 6749 section 4.1.1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

PATIENCE: Final = 900
"""For so many seconds one can log in with the page."""

_LONGEST: Final = 1_000
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_SECONDS: Final = re.compile(r"[0-9]{1,9}")
_NO_STATE: Final = ("invalid_request", "Give a state.")


@dataclass(frozen=True, slots=True)
class Client:
    """The portal, as a provider knows it.

    Attributes:
        id: its `client_id`.
        redirect_uri: the only address that an answer is sent to.
        post_logout_redirect_uri: the only address that one is sent to after logging out.
        audience: the API that its access tokens are for.
    """

    id: str
    redirect_uri: str
    post_logout_redirect_uri: str
    audience: str


class UnusableRequestError(Exception):
    """The answer can't be sent to whoever asks: it isn't the portal, or the address isn't its own."""


class RefusedRequestError(Exception):
    """The portal is told no (RFC 6749 section 4.1.2.1).

    Attributes:
        error: the code.
        description: what to do about it, for whoever builds the portal.
        state: the portal's, if there is one.
    """

    def __init__(self, error: str, description: str, state: str | None) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.state = state


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A request that is in order.

    Attributes:
        state: the portal's, to be given back.
        code_challenge: of PKCE, made by S256.
        nonce: to be put into the ID token.
        acr_values: the levels of assurance that are asked for, in order of preference.
        again: whether one must log in although one has already.
        max_age: how many seconds ago one may have logged in.
        expires_at: until when one can log in with the page, in seconds since 1970.
    """

    state: str
    code_challenge: str
    nonce: str | None
    acr_values: tuple[str, ...]
    again: bool
    max_age: int | None
    expires_at: int

    @classmethod
    def read(cls, query: QueryParams, client: Client, now: float) -> Self:
        """Take the parameters of a request.

        Raises:
            UnusableRequestError: the client or its address is wrong: show a page, and don't redirect.
            RefusedRequestError: something else is.
        """
        if query.getlist("client_id") != [client.id] or query.getlist("redirect_uri") != [client.redirect_uri]:
            raise UnusableRequestError
        states = query.getlist("state")
        state = states[0] if len(states) == 1 and states[0] else None
        error, description = _fault(query, client) or (_NO_STATE if state is None else ("", ""))
        if state is None or error:
            raise RefusedRequestError(error, description, state)
        max_age = int(query["max_age"]) if "max_age" in query else None
        return cls(
            state=state,
            code_challenge=query["code_challenge"],
            nonce=query.get("nonce"),
            acr_values=tuple(query.get("acr_values", "").split()),
            again="login" in query.get("prompt", "").split() or max_age == 0,
            max_age=max_age,
            expires_at=int(now) + PATIENCE,
        )

    @classmethod
    def unsealed(cls, content: Mapping[str, Any]) -> Self:
        """The request that was sealed as this object."""
        return cls(**{**content, "acr_values": tuple(content["acr_values"])})


def _fault(query: QueryParams, client: Client) -> tuple[str, str] | None:
    """The first thing that is wrong, as an error code and a description."""
    repeated = any(len(query.getlist(name)) > 1 for name in query if name != "resource")
    prompts = query.get("prompt", "").split()
    found = (
        (repeated, "invalid_request", "Give each parameter once."),
        (any(len(value) > _LONGEST for _, value in query.multi_items()), "invalid_request", "A parameter is too long."),
        ("request" in query, "request_not_supported", "Give the parameters themselves."),
        ("request_uri" in query, "request_uri_not_supported", "Give the parameters themselves."),
        ("response_type" not in query, "invalid_request", "Give response_type=code."),
        (query.get("response_type") != "code", "unsupported_response_type", "Give response_type=code."),
        (query.get("response_mode", "query") != "query", "invalid_request", "Only response_mode=query is known."),
        ("openid" not in query.get("scope", "").split(), "invalid_scope", "Ask for scope openid."),
        (
            query.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(query.get("code_challenge", "")),
            "invalid_request",
            "Give a code_challenge, and code_challenge_method=S256.",
        ),
        (
            any(resource != client.audience for resource in query.getlist("resource")),
            "invalid_target",
            "There are access tokens for the API only.",
        ),
        (not _SECONDS.fullmatch(query.get("max_age", "0")), "invalid_request", "max_age is a number of seconds."),
        ("none" in prompts and len(prompts) > 1, "invalid_request", "prompt=none stands alone."),
        ("none" in prompts, "login_required", "The simulator lets nobody in unseen."),
    )
    return next(((error, description) for wrong, error, description in found if wrong), None)


def answer_address(redirect_uri: str, **parameters: str | None) -> str:
    """The portal's address with an answer in it; what is None is left out."""
    return f"{redirect_uri}?{urlencode({name: value for name, value in parameters.items() if value is not None})}"
