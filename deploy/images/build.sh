#!/usr/bin/env bash
# Builds the images with what this machine needs to fetch packages: `docker buildx bake`, told of its configuration.
# Usage: deploy/images/build.sh [target of docker-bake.hcl | option of bake]...
#
# A package index, a proxy or certificates of a company are found where pip, uv, npm and apt look for them themselves, and passed as
# build secrets. The variables of docker-bake.hcl (IMAGE_TAG, IMAGE_REGISTRY, PYTHON_IMAGE, ...) come from the environment.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
config=${XDG_CONFIG_HOME:-$HOME/.config}

# The first of its arguments that is a file.
first() {
  local path
  for path in "$@"; do
    if [[ -n $path && -s $path ]]; then
      printf '%s' "$path"
      return
    fi
  done
}

# Only where it was said that the system's own certificates are not enough.
CA_CERTIFICATES=$(first "${CA_CERTIFICATES:-}" "${SSL_CERT_FILE:-}")
PIP_CONF=$(first "${PIP_CONF:-}" "${PIP_CONFIG_FILE:-}" "$config/pip/pip.conf" "$HOME/.pip/pip.conf" /etc/pip.conf)
UV_TOML=$(first "${UV_TOML:-}" "${UV_CONFIG_FILE:-}" "$config/uv/uv.toml" /etc/uv/uv.toml)
NPMRC=$(first "${NPMRC:-}" "${NPM_CONFIG_USERCONFIG:-}" "$HOME/.npmrc")
if [[ -z ${APT_CONF:-} ]] && command -v apt-config >/dev/null; then
  proxies=$(apt-config dump | grep -E '^Acquire::https?::Proxy ' || true)
  if [[ -n $proxies ]]; then
    APT_CONF=$(mktemp)
    trap 'rm -f "$APT_CONF"' EXIT
    printf '%s\n' "$proxies" >"$APT_CONF"
  fi
fi
BUILD_DATE=${BUILD_DATE:-$(date -u +%Y-%m-%dT%H:%M:%SZ)}
BUILD_VERSION=${BUILD_VERSION:-$(sed -n 's/^version = "\(.*\)"$/\1/p' "$root/pyproject.toml" | head -n 1)}
VCS_REF=${VCS_REF:-$(git -C "$root" rev-parse HEAD 2>/dev/null || true)}
APT_CONF=${APT_CONF:-}
export CA_CERTIFICATES PIP_CONF UV_TOML NPMRC APT_CONF BUILD_DATE BUILD_VERSION VCS_REF

cd "$root"
docker buildx bake --file docker-bake.hcl "$@"
