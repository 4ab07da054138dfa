# Claim Atlas: the graph of the work. `make` alone prints the targets.
# Works with GNU make 3.81, which macOS ships.

CORPUS     ?= data/tajik-afghan-border
PARAMETERS ?=
export PARAMETERS
GEONAMES   ?=
# An article on which a rule fails is set aside and named at the end; STRICT=1 stops at the first one instead.
STRICT     ?=
export CLAIMATLAS_STRICT := $(filter-out 0 no,$(STRICT))

ifneq ($(words $(CORPUS)),1)
$(error CORPUS must be one folder without spaces in its path, not '$(CORPUS)')
endif

FOLDER  := $(patsubst %/,%,$(CORPUS))
# make corpus has a NAME of its own, and COLUMNS only if given here: shells keep the terminal's width under that name.
export INTAKE_NAME    := $(if $(findstring command,$(origin NAME)),$(NAME))
export INTAKE_COLUMNS := $(if $(findstring command,$(origin COLUMNS)),$(COLUMNS))
override NAME := $(notdir $(FOLDER))
BUILD   := build/$(NAME)
FIGURES := figures/$(NAME)
REPORT  := report/$(NAME)
DONE    := $(REPORT)/notebooks

# A folder without articles.csv holds originals: pages, documents, exports. They are read into a corpus below build/.
ifeq ($(wildcard $(FOLDER)/articles.csv),)
ORIGINALS := $(patsubst %/.,%,$(wildcard $(FOLDER)/.))
endif
ifneq ($(ORIGINALS),)
FOLDER := $(BUILD)/corpus/$(NAME)
endif

# Conda users, and everybody who says PYTHON=…, run on their own Python; all others get .venv from the lock.
ifneq ($(filter claim-atlas,$(CONDA_DEFAULT_ENV)),)
PYTHON ?= python
endif
ifdef PYTHON
READY :=
else
PYTHON := .venv/bin/python
READY  := .venv/ready
endif
export PYTHONPATH := $(CURDIR)/src$(if $(PYTHONPATH),:$(PYTHONPATH))
export PYTHONHASHSEED := 0
# The environment's own kernel and no start-up files of the user's: a report is the same on every machine.
export JUPYTER_PREFER_ENV_PATH := 1
export IPYTHONDIR := $(CURDIR)/build/ipython

# Two notebooks at a time where the graph allows.
MAKEFLAGS += -j2
ifneq ($(filter output-sync,$(.FEATURES)),)
MAKEFLAGS += --output-sync=line
endif
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: help corpus report lab test lint check review gazetteer lock clean always

PACKAGE := $(shell find src/claimatlas -type f ! -path '*/__pycache__/*' 2>/dev/null)
ATLAS   := build/gazetteer/ready

help:
	@echo 'make corpus FROM=folder     make a corpus of what you have: saved pages, PDF, Nexis, feeds, mail, tables …'
	@echo '                            NAME=my-corpus, TO=folder and COLUMNS="text=Body, outlet=Source" are optional'
	@echo 'make report                 figures, tables, notebooks and one page to share, in report/$(NAME)/'
	@echo 'make report CORPUS=folder   the same for your own articles, whatever files they are in'
	@echo 'make report PARAMETERS="claims_from=hand-coded; since=2024"   with other values in the parameters cells'
	@echo 'make report STRICT=1        stop at the first article that a rule fails on, instead of setting it aside'
	@echo 'make lab                    open JupyterLab on notebooks/'
	@echo 'make review                 write sheets of the claims and of the doubts of who is who, to correct in a spreadsheet'
	@echo 'make gazetteer GEONAMES=folder   compile the gazetteer from a GeoNames dump'
	@echo 'make test                   run the tests'
	@echo 'make lint                   check the style of code and notebooks'
	@echo 'make check                  lint and test'
	@echo 'make clean                  remove everything that was made, .venv included'

