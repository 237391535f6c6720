"""What others wrote stands here whole, unchanged and with its licence."""

import json
import re
from pathlib import Path

import pytest

from portal.vendoring import MANIFEST, files

ROOT = Path(__file__).parents[2]
MANIFESTS = [MANIFEST, ROOT / "tests" / "browser" / "vendor" / "manifest.json"]


@pytest.mark.parametrize("manifest", MANIFESTS, ids=["portal", "tests"])
def test_each_vendored_file_is_the_one_of_the_manifest(manifest: Path) -> None:
    named = list(files(manifest))
    for file in named:
        assert file.is_as_it_should(), f"{file.place.relative_to(ROOT)}: run `python -m portal.vendoring {manifest}`"
    found = {path for path in manifest.parent.rglob("*") if path.is_file()}
    assert found == {file.place for file in named} | {manifest} | set(manifest.parent.glob("NOTICE.md"))


@pytest.mark.parametrize("manifest", MANIFESTS, ids=["portal", "tests"])
def test_each_vendored_package_has_its_licence(manifest: Path) -> None:
    for package, paths in json.loads(manifest.read_text(encoding="utf-8")).items():
        assert re.fullmatch(r"(@[a-z-]+/)?[a-z-]+@\d+\.\d+\.\d+", package)
        assert {"LICENSE", "LICENSE.md"} & set(paths), package


def test_a_scoped_package_stands_in_one_folder_beside_the_others(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"@scope/one-css@1.2.3": {"dist/one.css": ""}}))
    assert [file.place for file in files(manifest)] == [tmp_path / "scope-one-css-1.2.3" / "one.css"]


def test_a_missing_or_changed_file_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "one-1.0.0").mkdir()
    manifest = tmp_path / "manifest.json"
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    manifest.write_text(json.dumps({"one@1.0.0": {"dist/one.js": empty}}))
    (file,) = files(manifest)
    assert file.place == tmp_path / "one-1.0.0" / "one.js"
    assert not file.is_as_it_should()
    file.place.write_bytes(b"")
    assert file.is_as_it_should()
    file.place.write_bytes(b" ")
    assert not file.is_as_it_should()
