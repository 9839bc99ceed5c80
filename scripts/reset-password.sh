#!/usr/bin/env bash
# A new password for an account: reset-password.sh EMAIL. The password is asked for, or comes from NEW_PASSWORD or NEW_PASSWORD_FILE.
# --help tells the options. On the running stack, native or containers; any failure ends it with 1.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
exec "$root/.venv/bin/python" -m utilities.upkeep.password "$@"
