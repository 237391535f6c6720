"""The trace id of a request (W3C Trace Context): taken over from the client, or a new one."""

import random
import re
from typing import Final

_PARENT: Final = re.compile("(?!ff|00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")


def trace_of(traceparent: str | None) -> bytes:
    """The trace id, 16 bytes, of a `traceparent` header; a new one if there is none that can be read."""
    found = _PARENT.fullmatch(traceparent) if traceparent else None
    # It is no secret; os.urandom would hand the interpreter to the threads of the HTTP server and wait for it again.
    return bytes.fromhex(found[1]) if found else random.randbytes(16)  # noqa: S311
