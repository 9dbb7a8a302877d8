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
CSS := conv1d_lab/static/css/explorer conv1d_lab/static/css/teaching conv1d_lab/static/css/insight conv1d_lab/static/css/host.css conv1d_lab/static/css/predict.css docs/static/css
# The longest first: the others run beside it.
CHECKS := check-mypy check-js-types check-js-tests check-js-lint check-js-format check-ruff check-format
IN_ONE_PIECE := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
# The plain index gives Linux several GB of CUDA. --no-deps: only torch itself comes from here.
TORCH_CPU := --index-url https://download.pytorch.org/whl/cpu --no-deps --retries 0 --timeout 10
# Not what a learner leaves in notebooks/. Without git: everything.
TRACKED := $$(git ls-files '*.py' '*.ipynb' 2>/dev/null)

.PHONY: help lab site site-open test test-long check $(CHECKS) benchmark links pictures clean

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

# Three workers for two cores: those with a browser or a kernel wait for it much of the time.
test: $(VENV)/test-installed check
	$(BIN)/python -m pytest -n 3 $(ARGS)

test-long: export CONV1D_LAB_LONG = 1
test-long: test

# All of them, though one may fail; each with its output in one piece, where this make can do that.
check: $(VENV)/test-installed
	@$(MAKE) --no-print-directory --jobs 2 --keep-going $(IN_ONE_PIECE) $(CHECKS)

check-mypy:
	$(BIN)/mypy --num-workers 2
check-js-types:
	$(DENO) check --no-remote --no-npm $(DENO_OPTIONS) $(JS)
check-js-tests:
	$(DENO) test --no-remote --no-npm $(DENO_OPTIONS) tests/js
check-js-lint:
	$(DENO) lint $(DENO_OPTIONS) $(JS)
check-js-format:
	$(DENO) fmt --check $(DENO_OPTIONS) $(JS) $(CSS)
check-ruff:
	$(BIN)/ruff check $(TRACKED)
check-format:
	$(BIN)/ruff format --check $(TRACKED)

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
