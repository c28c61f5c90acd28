# Two commands: `make report` does the main job, `make test` passes the tests. Both set up what they need.
PYTHON ?= python3
export PIP_DISABLE_PIP_VERSION_CHECK := 1
VENV   := .venv
BIN    := $(VENV)/bin
USER_STAMP := $(VENV)/.installed
DEV_STAMP  := $(VENV)/.installed-dev

.DEFAULT_GOAL := report
.PHONY: report test check docs site gallery bench clean

report: $(USER_STAMP)
	$(BIN)/circularity report

test: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

check: $(USER_STAMP)
	$(BIN)/circularity check
	$(BIN)/circularity check data/cases/telecom-2000

docs: $(DEV_STAMP)
	$(BIN)/python docs/build.py

# the documentation as pages for a browser, in build/site; opens from disk
site: $(DEV_STAMP)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict
	@echo "build/site/index.html"

# the pictures of docs/gallery.md, drawn anew from the bundled data
gallery: $(DEV_STAMP)
	$(BIN)/python docs/build_gallery.py

bench: $(DEV_STAMP)
	$(BIN)/python -m benchmarks

# where Debian's python3-venv is missing, an environment without pip gets its pip from the machine's own
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "Making $(VENV) and installing into it; this takes a minute the first time."
	$(PYTHON) -m venv --clear $(VENV) >/dev/null 2>&1 \
	  || { $(PYTHON) -m venv --clear --without-pip $(VENV) && $(PYTHON) -m pip --quiet --python $@ install "pip>=25.1"; } \
	  || { rm -rf $(VENV); echo "no environment could be made; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1" || { rm -rf $(VENV); exit 1; }

# a stamp is written last, so that an installation that broke off is done again
$(USER_STAMP): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(DEV_STAMP): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $(USER_STAMP) $@

clean:
	rm -rf $(VENV) build dist exposure.html
