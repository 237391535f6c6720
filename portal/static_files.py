"""The files under /static: compressed for who reads gzip, and asked for again only when they may have changed."""

import gzip
import os
from functools import lru_cache
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_FOLDER: Final = Path(__file__).parent / "static"
_COMPRESSED: Final = {".css", ".js", ".json", ".md", ".svg"}
_VERSIONED: Final = "/vendor/"
"""What stands below it has its version in its path."""


class CompressedFiles(StaticFiles):
    """Files that are compressed once a process, when first asked for."""

    def file_response(
        self,
        full_path: "str | os.PathLike[str]",
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file, or that it hasn't changed; a part of it (`Range`) uncompressed."""
        plain = super().file_response(full_path, stat_result, scope, status_code)
        forever = _VERSIONED in scope["path"]
        plain.headers["cache-control"] = "public, max-age=31536000, immutable" if forever else "public, max-age=300"
        if Path(full_path).suffix not in _COMPRESSED:
            return plain
        plain.headers.add_vary_header("Accept-Encoding")
        asked = Headers(scope=scope)
        if not isinstance(plain, FileResponse) or "range" in asked or "gzip" not in asked.get("accept-encoding", ""):
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
