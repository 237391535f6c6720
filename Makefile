# Each target starts from a bare checkout and needs Python 3.11+ with venv, and make.
ifndef PYTHON
PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && exit; done; echo python3)
endif
BIN := .venv/bin
# Where it is set, each of the hundreds of processes that tests start would compile all of the register again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help runtime development run test test-fast test-postgres15 fuzz check bench lock generate generate-clients migration release-snapshot wheel

help:
	@echo "make run    start the register on http://127.0.0.1:8000 (PORT, DATA_DIR, DATABASE_URL, DEMO=0)"
	@echo "make test   make check, then every test"
	@echo "make test-fast   the tests that need no database, no service and no browser"
	@echo "make fuzz   2,000 generated operations a role"
	@echo "make check  format, lint, types, import contracts, migrations, schema changes"
	@echo "make bench  the benchmarks; results go to bench/README.md by hand"
	@echo "make migration TITLE='…'  write the migration of the functions that changed in models/sql"
	@echo "make wheel  dist/: the wheel, and the lock of what it needs"

# .ci/environment.py says when an environment is built.
runtime development:
	@command -v "$(PYTHON)" >/dev/null || { echo "Needs Python 3.11 or newer: install it, or say PYTHON=/path/to/python3.11." >&2; exit 1; }
	@"$(PYTHON)" .ci/environment.py $@

run: runtime
	@exec $(BIN)/doelgroepregister run

test: check
	@$(BIN)/pytest -n 3 $(PYTEST_ARGS)

# While one writes: what needs no database, no service and no browser.
test-fast: development
	@$(BIN)/pytest -q -n 2 tests/unit tests/architecture $(PYTEST_ARGS)

test-postgres15: development
	@$(BIN)/python -m tests.external /usr/lib/postgresql/15/bin $(BIN)/pytest -n 3 tests/database tests/api $(PYTEST_ARGS)

fuzz: development
	@FUZZ_OPERATIONS=2000 $(BIN)/pytest -n 2 tests/api/test_fuzz.py --timeout 3000
	@$(BIN)/python -m tests.schemathesis

check: development
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m tests.architecture.lint_migrations
	@$(BIN)/python -m tests.architecture.schema_gate
	@$(BIN)/pytest -q -p no:randomly tests/architecture/test_generated_files.py

bench: development
	@$(BIN)/python -m bench

generate: development
	@$(BIN)/doelgroepregister schema > schema.graphql
	@mkdir -p schema
	@for role in $$($(BIN)/python -c "from domain.roles import Role; print(*(role.lower() for role in Role))"); do \
		$(BIN)/doelgroepregister schema --role $$role > schema/$$role.graphql || exit 1; done
	@$(BIN)/doelgroepregister visibility > docs/visibility.md
	@$(BIN)/doelgroepregister settings > docs/settings.md
	@$(BIN)/python -m portal.operations
	@$(BIN)/python -m tests.database.generate_stored

generate-clients: development
	@$(BIN)/python -m tests.clients.generators

# After models/sql changed: the migration that makes it so.
migration: development
	@$(BIN)/python -m migrations "$(TITLE)"

# dist/: the wheel, and beside it the lock that names what it was tested with.
wheel: development
	@$(BIN)/python -m hatchling build --target wheel
	@cp requirements.lock dist/requirements.lock

# With every release, after the changes under "Unreleased" got their number: what later changes are compared with.
release-snapshot: development
	@$(BIN)/python -m tests.architecture.schema_gate --release

lock: development
	$(BIN)/uv pip compile pyproject.toml --group build --universal --generate-hashes -q --upgrade -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group build --group dev --universal --generate-hashes -q --upgrade -o requirements-dev.lock
