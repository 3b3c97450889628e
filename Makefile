# The two commands of this project are `make demo` and `make test`; both install what they need.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
export PYTHONUNBUFFERED := 1

.PHONY: help demo test lint fuzz bench install install-dev servers lock messages clean

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: install  ## the 2020 programme with synthetic data on http://localhost:8000 (PORT=8001: on another port)
	@$(BIN)/sarai demo --serve $(if $(PORT),--port $(PORT))

test: install-dev servers  ## everything that can be checked
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/djlint sarai --lint --quiet
	@$(BIN)/pytest -n 2

lint: install-dev  ## only the checks that read the code
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports --no-logo && $(BIN)/djlint sarai --lint --quiet

fuzz: install-dev  ## look for inputs that break a door, FOR=60 seconds at each (on Linux with x86-64 and Python before 3.14)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --group fuzz
	@for door in $(basename $(notdir $(filter-out fuzz/__init__.py,$(wildcard fuzz/*.py)))); do \
	  echo "$$door …"; mkdir -p var/fuzz/$$door; \
	  DJANGO_SETTINGS_MODULE=config.settings $(BIN)/python -m fuzz.$$door var/fuzz/$$door \
	    -max_total_time=$(or $(FOR),60) -timeout=10 -rss_limit_mb=2048 -artifact_prefix=var/fuzz/$$door- -verbosity=0 -print_final_stats=1 || exit 1; \
	done

bench: install-dev  ## speed, as ratios against a floor measured in the same run
	@$(BIN)/python -m bench

install: $(VENV)/.installed built/surveys/.built
install-dev: $(VENV)/.installed-dev built/surveys/.built

$(VENV)/.installed: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing Sarai into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing Sarai and its tests into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.installed

node_modules/.installed: package.json package-lock.json
	@npm ci --silent --no-audit --no-fund
	@touch $@

# The scripts of the answer pages, put together into three files.
built/surveys/.built: node_modules/.installed $(shell find sarai/surveys/scripts -name '*.js')
	@npm run --silent build
	@touch $@

# The tests drive Debian's Chromium, start Debian's PostgreSQL and nginx, ask JavaRosa, and have films made and streamed by
# ffmpeg; without apt, they say what is missing.
servers:
	@missing=""; \
	command -v chromium >/dev/null || missing="chromium fonts-noto-core fonts-noto-cjk"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	command -v java >/dev/null || missing="$$missing default-jre-headless"; \
	command -v ffmpeg >/dev/null || missing="$$missing ffmpeg"; \
	command -v pdfsig >/dev/null || missing="$$missing poppler-utils"; \
	ls /usr/lib/nginx/modules/ngx_rtmp_module.so >/dev/null 2>&1 || missing="$$missing nginx-light libnginx-mod-rtmp"; \
	if [ -n "$$missing" ] && command -v apt-get >/dev/null; then \
	  echo "Installing $$missing …"; \
	  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing) >/dev/null; \
	fi

lock: install-dev  ## pin the dependencies (UPGRADE=--upgrade: the newest)
	@$(BIN)/uv pip compile -q pyproject.toml --extra install --generate-hashes --no-emit-index-url --no-header --no-annotate $(UPGRADE) -o requirements.lock >/dev/null
	@$(BIN)/uv pip compile -q pyproject.toml --extra install --extra meaning --group dev --generate-hashes --no-emit-index-url --no-header --no-annotate $(UPGRADE) -o requirements-dev.lock >/dev/null

messages: install-dev  ## collect the strings for translators
	@cd sarai && ../$(BIN)/sarai makemessages -l ar -l es -l fr -l ru -l zh_Hans --no-location --no-wrap

clean:  ## remove what was built (not the records in var/)
	@rm -rf $(VENV) node_modules built .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
