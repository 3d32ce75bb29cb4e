# Everything runs in .venv, made from the locked requirements. `make help` lists the targets.
PORT ?= 8000
WORKERS ?= 2
ARGS ?=

BIN := .venv/bin
COMPILE := uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet

# The first Python from 3.11 on that can make a virtual environment.
FIND_PYTHON = for name in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	"$$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$name"; break; }; done

# pip says too much or nothing; this shows how far it is, and the large files by name.
PROGRESS = awk -v total="$$(grep -c '^[a-z0-9].*==' $<)" '\
	/^(Collecting|Processing|Ignoring) / { if (++n % 10 == 0) print "  " n " of " total " packages" } \
	/Downloading .*\([0-9][0-9]+[0-9.]* MB\)/ { print "  " $$2 " " $$3 " " $$4 } \
	/^Installing collected/ { print "  unpacking" } { fflush() }'

.PHONY: help demo test lint fmt bench migration lock
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

demo: .venv/requirements.lock ## install what is missing and serve the demo city: make demo PORT=9000
	@$(BIN)/madoguchi demo --port $(PORT)

test: .venv/requirements-test.lock ## every test: make test ARGS='-k knowledge' WORKERS=4
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

lint: .venv/requirements-test.lock ## ruff's rules, ruff's format, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fmt: .venv/requirements-test.lock ## put the code into ruff's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/requirements.lock ## the figures of the README: make bench ARGS='webhook --json'
	$(BIN)/madoguchi bench $(ARGS)

migration: .venv/requirements-test.lock ## write a migration for what changed in the models: make migration ARGS='add payments'
	@$(BIN)/python -m bot.migrate "$(ARGS)"
	@$(BIN)/ruff check --quiet --fix bot/migrations && $(BIN)/ruff format --quiet bot/migrations

lock: .venv/bin/python ## newest versions that fit pyproject.toml, into both locks
	@command -v uv >/dev/null || $(BIN)/uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet uv
	PATH="$(CURDIR)/$(BIN):$$PATH" $(COMPILE) --upgrade --output-file requirements.lock
	PATH="$(CURDIR)/$(BIN):$$PATH" $(COMPILE) --upgrade --extra test --constraints requirements.lock --output-file requirements-test.lock

.venv/bin/python:
	@python=$$($(FIND_PYTHON)); \
	if [ -z "$$python" ]; then \
		echo "No Python 3.11 or newer with venv was found (on Debian: apt-get install python3 python3-venv)." >&2; exit 1; \
	fi; \
	echo "Making .venv with $$("$$python" --version)"; \
	"$$python" -m venv --clear .venv || { rm -rf .venv; exit 1; }

# The copy of the lock inside .venv says what is installed there; a newer lock installs again.
.venv/%.lock: %.lock pyproject.toml | .venv/bin/python
	@echo "Installing $<; the first time takes a minute or two"
	@{ $(BIN)/python -m pip install --disable-pip-version-check --progress-bar off --require-hashes --only-binary :all: -r $< \
		&& touch .venv/$<.done; } | $(PROGRESS)
	@rm .venv/$<.done 2>/dev/null || { echo "Installing $< failed; what pip said is above" >&2; exit 1; }
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@cp $< $@
