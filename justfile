# Recipes for people who work on or run the platform. `just` lists them.

set shell := ["bash", "-euo", "pipefail", "-c"]

root := justfile_directory()
bin := root / ".venv/bin"
export PATH := bin + ":" + env("PATH") # programs of npm packages look for Node there

[private]
default:
    @just --list --unsorted

# ── setup ──

# The workspace's environment, development tools included
[group('setup')]
install:
    source scripts/bootstrap.sh; root="{{ root }}"; bootstrap

# All members, editable (uv's workspace does it in one step)
[group('setup')]
install-all: install

# Packages of the web workspace, as package-lock.json has them
[group('setup')]
web-install: install
    "{{ bin }}/npm" install --no-save --no-audit --no-fund

[group('setup')]
install-js: web-install

# Newer versions of the web workspace's packages, within what its manifests allow
[group('setup')]
update-npm:
    "{{ bin }}/npm" update --save

# Git hooks
[group('setup')]
init: install
    "{{ bin }}/pre-commit" install

# Newer versions of the hooks' repositories, frozen to commits
[group('setup')]
update-hooks:
    "{{ bin }}/pre-commit" autoupdate --freeze

# Python packages that have newer releases
[group('setup')]
check-updates:
    uv pip list --outdated --python "{{ bin }}/python"

# Update uv, where it may update itself
[group('setup')]
update-uv:
    @out=$(uv self update 2>&1) && echo "$out" || { case "$out" in *"package manager"*|*"not installed"*|*"standalone"*) echo "uv belongs to a package manager: skipped" ;; *) echo "$out" >&2; exit 1 ;; esac; }

# Newest versions into uv.lock
[group('setup')]
lock-upgrade:
    uv lock --upgrade

# Environment as uv.lock has it
[group('setup')]
sync: install

# Newest versions into uv.lock and the environment
[group('setup')]
sync-upgrade: lock-upgrade install

# ── quality ──

# Format, lint, types, contracts, generated pages, unit tests: what to run before every commit
[group('quality')]
check:
    "{{ root }}/test" --fast

# Every hook on every file
[group('quality')]
lint:
    "{{ bin }}/pre-commit" run --all-files

# Lint and types of the Python code
[group('quality')]
lint-python:
    "{{ bin }}/ruff" check .
    "{{ bin }}/mypy" .

# Types
[group('quality')]
typecheck:
    "{{ bin }}/mypy" .

# Import contracts between and inside the packages
[group('quality')]
contracts:
    "{{ bin }}/lint-imports"

# Format the code, sort its imports
[group('quality')]
format:
    "{{ bin }}/ruff" check --select I --fix .
    "{{ bin }}/ruff" format .

# Security rules (those of bandit) over the code
[group('quality')]
security:
    "{{ bin }}/ruff" check --select S .

# Known vulnerabilities of the locked packages
[group('quality')]
pip-audit:
    "{{ bin }}/pip-audit" --desc

# Every member names the packages that it imports, and no other
[group('quality')]
dependencies:
    "{{ bin }}/python" scripts/check_dependencies.py

# Pages under docs/reference, made from the code
[group('quality')]
reference:
    "{{ bin }}/python" scripts/generate_reference.py

# Format, lint, types of the web workspace, and whether the generated types are those of the API
[group('quality')]
web-check:
    "{{ bin }}/npm" exec -- biome ci .
    "{{ bin }}/npm" exec -- tsc --build
    "{{ bin }}/npm" run --silent generate -- --check

# Format the web workspace, mend what can be mended
[group('quality')]
web-format:
    "{{ bin }}/npm" exec -- biome check --write .

# TypeScript types of the API, from docs/reference/openapi.json
[group('quality')]
web-generate:
    "{{ bin }}/python" scripts/export_openapi.py
    "{{ bin }}/npm" run --silent generate

# Known vulnerabilities of the locked packages of the web workspace
[group('quality')]
web-audit:
    "{{ bin }}/npm" audit --audit-level=low

# ── web ──

# Build the Explore page into the service
[group('web')]
web-build:
    "{{ bin }}/npm" run --silent build --workspace explore/web

# The Explore page as it is being written, on port 5173, with the API of the running stack (or API_BASE_URL)
[group('web')]
web-dev *arguments:
    "{{ bin }}/npm" run dev --workspace explore/web -- {{ arguments }}

# ── test ──

# Unit tests: no servers needed
[group('test')]
test *arguments:
    "{{ bin }}/pytest" -m "not integration and not fault and not e2e and not benchmark and not long" -n 2 {{ arguments }}

# Everything, on servers of its own
[group('test')]
test-all *arguments:
    "{{ root }}/test" {{ arguments }}

# Everything, with the floor of every package checked
[group('test')]
test-cov:
    "{{ root }}/test"

# The suites of all members, on servers of its own
[group('test')]
test-parallel: test-all

# Full-length outages and a million records
[group('test')]
test-long *arguments:
    "{{ root }}/test" -m "long" -n 0 tests {{ arguments }}

# The messaging layer on a real RabbitMQ
[group('test')]
test-rabbitmq-integration:
    "{{ root }}/test" tests/common/messaging -v

[group('test')]
test-common *arguments:
    "{{ root }}/test" tests/common {{ arguments }}

[group('test')]
test-extractor *arguments:
    "{{ root }}/test" tests/extractor {{ arguments }}

[group('test')]
test-extractor-cov *arguments:
    "{{ root }}/test" tests/extractor --cov=extractor --cov-report=term {{ arguments }}

[group('test')]
test-graphinator *arguments:
    "{{ root }}/test" tests/graphinator {{ arguments }}

[group('test')]
test-brainzgraphinator *arguments:
    "{{ root }}/test" tests/brainzgraphinator {{ arguments }}

