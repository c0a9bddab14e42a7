# Everything sets itself up: `make demo` and `make test` need only Python 3.11 or later, make and git.
PYTHON ?= python3
VENV := .venv
GONGTONG := $(VENV)/bin/gongtong
READY := $(VENV)/.ready
DEV_READY := $(VENV)/.ready-dev
APP_READY := $(VENV)/.ready-app
PAGE_READY := node_modules/.ready

# Tests and commands start many processes: what one has compiled the next ones load, whatever the shell says
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help app bench demo test test-all test-mesa test-solara faults lint lint-page docs clean

help:
	@echo "make demo      compare no module with the points scheme on the real case (out/demo)"
	@echo "make app       the workshop in a browser, on this machine alone"
	@echo "make test      run the tests"
	@echo "make test-all  run the tests, the long statistical ones too"
	@echo "make test-solara  the page in Mesa's SolaraViz, in an environment of its own"
	@echo "make faults    odd input, kills, full disks, hostile sockets: counts of what was tried and what went wrong"
	@echo "make lint      ruff, mypy, import layers, and the page's JavaScript (lint-page; needs Node)"
	@echo "make bench     speed, as ratios measured side by side"
	@echo "make docs      remake what in docs/ follows from the code at once"

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(READY): $(VENV)/bin/python pyproject.toml constraints.txt
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(DEV_READY): $(READY)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@

$(APP_READY): $(READY)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[app]"
	touch $@

app: $(APP_READY)
	$(GONGTONG) app

demo: $(READY)
	$(GONGTONG) compare liuhe --arms none,points --report out/demo

test: $(DEV_READY)
	$(VENV)/bin/python -m pytest -m "not slow"

# The long ones of a file share its runs, so that a file stays in one process; in order of files, since xdist would leave
# the files of few and very long tests to the end
test-all: test
	$(VENV)/bin/python -m pytest -m slow --dist loadfile --no-loadscope-reorder

faults: $(DEV_READY)
	$(VENV)/bin/python -W ignore -m tests.faults

# The newest Mesa 3 on a newer Python, in an environment of its own
PYTHON_NEW ?= python3.12
NEW := .venv-newest
test-mesa:
	$(PYTHON_NEW) -m venv $(NEW)
	grep -v -i "^mesa" constraints.txt > $(NEW)/constraints.txt
	$(NEW)/bin/python -m pip install --quiet --disable-pip-version-check -c $(NEW)/constraints.txt -e ".[dev]" "mesa>=3.5,<4"
	$(NEW)/bin/python -m pytest -n 0 tests/mesa_api/test_mesa.py

# Mesa's SolaraViz needs older pandas and widgets than everything else, hence an environment of its own
SOLARA := .venv-solara
test-solara:
	$(PYTHON) -m venv $(SOLARA)
	grep -v -i "^pandas" constraints.txt > $(SOLARA)/constraints.txt
	$(SOLARA)/bin/python -m pip install --quiet --disable-pip-version-check -c $(SOLARA)/constraints.txt -e ".[solara]" hypothesis playwright pytest pytest-xdist
	$(SOLARA)/bin/python -m pytest -n 0 tests/mesa_api/test_solara.py

bench: $(READY)
	$(VENV)/bin/python -m benchmarks

lint: $(DEV_READY) lint-page
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

$(PAGE_READY): package.json
	@command -v npm >/dev/null || { echo "lint-page needs Node 18.18 or later and npm: apt-get install nodejs npm" >&2; exit 1; }
	npm install --silent --no-fund --no-audit
	touch $@

lint-page: $(PAGE_READY)
	node_modules/.bin/eslint --max-warnings 0 sim/app/static eslint.config.js

docs: $(READY)
	$(VENV)/bin/python docs/make.py
	$(VENV)/bin/python docs/tools/architecture.py

clean:
	rm -rf $(VENV) $(NEW) $(SOLARA) node_modules out build *.egg-info
