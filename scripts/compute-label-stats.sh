#!/usr/bin/env bash
# What labels count of their releases, artists and genres, derived again (every import does it).
# --help tells the options. On the running stack, native or containers; any failure ends it with 1.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
exec "$root/.venv/bin/python" -m utilities.upkeep.label_stats "$@"
