"""`python -m portal.vendoring [MANIFEST]`: get the vendored files from npm again, and check them.

A manifest names packages, and of each the files with their SHA-256. A file stands, whole and unchanged, beside its
manifest in a folder named after the package, as npm names its archive: `react@18.3.1`, `umd/react.production.min.js` in
`react-18.3.1/react.production.min.js`; `@utrecht/link-css@2.0.1`, `LICENSE.md` in `utrecht-link-css-2.0.1/LICENSE.md`.
Only this command needs npm.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MANIFEST: Final = Path(__file__).parent / "static" / "vendor" / "manifest.json"


@dataclass(frozen=True, slots=True)
class Vendored:
    """One file of one package."""

    package: str
    path: str
    sha256: str
    place: Path

    def is_as_it_should(self) -> bool:
        """Whether the file is here, and nobody changed it."""
        return self.place.is_file() and hashlib.sha256(self.place.read_bytes()).hexdigest() == self.sha256


def files(manifest: Path = MANIFEST) -> Iterator[Vendored]:
    """The files that a manifest names."""
    for package, sums in json.loads(manifest.read_text(encoding="utf-8")).items():
        folder = manifest.parent / _folder(package)
        for path, sha256 in sums.items():
            yield Vendored(package, path, sha256, folder / Path(path).name)


def _folder(package: str) -> str:
    """`@scope/name@version` without signs that a folder shouldn't have."""
    return package.removeprefix("@").replace("/", "-").replace("@", "-")


def refresh(manifest: Path, npm: str) -> None:
    """Download the packages and put their files in place."""
    wanted = list(files(manifest))
    with tempfile.TemporaryDirectory() as folder:
        for package in sorted({file.package for file in wanted}):
            subprocess.run([npm, "pack", "--silent", "--pack-destination", folder, package], check=True)  # noqa: S603 - names from our manifest
            with tarfile.open(Path(folder, f"{_folder(package)}.tgz")) as archive:
                for file in wanted:
                    if file.package == package:
                        content = archive.extractfile(f"package/{file.path}")
                        if content is None:
                            raise FileNotFoundError(f"{package} has no file {file.path}.")
                        file.place.parent.mkdir(parents=True, exist_ok=True)
                        file.place.write_bytes(content.read())


def main(arguments: list[str]) -> int:
    """Refresh, then check; the exit status is 1 if a file isn't what the manifest says."""
    manifest = Path(arguments[0]) if arguments else MANIFEST
    npm = shutil.which("npm")
    if npm is None:
        sys.stderr.write("This needs npm; install Node.js.\n")
        return 1
    refresh(manifest, npm)
    wrong = [f"{file.package} {file.path}" for file in files(manifest) if not file.is_as_it_should()]
    sys.stderr.writelines(f"Not the file of the manifest: {name}\n" for name in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
