# Recipes for people who work on or run the platform. `just` lists them by group.
# A recipe is one command, or the order of a few; more than that is a script or a command of `utilities`.

set shell := ["bash", "-euo", "pipefail", "-c"]

root := justfile_directory()
bin := root / ".venv/bin"
export PATH := bin + ":" + env("PATH") # programs of npm packages look for Node there

[private]
default:
    @"{{ just_executable() }}" --justfile "{{ justfile() }}" --list

# What recipes for containers need, in plain words where it is missing
[private]
_engine:
    @docker compose version >/dev/null 2>&1 || { echo "error: this needs Docker with compose 2, and 'docker compose version' fails here. Without containers: ./up" >&2; exit 1; }
    @docker info >/dev/null 2>&1 || { echo "error: Docker is installed, but no engine answers ('docker info' fails). Start it, or do without containers: ./up" >&2; exit 1; }

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

# The same, under its older name
[group('setup')]
install-js: web-install

# What the browser tests need: both environments, and the pages built
[group('setup')]
install-e2e: install web-install web-build

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

# Credentials of the Discogs application, kept encrypted by the API's container
[group('setup')]
configure-discogs consumer-key consumer-secret container="discogsography-api": _engine
    docker exec {{ quote(container) }} discogs-setup --consumer-key {{ quote(consumer-key) }} --consumer-secret {{ quote(consumer-secret) }}

# What has newer releases: Python packages, npm packages; and the container images that are here
[group('setup')]
check-updates:
    uv pip list --outdated --python "{{ bin }}/python"
    "{{ bin }}/npm" outdated || true # it fails when it finds something
    @if docker info >/dev/null 2>&1; then docker images --format 'table {{{{.Repository}}\t{{{{.Tag}}\t{{{{.CreatedSince}}' | head -n 21; else echo "Images: no container engine answers here"; fi

# Newer versions of everything, within what the manifests allow: asks nothing, keeps no copies, runs no tests
[group('setup')]
update-deps:
    scripts/update-project.sh --no-backup --skip-tests

# Actions to commits, images to digests, resolved where they come from; --check only names what is not pinned
[group('setup')]
pin *arguments:
    python3 scripts/pin.py {{ arguments }}

# Update uv, where it may update itself
[group('setup')]
update-uv:
    @out=$(uv self update 2>&1) && echo "$out" || { case "$out" in *"package manager"*|*"not installed"*|*"standalone"*) echo "uv belongs to a package manager: skipped" ;; *) echo "$out" >&2; exit 1 ;; esac; }

# Newest versions into uv.lock
[group('setup')]
lock-upgrade:
    uv lock --upgrade

# Nothing to do: no part is written in Rust
[group('setup')]
update-cargo:
    @echo "There is no Rust here: the extractor's packages are Python's (just lock-upgrade)"

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

# Workflows under .github: expressions, scripts, inputs
[group('quality')]
actionlint:
    "{{ bin }}/pre-commit" run actionlint --all-files

# Rules for the Dockerfile
[group('quality')]
hadolint:
    "{{ bin }}/hadolint" --failure-threshold error Dockerfile

# Compose files, single and merged: services, order, health gates, hardening
[group('quality')]
compose-validate:
    "{{ bin }}/python" scripts/validate_compose.py

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

# Build the pages into the services that serve them
[group('web')]
web-build:
    "{{ bin }}/npm" run --silent build --workspace explore/web --workspace dashboard/web

# The Explore page as it is being written, on port 5173, with the API of the running stack (or API_BASE_URL)
[group('web')]
web-dev *arguments:
    "{{ bin }}/npm" run dev --workspace explore/web -- {{ arguments }}

# The dashboard page as it is being written, on port 5174, with the dashboard of the running stack (or DASHBOARD_URL)
[group('web')]
web-dev-dashboard *arguments:
    "{{ bin }}/npm" run dev --workspace dashboard/web -- --port 5174 {{ arguments }}

# ── test ──

# Unit tests: no servers needed
[group('test')]
test *arguments:
    "{{ bin }}/pytest" -m "not integration and not fault and not e2e and not benchmark and not long and not containers" -n auto --dist loadfile --timeout 60 {{ arguments }}

# Everything, on servers of its own
[group('test')]
test-all *arguments:
    "{{ root }}/test" {{ arguments }}

# Everything, with the floor of every package, and coverage.xml and coverage.json
[group('test')]
test-cov: test-all (_report "")

# The suites of all members side by side, on servers of their own
[group('test')]
test-parallel: test-all

# Full-length outages and a million records
[group('test')]
test-long *arguments:
    "{{ root }}/test" -m "long and not containers" -n 0 tests {{ arguments }}