[group('test')]
test-tableinator *arguments:
    "{{ root }}/test" tests/tableinator {{ arguments }}

[group('test')]
test-brainztableinator *arguments:
    "{{ root }}/test" tests/brainztableinator {{ arguments }}

[group('test')]
test-schema-init *arguments:
    "{{ root }}/test" tests/schema_init {{ arguments }}

[group('test')]
test-utilities *arguments:
    "{{ root }}/test" tests/utilities {{ arguments }}

[group('test')]
test-api *arguments:
    "{{ root }}/test" tests/api {{ arguments }}

[group('test')]
test-insights *arguments:
    "{{ root }}/test" tests/insights {{ arguments }}

[group('test')]
test-mcp-server *arguments:
    "{{ root }}/test" tests/mcp_server {{ arguments }}

# The Explore service, without browsers and servers
[group('test')]
test-explore *arguments:
    "{{ bin }}/pytest" tests/explore -m "not e2e" {{ arguments }}

# The pages in Chromium, on servers and a sample catalogue of their own; pictures land in .stack/test/pictures
[group('test')]
test-e2e *arguments:
    "{{ root }}/test" tests/explore/e2e {{ arguments }}

# Unit tests of the web workspace
[group('test')]
web-test *arguments:
    "{{ bin }}/npm" exec -- vitest run {{ arguments }}

[group('test')]
test-js *arguments: (web-test arguments)

# The same, with the floor of its coverage
[group('test')]
test-js-cov: (web-test "--coverage")

# Servers for tests in another terminal: prints the TEST_STACK to export, until Ctrl-C
[group('test')]
test-servers:
    "{{ root }}/test" --servers

# ── services: by hand, configured by the environment ──

[group('services')]
schema-init:
    "{{ bin }}/schema-init"

# --source discogs or --source musicbrainz
[group('services')]
extractor *arguments:
    "{{ bin }}/extractor" {{ arguments }}

[group('services')]
graphinator:
    "{{ bin }}/graphinator"

[group('services')]
tableinator:
    "{{ bin }}/tableinator"

[group('services')]
brainzgraphinator:
    "{{ bin }}/brainzgraphinator"

[group('services')]
brainztableinator:
    "{{ bin }}/brainztableinator"

# The Explore page; API_BASE_URL names the API
[group('services')]
explore: web-build
    "{{ bin }}/explore"

# ── extractor ──

[group('extractor')]
extractor-build:
    uv build --package discogsography-extractor

[group('extractor')]
extractor-test: test-extractor

[group('extractor')]
extractor-run *arguments:
    "{{ bin }}/extractor" {{ arguments }}

[group('extractor')]
extractor-lint:
    "{{ bin }}/ruff" check extractor tests/extractor
    "{{ bin }}/mypy" extractor

[group('extractor')]
extractor-fmt:
    "{{ bin }}/ruff" format extractor tests/extractor

[group('extractor')]
extractor-fmt-check:
    "{{ bin }}/ruff" format --check extractor tests/extractor

[group('extractor')]
extractor-audit: pip-audit

# ── stack ──

# Bring the stack up (./up --help lists the options)
[group('stack')]
up *arguments:
    "{{ root }}/up" {{ arguments }}

# Stop the stack; its data stays
[group('stack')]
down:
    "{{ root }}/up" --stop

# What runs, and how it is
[group('stack')]
status:
    "{{ root }}/up" --status

# Follow every log
[group('stack')]
logs:
    tail -n 20 -F "{{ root }}"/.stack/logs/*.log

# PostgreSQL's prompt, on the running stack
[group('stack')]
psql *arguments:
    "{{ root }}/.stack/bin/psql" {{ arguments }}

# RabbitMQ's control command, on the running stack
[group('stack')]
rabbitmqctl *arguments:
    "{{ root }}/.stack/bin/rabbitmqctl" {{ arguments }}

# ── benchmarks: throw-away servers, nothing of the running stack is touched ──

# Dump to both stores on a generated catalogue, each part alone and all together
[group('benchmark')]
bench releases="20000" *arguments: install
    [[ -d "{{ root }}/.stack/bench/{{ releases }}" ]] || "{{ bin }}/sample-catalogue" --releases {{ releases }} --out "{{ root }}/.stack/bench/{{ releases }}"
    "{{ root }}/test" --run -- "{{ bin }}/python" -m tests.benchmarks.pipeline --dumps "{{ root }}/.stack/bench/{{ releases }}" {{ arguments }}

# The same on dumps of your own
[group('benchmark')]
bench-dumps dumps *arguments: install
    "{{ root }}/test" --run -- "{{ bin }}/python" -m tests.benchmarks.pipeline --dumps "{{ dumps }}" {{ arguments }}

# Reading alone: no servers
[group('benchmark')]
bench-parse dumps *arguments: install
    cd "{{ root }}" && "{{ bin }}/python" -m tests.benchmarks.bench_parse --dumps "{{ dumps }}" {{ arguments }}

# Every route of the API under load on the running stack, with bounds that fail; --cached, --only NAME, --output DIR
[group('benchmark')]
perftest *arguments: install
    cd "{{ root }}" && "{{ bin }}/python" -m tests.perftest.on_stack {{ arguments }}

# ── clean ──

# Caches, reports, build output and the environment; never the data
[group('clean')]
clean:
    rm -rf .venv node_modules explore/src/explore/static .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage .coverage.* coverage.xml htmlcov dist build .stack/test
    find . -name __pycache__ -type d -prune -not -path './.stack/*' -exec rm -rf {} +
    find . -name '*.egg-info' -type d -prune -not -path './.stack/*' -exec rm -rf {} +

# The data too (asks)
[group('clean')]
deep-clean:
    "{{ root }}/up" --wipe
    just clean
