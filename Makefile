# Everything runs from .venv, which `make venv` builds from the hashed lock file. Needs: make, Python >= 3.11.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
WORKERS ?= 2
PROXY ?= nginx

.PHONY: help venv demo sandbox client serve test scale check sbom bench drill lock format migration schema changes clean

help:  ## Show the targets.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: $(STAMP)  ## Make .venv from requirements.lock (instant when nothing changed).

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed. Name it: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		{ echo "This Python cannot make environments. On Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: venv  ## Start everything with demo data on 127.0.0.1:8000 and print the log-ins.
	ERP_VISIT_ENVIRONMENT=$${ERP_VISIT_ENVIRONMENT:-development} $(BIN)/erp-visit demo --serve

sandbox: venv  ## Serve a small distributor on 127.0.0.1:8001 that can be set back (make client for its types).
	$(BIN)/erp-visit sandbox

client: venv  ## Pack the typed client for TypeScript as dist/erp-visit-client-VERSION.tgz (needs node >= 20 and npm).
	$(BIN)/python -m tools.client

serve: venv  ## Start the server on its data, without demo data.
	$(BIN)/erp-visit serve

test: venv  ## Run all tests (WORKERS=2 processes; ARGS='-k name' to choose).
	$(BIN)/pytest -n $(WORKERS) $(ARGS)

scale: venv  ## All tests that go over HTTP, against two servers and two workers behind PgBouncer and a proxy (PROXY=haproxy).
	$(BIN)/pytest -n $(WORKERS) --cluster $(PROXY) $(ARGS)

check: venv  ## Lint, security, licences, format, types, layers, migrations and published schema in step with the code.
	$(BIN)/ruff check .
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive erp_visit tools
	$(BIN)/python -m tools.licences
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m erp_visit.migrate --check
	$(BIN)/erp-visit export-schema --check
	$(BIN)/python -m tools.contract check

sbom: venv  ## Write the software bill of materials (CycloneDX) of requirements.lock to dist/sbom.cdx.json.
	$(BIN)/python -m tools.sbom dist/sbom.cdx.json

bench: venv  ## Print figures as ratios against a floor measured in the same run.
	$(BIN)/python -m bench

drill: venv  ## Break things under load and see what was promised kept (ARGS='kills drain' to choose).
	$(BIN)/python -m drills $(ARGS)

lock:  ## Write requirements.lock anew from pyproject.toml (needs uv on the PATH).
	uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --extra dev --generate-hashes \
		--no-header --no-emit-index-url --no-emit-find-links --upgrade -o requirements.lock

format: venv  ## Format the code and sort imports.
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

migration: venv  ## Write a migration from the models: make migration NAME=add_customer_tags
	$(BIN)/python -m erp_visit.migrate --make $(or $(NAME),$(name),update)

schema: venv  ## Write graphql/schema.graphql from the code, and graphql/CHANGES.md from its difference.
	$(BIN)/erp-visit export-schema
	$(BIN)/python -m tools.contract write

changes: venv  ## Print what changed in the schema: make changes FROM=<file or commit>; since the last release by default.
	$(BIN)/python -m tools.contract changes $(FROM)

clean:  ## Remove the environment and caches; the data folder .erp-visit stays.
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
