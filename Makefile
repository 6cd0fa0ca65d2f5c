# The front door. `make run` starts the platform; `make test` checks that it keeps its promises.
PYTHON ?= python3
BIN := .venv/bin
RUNTIME := .venv/.runtime
TOOLS := .venv/.tools
SYSTEM := .venv/.system

.PHONY: run demo test check setup train bench bench-check promises faults clean

run: $(RUNTIME)
	@$(BIN)/flask --app wsgi demo
	@exec $(BIN)/python -m app.server

demo: $(RUNTIME)
	@$(BIN)/flask --app wsgi demo

setup: $(RUNTIME) $(TOOLS) $(SYSTEM)

test: setup
	$(BIN)/python -m pytest -n auto

check: $(RUNTIME) $(TOOLS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint app/templates --lint --quiet
	PAROLES_HOME=$$(mktemp -d) sh -c '$(BIN)/flask --app wsgi db upgrade && $(BIN)/flask --app wsgi db check'

train: $(RUNTIME)
	$(BIN)/python -m analysis train

$(RUNTIME): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make run PYTHON=python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "This Python has no venv: install it (Debian: apt install python3-venv)"; exit 1; }
	@echo "Installing what requirements.txt pins (about a minute, once)…"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.txt
	@touch $@

$(TOOLS): tests/requirements.txt requirements-scale.txt $(RUNTIME)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r tests/requirements.txt
	@touch $@

# A browser for the journeys. Only root can install one; without it those tests say so and skip.
$(SYSTEM): tests/install_system.sh $(RUNTIME)
	@sh tests/install_system.sh
	@touch $@

bench: $(RUNTIME)
	@$(BIN)/python -m bench.answering

bench-check: $(RUNTIME)
	@$(BIN)/python -m bench.answering --check

# Every promise at full size (`make test` runs samples of them), then the faults alone.
promises: setup
	PAROLES_TEST_FULL=1 $(BIN)/python -m pytest -m promise

faults: setup
	PAROLES_TEST_FULL=1 $(BIN)/python -m pytest tests/faults

clean:
	rm -rf .venv