report: $(REPORT)/index.html
	@if cat $(BUILD)/set_aside/*.txt >&2 2>/dev/null; then \
		echo 'warning: the report leaves these articles out of its counts; make report STRICT=1 stops at the first' >&2; fi
	@echo "$(REPORT)/index.html"

# --- set-up -----------------------------------------------------------------------------------------------------
.venv/ready: requirements.lock setup.sh
	@sh setup.sh

$(ATLAS): $(READY) $(wildcard data/gazetteer/*) $(wildcard src/claimatlas/gazetteer*.py src/claimatlas/gazetteer/*.py)
	$(PYTHON) -m claimatlas.gazetteer build
	@touch $@

gazetteer: $(READY)
	$(PYTHON) -m claimatlas.gazetteer build $(if $(GEONAMES),--geonames $(GEONAMES))
	@touch $(ATLAS)

# --- what you have ----------------------------------------------------------------------------------------------
# Values reach the shell through the environment, as they are: folders may have blanks in their names.
corpus: $(READY)
	@$(PYTHON) -m claimatlas.intake "$$FROM" --to "$$TO" --name "$$INTAKE_NAME" --columns "$$INTAKE_COLUMNS"

ifneq ($(ORIGINALS),)
$(BUILD)/originals: always | $(READY)
	@mkdir -p $(BUILD)
	@{ printf '%s\n' "$$INTAKE_COLUMNS"; $(PYTHON) -S -c "$(LIST)" $(ORIGINALS); $(PYTHON) -S -c "$(LIST)" $(ORIGINALS) review; } > $@.new; $(KEEP)
$(FOLDER)/articles.csv: $(BUILD)/originals $(PACKAGE) | $(READY)
	@$(PYTHON) -m claimatlas.intake $(ORIGINALS) --to $(FOLDER) --keep $(BUILD)/read --columns "$$INTAKE_COLUMNS"
	@touch $@
$(BUILD)/input $(BUILD)/review: $(FOLDER)/articles.csv
endif

# --- the notebooks ----------------------------------------------------------------------------------------------
# File names may hold spaces, which make cannot, and a run with other parameters is another run. So the notebooks
# depend on lists, each of which changes when what it lists does.
KEEP = cmp -s $@.new $@ && rm $@.new || mv $@.new $@
LIST = import os, sys; print(*sorted(f'{os.stat(p).st_mtime_ns} {os.stat(p).st_size} {p}' \
	for d, _, names in os.walk(sys.argv[1]) if ('review' in d.split(os.sep)) == ('review' in sys.argv[2:]) \
	for p in (os.path.join(d, n) for n in names)), sep='\n')
$(BUILD)/parameters: always
	@mkdir -p $(BUILD)
	@printf '%s\n' "$$PARAMETERS" > $@.new; $(KEEP)
$(BUILD)/input: always | $(READY)
	@mkdir -p $(BUILD)
	@$(PYTHON) -S -c "$(LIST)" $(FOLDER) > $@.new; $(KEEP)
$(BUILD)/review: always | $(READY)
	@mkdir -p $(BUILD)
	@$(PYTHON) -S -c "$(LIST)" $(FOLDER) review > $@.new; $(KEEP)

# A strict run is another run only if the last one set something aside.
$(BUILD)/strict: always
	@mkdir -p $(BUILD)
	@printf '%s\n' "$(if $(CLAIMATLAS_STRICT),$(wildcard $(BUILD)/set_aside/*.txt))" > $@.new; $(KEEP)

RUN = $(PYTHON) -m claimatlas.notebook $< $@ --failed $(BUILD)/failed/$(notdir $<) \
	--folder corpus=$(FOLDER) --folder build=$(BUILD) --folder figures=$(FIGURES) --offer "$$PARAMETERS"
COMMON = $(PACKAGE) $(BUILD)/parameters $(BUILD)/strict | $(READY)

$(DONE)/01-corpus.ipynb: notebooks/01-corpus.ipynb $(BUILD)/input $(COMMON)
	@$(RUN)
$(DONE)/02-places.ipynb: notebooks/02-places.ipynb $(DONE)/01-corpus.ipynb $(ATLAS) $(BUILD)/review $(COMMON)
	@$(RUN)
$(DONE)/04-claims.ipynb: notebooks/04-claims.ipynb $(DONE)/02-places.ipynb $(BUILD)/review $(COMMON)
	@$(RUN)
$(DONE)/03-map.ipynb: notebooks/03-map.ipynb $(DONE)/02-places.ipynb $(DONE)/04-claims.ipynb $(COMMON)
	@$(RUN)
$(DONE)/05-compare.ipynb: notebooks/05-compare.ipynb $(DONE)/04-claims.ipynb $(COMMON)
	@$(RUN)
$(DONE)/00-overview.ipynb: notebooks/00-overview.ipynb $(DONE)/03-map.ipynb $(DONE)/05-compare.ipynb $(COMMON)
	@$(RUN)

$(REPORT)/index.html: $(DONE)/00-overview.ipynb $(COMMON)
	@$(PYTHON) -m claimatlas.report $(FOLDER) --build $(BUILD) --figures $(FIGURES) --notebooks $(DONE) --out $(REPORT)

review: $(DONE)/04-claims.ipynb
	@$(PYTHON) -m claimatlas.review $(BUILD) $(BUILD)/review-claims.csv $(BUILD)/review-holders.csv
	@echo "$(BUILD)/review-claims.csv: correct it and save it as $(or $(ORIGINALS),$(FOLDER))/review/claims.csv"
	@echo "$(BUILD)/review-holders.csv: correct it and save it as $(or $(ORIGINALS),$(FOLDER))/review/holders.csv"

lab: $(DONE)/03-map.ipynb $(DONE)/05-compare.ipynb
	CLAIMATLAS_CORPUS=$(FOLDER) $(PYTHON) -m jupyterlab notebooks

# --- quality ----------------------------------------------------------------------------------------------------
test: $(REPORT)/index.html
	@$(PYTHON) tests/browser.py
	@$(PYTHON) -m pytest -n 2

lint: $(READY)
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m nbstripout --verify --keep-id notebooks/*.ipynb

check: lint test

# For maintainers: needs uv. The lock names no registry and holds for every Python and system we support.
lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-header --upgrade --quiet --output-file requirements.lock

clean:
	@for sheet in $$(find build -path '*/corpus/*/review/*.csv' -perm -200 2>/dev/null); do \
		echo "error: $$sheet holds corrections; move it into review/ beside the originals, then make clean" >&2; exit 1; done
	rm -rf .venv build report .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name .ipynb_checkpoints -type d -prune -exec rm -rf {} +
	find figures -mindepth 1 -maxdepth 1 ! -name tajik-afghan-border -exec rm -rf {} +
