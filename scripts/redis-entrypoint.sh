#!/bin/sh
# Entrypoint of Redis in production: the password goes into a configuration file that only the server may read, never onto its command line,
# which every process of the machine sees. Arguments are handed on as they are; the file follows them.
set -eu

secret=${SECRETS_DIR:-/run/secrets}/redis_password
conf=${REDIS_PASSWORD_CONF:-/tmp/password.conf}

if [ -f "$secret" ]; then
  umask 077
  rm -f "$conf"
  # In quotes, where a backslash and a quote would mean something.
  printf 'requirepass "%s"\n' "$(sed 's/[\\"]/\\&/g' "$secret")" >"$conf"
  # The image's entrypoint goes on as this user.
  if [ "$(id -u)" = 0 ] && id redis >/dev/null 2>&1; then
    chown redis "$conf"
  fi
  set -- "$@" --include "$conf"
fi

exec "${OFFICIAL_ENTRYPOINT:-docker-entrypoint.sh}" "$@"
