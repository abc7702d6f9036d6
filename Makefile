# `make run` opens the product, `make test` proves it. Both set up what is missing first.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# A stamp's name holds the content of what it was made from: nothing is done twice, and
# nothing is left undone after a change.
STAMPS := build/stamps
content = $(shell cat $(1) 2>/dev/null | sha256sum | cut -c1-12)
PYTHON_INPUTS := pyproject.toml resources/setup/constraints.txt
CONTRACT_INPUTS := contracts/package.json contracts/package-lock.json
PACKAGES_STAMP := $(STAMPS)/packages-$(call content,resources/setup/packages.sh)
PYTHON_STAMP := $(STAMPS)/python-$(call content,$(PYTHON_INPUTS))
CONTRACTS_STAMP := $(STAMPS)/contracts-$(call content,$(CONTRACT_INPUTS))

.PHONY: help setup engine image registry run test lint bench bench-gas package soak fuzz contracts clean

help: ## show what can be made
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

run: setup engine image ## set up what is missing and open the product on the practice network
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then exec $(BIN)/sonm-desktop; fi; \
	echo "There is no display here, so this is the tour: the window, unseen, through a whole deal."; \
	exec $(BIN)/python -m sonm_desktop.ui.tour.run build/tour

test: setup engine image registry ## set up what is missing and run every test
	@bash resources/setup/tests.sh

lint: setup ## check style, types and layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: setup engine image ## measure every promised number into build/bench.json
	@bash resources/setup/packages.sh boinc-client
	@$(BIN)/python -m bench.run

bench-gas: setup ## measure the gas of every operation into contracts/gas.json
	@$(BIN)/python -m bench.gas

package: setup ## build the bundle for this system, and start it once
	@$(BIN)/python resources/bundle/build.py --archive
	@build/package/sonm-desktop/sonm self-test

soak: setup engine image ## crash the programs for a long time; the result goes to docs/long-runs.md
	@$(BIN)/python -m bench.long_runs soak

fuzz: setup engine image ## try random things for a long time; the result goes to docs/long-runs.md
	@$(BIN)/python -m bench.long_runs fuzz

contracts: setup ## compile the contracts into the package
	@cd contracts && npm run --silent build

clean: ## remove what was built, and the environment
	rm -rf build .venv contracts/node_modules contracts/out contracts/cache

setup: $(PACKAGES_STAMP) $(PYTHON_STAMP) $(CONTRACTS_STAMP)

engine: setup
	@bash resources/setup/engine.sh

registry: setup
	@bash resources/setup/registry.sh

image: engine
	@$(BIN)/python resources/jobs/image.py --cache build >/dev/null

$(PACKAGES_STAMP):
	@bash resources/setup/packages.sh
	@mkdir -p $(STAMPS) && touch $@

$(PYTHON_STAMP): | $(PACKAGES_STAMP)
	@echo "Setting up the Python environment…"
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --constraint resources/setup/constraints.txt --editable '.[test,package]'
	@touch $@

$(CONTRACTS_STAMP): | $(PACKAGES_STAMP)
	@echo "Setting up the contract tools…"
	@cd contracts && npm ci --silent --no-audit --no-fund
	@touch $@
