# Two commands do everything: `make run` and `make test`. The rest is for engineers.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
.DEFAULT_GOAL := help

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

run: ports $(VENV)/.runtime ## Start everything on this machine and print the address
	@$(BIN)/python -m casework dev

ports: | $(VENV)/bin/python
	@$(BIN)/python casework/development/ports.py

test: $(VENV)/.development ## Test everything that this machine can test, and say what was left out
	@$(BIN)/python -m tests.run

check: $(VENV)/.development ## Within a minute: lint, types, workflows, architecture, and what your change touches
	@$(BIN)/python -m tests.check

lint: $(VENV)/.development ## Ruff, mypy, template checks
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/djlint templates --lint --quiet

bench: $(VENV)/.development ## Measure beside a bare floor (ROWS=1000000 for more cases, ONLY=sqlite, SAVE=1 keeps the figures)
	@$(BIN)/python -m tests.benchmarks $(if $(ROWS),--rows $(ROWS)) $(if $(ONLY),--only $(ONLY)) $(if $(SAVE),--save)

attack: $(VENV)/.development ## Send 100,000 requests that nobody sends by accident (REQUESTS=, SEED= of a run before)
	@$(BIN)/python -m tests.hostile $(if $(REQUESTS),--requests $(REQUESTS)) $(if $(SEED),--seed $(SEED))

crash: $(VENV)/.development ## Kill workers 200 times while mail goes out, and compare what arrived
	@$(BIN)/python -m tests.crash

pictures: $(VENV)/.development ## Take the pictures of the README and the guides again
	@$(BIN)/python -m tests.guide_pictures

diagrams: $(VENV)/.runtime ## Write docs/workflows.md from the definitions
	@$(BIN)/python -m workflows.diagrams

lock: ## Resolve the dependencies again (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 --quiet --all-extras -o requirements.lock pyproject.toml
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 --quiet --all-extras --group test --group lint --group browser -c requirements.lock -o requirements-dev.lock pyproject.toml

clean: ## Remove the environment (the data in instance/ stays)
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Casework needs Python 3.11 or newer: install python3, or name one with make PYTHON=python3.12." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv is missing: on Debian and Ubuntu, apt install python3-venv." >&2; exit 1; }
	@[ -w . ] || { echo "This folder is read-only: copy it somewhere you may write, and start there." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock build-constraints.txt package-lock.json hatch_build.py pyproject.toml | $(VENV)/bin/python
	@echo "Installing (about half a minute the first time) ..."
	@$(PIP) install --quiet --only-binary :all: --no-deps --require-hashes -r requirements.lock || \
	  { echo "The packages could not be installed: see the lines above. The package registry must be reachable." >&2; exit 1; }
	@PIP_CONSTRAINT=build-constraints.txt $(PIP) install --quiet --no-deps -e .
	@touch $@

$(VENV)/.development: requirements-dev.lock $(VENV)/.runtime
	@$(PIP) install --quiet --only-binary :all: --no-deps --require-hashes -r requirements-dev.lock || \
	  { echo "The test packages could not be installed: see the lines above." >&2; exit 1; }
	@touch $@

.PHONY: help run ports test check lint bench attack crash pictures diagrams lock clean
