# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# A fresh machine needs Python 3.11 or newer, git and make. Everything else goes into .venv and .cache.

VENV := .venv
BIN := $(VENV)/bin
DIST := dist
PORT ?= 8931
TOOLS := tests/tools

# Any Python will do to start with: tests/tools/environment.py finds the best real interpreter by itself, or takes
# the one given as in "make test PYTHON=python3.13".
ifdef PYTHON
START := $(PYTHON)
CHOICE := --python $(PYTHON)
else
START := $(shell for p in python3.12 python3.13 python3.14 python3.11 python3; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
endif

.DEFAULT_GOAL := help
.PHONY: help demo check unit generate types measure test test-nightly lint molecule sanity build emulator benchmark clean venv venv-demo

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(MAKE) --no-print-directory venv

venv-demo:
	@test -n "$(START)" || { echo "Python 3.11 or newer is needed, and none was found."; exit 1; }
	@$(START) $(TOOLS)/environment.py $(VENV) tests/requirements-demo.txt $(CHOICE)

venv: ## make or bring up to date the virtual environment .venv
	@test -n "$(START)" || { echo "Python 3.11 or newer is needed, and none was found."; exit 1; }
	@$(START) $(TOOLS)/environment.py $(VENV) tests/requirements.txt $(CHOICE)

demo: venv-demo ## see it at work: three vendors on this machine, two teams, one playbook
	@$(BIN)/python tests/demo/run.py

check: $(BIN)/python ## ruff, mypy, layers and generated files: what fails first, in seconds
	@$(BIN)/python $(TOOLS)/check.py quick

unit: $(BIN)/python ## unit tests without the slow suites (ARGS="tests/unit/test_plan.py -k word")
	@$(BIN)/python $(TOOLS)/check.py unit -- $(ARGS)

generate: $(BIN)/python ## write the generated files that are stale
	@$(BIN)/python $(TOOLS)/generate.py

types: $(BIN)/python ## mypy --strict on module_utils and plugin_utils (ARGS for mypy)
	@$(BIN)/python $(TOOLS)/typecheck.py $(ARGS)

measure: $(BIN)/python ## sizes, complexity, types and calls of each room (ARGS="--tree PATH")
	@$(BIN)/python $(TOOLS)/measure.py $(ARGS)

test: venv ## all tests, then lint (with ARGS="-k word" for pytest no lint)
	@$(BIN)/python $(TOOLS)/check.py test -- $(ARGS)

test-nightly: venv ## the same tests with many more examples, and those marked nightly
	@$(BIN)/python $(TOOLS)/check.py nightly -- $(ARGS)

lint: venv ## ruff, mypy, yamllint, ansible-lint (production), documentation, changelog
	@$(BIN)/python $(TOOLS)/check.py lint

molecule: ## the scenarios of the roles, each run twice (ARGS="-s bk_routing" for one of them)
	@test -n "$(START)" || { echo "Python 3.11 or newer is needed, and none was found."; exit 1; }
	@$(START) $(TOOLS)/environment.py .cache/molecule tests/requirements-molecule.txt $(CHOICE)
	@.cache/molecule/bin/python $(TOOLS)/molecule.py $(ARGS)

sanity: venv ## ansible-test sanity on ansible-core 2.19 and 2.21 (CORE=2.21 for one)
	@$(BIN)/python $(TOOLS)/ansible_test.py $(if $(CORE),--core $(CORE)) sanity -- $(ARGS)

build: venv-demo ## build the collection's tarball into dist/
	@$(BIN)/python $(TOOLS)/collection.py build $(DIST)

emulator: venv-demo ## the three vendors on this machine, until interrupted (PORT=8931)
	@$(BIN)/python tests/emulator --port $(PORT) $(ARGS)

benchmark: venv ## side by side with peers and bare HTTP: tables, plot (ARGS=--quick for a look)
	@$(BIN)/python $(TOOLS)/environment.py $(VENV) tests/requirements-benchmark.txt $(CHOICE)
	@$(BIN)/python tests/benchmark $(ARGS)

clean: ## remove everything that the targets above have made
	rm -rf $(VENV) .cache $(DIST) .ansible tests/output tests/.pytest_cache tests/integration/inventory importer_result.json
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
