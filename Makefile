# Two commands matter: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3,$(if $(shell command -v $(name)),$(name))))
BIN := .venv/bin
PACKAGES := questionnaires tools_catalog aggregation toolkit
INSTALLED := .venv/.installed

.PHONY: help run test check bench lock styles strings clean

help: ## Show what each target does
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

run: $(INSTALLED) ## Create environment and database, load the demonstration, serve http://127.0.0.1:8000
	@$(BIN)/toolkit demonstration
	@$(BIN)/toolkit run

test: $(INSTALLED) ## Prove it: lint, types, contracts, unit, property, journey, PostgreSQL and browser tests
	@bash tests/system-packages.sh
	@$(MAKE) --no-print-directory check
	$(BIN)/pytest --cov --numprocesses auto --dist loadfile

check: $(INSTALLED) ## Lint, types and the dependency rule only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(PACKAGES) tests
	$(BIN)/lint-imports
	$(BIN)/toolkit content check

bench: $(INSTALLED) ## Measure the speed budgets beside a bare Flask application, and run the long attack
	$(BIN)/python -m tests.benchmarks
	$(BIN)/pytest -m long -s

lock: ## Renew requirements.txt (for maintainers; needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras --upgrade \
	  --extra dev --custom-compile-command "make lock" -o requirements.txt pyproject.toml

styles: ## Build the two style sheets (for maintainers; needs Node)
	cd frontend && npm ci --no-audit --no-fund && npm run build

strings: $(INSTALLED) ## Collect the strings of the interface and of the content for translators
	$(BIN)/toolkit content strings

clean: ## Remove the environment and caches; never the database
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov *.egg-info

$(INSTALLED): requirements.txt pyproject.toml
	@bash environment.sh "$(PYTHON)"
	@touch $(INSTALLED)
