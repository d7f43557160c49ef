# Everything a newcomer needs: `make run`, then `make test`. `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
CALLS ?=
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
OURS := operations home careers feedback call_review wellbeing courses explainers topics accounts theme speech privacy documents files background config
export PYTHONUNBUFFERED = 1

.DEFAULT_GOAL := help
.PHONY: help run setup test check bench test-long test-services test-kills test-next test-e2e lock vendor demo setup-dev setup-openai-whisper clean

help: ## list what make can do
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-22s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## install what is missing, migrate, load the demonstration, start web and workers (PORT=8000)
	@PORT=$(PORT) exec $(MANAGE) serve

setup: $(VENV)/.base ## all of `run` but the start
	@$(MANAGE) prepare

test: $(VENV)/.dev ## the test suite, in as many processes as there are cores, four at most
	@$(BIN)/python -m pytest $(SPREAD)
SPREAD := -n auto --maxprocesses 4 --dist loadfile

check: $(VENV)/.dev ## style, types, import direction, migrations, translations, vendored files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet templates $(wildcard */templates)
	$(BIN)/lint-imports
	$(BIN)/mypy $(OURS)
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) translations --check
	$(MANAGE) vendor --check
	$(MANAGE) check --fail-level WARNING

bench: $(VENV)/.dev ## word error rate, speed and personal data found on sample calls (CALLS=DIR for others); search across 2 million turns
	@$(BIN)/python -m bench $(if $(CALLS),--calls $(CALLS))
	@$(BIN)/python -m bench.call_search

test-long: $(VENV)/.dev ## corpus, kills, hypothesis at length, both speech engines when installed
	@$(BIN)/python -m pytest -m long --migrations

test-services: $(VENV)/.dev ## the suite on PostgreSQL, Redis, RabbitMQ: those named by DATABASE_URL, BROKER_URL, CACHE_URL, else started for it
	@$(BIN)/python -m tests.servers postgresql redis -- $(BIN)/python -m pytest $(SPREAD) -m 'not long and not kills and not e2e' --migrations
	@$(BIN)/python -m tests.servers postgresql rabbitmq -- $(BIN)/python -m pytest -m 'not long and not kills and not e2e' --migrations tests/background

test-kills: $(VENV)/.dev ## worker, broker and database killed at KILLS random moments each (50)
	@KILLS=$(KILLS) $(BIN)/python -m pytest -m kills -s tests/kills
KILLS ?= 50

test-next: $(VENV)/.dev ## the suite with the newest Wagtail and Django, on Python 3.13 (PYTHON_NEXT=PATH); warnings allowed, nothing locked
	@UV_PYTHON_DOWNLOADS=never $(BIN)/uv venv --quiet --clear --python $(PYTHON_NEXT) .venv-next
	@$(BIN)/uv pip install --quiet --python .venv-next/bin/python --override requirements/next.in -r pyproject.toml --group dev
	@.venv-next/bin/python -c 'import sys, django, wagtail; print("Python", *sys.version_info[:2], "Django", django.__version__, "Wagtail", wagtail.__version__)'
	@.venv-next/bin/python -m pytest $(SPREAD) -W default
PYTHON_NEXT ?= python3.13

test-e2e: $(VENV)/.dev ## journeys in a real browser, axe on every page, screenshots (needs Chromium)
	@$(BIN)/python -m pytest tests/e2e -m e2e

lock: $(VENV)/.dev ## resolve the dependencies again, with hashes and no addresses
	$(BIN)/uv pip compile $(LOCK) pyproject.toml -o requirements/base.txt
	$(BIN)/uv pip compile $(LOCK) -c requirements/base.txt pyproject.toml --group dev -o requirements/dev.txt
	$(BIN)/uv pip compile $(LOCK) --no-deps -c requirements/base.txt requirements/openai-whisper.in -o requirements/openai-whisper.txt
LOCK := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

vendor: $(VENV)/.dev ## fetch the front-end libraries again (needs npm)
	$(MANAGE) vendor

demo: $(VENV)/.base ## load the demonstration again (adds what is missing, erases nothing)
	@$(MANAGE) demo

setup-dev: $(VENV)/.dev ## install what tests and checks need

setup-openai-whisper: $(VENV)/.dev ## the second speech engine (PyTorch: 200 MB for the processor, several GB for a GPU)
	@$(BIN)/python -c 'import torch' 2>/dev/null || $(BIN)/pip install --quiet torch==2.13.0
	@$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements/openai-whisper.txt

clean: ## remove the virtual environment and caches; the data folder stays
	rm -rf $(VENV) .venv-next .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; here: $$($(PYTHON) --version 2>&1). PYTHON=/path/to/python3.11 make run chooses one."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing. On Debian: sudo apt install python3-venv"; exit 1; }
	@echo "Creating the virtual environment in $(VENV)…"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.base: requirements/base.txt | $(BIN)/python
	@echo "Installing the locked dependencies (about a minute)…"
	@$(BIN)/pip install --quiet --require-hashes -r requirements/base.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(BIN)/python
	@echo "Installing the locked dependencies, with those of the tests (about a minute)…"
	@$(BIN)/pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@
