# The verbs of this project. `make test` is what continuous integration runs.
#
#   make setup   a virtual environment in .venv, from hash-locked requirements
#   make demo    a plan for the example firm
#   make test    all tests, import rules included
#   make lint    ruff, mypy, import rules
#   make fuzz    readers against made-up bytes, for SECONDS (60)
#   make bench   benchmarks beside other solvers, in an environment of their own (.venv-bench)
#   make docs    the generated pages of docs/reference
#   make lock    renew requirements/*.txt from pyproject.toml
#   make clean   remove what the other verbs made
#
# Variables: PYTHON (the interpreter for new environments), WORKERS and SEED (tests).

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test lint fuzz bench docs lock clean

PYTHON ?= python3
WORKERS ?= auto
SEED ?= 1
SECONDS ?= 60

# Relative names only, so that the checkout may live in a folder with spaces.
BIN := .venv/bin
STAMP := .venv/.installed
BENCH_BIN := .venv-bench/bin
BENCH_STAMP := .venv-bench/.installed
PIP := -m pip --disable-pip-version-check --quiet
# The build backend (uv_build) is installed and locked like the rest, and found on the path.
PROJECT := --no-deps --no-build-isolation --editable .

help:
	@sed -n 's/^#   //p' Makefile

setup: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml
	@PYTHON="$(PYTHON)" sh requirements/new-environment.sh .venv
	$(BIN)/python $(PIP) install --require-hashes --requirement requirements/dev.txt
	PATH="$$PWD/$(BIN):$$PATH" $(BIN)/python $(PIP) install $(PROJECT)
	@touch $@

$(BENCH_STAMP): requirements/bench.txt pyproject.toml
	@PYTHON="$(PYTHON)" sh requirements/new-environment.sh .venv-bench
	$(BENCH_BIN)/python $(PIP) install --require-hashes --requirement requirements/bench.txt
	PATH="$$PWD/$(BENCH_BIN):$$PATH" $(BENCH_BIN)/python $(PIP) install $(PROJECT)
	@touch $@

demo: setup
	$(BIN)/bestplaced plan examples/harbour-joinery.yaml --ledger examples/ledgers/harbour-joinery.csv

# One seed orders the tests and feeds hypothesis, so that the same tree gives the same result.
# `make test SEED=7` tries another order.
test: setup
	$(BIN)/python -m pytest --numprocesses=$(WORKERS) --maxprocesses=4 \
		-p randomly --randomly-seed=$(SEED) --hypothesis-seed=$(SEED)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=src $(BIN)/lint-imports --no-cache
	$(BIN)/codespell README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md docs src

fuzz: setup
	$(BIN)/python tests/fuzz/fuzz_readers.py -max_total_time=$(SECONDS) -max_len=8000

bench: $(BENCH_STAMP)
	$(BENCH_BIN)/python -m benchmarks

docs: setup
	@mkdir -p docs/reference
	$(BIN)/bestplaced schema > docs/reference/case.schema.json
	$(BIN)/python docs/renew_excerpt.py

# Universal (one file for every system and Python 3.11-3.14), with hashes, without addresses:
# where packages come from is the choice of whoever installs. Releases younger than a week are
# left to others to try. See docs/decisions/0007-hash-locked-requirements.md.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--upgrade --exclude-newer "7 days" --no-header --no-emit-index-url --no-emit-find-links \
	--annotation-style line --constraint requirements/held.in

lock: setup
	$(COMPILE) --output-file requirements/core.txt pyproject.toml
	$(COMPILE) --output-file requirements/dev.txt \
		--extra dev --extra import --extra docs --extra fast pyproject.toml
	$(COMPILE) --output-file requirements/bench.txt \
		--extra bench --extra import --group build pyproject.toml

clean:
	rm -rf .venv .venv-bench build dist .coverage
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
