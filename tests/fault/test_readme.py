"""The README's examples, run as they stand there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.process import Installation

pytestmark = pytest.mark.fault

README = Path(__file__).parents[2] / "README.md"


def examples() -> tuple[str, list[tuple[str, str]]]:
    """The shell function of the README, and each call of it with the answer that stands below it."""
    text = README.read_text(encoding="utf-8")
    function = re.search(r"^    ask\(\) \{.*?\}$", text, re.MULTILINE | re.DOTALL)
    assert function
    calls = re.findall(r"^    (ask \w+ '.*?'\n)\n```json\n(.*?)\n```", text, re.MULTILINE | re.DOTALL)
    return function[0], calls


def test_each_example_of_the_readme_gives_the_answer_that_stands_there(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    function, calls = examples()
    function = function.replace(":8000/", f":{installation.port}/")
    function = function.replace(".venv/bin/doelgroepregister", f"{sys.executable} -m server")
    assert len(calls) == 3
    try:
        with installation.running():
            for call, answer in calls:
                done = subprocess.run(  # noqa: S603 - the README's own words
                    ["/bin/bash", "-c", f"{function}\n{call}"],
                    env=installation.environment,
                    cwd=README.parent,
                    capture_output=True,
                    text=True,
                    check=True,
                )
                assert done.stdout.strip() == answer
    finally:
        installation.remove()
