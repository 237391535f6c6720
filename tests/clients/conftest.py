"""A real service with demo data, for the example clients."""

from collections.abc import Iterator

import pytest

from tests.fixtures.process import Installation


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """What `make run` starts."""
    made = Installation(tmp_path_factory.mktemp("clients"))
    try:
        with made.running():
            yield made
    finally:
        made.remove()


@pytest.fixture(scope="session")
def environment(service: Installation) -> dict[str, str]:
    """What an example client needs to know: the service, and a token of the example employer."""
    token = service.command("token", "--role", "employer").stdout.strip()
    return {"REGISTER_URL": f"http://127.0.0.1:{service.port}", "REGISTER_TOKEN": token}
