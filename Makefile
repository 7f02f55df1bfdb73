# Everything a person runs here. `make help` lists it. Needs Python 3.11 or newer, and nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What the simulator takes from the command line: make callers FILE=… REPORT=…
export CALLER FILE BUSINESS REPORT PLOT GENERATE REPEAT SEED NOISE WORKERS CONVERSATION STAND_IN VOICE_MODE ONLY MINUTES CALLS

.DEFAULT_GOAL := help
.PHONY: help call run callers test check lint format bench soak pages crash duty fuzz lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

call: $(VENV)/.stamp-run ## ring the receptionist in this terminal (CALLER=<id>: a scripted caller talks)
	@$(BIN)/python -m simulator call

run: $(VENV)/.stamp-run ## the server, as in production, on PORT (8000)
	@./start.sh

callers: $(VENV)/.stamp-run ## play the scripted callers and grade (FILE GENERATE BUSINESS REPORT PLOT REPEAT SEED NOISE WORKERS CONVERSATION STAND_IN)
	@$(BIN)/python -m simulator callers

test: $(VENV)/.stamp-dev ## all tests, in parallel, with at least 90 % of the branches
	$(BIN)/pytest -q -n 2 --cov --cov-report=term-missing:skip-covered --cov-fail-under=90

check: lint test ## format, lint, types, tests: what has to pass before a commit

lint: $(VENV)/.stamp-dev ## format, lint and types, without changing anything
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	@if command -v shellcheck >/dev/null; then shellcheck *.sh .ci/run; else echo 'no shellcheck here: scripts not checked'; fi

format: $(VENV)/.stamp-dev ## put the code in shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.stamp-run ## calls by the hundreds, beside the seeds' design; then our own time in a turn (ONLY REPORT PLOT)
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.turns

soak: $(VENV)/.stamp-run ## half an hour of calls, and what they leave behind (MINUTES CALLS)
	@$(BIN)/python -m bench.soak

pages: $(VENV)/.stamp-run ## play the transcripts in README.md and docs/conversation.md again
	@$(BIN)/python -m simulator.pages

crash: $(VENV)/.stamp-dev ## 100 kill -9 at random points of calls (make test has a few)
	CRASHES=100 $(BIN)/pytest -q tests/test_crash.py

duty: $(VENV)/.stamp-dev ## 200 days of technicians and owners by chance, with faults and kill -9 (make test has a few)
	RUNS=200 $(BIN)/pytest -q -n auto tests/test_duty_runs.py

fuzz: $(VENV)/.stamp-dev ## ten thousand forms on every route (make test has fewer)
	EXAMPLES=10000 $(BIN)/pytest -q -k fuzz

lock: ## pin the newest versions in requirements*.txt
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/pip install --quiet uv
	$(VENV)-lock/bin/uv pip compile $(LOCK) pyproject.toml --output-file requirements.txt
	$(VENV)-lock/bin/uv pip compile $(LOCK) --group dev --constraints requirements.txt --output-file requirements-dev.txt
	sed -i.old '1i\
	-r requirements.txt' requirements-dev.txt
	rm -rf $(VENV)-lock requirements-dev.txt.old

# One lock for all supported Pythons and systems.
LOCK := --universal --python-version 3.11 --upgrade --no-header --no-annotate --quiet

clean: ## remove what was set up and what tests left
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage htmlcov

# While a stamp is newer than its requirements no package client runs, so nothing needs the network.
$(VENV)/.stamp-run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.13 …")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.stamp-dev: requirements-dev.txt $(VENV)/.stamp-run
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
