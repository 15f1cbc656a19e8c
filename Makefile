# Everything a person does here, by name. The environment is built once, from pinned and hashed lists.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.SUFFIXES:

BIN := .venv/bin
NODE_MODULES := tests/standins/node_modules/.package-lock.json tests/browser/node_modules/.installed
PACKAGES := api domain eventstore projections integrations tests benchmarks examples
# Found anew rather than taken from a variable: the first of these that is Python 3.11 or later.
FIND_PYTHON := for python in python3.11 python3; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; python=; done

.PHONY: help
help:  ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

.PHONY: run
run: .venv/run.stamp  ## Start everything: database, API, projections, mirror and escalation
	@exec $(BIN)/python -m api serve

.PHONY: test
test: .venv/dev.stamp $(NODE_MODULES)  ## Run every test
	@$(BIN)/pytest -n 2

.PHONY: check
check: .venv/dev.stamp  ## Check formatting, lint, types and layers
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy $(PACKAGES)
	@$(BIN)/lint-imports

.PHONY: format
format: .venv/dev.stamp  ## Rewrite the code in the house's format
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

.PHONY: demo
demo: .venv/dev.stamp tests/standins/node_modules/.package-lock.json  ## Tell nine real incidents through the API, twice
	@$(BIN)/python -m examples.demo $(ARGS)

.PHONY: chaos-mirror
chaos-mirror: .venv/dev.stamp tests/standins/node_modules/.package-lock.json  ## Kill and spoil at random; SEED= repeats a run
	@$(BIN)/python -m tests.integrations.chaos $(if $(SEED),--seed $(SEED)) $(ARGS)

.PHONY: bench
bench: .venv/dev.stamp  ## Measure this machine
	@$(BIN)/python -m benchmarks

.PHONY: blame-points
blame-points: .venv/points.stamp  ## Fit the points of words to the labelled sentences anew
	@$(BIN)/python -m benchmarks.blame_points

.PHONY: blame-report
blame-report: .venv/dev.stamp  ## Score the blame checker on labelled sentences
	@$(BIN)/python -m benchmarks.blame

.PHONY: openapi
openapi: .venv/dev.stamp  ## Write openapi.yaml from the handlers, its examples from the service
	@UPDATE_EXAMPLES=1 $(BIN)/pytest -q tests/api/test_openapi.py -k examples_are
	@$(BIN)/python -m api openapi > openapi.yaml.new && mv openapi.yaml.new openapi.yaml

.PHONY: clean
clean:  ## Remove the environment and caches; the data folder stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache tests/*/node_modules

.venv/bin/python:
	@$(FIND_PYTHON); test -n "$$python" || { echo "Python 3.11 or later is needed." >&2; exit 1; }; \
	echo "Making the environment in .venv" && $$python -m venv .venv

.venv/run.stamp: requirements/run.txt | .venv/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

# Made after the smaller list, so that installing this one counts as having installed that one.
.venv/dev.stamp: requirements/dev.txt | .venv/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch .venv/run.stamp $@

.venv/points.stamp: requirements/points.txt | .venv/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/points.txt
	@touch $@

# node and npm come from PyPI with the development list. Of GitHub's description, 370 MB for every
# version of its server, only that of github.com is kept.
tests/standins/node_modules/.package-lock.json: tests/standins/package-lock.json .venv/dev.stamp
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --prefix tests/standins --no-audit --no-fund --ignore-scripts --loglevel error
	@find tests/standins/node_modules/@octokit/openapi/generated -name '*.json' ! -name api.github.com.json -delete
	@touch $@

tests/browser/node_modules/.installed: tests/browser/package-lock.json tests/browser/install.py .venv/dev.stamp
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m tests.browser.install
