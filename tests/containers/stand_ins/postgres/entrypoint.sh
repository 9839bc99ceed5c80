#!/bin/bash
# The contract of the real image's entry point, as far as the platform's compose files use it.
set -euo pipefail

# value VARIABLE [default]: from the variable or the file that VARIABLE_FILE names, never both.
value() {
  local name=$1 file=$1_FILE
  if [[ -n ${!name:-} && -n ${!file:-} ]]; then
    echo "error: both $name and $file are set (but are exclusive)" >&2
    exit 1
  fi
  if [[ -n ${!file:-} ]]; then cat "${!file}"; else printf '%s' "${!name:-${2:-}}"; fi
}

[[ ${1:-postgres} == -* ]] && set -- postgres "$@"

if [[ $1 == postgres && $(id -u) == 0 ]]; then
  # The number of secrets and variables does not change with the user, so they are read after it.
  mkdir -p "$PGDATA" /var/run/postgresql
  find "$PGDATA" /var/run/postgresql \! -user postgres -exec chown postgres '{}' +
  chmod 0700 "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi

if [[ $1 == postgres && ! -s $PGDATA/PG_VERSION ]]; then
  user=$(value POSTGRES_USER postgres)
  password=$(value POSTGRES_PASSWORD)
  database=$(value POSTGRES_DB "$user")
  [[ -n $password ]] || {
    echo "error: Database is uninitialized and superuser password is not specified." >&2
    exit 1
  }
  # shellcheck disable=SC2086 # a list of options
  initdb --username="$user" --pwfile=<(printf '%s\n' "$password") ${POSTGRES_INITDB_ARGS:-} -D "$PGDATA"
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  pg_ctl -D "$PGDATA" -o "-c listen_addresses='' -p 5432" -w start
  export PGPASSWORD=$password
  if [[ $database != postgres ]]; then
    createdb --host=/var/run/postgresql --username="$user" "$database"
  fi
  for script in /docker-entrypoint-initdb.d/*; do
    # shellcheck disable=SC1090 # any script that is put there
    case $script in
      *.sh) . "$script" ;;
      *.sql) psql -v ON_ERROR_STOP=1 --host=/var/run/postgresql --username="$user" --dbname="$database" -f "$script" ;;
    esac
  done
  pg_ctl -D "$PGDATA" -m fast -w stop
  unset PGPASSWORD
fi

if [[ $1 == postgres ]]; then
  shift
  exec postgres -c listen_addresses='*' "$@"
fi
exec "$@"
