# Claim Atlas: the graph of the work. `make` alone prints the targets.
# Works with GNU make 3.81, which macOS ships.

# What the user says is taken as it stands: make does not read $(…) in it, and it reaches programs in their environment,
# never in a command. So a folder may have any name.
override CORPUS     := $(if $(filter undefined,$(origin CORPUS)),data/tajik-afghan-border,$(value CORPUS))
override PARAMETERS := $(value PARAMETERS)
override GEONAMES   := $(value GEONAMES)
# An article on which a rule fails is set aside and named at the end; STRICT=1 stops at the first one instead.
override STRICT     := $(value STRICT)
# Where the work per article is done: on so many cores of this machine, or on a Dask cluster.
override CORES      := $(value CORES)
override SCHEDULER  := $(value SCHEDULER)
# What make corpus reads, and where to.
override FROM       := $(value FROM)
override TO         := $(value TO)
# Further options of JupyterLab.
override LAB        := $(value LAB)
export CORPUS PARAMETERS GEONAMES STRICT CORES SCHEDULER FROM TO LAB

# Conda users, and everybody who says PYTHON=…, run on their own Python; all others get .venv from the lock.
ifneq ($(filter claim-atlas,$(value CONDA_DEFAULT_ENV)),)
PYTHON ?= python
endif
ifdef PYTHON
READY :=
TOOLS :=
else
PYTHON := .venv/bin/python
READY  := set-up
TOOLS  := set-up-test
endif
export PYTHONPATH := $(CURDIR)/src$(if $(value PYTHONPATH),:$(value PYTHONPATH))
export PYTHONHASHSEED := 0
# The environment's own kernel and no start-up files of the user's: a report is the same on every machine.
export JUPYTER_PREFER_ENV_PATH := 1
export IPYTHONDIR := $(CURDIR)/build/ipython

# What a user's shell may hold for other programs.
unexport PYTHONOPTIMIZE PYTHONINSPECT PYTHONSTARTUP PYTHONWARNINGS PYTHONVERBOSE PYTHONHOME
# A run starts Python many times, each of which would compile the whole suite again.
unexport PYTHONDONTWRITEBYTECODE

.SUFFIXES:
.PHONY: help corpus report places lab test lint check gate wheel review gazetteer torture lock clean set-up \
	set-up-test run-report run-review run-places run-lab

help:
	@echo 'make corpus FROM=folder     make a corpus of what you have: saved pages, PDF, Nexis, feeds, mail, tables …'
	@echo '                            NAME=my-corpus, TO=folder and COLUMNS="text=Body, outlet=Source" are optional'
	@echo 'make report                 figures, tables, notebooks and one page to share, in report/'
	@echo 'make report CORPUS=folder   the same for your own articles, whatever files they are in'
	@echo 'make report PARAMETERS="claims_from=hand-coded; since=2024"   with other values in the parameters cells'
	@echo 'make report STRICT=1        stop at the first article that a rule fails on, instead of setting it aside'
	@echo 'make report CORES=2         on two cores instead of all; SCHEDULER=tcp://host:8786 on a Dask cluster'
	@echo 'make places CORPUS=folder   only the tables of places; with PARAMETERS="mode=fast" without the language model'
	@echo 'make lab                    open JupyterLab on notebooks/'
	@echo 'make review                 write sheets of the claims and of the doubts of who is who, to correct in a spreadsheet'
	@echo 'make gazetteer GEONAMES=folder   compile the gazetteer from a GeoNames dump'
	@echo 'make test                   run the tests'
	@echo 'make lint                   check the style of code and notebooks'
	@echo 'make check                  lint and test'
	@echo 'make gate                   measure what can be measured here; fails where a pinned figure fell'
	@echo 'make wheel                  build a wheel into build/wheel/ and try it away from here'
	@echo 'make torture                kill it, starve it, feed it rubbish; print what was lost (20 minutes)'
	@echo 'make clean                  remove everything that was made, .venv included'

