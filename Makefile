# make run: the app in a terminal, the main job printed anywhere else. make test: everything that is tested. Both prepare what they need.
# make test-quick: what needs no other program. make fuzz MINUTES=60: the property tests, with fresh seeds. make check: style, types, contracts, names. make docs: the site.
# make peers: other people's clients, validators and suites against the local server.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
MINUTES ?= 60
NOTEBOOK_STAMP := $(VENV)/.installed-notebook
TEST_STAMP := $(VENV)/.installed-test
DOCS_STAMP := $(VENV)/.installed-docs

# Bytecode is made at once, as pip makes it of whatever it does not leave in place: else each start may compile all of it.
define install
@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.$(1)'
@$(BIN)/python -m compileall -q designer engine store
endef

.PHONY: run notebook test test-quick fuzz check check-types check-house docs bench peers screenshots crash clean

run: $(STAMP)
	@if [ -t 0 ] && [ -t 1 ]; then $(BIN)/waypost; else $(BIN)/waypost demo; fi

notebook: $(NOTEBOOK_STAMP)
	$(BIN)/jupyter lab notebooks

test: $(TEST_STAMP)
	@tests/programs.sh
	$(BIN)/python -m pytest -n auto --dist worksteal
	@$(MAKE) --no-print-directory check

test-quick: $(TEST_STAMP)
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not driving and not hypothesis"

fuzz: $(TEST_STAMP)
	$(BIN)/python -m tests.fuzz.containers
	$(BIN)/python -m tests.fuzz.sources
	$(BIN)/python -m tests.fuzz.keys
	$(BIN)/python -m tests.fuzz.typing
	$(BIN)/python -m tests.fuzz.verdicts
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES)

check: $(TEST_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory -j2 check-types check-house

check-types:
	$(BIN)/mypy

check-house:
	$(BIN)/lint-imports
	$(BIN)/python -m tests.house

docs: $(DOCS_STAMP)
	PYTHONPATH=. NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build
	@echo site/index.html

bench: $(TEST_STAMP)
	$(BIN)/python -m tests.benchmarks

peers: $(TEST_STAMP)
	$(BIN)/python -m tests.peers

screenshots: $(TEST_STAMP)
	$(BIN)/python -m tests.screenshots
	$(BIN)/python -m tests.twelve_steps build/screenshots/twelve-steps.cast
	$(BIN)/python -m tests.pictures_widgets
	$(BIN)/python -m tests.pictures_notebook

crash: $(TEST_STAMP)
	$(BIN)/python tests/store/crash.py --kills 200
	$(BIN)/python tests/store/contention.py --seconds 10
	$(BIN)/python tests/designer/app/crash_typing.py --kills 50
	$(BIN)/python tests/store/crash_recalculate.py --kills 200
	$(BIN)/python tests/store/log/crash_import.py --kills 60
	$(BIN)/python tests/designer/publish/crash_follow.py --statements 10000 --kills 20

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Waypost needs Python 3.11 or newer")'
	@$(PYTHON) -m venv $(VENV) || { echo "make: python3 -m venv failed; on Debian: apt-get install python3-venv" >&2; exit 1; }

$(STAMP): $(VENV)/bin/python pyproject.toml
	$(call install,)
	@touch $@

$(NOTEBOOK_STAMP): $(VENV)/bin/python pyproject.toml
	$(call install,[notebook])
	@touch $@ $(STAMP)

$(TEST_STAMP): $(VENV)/bin/python pyproject.toml
	$(call install,[test])
	@touch $@ $(STAMP) $(NOTEBOOK_STAMP)

$(DOCS_STAMP): $(VENV)/bin/python pyproject.toml
	$(call install,[docs])
	@touch $@ $(STAMP) $(NOTEBOOK_STAMP)

clean:
	rm -rf $(VENV) build dist site .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
