# make lab: install and open the notebooks.   make test: install and run every test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
TORCH := $(shell sed -n 's/^\(torch==[^ ]*\).*/\1/p' requirements.txt)
# The linter, formatter, type checker and test runner of JavaScript; it fetches nothing.
DENO := DENO_NO_UPDATE_CHECK=1 $(BIN)/deno
DENO_OPTIONS := --quiet --config tests/js/deno.json
JS := conv1d_lab/static/js docs/static/js tests/js
# The plain index gives Linux several GB of CUDA. --no-deps: only torch itself comes from here.
TORCH_CPU := --index-url https://download.pytorch.org/whl/cpu --no-deps --retries 0 --timeout 10
# Not what a learner leaves in notebooks/. Without git: everything.
TRACKED := $$(git ls-files '*.py' '*.ipynb' 2>/dev/null)

.PHONY: help lab site site-open test test-long check benchmark links pictures clean

help:
	@sed -n '1p' Makefile
	@echo "make site: the whole series as a living site in build/site.   make site-open: open it, too."
	@echo "make test-long: the same with all mutants and ten times the examples; once a week on GitHub."
	@echo "make check: the linters only.   make benchmark: what is measured.   make clean: remove $(VENV)."
	@echo "make links: a new address of the repository, everywhere.   make pictures: those of README."

lab: $(VENV)/lab-installed
	$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) $(ARGS) notebooks/00_start_here.ipynb

site: $(VENV)/site-installed
	$(BIN)/python -m docs.builder $(ARGS)

site-open: ARGS += --open
site-open: site

test: $(VENV)/test-installed check
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

test-long: export CONV1D_LAB_LONG = 1
test-long: test

check: $(VENV)/test-installed
	$(BIN)/ruff check $(TRACKED)
	$(BIN)/ruff format --check $(TRACKED)
	$(BIN)/mypy
	$(DENO) lint $(DENO_OPTIONS) $(JS)
	$(DENO) fmt --check $(DENO_OPTIONS) $(JS) conv1d_lab/static/css/explorer conv1d_lab/static/css/teaching conv1d_lab/static/css/predict.css docs/static/css
	$(DENO) check --no-remote --no-npm $(DENO_OPTIONS) $(JS)
	$(DENO) test --no-remote --no-npm $(DENO_OPTIONS) tests/js

benchmark: $(VENV)/test-installed
	for file in benchmarks/*.py; do $(BIN)/python $$file || exit 1; done

links: $(VENV)/lab-installed
	$(BIN)/python docs/links.py

pictures: $(VENV)/test-installed
	$(BIN)/python docs/pictures.py

$(VENV)/lab-installed: requirements.txt pyproject.toml | $(VENV)/made
	@$(BIN)/python -c 'import torch' 2>/dev/null \
	  || $(PIP) install --quiet $(TORCH_CPU) $(TORCH) 2>/dev/null \
	  || echo "PyTorch's own index is out of reach; taking $(TORCH) from the default one."
	$(PIP) install --quiet -r requirements.txt
	@touch $@

$(VENV)/site-installed: $(VENV)/lab-installed
	$(PIP) install --quiet -e '.[site]'
	@touch $@

$(VENV)/test-installed: $(VENV)/lab-installed tests/find_browser.py
	$(PIP) install --quiet -e '.[test]'
	$(BIN)/python tests/find_browser.py --install
	@touch $@

$(VENV)/made:
	@command -v $(PYTHON) >/dev/null \
	  || { echo "$(PYTHON) is missing: install Python 3.11 or newer, or say make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; $$($(PYTHON) --version) was found. Say make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Python's venv is missing; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

clean:
	rm -rf $(VENV)
