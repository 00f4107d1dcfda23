# Everything a newcomer or a machine runs. Needs Python 3.11 or newer, git and make; `make` alone prints help.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PEERS := $(VENV)/.peers
REAL_DATA := ../shared/data
PROVEN := graphsvc/measures/*,graphsvc/tie.py,graphsvc/shape.py

.DEFAULT_GOAL := help
.PHONY: help setup demo test wheel fuzz real check bench format constraints \
	check-format check-lint check-types check-rooms check-dependencies check-spelling reference-fresh dead-code

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## create .venv with the pinned versions; the rest does this first

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt pip hatchling editables
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --no-build-isolation --group dev --editable '.[neo4j]'
	@touch $@

$(PEERS): $(READY)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group bench
	@touch $@

demo: $(READY) ## make a fictional firm, ingest it, print the first answers and serve it until Ctrl-C
	$(BIN)/graphsvc demo

test: $(READY) ## run the tests, with branch coverage; on a real Neo4j too where Java and Maven are found
	$(BIN)/pytest -n auto --dist loadfile -m "not data and not wheel" --cov --cov-report=term
	@echo "Complete coverage of $(PROVEN):"
	@$(BIN)/coverage report --fail-under=100 --include='$(PROVEN)'

wheel: $(READY) ## build the wheel, install it into an empty environment and open every page
	$(BIN)/pytest tests/wheel -m wheel -v

fuzz: $(READY) ## call every operation of the API with 200 examples each
	GRAPHSVC_FUZZ_EXAMPLES=200 $(BIN)/pytest tests/api/test_fuzz.py tests/api/test_fuzz_imports.py --timeout=3600

real: $(READY) ## answer from the real data in ../shared/data, where it is there
	@if [ -d $(REAL_DATA) ]; then $(BIN)/pytest -m data --timeout=1800 -v; \
	else echo "make real: skipped, there is no real data at $(REAL_DATA)"; fi

check: check-format check-lint check-types check-rooms check-dependencies check-spelling reference-fresh dead-code ## run every gate but the tests

check-format: $(READY)
	$(BIN)/ruff format --check .

check-lint: $(READY)
	$(BIN)/ruff check .

check-types: $(READY)
	$(BIN)/mypy
	$(BIN)/pyright

check-rooms: $(READY)
	$(BIN)/lint-imports --no-logo

check-dependencies: $(READY)
	$(BIN)/deptry .

check-spelling: $(READY)
	$(BIN)/codespell

reference-fresh: $(READY)
	@if [ -f docs/generate.py ]; then $(BIN)/python docs/generate.py --check; fi

dead-code: $(READY)
	-@$(BIN)/vulture || echo "dead-code: advisory, each line is a place to look"

bench: $(PEERS) ## print the ratios against other engines, measured in one run
	$(BIN)/python -m bench

format: $(READY) ## format the code and repair what ruff can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

constraints: ## pin the newest versions that fit pyproject.toml, in a fresh environment
	$(PYTHON) -m venv --clear $(VENV)-pins
	$(VENV)-pins/bin/python -m pip install --quiet --upgrade pip hatchling editables
	$(VENV)-pins/bin/python -m pip install --quiet --no-build-isolation --group dev --group bench '.[neo4j]'
	@(echo "# The exact versions that the tests run with, made by make constraints; lower bounds are in pyproject.toml."; \
	$(VENV)-pins/bin/python -m pip list --format=freeze --exclude graphsvc --exclude setuptools) > constraints.txt
	rm -r $(VENV)-pins
