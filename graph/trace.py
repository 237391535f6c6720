"""The trace id of a request (W3C Trace Context): taken over from the client, or a new one."""

import os
import re
from typing import Final

_PARENT: Final = re.compile("(?!ff|00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")


def trace_of(traceparent: str | None) -> bytes:
    """The trace id, 16 bytes, of a `traceparent` header; a new one if there is none that can be read."""
    found = _PARENT.fullmatch(traceparent) if traceparent else None
    return bytes.fromhex(found[1]) if found else os.urandom(16)
