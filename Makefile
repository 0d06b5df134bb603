# Everything starts here; `make help` lists it. Nothing is installed outside this folder but Debian's Java and Maven.

# 3.11 is what requirements.lock was made with
PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13; do \
	$$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
VENV := .venv
JML := $(VENV)/bin/jml
STAMP := $(VENV)/.set-up
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check -q

.DEFAULT_GOAL := help
.PHONY: help setup demo up down test check faults fidelity lock java

help: ## what there is
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 14

setup: $(STAMP) java ## make .venv with jml in it, see to Java and Maven

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is missing: install the Debian packages python3 and python3-venv" >&2; exit 1; }
	@echo "setting up $(VENV)"
	@test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV) || { \
		rm -rf $(VENV); echo "a virtual environment cannot be made: install the Debian package python3-venv" >&2; exit 1; }
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) -q install --no-deps --no-build-isolation -e .
	@touch $@

java:
	@sh ops/setup/java.sh

demo: setup ## the whole product on real parts: 200 people, a fortnight, a proof
	@$(JML) demo

up: setup ## start the same and keep it up; prints where to look
	@$(JML) up --background

down: setup ## end what `make up` started
	@$(JML) down

check: setup ## style, types, imports, sizes
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-cache
	@$(VENV)/bin/python ops/checks/sizes.py

test: check ## check, then all tests
	@$(VENV)/bin/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

faults: setup ## every call of the product fails in every way, and its worker dies then: some 20 minutes
	@$(JML) faults $(FAULTS_ARGS)

fidelity: setup ## okta-sdk-python's own integration tests, live against the Okta simulator
	@$(VENV)/bin/python -m ops.fidelity.run

lock: setup ## pin again what pyproject.toml asks for, with hashes and without hosts
	@$(VENV)/bin/pip-compile -q --allow-unsafe --extra=dev --generate-hashes --no-emit-find-links --no-emit-index-url \
		--no-emit-trusted-host --output-file=requirements.lock --strip-extras pyproject.toml
