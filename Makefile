# One target per need; each says in one line what it is for. `make` alone lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
PORT   ?= 8000

.DEFAULT_GOAL := help
.PHONY: help setup book test test-js lint serve release bench screenshots clean

help:         ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(READY)  ## make .venv with everything, in the versions of constraints.txt

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 14) else "Python 3.11 to 3.13 is needed, this is %s: set PYTHON=python3.12, say" % sys.version.split()[0])'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --constraint constraints.txt $(PIP_ARGS) --editable '.[all]'
	touch $@

release: setup  ## turn solutions/ into the student notebooks of chapters/exercises/
	$(BIN)/python -m cnnkit.book.exercises

# --all, because Sphinx reads a page again only if the page has changed, not if the package has.
book: release  ## build the book into _build/html; warnings and failing cells are errors
	$(BIN)/jupyter-book build . --all -W -n --keep-going

test: lint book test-js  ## build the book, then pass every test
	$(BIN)/pytest

test-js: setup  ## the widgets' arithmetic under node's own test runner
	$(BIN)/python -m tests.js.run

lint: setup  ## formatting and lint, as the commit hook checks them
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/nbstripout --keep-id --verify $(wildcard solutions/*/*.ipynb)

serve: book  ## show the book on this machine
	@echo "The book is at http://127.0.0.1:$(PORT)/ (stop with Ctrl+C)"
	$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

bench: setup  ## print times as ratios: operations, grading, widgets (those of the built book)
	$(BIN)/python -m benchmarks

screenshots: book  ## take the README's pictures from the real pages
	$(BIN)/python .github/screenshots.py

clean:        ## remove what was built; .venv stays
	rm -rf _build chapters/exercises .pytest_cache .ruff_cache .hypothesis
