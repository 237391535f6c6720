"""Sending a message to its receiver: a CloudEvent in JSON, signed as Standard Webhooks says (decision 46).

https://www.standardwebhooks.com: the signature is an HMAC-SHA256 over `id.timestamp.body`; one a key, spaces between.
"""

import asyncio
import base64
import hashlib
import hmac
import re
from email.utils import parsedate_to_datetime
from typing import Final, NamedTuple

import httpx2
from cloudevents.core.bindings.http import to_structured_event
from cloudevents.core.v1.event import CloudEvent

from models.outbox import Message
from server.receivers import Receiver

_LONGEST_WAIT: Final = 86_400.0
_DIGITS: Final = re.compile(r"[0-9]{1,9}")

SECONDS: Final = 10.0
"""In how many a receiver must answer, the connection included; far less than a deliverer keeps a message."""


class Failure(NamedTuple):
    """What went wrong, in words that tell nothing of the answer, and for how many seconds the receiver asks to wait."""

    words: str
    again_after: float = 0.0


def event_of(message: Message, source: str) -> CloudEvent:
    """The CloudEvent 1.0, in the NL GOV profile: its attributes name nobody, and there is no data.

    Its time is the hour: messages that one decision writes have the same moment, by which they would be known as such.
    """
    return CloudEvent(
        {
            "id": str(message.event),
            "source": source,
            "type": message.type,
            "subject": str(message.subject),
            "time": message.at.replace(minute=0, second=0, microsecond=0),
        }
    )


def signature(keys: tuple[bytes, ...], event: str, timestamp: str, body: bytes) -> str:
    """The header `webhook-signature`."""
    content = f"{event}.{timestamp}.".encode() + body
    digests = (hmac.digest(key, content, hashlib.sha256) for key in keys)
    return " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)


async def send(
    client: httpx2.AsyncClient, receiver: Receiver, event: CloudEvent, at: float, seconds: float = SECONDS
) -> Failure | None:
    """Send it; None if the receiver took it (2xx)."""
    written = to_structured_event(event)
    identity, timestamp = event.get_id(), str(int(at))
    headers = {
        **written.headers,
        "webhook-id": identity,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature(receiver.keys, identity, timestamp, written.body),
    }
    try:
        async with (
            asyncio.timeout(seconds),
            client.stream("POST", receiver.url, content=written.body, headers=headers) as response,
        ):
            if response.is_success:
                return None
            return Failure(f"status {response.status_code}", _wait_of(response.headers.get("retry-after", ""), at))
    except TimeoutError:
        return Failure(f"no answer in {seconds:g} s")
    except httpx2.HTTPError as error:
        return Failure(f"no answer: {type(error).__name__}")


def _wait_of(value: str, now: float) -> float:
    """The seconds that a `Retry-After` asks for (RFC 9110, 10.2.3), a day at most; 0 for what it may not say."""
    try:
        asked = float(value) if _DIGITS.fullmatch(value) else parsedate_to_datetime(value).timestamp() - now
    except (ValueError, OverflowError):
        return 0.0
    return min(max(asked, 0.0), _LONGEST_WAIT)