# The real images and compose files on this machine's container engine, also what ./test leaves out of it for its time (docs/guides/containers.md)
[group('test')]
test-containers *arguments:
    cd "{{ root }}" && "{{ bin }}/pytest" tests/containers -n 0 {{ arguments }}

# The messaging layer on a real RabbitMQ
[group('test')]
test-rabbitmq-integration:
    "{{ root }}/test" tests/common/messaging -v

# Suites of the API; coverage.xml, coverage.json, a floor of 80 %
[group('test')]
test-api *arguments: (_suite "api" "tests/api" arguments)

# Suites of brainzgraphinator; coverage.xml, coverage.json, a floor of 80 %
[group('test')]
test-brainzgraphinator *arguments: (_suite "brainzgraphinator" "tests/brainzgraphinator" arguments)

# Suites of brainztableinator; coverage.xml, coverage.json, a floor of 80 %
[group('test')]
test-brainztableinator *arguments: (_suite "brainztableinator" "tests/brainztableinator" arguments)

# Suites of common; coverage.xml, coverage.json, a floor of 80 %
[group('test')]
test-common *arguments: (_suite "common" "tests/common" arguments)

# Suites of the dashboard, its browser tests too; coverage.xml, coverage.json, a floor of 80 %
[group('test')]
test-dashboard *arguments: (_suite "dashboard" "tests/dashboard" arguments)

# Suites of Explore, without browsers; coverage.xml, coverage.json, a floor of 80 %
[group('test')]
test-explore *arguments: (_suite "explore" "tests/explore --ignore tests/explore/e2e" arguments)

# Suites of the extractor; coverage.xml, coverage.json, a floor of 80 %
[group('test')]
test-extractor *arguments: (_suite "extractor" "tests/extractor" arguments)

# The same, under its older name
[group('test')]
test-extractor-cov *arguments: (test-extractor arguments)

# Suites of graphinator; coverage.xml, coverage.json, a floor of 80 %
[group('test')]
test-graphinator *arguments: (_suite "graphinator" "tests/graphinator" arguments)

# Suites of insights; coverage.xml, coverage.json, a floor of 80 %
[group('test')]
test-insights *arguments: (_suite "insights" "tests/insights" arguments)

# Suites of the MCP server; coverage.xml, coverage.json, a floor of 80 %
[group('test')]
test-mcp-server *arguments: (_suite "mcp-server" "tests/mcp_server" arguments)

# Suites of schema-init; coverage.xml, coverage.json, a floor of 80 %
[group('test')]
test-schema-init *arguments: (_suite "schema-init" "tests/schema_init" arguments)

# Suites of tableinator; coverage.xml, coverage.json, a floor of 80 %
[group('test')]
test-tableinator *arguments: (_suite "tableinator" "tests/tableinator" arguments)

# Suites of the commands of operators; coverage.xml, coverage.json, a floor of 80 %
[group('test')]
test-utilities *arguments: (_suite "utilities" "tests/utilities" arguments)

# Suites under ./test with coverage, then the reports of one member
[private]
_suite member paths arguments:
    "{{ root }}/test" {{ paths }} --cov={{ replace(member, "-", "_") }} --cov-report= {{ arguments }}
    "{{ just_executable() }}" --justfile "{{ justfile() }}" _report {{ member }}

# coverage.xml and coverage.json of what ./test ran last; of one member: fails below 80 %
[private]
_report member:
    #!/usr/bin/env bash
    set -euo pipefail
    export COVERAGE_FILE="${TEST_STACK_DIR:-{{ root }}/.stack/test}/reports/{{ if member == "" { "" } else { "coverage-chosen/" } }}.coverage"
    only=({{ if member == "" { "" } else { "--include=" + member + "/src/*" } }})
    "{{ bin }}/coverage" xml --quiet "${only[@]}" -o coverage.xml
    "{{ bin }}/coverage" json --quiet "${only[@]}" -o coverage.json
    [[ -z "{{ member }}" ]] || "{{ bin }}/coverage" report "${only[@]}" --fail-under=80

# The pages in Chromium, on servers and a sample catalogue of their own; pictures land in .stack/test/pictures
[group('test')]
test-e2e *arguments:
    "{{ root }}/test" -m e2e tests {{ arguments }}

# The dashboard's page alone
[group('test')]
test-e2e-dashboard browser="chromium" *arguments: (_browser browser "dashboard" "" arguments)

# Explore's page alone
[group('test')]
test-e2e-explore browser="chromium" *arguments: (_browser browser "explore" "" arguments)

