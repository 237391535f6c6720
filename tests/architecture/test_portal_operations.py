"""The operations of the portals: each its audience may run, none asks more, and the manifest has them all."""

import json
import re
import shutil
from pathlib import Path

import pytest
from graphql import OperationDefinitionNode, OperationType, parse, validate

from domain.roles import Role
from graph.engine.document import Document
from graph.engine.limits import Limits
from graph.engine.plan import Plan, Planner
from graph.engine.validation import unfit_literal
from graph.http.trusted_documents import TrustedDocuments
from graph.schema.build import SCHEMA, schema_for
from portal import operations
from portal.operations.generation import PUBLIC

PATHS = sorted(file.relative_to(operations.HERE).as_posix() for file in operations.HERE.rglob("*.graphql"))
NUMBER = re.compile(r"[0-9]{8}")


def text_of(path: str) -> str:
    return (operations.HERE / path).read_text(encoding="utf-8")


def audience_of(path: str) -> Role | None:
    audience = path.partition("/")[0]
    return None if audience == PUBLIC else Role(audience.upper())


@pytest.mark.parametrize("path", PATHS)
def test_a_file_is_one_operation_of_its_name_and_its_audience(path: str) -> None:
    [operation] = parse(text_of(path)).definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert operation.operation in {OperationType.QUERY, OperationType.MUTATION}
    assert operation.name is not None
    assert path == f"{path.partition('/')[0]}/{operation.name.value}.graphql"


@pytest.mark.parametrize("path", PATHS)
def test_it_is_valid_for_its_audiences_own_schema(path: str) -> None:
    assert validate(schema_for(audience_of(path)), parse(text_of(path))) == []


@pytest.mark.parametrize("path", PATHS)
def test_its_audience_may_run_it_and_a_query_is_compiled(path: str) -> None:
    plan = Planner(Limits()).plan(text_of(path), None, audience_of(path))
    assert isinstance(plan, Plan)
    assert plan.is_compiled is plan.is_query


@pytest.mark.parametrize("path", PATHS)
def test_it_has_nobodys_number_in_it(path: str) -> None:
    assert unfit_literal(Document(SCHEMA, parse(text_of(path)))) is None
    assert not NUMBER.search(text_of(path))


def test_the_published_documents_are_those_of_the_files_each_by_its_id() -> None:
    found = operations.documents()
    assert sorted(found.values()) == sorted(map(text_of, PATHS))
    for path in PATHS:
        audience, name = path.removesuffix(".graphql").split("/")
        asked = re.findall(rf'"{name}",\n +"(sha256:\w+)"', text_of(f"{audience}/__init__.py"))
        assert [found[document_id] for document_id in asked] == [text_of(path)]
    TrustedDocuments(found)


def test_an_id_that_is_not_its_texts_is_refused_at_the_start() -> None:
    [(document_id, text), *_] = operations.documents().items()
    with pytest.raises(ValueError, match=f"{document_id} is not the SHA-256 of its document"):
        TrustedDocuments({document_id: text + " "})


def test_no_page_reads_json_but_by_its_type() -> None:
    raw = re.compile(r"\.json\(\)|json\.loads|\.data\[")
    portal = operations.HERE.parent
    pages = [file for file in portal.rglob("*.py") if file.parent != operations.HERE and file.name != "vendoring.py"]
    assert len(pages) > 30
    for file in pages:
        assert not raw.search(file.read_text(encoding="utf-8")), file.relative_to(portal)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the files and their manifest."""
    return shutil.copytree(operations.HERE, tmp_path / "operations")


def test_what_is_not_in_the_manifest_is_published_by_nobody(folder: Path) -> None:
    (folder / "citizen" / "More.graphql").write_text("query More { viewer { role } }\n", encoding="utf-8")
    with pytest.raises(operations.OperationsError, match=r"citizen/More\.graphql is not in the manifest.*run `python"):
        operations.documents(folder)


def test_what_differs_from_the_manifest_is_named(folder: Path) -> None:
    file = folder / "citizen" / "MyRegistration.graphql"
    file.write_text(file.read_text(encoding="utf-8").replace("registered\n", "\n"), encoding="utf-8")
    with pytest.raises(operations.OperationsError, match=r"citizen/MyRegistration\.graphql is not the one"):
        operations.documents(folder)


def test_what_is_missing_is_named(folder: Path) -> None:
    (folder / "suwinet" / "Client.graphql").unlink()
    with pytest.raises(operations.OperationsError, match=r"suwinet/Client\.graphql is in the manifest.* and missing"):
        operations.documents(folder)


def test_two_files_of_one_text_are_one_too_many(folder: Path) -> None:
    shutil.copy(folder / "suwinet" / "Client.graphql", folder / "suwinet" / "Same.graphql")
    with pytest.raises(operations.OperationsError, match=r"suwinet/Client\.graphql and suwinet/Same\.graphql have the"):
        operations.manifest(folder)


def test_the_manifest_is_sorted_by_path() -> None:
    listed = json.loads((operations.HERE / "manifest.json").read_text(encoding="utf-8"))
    assert list(listed.values()) == PATHS