# The run's own make, below, is started by claimatlas.run: for one corpus, with nobody else at work on it.
RUN := ATLAS_MAKE='$(MAKE)' $(PYTHON) -S -m claimatlas.run
# Only the command line may say where a run writes (the tests do).
given = $(if $(filter command,$(firstword $(origin $(1)))),$(value $(1)))
export ATLAS_BUILD   := $(call given,BUILD)
export ATLAS_FIGURES := $(call given,FIGURES)
export ATLAS_REPORT  := $(call given,REPORT)
# make corpus has a NAME of its own, and COLUMNS only if given here: shells keep the terminal's width under that name.
export INTAKE_NAME    := $(call given,NAME)
export INTAKE_COLUMNS := $(call given,COLUMNS)

report: $(READY)
	+@$(RUN) report
review: $(READY)
	+@$(RUN) review
places: $(READY)
	+@$(RUN) places
lab: $(READY)
	+@$(RUN) lab

# --- set-up -----------------------------------------------------------------------------------------------------
# Each time: setup.sh ends at once where .venv was made from this very lock, whatever the times of files are.
# The tools of tests and of maintainers come when they are first asked for.
set-up:
	@sh setup.sh
set-up-test:
	@sh setup.sh test

gazetteer: $(READY)
	$(PYTHON) -m claimatlas.gazetteer build $(if $(GEONAMES),--geonames "$$GEONAMES")

# --- what you have ----------------------------------------------------------------------------------------------
# A folder without articles.csv holds originals: claimatlas.run reads them into a corpus below build/ before anything else.
corpus: $(READY)
	@$(PYTHON) -m claimatlas.intake "$$FROM" --to "$$TO" --name "$$INTAKE_NAME" --columns "$$INTAKE_COLUMNS"

# --- the notebooks ----------------------------------------------------------------------------------------------
# A step runs when the content of what it reads has changed, or something it made is gone or damaged
# (claimatlas.made); its record says what it made, and each step lists the records and inputs that it reads, all of
# them. So make asks each, in order, and looks at the time of no file: all are phony, and no clock that was ahead is
# told of or obeyed.
ifeq ($(origin CORPUS_NAME),command line)
BUILD   := build/$(CORPUS_NAME)
FIGURES := figures/$(CORPUS_NAME)
REPORT  := report/$(CORPUS_NAME)
DONE    := $(BUILD)/notebooks
MADE    := $(BUILD)/made
INPUTS  := $(BUILD)/inputs
COMMON  := $(INPUTS)/code $(INPUTS)/parameters $(INPUTS)/strict
REVIEW  := $(INPUTS)/review-places $(INPUTS)/review-claims $(INPUTS)/review-holders
STEPS   := 00-overview 01-corpus 02-places 03-map 04-claims 05-compare
.PHONY: $(COMMON) $(INPUTS)/corpus $(INPUTS)/places $(REVIEW) $(STEPS:%=notebooks/%.ipynb) $(STEPS:%=$(MADE)/%) \
	$(MADE)/gazetteer $(MADE)/report

# Two notebooks at a time where the graph allows.
MAKEFLAGS += -j2
ifneq ($(filter output-sync,$(.FEATURES)),)
MAKEFLAGS += --output-sync=line
endif

STEP = $(PYTHON) -S -m claimatlas.made $@ $^ --
NOTEBOOK = $(STEP) claimatlas.notebook notebooks/$(@F).ipynb $(DONE)/$(@F).ipynb --failed $(BUILD)/failed/$(@F).ipynb \
	--folder "corpus=$$CLAIMATLAS_CORPUS" --folder build=$(BUILD) --folder figures=$(FIGURES) --offer "$$PARAMETERS"

$(MADE)/gazetteer: $(INPUTS)/code
	@$(STEP) claimatlas.gazetteer build >/dev/null
# It goes on to places and claims (claimatlas.stages.ahead), so the gazetteer is seen to be whole before.
$(MADE)/01-corpus: notebooks/01-corpus.ipynb $(MADE)/gazetteer $(INPUTS)/corpus $(COMMON)
	@$(NOTEBOOK)
