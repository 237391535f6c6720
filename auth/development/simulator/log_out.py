"""The end-session endpoint: who logs out with the portal logs out with the provider (RP-Initiated Logout 1.0)."""

from starlette.requests import Request
from starlette.responses import Response

from auth.development.simulator.authorization import answer_address
from auth.development.simulator.fields import Fields, read_fields
from auth.development.simulator.pages import Pages, redirect
from auth.development.simulator.provider import Provider
from auth.development.simulator.sealed_sessions import Sessions


class LogOut:
    """The end-session endpoint of one provider."""

    def __init__(self, provider: Provider, pages: Pages, sessions: Sessions) -> None:
        self._provider = provider
        self._pages = pages
        self._sessions = sessions

    async def answer(self, request: Request) -> Response:
        """GET or POST: end the session, and lead back to the portal if its address is the portal's own."""
        fields = Fields.of(request.query_params.multi_items())
        if request.method == "POST":
            fields = await read_fields(request) or Fields({})
        response = self._next(fields)
        self._sessions.end(response)
        return response

    def _next(self, fields: Fields) -> Response:
        client, name = self._provider.client, self._provider.form.name
        if not fields.all("post_logout_redirect_uri"):
            return self._pages.page("logged_out", provider=name, refused=False)
        known = fields.readable and fields.text("client_id") == client.id
        if not known or fields.text("post_logout_redirect_uri") != client.post_logout_redirect_uri:
            return self._pages.page("logged_out", 400, provider=name, refused=True)
        state = fields.text("state") or None
        address = client.post_logout_redirect_uri
        return redirect(address if state is None else answer_address(address, state=state))
