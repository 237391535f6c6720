# Each target starts from a bare checkout and needs Python 3.11+ with venv, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: help run test test-postgres15 fuzz check bench lock generate generate-clients release-snapshot

help:
	@echo "make run    start the register on http://127.0.0.1:8000 (PORT, DATA_DIR, DATABASE_URL, DEMO=0)"
	@echo "make test   make check, then every test"
	@echo "make fuzz   2,000 generated operations a role"
	@echo "make check  format, lint, types, import contracts, migrations, schema changes"
	@echo "make bench  the benchmarks; results go to bench/README.md by hand"

$(VENV)/runtime: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what requirements.lock names ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/development: requirements-dev.lock $(VENV)/runtime
	@echo "Installing what requirements-dev.lock names ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

run: $(VENV)/runtime
	@exec $(BIN)/doelgroepregister run

test: check
	@$(BIN)/pytest -n 2 $(PYTEST_ARGS)

test-postgres15: $(VENV)/development
	@$(BIN)/python -m tests.external /usr/lib/postgresql/15/bin $(BIN)/pytest -n 2 tests/database tests/api $(PYTEST_ARGS)

fuzz: $(VENV)/development
	@FUZZ_OPERATIONS=2000 $(BIN)/pytest -n 2 tests/api/test_fuzz.py --timeout 3000
	@$(BIN)/python -m tests.schemathesis

check: $(VENV)/development
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m tests.architecture.lint_migrations
	@$(BIN)/python -m tests.architecture.schema_gate
	@$(BIN)/pytest -q -p no:randomly tests/architecture/test_generated_files.py

bench: $(VENV)/development
	@$(BIN)/python -m bench

generate: $(VENV)/development
	@$(BIN)/doelgroepregister schema > schema.graphql
	@mkdir -p schema
	@for role in citizen employer suwinet assessor monitor auditor; do \
		$(BIN)/doelgroepregister schema --role $$role > schema/$$role.graphql || exit 1; done
	@$(BIN)/doelgroepregister visibility > docs/visibility.md
	@$(BIN)/doelgroepregister settings > docs/settings.md
	@$(BIN)/python -m portal.operations

generate-clients: $(VENV)/development
	@$(BIN)/python -m tests.clients.generators

# With every release, after the changes under "Unreleased" got their number: what later changes are compared with.
release-snapshot: $(VENV)/development
	@$(BIN)/python -m tests.architecture.schema_gate --release

lock: $(VENV)/development
	$(BIN)/uv pip compile pyproject.toml --group build --universal --generate-hashes -q --upgrade -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group build --group dev --universal --generate-hashes -q --upgrade -o requirements-dev.lock
