#!/usr/bin/env bash
# Makes the secrets of a production installation in ./secrets, one a file, and leaves alone those that are there.
# RESEND_API_KEY and NLQ_API_KEY, when set, fill the files of these names, which are empty otherwise.
set -euo pipefail

usage='usage: scripts/create-secrets.sh

Makes the folder secrets/ beside docker-compose.prod.yml (mode 700) and in it one file a secret (mode 600). A file that exists stays as it
is. From the environment: RESEND_API_KEY, NLQ_API_KEY (both optional).'

case ${1:-} in
  '') ;;
  -h | --help)
    printf '%s\n' "$usage"
    exit 0
    ;;
  *)
    printf 'error: unknown argument %s\n%s\n' "$1" "$usage" >&2
    exit 2
    ;;
esac

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
folder=$here/secrets
umask 077
mkdir -p "$folder"
chmod 700 "$folder"

hexadecimal() { od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n'; }
master_key() { head -c 32 /dev/urandom | base64 | tr -d '\n' | tr '+/' '-_'; }

# Without "/", by which Neo4j's image parts user from password, and not beginning with a sign, which commands take for an option.
password() {
  local text=/
  while [[ ! $text =~ ^[A-Za-z0-9][A-Za-z0-9+]{31}$ ]]; do
    text=$(head -c 24 /dev/urandom | base64 | tr -d '\n')
  done
  printf '%s' "$text"
}

# write NAME TEXT: the whole file or none, and private before it holds anything.
write() {
  local file=$folder/$1.txt
  printf '%s' "$2" >"$file.new"
  chmod 600 "$file.new"
  mv "$file.new" "$file"
  printf '[ok]   %s\n' "$1"
}

bad=0

# make NAME COMMAND...: what COMMAND prints becomes the secret.
make() {
  local name=$1 file=$folder/$1.txt text
  shift
  if [[ -e $file ]]; then
    if grep -qiE '^[[:space:]]*#|your-|change[-_ ]?me|placeholder|example' "$file"; then
      printf '[bad]  %s holds a placeholder: delete %s and run this again\n' "$name" "$file" >&2
      bad=1
    else
      printf '[skip] %s is there\n' "$name"
    fi
    return 0
  fi
  text=$("$@")
  write "$name" "$text"
}

make jwt_secret_key hexadecimal
make encryption_master_key master_key
make resend_api_key printf '%s' "${RESEND_API_KEY:-}"
make nlq_api_key printf '%s' "${NLQ_API_KEY:-}"
make postgres_username printf '%s' discogsography
make postgres_password password
make rabbitmq_username printf '%s' discogsography
make rabbitmq_password password
make neo4j_password password
make redis_password password
make insights_internal_secret hexadecimal

# The containers read these files as user 1000, or the one that UID names.
reader=${READER_UID:-1000}
if [[ $(id -u) != "$reader" ]]; then
  if [[ $(id -u) == 0 ]]; then
    chown -R "$reader" "$folder"
  else
    printf 'note: containers run as user %s and you are %s: put UID=%s and GID=%s into .env and build the images with it, or give the files away: sudo chown -R %s %q\n' \
      "$reader" "$(id -u)" "$(id -u)" "$(id -g)" "$reader" "$folder"
  fi
fi
exit "$bad"
