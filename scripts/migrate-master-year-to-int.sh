#!/usr/bin/env bash
# Years of masters that are texts become numbers.
# --help tells the options. On the running stack, native or containers; any failure ends it with 1.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
exec "$root/.venv/bin/python" -m utilities.upkeep.master_years "$@"
