# Backissue: everything a developer or a first-time user runs. `make help` lists it.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DEMO   := build/demo

.DEFAULT_GOAL := help
.PHONY: help install demo test test-slow check format bench eval peers lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Backissue needs Python 3.11 or newer; $(PYTHON) is `$(PYTHON) --version 2>&1`. Try: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.lock
	@touch $@

install: $(VENV)/.installed ## create .venv and install Backissue from the lock file

demo: export BACKISSUE_DATA_DIR := $(DEMO)
demo: $(VENV)/.installed ## index the sample archive and answer a question
	$(BIN)/backissue index corpus/sample --rebuild
	$(BIN)/backissue ask "How many people were hurt when the ferry hit the pier?"

test: $(VENV)/.installed-dev ## the fast tests (under two minutes once installed)
	$(BIN)/python -m pytest -m "not slow" -n auto --maxprocesses 4 --dist worksteal

test-slow: $(VENV)/.installed-dev ## the slow tests, which CI runs too
	$(BIN)/python -m pytest -m slow -n auto --maxprocesses 2 --dist worksteal

check: $(VENV)/.installed-dev ## formatting, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.installed-dev ## format the code and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.installed ## speed and memory beside the bare model (ARTICLES=file or folder)
	$(BIN)/backissue bench $(ARTICLES)

eval: $(VENV)/.installed ## quality by stages on every set at hand (SETS="sample newsquiz_small ap_news newsquiz")
	$(BIN)/python -m tests.experiments.evaluate $(SETS)

peers: $(VENV)/.installed ## Chroma, txtai, LangChain and BM25 beside Backissue (DATA=sample or folders)
	$(BIN)/python -m tests.peers.run $(addprefix --set ,$(DATA))

lock: $(VENV)/.installed-dev ## renew the lock files
	$(BIN)/uv pip compile --upgrade --quiet --no-header --output-file requirements.lock pyproject.toml
	$(BIN)/uv pip compile --upgrade --quiet --no-header --extra dev --constraint requirements.lock \
	  --output-file requirements-dev.lock pyproject.toml

clean: ## remove what was built here, the environment too
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
