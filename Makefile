# make up      the desk on http://127.0.0.1:8000 (PORT=9000 for another port)
# make test    the whole suite
# make pages   the speed of pages at 100,000 and 1,000,000 clients
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
# On two cores: a worker waits for PostgreSQL half its time; a journey has a desk and a browser too.
WORKERS ?= 3
TRAVELLERS ?= 2
PYTEST_ARGS ?=
BENCH_ARGS ?= --clients 100000
BIN := .venv/bin

# Real data is named, never assumed (a sister folder of the checkout, where there is one).
ifndef RMAPP_REAL_DATA
ifneq ($(wildcard ../shared/data),)
export RMAPP_REAL_DATA := $(abspath ../shared/data)
endif
endif

# Our own environment keeps its bytecode: without it every process starts two seconds later.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: up test crash crash-handover fuzz style lint bench pages pictures lock environment tools

up: environment
	@RMAPP_MODE=$${RMAPP_MODE:-demo} exec $(BIN)/rmapp up --port $(PORT)

# Types are one of the tests. The journeys, each file on one running desk and in one browser, run
# beside the rest.
test: tools style
	@$(PYTHON) .ci/chromium.py
	@RMAPP_FUZZ_REQUESTS=$${RMAPP_FUZZ_REQUESTS:-20000} exec $(BIN)/python -m tests.halves $(WORKERS) $(TRAVELLERS) $(PYTEST_ARGS)

style: tools
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

lint: style
	@$(BIN)/python -m mypy

crash-handover: tools
	@RMTEST_HANDOVER_KILLS=200 exec $(BIN)/python -m pytest -q -p no:cacheprovider tests/handovers/test_at_once.py -k killed

crash: tools
	@exec $(BIN)/python -m bench.crash $(CRASH_ARGS)

fuzz: tools
	@$(PYTHON) .ci/chromium.py
	@RMAPP_FUZZ_REQUESTS=$${RMAPP_FUZZ_REQUESTS:-75000} exec $(BIN)/python -m pytest tests/fuzz tests/api/test_fuzz.py $(PYTEST_ARGS)

bench: environment
	@exec $(BIN)/rmapp bench $(BENCH_ARGS) $(if $(RMAPP_REAL_DATA),--data $(RMAPP_REAL_DATA))

# Every figure of pages at both sizes. The first run makes the bases (RMAPP_INSTANCE keeps them).
pages: environment
	@for clients in 100000 1000000; do $(BIN)/rmapp bench --pages --cpu --clients $$clients || exit 1; done

pictures: tools
	@$(PYTHON) .ci/chromium.py
	@exec $(BIN)/python -m bench.pictures

lock: tools
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.lock pyproject.toml
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev -o requirements-dev.lock pyproject.toml

environment:
	@$(PYTHON) .ci/bootstrap.py

tools:
	@$(PYTHON) .ci/bootstrap.py --dev
