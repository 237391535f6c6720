"""`python -m tests.schemathesis`: schemathesis against the running service, as each role; no server error may come.

schemathesis has an environment of its own, made from the lock beside this file, in .data/schemathesis.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from domain.roles import Role
from graph.schema.build import schema_for
from tests.fixtures.process import Installation

HERE = Path(__file__).parent
ENVIRONMENT = Path(".data/schemathesis")
OPERATIONS = 2_000


def environment() -> Path:
    """Where schemathesis is installed, which it is the first time."""
    program = ENVIRONMENT / "bin" / "schemathesis"
    if not program.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        lock = str(HERE / "requirements.lock")
        pip = [str(ENVIRONMENT / "bin" / "pip"), "install", "-q", "--require-hashes", "-r", lock]
        subprocess.run(pip, check=True)  # noqa: S603 - our own lock
    return program


def main() -> int:
    """Attack as each role; the worst exit status."""
    program, worst = environment(), 0
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(Path(folder), more={"LOG_LEVEL": "error"})
        with installation.running():
            for role in Role:
                token = installation.command("token", "--role", role.value.lower()).stdout.strip()
                query = schema_for(role).query_type
                fields = len(query.fields) if query else 1
                command = [
                    *(str(program), "run", f"http://127.0.0.1:{installation.port}/graphql"),
                    *("-H", f"Authorization: Bearer {token}", "--checks", "no_server_error"),
                    *("--max-examples", str(OPERATIONS // fields), "--continue-on-failure"),
                ]
                hooks = {**installation.environment, "SCHEMATHESIS_HOOKS": "tests.schemathesis.hooks"}
                print(f"as {role.value}, {fields} root fields", flush=True)
                worst = max(worst, subprocess.run(command, env=hooks, check=False).returncode)  # noqa: S603 - ours
        installation.remove()
    return worst


if __name__ == "__main__":
    sys.exit(main())