# The dashboard's page on a phone: its tests that ask for one
[group('test')]
test-e2e-dashboard-mobile browser="chromium" device="phone": (_browser browser "dashboard" device "")

# Explore's page on a phone: its tests that ask for one
[group('test')]
test-e2e-explore-mobile browser="chromium" device="phone": (_browser browser "explore" device "")

[private]
_browser browser page device arguments:
    @[[ {{ quote(browser) }} == chromium ]] || { echo "error: the pages are tested in chromium, not in {{ browser }}" >&2; exit 1; }
    "{{ root }}/test" -m e2e tests/{{ page }} {{ if device == "" { "" } else { "-k phone" } }} {{ arguments }}

# The dashboard without browsers
[group('test')]
test-e2e-unit-dashboard *arguments:
    "{{ root }}/test" -m "not e2e" tests/dashboard {{ arguments }}

# Explore without browsers
[group('test')]
test-e2e-unit-explore *arguments:
    "{{ root }}/test" -m "not e2e" tests/explore {{ arguments }}

# Unit tests of the web workspace
[group('test')]
web-test *arguments:
    "{{ bin }}/npm" exec -- vitest run {{ arguments }}

# The same, under its older name
[group('test')]
test-js *arguments: (web-test arguments)

# The same, with the floor of its coverage
[group('test')]
test-js-cov: (web-test "--coverage")

# Servers for tests in another terminal: prints the TEST_STACK to export, until Ctrl-C
[group('test')]
test-servers:
    "{{ root }}/test" --servers

# ── services: one process by hand, configured by the environment; .stack/bin/NAME starts it with the running stack's ──

# The REST API
[group('services')]
api:
    "{{ bin }}/api"

# The Discogs consumer of the graph
[group('services')]
graphinator:
    "{{ bin }}/graphinator"

# The Discogs consumer of the tables
[group('services')]
tableinator:
    "{{ bin }}/tableinator"

# The MusicBrainz consumer of the graph
[group('services')]
brainzgraphinator:
    "{{ bin }}/brainzgraphinator"

# The MusicBrainz consumer of the tables
[group('services')]
brainztableinator:
    "{{ bin }}/brainztableinator"

# The dashboard
[group('services')]
dashboard: web-build
    "{{ bin }}/dashboard"

# The Explore page; API_BASE_URL names the API
[group('services')]
explore: web-build
    "{{ bin }}/explore"

# One run over dumps: --source discogs or --source musicbrainz
[group('services')]
extractor *arguments: (extractor-run arguments)

# The figures over the whole catalogue
[group('services')]
insights:
    "{{ bin }}/insights"

# Tools for assistants: over stdio, or --transport streamable-http
[group('services')]
mcp-server *arguments:
    "{{ bin }}/discogsography-mcp" {{ arguments }}

# Schemas of both stores, then the end
[group('services')]
schema-init *arguments:
    "{{ bin }}/schema-init" {{ arguments }}

# ── extractor ──

# Its wheel, into dist
[group('extractor')]
extractor-build:
    uv build --package discogsography-extractor

# Suites of the extractor
[group('extractor')]
extractor-test *arguments: (test-extractor arguments)

# What reading costs, on dumps of yours or the sample's
[group('extractor')]
extractor-bench dumps=(root / ".stack/sample"): (bench-parse dumps)

# One run over dumps: --source discogs or --source musicbrainz
[group('extractor')]
extractor-run *arguments:
    "{{ bin }}/extractor" {{ arguments }}

# Lint and types
[group('extractor')]
extractor-lint:
    "{{ bin }}/ruff" check extractor tests/extractor
    "{{ bin }}/mypy" extractor

# Format
[group('extractor')]
extractor-fmt:
    "{{ bin }}/ruff" format extractor tests/extractor

# Whether it is formatted
[group('extractor')]
extractor-fmt-check:
    "{{ bin }}/ruff" format --check extractor tests/extractor

# Known vulnerabilities of the locked packages
[group('extractor')]
extractor-audit: pip-audit

# Licences of everything that it brings along
[group('extractor')]
extractor-deny:
    "{{ bin }}/python" scripts/check_licences.py discogsography-extractor

# What building it left
[group('extractor')]
extractor-clean:
    rm -rf dist/discogsography_extractor-*
    find extractor tests/extractor -name __pycache__ -type d -prune -exec rm -rf {} +

# ── stack: the native one of ./up, and the containers of compose ──

# Bring the stack up; --docker: in containers (./up --help lists the options)
[group('docker')]
[group('stack')]
up *arguments:
    "{{ root }}/up" {{ arguments }}

