#!/bin/sh
# Installs Debian packages without letting them start their services: the native stack runs its own.
# Usage (as root): install-packages.sh PACKAGE...
set -eu

policy=/usr/sbin/policy-rc.d
saved=
if [ -e "$policy" ]; then
  saved=$(mktemp)
  cp -p "$policy" "$saved"
fi
restore() {
  if [ -n "$saved" ]; then
    mv -f "$saved" "$policy"
  else
    rm -f "$policy"
  fi
}
trap restore EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

printf '#!/bin/sh\nexit 101\n' >"$policy"
chmod 755 "$policy"

export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"

# Nor after the next boot: their ports are the stack's.
if command -v systemctl >/dev/null 2>&1 && [ -d /run/systemd/system ]; then
  for package in "$@"; do
    systemctl disable "$package" >/dev/null 2>&1 || true
  done
fi
