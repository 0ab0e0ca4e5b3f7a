# The two commands that matter are `make demo` and `make test`; both set up what they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help demo test others check lint types imports format lock clean

help:                    ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/:/' | column -t -s ':'

demo: $(VENV)/.run       ## a living desk on this machine: fill it, start it, print its address
	$(BIN)/sincerely demo

test: $(VENV)/.dev       ## all tests, with coverage; says what it had to skip and why
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest --numprocesses 2 --dist worksteal
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

others: $(VENV)/.dev     ## the quick tests, e.g. with PYTHON=python3.13 VENV=.venv-3.13
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal -m "not slow and not browser"

check: lint types imports test ## everything that must be green before a change lands

lint: $(VENV)/.dev       ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev      ## types, strictly
	$(BIN)/mypy

imports: $(VENV)/.dev    ## who may import whom
	$(BIN)/lint-imports

format: $(VENV)/.dev     ## let the formatter have its way
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

lock:                    ## resolve the dependencies anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url -q pyproject.toml --group build -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url -q pyproject.toml --group dev -o requirements-dev.txt

clean:                   ## remove what was built, and the demo's data
	rm -rf $(VENV) data .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage htmlcov

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Sincerely needs Python 3.11, 3.12 or 3.13; this is " \
		+ sys.version.split()[0]) if not (3, 11) <= sys.version_info < (3, 14) else None'
	@echo "Making $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing Sincerely (a minute on a fresh machine) …"
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing Sincerely and its tools (a minute on a fresh machine) …"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run