$(MADE)/02-places: notebooks/02-places.ipynb $(MADE)/01-corpus $(MADE)/gazetteer $(INPUTS)/corpus $(INPUTS)/places \
		$(INPUTS)/review-places $(COMMON)
	@$(NOTEBOOK)
$(MADE)/04-claims: notebooks/04-claims.ipynb $(MADE)/01-corpus $(MADE)/02-places $(MADE)/gazetteer $(INPUTS)/corpus \
		$(INPUTS)/review-claims $(INPUTS)/review-holders $(COMMON)
	@$(NOTEBOOK)
$(MADE)/03-map: notebooks/03-map.ipynb $(MADE)/01-corpus $(MADE)/02-places $(MADE)/04-claims $(MADE)/gazetteer $(COMMON)
	@$(NOTEBOOK)
$(MADE)/05-compare: notebooks/05-compare.ipynb $(MADE)/01-corpus $(MADE)/04-claims $(INPUTS)/corpus \
		$(INPUTS)/review-claims $(COMMON)
	@$(NOTEBOOK)
$(MADE)/00-overview: notebooks/00-overview.ipynb $(MADE)/01-corpus $(MADE)/02-places $(MADE)/04-claims \
		$(MADE)/05-compare $(COMMON)
	@$(NOTEBOOK)
$(MADE)/report: $(STEPS:%=$(MADE)/%) $(COMMON)
	@$(STEP) claimatlas.report "$$CLAIMATLAS_CORPUS" --build $(BUILD) --figures $(FIGURES) --notebooks $(DONE) --out $(REPORT)

run-report: $(MADE)/report
	@$(PYTHON) -S -m claimatlas.seal $(BUILD) $(REPORT)

run-review: $(MADE)/04-claims
	@$(PYTHON) -m claimatlas.review $(BUILD) "$$CLAIMATLAS_REVIEWED"

run-places: $(MADE)/02-places
	@cat $(BUILD)/set_aside/annotate.txt $(BUILD)/set_aside/places.txt >&2 2>/dev/null || true
	@echo "$(BUILD)/places.parquet $(BUILD)/mentions.parquet"

run-lab: $(MADE)/03-map $(MADE)/05-compare
endif

# --- quality ----------------------------------------------------------------------------------------------------
test: report $(TOOLS)
	@$(PYTHON) tests/browser.py
	@$(PYTHON) -m pytest -n 2

lint: $(TOOLS)
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m nbstripout --verify --keep-id notebooks/*.ipynb

check: lint test

# The pinned figures stand in benchmarks/gate.csv.
gate: $(READY)
	@$(PYTHON) benchmarks/gate.py

# Where the checkout is not: the wheel alone makes the report of the bundled corpus, byte for byte the one above.
wheel: report $(TOOLS)
	@$(PYTHON) benchmarks/wheel.py

torture: $(TOOLS)
	@$(PYTHON) benchmarks/torture.py
	@FUZZ=1500 $(PYTHON) -m pytest -q tests/test_fuzz.py

# For maintainers: needs uv. The locks name no registry and hold for every Python and system we support; the second
# has what the test tools need beyond the first.
COMPILE = uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet
lock:
	$(COMPILE) --upgrade --output-file requirements.lock
	$(COMPILE) --group dev --constraint requirements.lock --output-file build/all.lock
	awk '/^[a-z0-9]/ { if (NR == FNR) first[$$1]; wanted = NR != FNR && !($$1 in first) } wanted' \
		requirements.lock build/all.lock > requirements-test.lock

clean:
	@for sheet in $$(find build -path '*/intake/*/review/*.csv' -perm -200 2>/dev/null); do \
		echo "error: $$sheet holds corrections; move it into review/ beside the originals, then make clean" >&2; exit 1; done
	rm -rf .venv build report .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name .ipynb_checkpoints -type d -prune -exec rm -rf {} +
	find figures -mindepth 1 -maxdepth 1 ! -name tajik-afghan-border -exec rm -rf {} +
