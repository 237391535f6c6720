"""What the users of an organisation may do: its administrator (beheerder) sees it, and changes it."""

from datetime import datetime
from typing import Any, Final

from starlette.responses import Response

from domain.refusals import RefusalCode
from domain.roles import Service
from portal.answers import Answer, KeptAnswer, answered
from portal.failures import failed
from portal.fields import error
from portal.form_keys import KEY, key_of
from portal.languages import Texts
from portal.operations import employer
from portal.operations.employer import (
    AuthorisationsAuthorisation,
    AuthorisationsAuthorisationChange,
    AuthorisationsOrganisation,
    SetAuthorisation,
    SetAuthorisationInput,
    SetAuthorisationRefusal,
)
from portal.operations.operation import Operation
from portal.page_request import PageRequest
from portal.pages.employer.organisations import AUTHORISATIONS, Organisation, crumbs

_FIELD: Final = "dienst-{}"
_TICKED: Final = "ja"
_NEVER: Final = "nooit"
_WORDS: Final = {
    RefusalCode.LAST_ADMINISTRATOR: "authorisations.last",
    RefusalCode.INVALID_VALUE: "authorisations.impossible_value",
    RefusalCode.KEY_REUSED: "authorisations.key_reused",
}


class AuthorisationAnswer(KeptAnswer):
    """Whose services were changed, at which organisation, and what they are now."""

    page = AUTHORISATIONS
    organisation: str
    organisation_name: str
    user_name: str
    services: list[Service]


async def overview(request: PageRequest, organisation: Organisation) -> Response:
    """All users, what they may do, and the last changes."""
    if Service.AUTHORISATIONS not in organisation.services:
        return await failed(request, "forbidden", 403)
    return await _overview(request, organisation.id, organisation.name)


async def show(request: PageRequest, answer: Answer[AuthorisationAnswer]) -> Response:
    """The same, after a change: what was changed stands above it."""
    changed, texts = answer.data, request.texts
    key = "authorisations.saved" if changed.services else "authorisations.saved_nothing"
    saved = texts(key, user=changed.user_name, services=_listed(texts, changed.services))
    return await _overview(request, changed.organisation, changed.organisation_name, saved=saved)


async def change(request: PageRequest, organisation: Organisation) -> Response:
    """What one user may do, to be changed; asked again if nothing would be left."""
    if Service.AUTHORISATIONS not in organisation.services:
        return await failed(request, "forbidden", 403)
    user = next(
        (one for one in await _users(request, organisation.id) if one.user_id == request.http.path_params["user"]), None
    )
    if user is None:
        return await failed(request, "unknown", 404)
    typed = request.form or await request.kept()
    if not request.form:
        return await _form(request, user, _wanted(user, typed) if typed else user.services, _seen(user))
    wanted, seen = _wanted(user, typed), typed.get("gewijzigd", "")
    if not wanted and typed.get("zeker") != _TICKED:
        return await request.page(
            "employer_authorisation_none.html",
            user=user.user_name,
            action=_address(user),
            hidden={KEY: key_of(typed), "gewijzigd": seen, "zeker": _TICKED},
            crumbs=_crumbs(request),
        )
    asked: SetAuthorisationInput = {
        "organisation": organisation.id,
        "userId": user.user_id,
        "services": wanted,
        "changedAt": _moment(seen),
        "idempotencyKey": key_of(typed),
    }
    return await _outcome(request, organisation, user, wanted, employer.set_authorisation(input=asked))


async def _outcome(
    request: PageRequest,
    organisation: Organisation,
    user: AuthorisationsAuthorisation,
    wanted: list[Service],
    asked: Operation[SetAuthorisation],
) -> Response:
    outcome = (await request.ask(asked)).set_authorisation
    if not isinstance(outcome, SetAuthorisationRefusal):
        return await answered(
            request,
            AuthorisationAnswer(
                organisation=organisation.id,
                organisation_name=organisation.name,
                user_name=outcome.user_name,
                services=outcome.services,
            ),
        )
    if outcome.code == RefusalCode.NOT_ADMINISTRATOR:
        return await failed(request, "forbidden", 403)
    return await _refused(request, organisation, user, wanted, RefusalCode(outcome.code))