# Stop the stack, its data stays; --docker: the containers
[group('docker')]
[group('stack')]
down *arguments:
    "{{ root }}/up" --stop {{ arguments }}

# Follow every log: of the native stack where there is one, else of the containers
[group('docker')]
[group('stack')]
logs:
    #!/usr/bin/env bash
    set -euo pipefail
    if compgen -G "${STACK_DIR:-{{ root }}/.stack}/logs/*.log" >/dev/null; then
      exec tail -n 20 -F "${STACK_DIR:-{{ root }}/.stack}"/logs/*.log
    fi
    "{{ just_executable() }}" --justfile "{{ justfile() }}" _engine
    exec docker compose logs -f

# What runs, and how it is
[group('stack')]
status *arguments:
    "{{ root }}/up" --status {{ arguments }}

# PostgreSQL's prompt, on the running stack
[group('stack')]
psql *arguments:
    "{{ root }}/.stack/bin/psql" {{ arguments }}

# RabbitMQ's control command, on the running stack
[group('stack')]
rabbitmqctl *arguments:
    "{{ root }}/.stack/bin/rabbitmqctl" {{ arguments }}

# Containers down, images built anew, containers up
[group('docker')]
rebuild: _engine
    docker compose down
    "{{ just_executable() }}" --justfile "{{ justfile() }}" build
    docker compose up -d

# Production's containers up: secrets from ./secrets (scripts/create-secrets.sh), APP_BASE_URL set
[group('docker')]
deploy-prod: _engine
    docker compose -f docker-compose.yml -f docker-compose.prod.yml up -d

# ── monitor: on the running stack, native or containers; --help and --json everywhere ──

# The queues, live
[group('monitor')]
monitor *arguments:
    "{{ bin }}/discogsography" monitor {{ arguments }}

# What services have logged as errors, grouped; the last hour, or so many MINUTES
[group('monitor')]
check-errors *arguments:
    "{{ bin }}/discogsography" check-errors {{ arguments }}

# One look at the consumers' queues
[group('monitor')]
check-queues *arguments:
    "{{ bin }}/discogsography" check-queues {{ arguments }}

# One report: processes, queues, both stores, the last errors
[group('monitor')]
system-monitor *arguments:
    "{{ bin }}/discogsography" system-monitor {{ arguments }}

# The next message of a queue, looked at and left there: TYPE [CONSUMER]
[group('monitor')]
debug-message *arguments:
    "{{ bin }}/discogsography" debug-message {{ arguments }}

# Whether a process of this name runs
[group('monitor')]
healthcheck *arguments:
    "{{ bin }}/discogsography" healthcheck {{ arguments }}

# Dead letters: list, peek, replay, purge
[group('monitor')]
dlq *arguments:
    "{{ bin }}/discogsography" dlq {{ arguments }}

# ── backup ──

# Both stores and the extractors' state into a new folder below DIR (backups); --anyway, --json
[group('backup')]
backup *arguments:
    "{{ bin }}/discogsography" backup create {{ arguments }}

# Whether a backup's files are as they were written
[group('backup')]
backup-verify folder *arguments:
    "{{ bin }}/discogsography" backup verify {{ quote(folder) }} {{ arguments }}

# A backup into the running stack; --replace deletes what it holds
[group('backup')]
restore folder *arguments:
    "{{ bin }}/discogsography" restore {{ quote(folder) }} {{ arguments }}

# ── docker ──

# All images, or those named, with this machine's settings of pip, uv, npm and apt; IMAGE_REGISTRY, IMAGE_TAG, PYTHON_IMAGE, NODE_IMAGE
[group('docker')]
build *services: _engine
    "{{ root }}/deploy/images/build.sh" {{ services }}

# The same for production, from a checkout without changes that are not committed: what runs is then known by its label
[group('docker')]
build-prod *services: _engine
    @git -C "{{ root }}" diff --quiet HEAD || { echo "There are changes that are not committed" >&2; exit 1; }
    "{{ root }}/deploy/images/build.sh" {{ services }}

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

# Caches, reports, build output and the environments; never data, downloads, secrets or backups
[group('clean')]
clean:
    scripts/clean.sh

# The same, and every stack's data: of ./up and of the containers of this checkout, after asking. Nothing else of Docker's
[confirm("Delete everything that was imported, downloaded dumps and the containers' volumes included?")]
[group('clean')]
deep-clean:
    "{{ root }}/up" --wipe --yes
    if docker info >/dev/null 2>&1 && [[ -f docker-compose.yml ]]; then docker compose down -v --remove-orphans; fi
    scripts/clean.sh
