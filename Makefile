# Œuvre commune. `make` alone lists what can be made.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOCK_VENV := build/lock-venv

# Given to pytest, for example: make test PYTEST_ARGS="-k money -x"
PYTEST_ARGS ?=
# Given to uv, for example: make lock LOCK_ARGS=--upgrade
LOCK_ARGS ?=
# Given to the benchmarks
BENCH_ARGS ?=

CODE := optimizer importers service benchmarks scripts tests
SOURCES := $(foreach folder,$(CODE),$(if $(wildcard $(folder)/*.py),$(folder)))

.DEFAULT_GOAL := help
.PHONY: help install demo serve test test-slow lint bench picture guide-pictures lock clean check-python system-packages \
    lint-style lint-format lint-types lint-imports lint-catalogue lint-locks

help:
	@echo "make demo       plan the 90 000 masks of examples/mask_order into out/demo"
	@echo "make serve      pages of the service on the mask order, an account of each role"
	@echo "make test       quick tests"
	@echo "make test-slow  slow tests"
	@echo "make lint       style, types, who imports whom, catalogues"
	@echo "make bench      compare with other tools"
	@echo "make picture    draw the picture of the README from out/demo (make demo before)"
	@echo "make guide-pictures  take the pictures of the guide from the running service (Chromium needed)"
	@echo "make lock       write requirements.lock again"
	@echo "make clean      remove what was built (out/ and $(VENV) included)"
	@echo "PYTHON=…        another Python, 3.11 or later (now: $(PYTHON))"

check-python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	    echo "« $(PYTHON) » was not found. Install Python 3.11 or later, or say which: make … PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "Python 3.11 or later is needed; « $(PYTHON) » is $$($(PYTHON) --version 2>&1). Say which to use: make … PYTHON=python3.12" >&2; exit 1; }

$(STAMP): requirements.lock pyproject.toml | check-python
	@$(PYTHON) -m venv $(VENV) || { \
	    echo "« $(PYTHON) -m venv » failed: on Debian, install the package python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

install: $(STAMP)

system-packages:
	@bash scripts/system_packages.sh

demo: $(STAMP)
	$(BIN)/oeuvre plan examples/mask_order/commande_masques.xlsx -o out/demo --time-limit 30

serve: $(STAMP)
	$(BIN)/python -m scripts.serve_example

test: $(STAMP) system-packages
	$(BIN)/python -m pytest $(PYTEST_ARGS)

# pytest leaves with 5 when it found no test: right only as long as none is marked slow.
test-slow: $(STAMP) system-packages
	@$(BIN)/python -m pytest -m slow $(PYTEST_ARGS) || { status=$$?; \
	    if [ $$status -eq 5 ] && ! grep -rqs --include='*.py' 'mark\.slow' tests; \
	    then echo "no test is marked slow yet"; else exit $$status; fi; }

lint: lint-style lint-format lint-types lint-imports lint-catalogue lint-locks

lint-style: $(STAMP)
	$(BIN)/ruff check .

lint-format: $(STAMP)
	$(BIN)/ruff format --check .

lint-types: $(STAMP)
	$(BIN)/mypy $(SOURCES)

lint-imports: $(STAMP)
	$(BIN)/lint-imports

lint-catalogue: $(STAMP)
	@if [ -f scripts/check_catalogue.py ]; then \
	    echo "$(BIN)/python scripts/check_catalogue.py"; $(BIN)/python scripts/check_catalogue.py; fi

lint-locks:
	@tracked=$$(git ls-files -- 'uv.lock' '*/uv.lock' 'pylock*.toml' '*/pylock*.toml') && \
	    if [ -n "$$tracked" ]; then \
	    echo "these name registries and must not be tracked: $$tracked" >&2; exit 1; fi

bench: $(STAMP)
	$(BIN)/python -m benchmarks $(BENCH_ARGS)

picture: $(STAMP) system-packages
	$(BIN)/python scripts/picture.py out/demo/plan.xlsx docs/images/plan.png

guide-pictures: $(STAMP)
	$(BIN)/python -m scripts.guide_pictures

# Versions already locked stay unless LOCK_ARGS=--upgrade. No address may enter the lock.
lock: check-python
	$(PYTHON) -m venv $(LOCK_VENV)
	$(LOCK_VENV)/bin/python -m pip install --quiet --disable-pip-version-check uv
	$(LOCK_VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-header --extra dev $(LOCK_ARGS) \
	    pyproject.toml -o requirements.lock
	@if grep -nE 'https?:|file:' requirements.lock; then \
	    echo "requirements.lock names an address" >&2; exit 1; fi

clean:
	rm -rf $(VENV) build dist out *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
