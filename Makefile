# `make run` opens the product, `make test` proves it. Both set up what is missing first.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := build/stamps
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup engine run test lint bench soak fuzz contracts clean

help: ## show what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: setup engine ## set up what is missing and open the product on the practice network
	@$(BIN)/sonm tour

test: setup engine ## set up what is missing and run every test
	@$(BIN)/python -m pytest

lint: setup ## style, types and layers
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

bench: setup engine ## measure every promised number into build/bench.json
	@$(BIN)/python -m bench.run

soak: setup engine ## the long tests of crashes
	@SONM_LONG=1 $(BIN)/python -m pytest -m long tests/end2end

fuzz: setup engine ## the long random tests; date, seed and result go to docs/long-runs.md
	@$(BIN)/python -m bench.long_runs

contracts: setup ## compile the contracts into the package
	@cd contracts && npm run --silent build

clean: ## remove what was built, and the environment
	rm -rf build $(VENV) contracts/node_modules contracts/out contracts/cache

setup: $(STAMPS)/packages $(STAMPS)/python $(STAMPS)/contracts

engine:
	@bash resources/setup/engine.sh

$(STAMPS)/packages: resources/setup/packages.sh
	@bash resources/setup/packages.sh
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/python: pyproject.toml resources/setup/constraints.txt | $(STAMPS)/packages
	@echo "Setting up the Python environment…"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --constraint resources/setup/constraints.txt --editable '.[test]'
	@touch $@

$(STAMPS)/contracts: contracts/package.json contracts/package-lock.json | $(STAMPS)/packages
	@echo "Setting up the contract tools…"
	@cd contracts && npm ci --silent --no-audit --no-fund
	@touch $@
