"""The files under /static: compressed for who reads gzip, and asked for again only when they may have changed."""

import gzip
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_FOLDER: Final = Path(__file__).parent / "static"
_COMPRESSED: Final = {".css", ".js", ".json", ".md", ".svg"}
_MOST_CODINGS: Final = 20
_WEIGHT: Final = re.compile(r"[01](\.[0-9]{0,3})?")
_RANGES: Final = re.compile(r"bytes=[-0-9, \t]+", re.IGNORECASE)
_VERSIONED: Final = "/vendor/"
"""What stands below it has its version in its path."""


def reads_gzip(accept_encoding: str) -> bool:
    """Whether a client takes gzip, by its Accept-Encoding header (RFC 9110 section 12.5.3)."""
    weights: dict[str, str] = {}
    for part in accept_encoding.lower().split(",", _MOST_CODINGS)[:_MOST_CODINGS]:
        coding, _, parameter = part.partition(";")
        name, _, weight = parameter.partition("=")
        weights[coding.strip()] = weight.strip() if name.strip() == "q" else "1"
    wanted = weights.get("gzip", weights.get("x-gzip", weights.get("*", "0")))
    return _WEIGHT.fullmatch(wanted) is not None and float(wanted) > 0


class CompressedFiles(StaticFiles):
    """Files that are compressed once a process, when first asked for."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file of a path that is written as we write it; the file of another is not there."""
        if scope["path"].removeprefix(scope.get("root_path", "")) != f"/{path}":
            raise HTTPException(404)
        return await super().get_response(path, scope)

    def file_response(
        self,
        full_path: "str | os.PathLike[str]",
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file, or that it hasn't changed; a part of it (`Range`) uncompressed."""
        asked = Headers(scope=scope)
        if _RANGES.fullmatch(asked.get("range", "")) is None:  # of no unit that is known (RFC 9110 section 14.2)
            scope["headers"] = [line for line in scope["headers"] if line[0] != b"range"]
        plain = super().file_response(full_path, stat_result, scope, status_code)
        forever = _VERSIONED in scope["path"]
        plain.headers["cache-control"] = "public, max-age=31536000, immutable" if forever else "public, max-age=300"
        if Path(full_path).suffix not in _COMPRESSED:
            return plain
        plain.headers.add_vary_header("Accept-Encoding")
        if "range" in Headers(scope=scope) or not reads_gzip(asked.get("accept-encoding", "")):
            return plain
        if not isinstance(plain, FileResponse):  # it hasn't changed
            plain.headers["etag"] = f"W/{plain.headers['etag']}"
            return plain
        made = Response(_compressed(str(full_path), stat_result.st_mtime_ns), media_type=plain.media_type)
        for name in ("cache-control", "last-modified", "vary"):
            made.headers[name] = plain.headers[name]
        made.headers["content-encoding"] = "gzip"
        # Weak: the same file, in other bytes than without compression.
        made.headers["etag"] = f"W/{plain.headers['etag']}"
        return made


@lru_cache(maxsize=64)
def _compressed(path: str, _changed: int) -> bytes:
    return gzip.compress(Path(path).read_bytes(), mtime=0)


def static_files() -> CompressedFiles:
    """What portal/static holds."""
    return CompressedFiles(directory=_FOLDER)
