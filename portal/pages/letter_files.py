"""A letter as a file: where a page of it leads."""

from datetime import UTC, datetime
from typing import Final, Protocol
from urllib.parse import urlsplit

from starlette.responses import Response

from portal.page_request import PageRequest

FILE: Final = "/brief.pdf"
"""Below the address of the page."""


class Link(Protocol):
    """A link to the file, and until when it works."""

    @property
    def url(self) -> str:
        """Where it is."""
        ...

    @property
    def expires_at(self) -> datetime:
        """When it is over."""
        ...


def works(request: PageRequest, link: Link) -> bool:
    """Whether a link that came with the letter still leads there; asking for another is recorded as a look."""
    return link.expires_at > datetime.fromtimestamp(request.portal.now(), UTC)


def to_file(request: PageRequest, link: Link) -> Response:
    """Go on to the file."""
    return request.redirect(urlsplit(link.url).path)
