#!/usr/bin/env bash
# Stops each server of the running stack for a while, and checks that everything comes back.
# --help tells the options. On the running stack, native or containers; any failure ends it with 1.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
exec "$root/.venv/bin/python" -m utilities.upkeep.resilience "$@"