async def _refused(
    request: PageRequest,
    organisation: Organisation,
    user: AuthorisationsAuthorisation,
    wanted: list[Service],
    code: RefusalCode,
) -> Response:
    """The form again: after a conflict as it is now, otherwise as it was filled in."""
    request.form.pop(KEY, None)
    now = next((one for one in await _users(request, organisation.id) if one.user_id == user.user_id), user)
    if code is RefusalCode.WRONG_STATE and now.changed_at is not None:
        at = request.texts.time(now.changed_at)
        return await _form(
            request, now, now.services, _seen(now), conflict=request.texts("authorisations.conflict", time=at)
        )
    text = request.texts(_WORDS.get(code, "authorisations.key_reused"))
    return await _form(request, now, wanted, _seen(now), errors=[error("", text)])


async def _overview(request: PageRequest, organisation: str, name: str, *, saved: str = "") -> Response:
    found, texts = await _found(request, organisation), request.texts
    users = found.authorisations or []
    return await request.page(
        "employer_authorisations.html",
        organisation=name,
        services=[texts(f"authorisations.services.{one}") for one in Service],
        users=[
            {
                "name": one.user_name,
                "you": one.is_viewer,
                "may": [service in one.services for service in Service],
                "href": _address(one),
            }
            for one in users
        ],
        changes=[line for one in found.authorisation_changes or [] for line in _lines(texts, one)],
        saved=saved,
        answered=bool(saved),
        crumbs=crumbs(request, "authorisations.title_crumb"),
    )


async def _form(  # noqa: PLR0913 - what the form shows
    request: PageRequest,
    user: AuthorisationsAuthorisation,
    wanted: list[Service],
    seen: str,
    *,
    errors: list[dict[str, str]] | None = None,
    conflict: str = "",
) -> Response:
    texts = request.texts
    own = {Service.AUTHORISATIONS} if user.is_viewer else set()
    return await request.page(
        "employer_authorisation.html",
        409 if conflict else 400 if errors else 200,
        user=user.user_name,
        you=user.is_viewer,
        options=[
            {
                "name": _FIELD.format(one),
                "label": texts(f"authorisations.services.{one}"),
                "hint": texts(f"authorisations.hints.{one}"),
                "checked": one in wanted,
            }
            for one in Service
            if one in user.log_in_services and one not in own
        ],
        impossible=[
            texts(f"authorisations.services.{one}")
            for one in Service
            if one not in user.log_in_services and one is not Service.AUTHORISATIONS
        ],
        key=key_of(request.form),
        seen=seen,
        errors=errors or [],
        conflict=conflict,
        answered=bool(conflict),
        action=_address(user),
        back=AUTHORISATIONS,
        crumbs=_crumbs(request),
    )


async def _found(request: PageRequest, organisation: str) -> AuthorisationsOrganisation:
    [found] = (await request.ask(employer.authorisations(organisation=organisation))).viewer.organisations
    return found


async def _users(request: PageRequest, organisation: str) -> list[AuthorisationsAuthorisation]:
    return (await _found(request, organisation)).authorisations or []


def _wanted(user: AuthorisationsAuthorisation, typed: dict[str, str]) -> list[Service]:
    """The services that were ticked; an administrator's own right to this isn't asked."""
    own = [Service.AUTHORISATIONS] if user.is_viewer else []
    ticked = [one for one in Service if typed.get(_FIELD.format(one)) == _TICKED]
    return [one for one in Service if one in ticked or one in own]


def _seen(user: AuthorisationsAuthorisation) -> str:
    return user.changed_at.isoformat() if user.changed_at else _NEVER


def _moment(text: str) -> datetime | None:
    """When the form saw that it was changed last; None: never."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _address(user: AuthorisationsAuthorisation) -> str:
    return f"{AUTHORISATIONS}/{user.user_id}"


def _listed(texts: Texts, services: list[Service]) -> str:
    return ", ".join(texts(f"authorisations.services.{one}") for one in services)


def _lines(texts: Texts, one: AuthorisationsAuthorisationChange) -> list[str]:
    """A change in words: a line for what was given, and one for what was taken."""
    said: dict[str, Any] = {
        "at": texts.short_moment(one.changed_at),
        "user": one.user_name,
        "administrator": one.administrator_name,
    }
    parts = (("was_given", one.given), ("was_taken", one.taken))
    return [texts(f"authorisations.{key}", services=_listed(texts, which), **said) for key, which in parts if which]


def _crumbs(request: PageRequest) -> list[dict[str, str]]:
    title = request.texts("authorisations.title_crumb")
    return crumbs(request, "authorisations.edit_crumb", (title, AUTHORISATIONS))
