# Casier: `make run` starts it, `make test` proves it. Needs Python 3.11+ only; everything else goes into this folder.
PYTHON ?= python3
PORT ?= 8000
UV_VERSION := 0.13.9
BIN := .venv/bin

export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON := $(PYTHON)
export UV_PYTHON_DOWNLOADS := never

UV := .uv/uv-$(UV_VERSION)
RUNTIME := .venv/.runtime
TEST := .venv/.test
SYNC := .uv/bin/uv sync --frozen --quiet --compile-bytecode

.DEFAULT_GOAL := help
.PHONY: help run setup demo test check bench faults load messages hooks

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## serve the portal on PORT (8000), with the demonstration if it is empty
	@$(BIN)/casier serve --port $(PORT) --demo-if-empty

setup: $(RUNTIME) ## install what running needs and build the front end
	@$(BIN)/casier build

demo: setup ## fill an empty installation with the demonstration
	@$(BIN)/casier demo

test: setup $(TEST) ## run every test, in random order (ARGS="tests/services -k block" for some)
	@tests/browser.sh
	$(BIN)/pytest $(ARGS)

check: $(TEST) ## format, lint, types, import contracts
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/pyright
	$(BIN)/lint-imports

bench: setup $(TEST) ## measure the numbers that matter, each against its raw cost
	@tests/browser.sh
	$(BIN)/python -m bench $(ARGS)

faults: setup $(TEST) ## kill, fill and cut things, and see what survives
	$(BIN)/python -m bench.faults $(ARGS)

load: setup $(TEST) ## many people at once, on this machine
	$(BIN)/python -m bench.load $(ARGS)

messages: $(TEST) ## bring the catalogues up to date with the code, and list what wants a translation
	@$(BIN)/python tools/messages.py

hooks: $(TEST) ## run the fast checks before each commit
	$(BIN)/pre-commit install

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Casier needs Python 3.11 or later; name one with: make PYTHON=/path/to/python3 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "This Python lacks venv and pip; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing uv $(UV_VERSION) in .uv/"
	@rm -rf .uv && $(PYTHON) -m venv .uv && .uv/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

# --inexact: what `make test` installed stays
$(RUNTIME): pyproject.toml uv.lock | $(UV)
	@echo "Installing what running needs in .venv/"
	@$(SYNC) --inexact
	@touch $@

$(TEST): pyproject.toml uv.lock | $(UV)
	@echo "Installing what testing needs in .venv/"
	@$(SYNC) --group test
	@touch $(RUNTIME) $@
