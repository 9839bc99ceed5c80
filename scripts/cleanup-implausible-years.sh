#!/usr/bin/env bash
# Years that cannot be become unknown in both stores: --apply, else they are only counted.
# --help tells the options. On the running stack, native or containers; any failure ends it with 1.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
exec "$root/.venv/bin/python" -m utilities.upkeep.years "$@"
