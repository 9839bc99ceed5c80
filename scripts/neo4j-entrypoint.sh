#!/bin/sh
# Entrypoint of Neo4j in production: hands the password of its secret file to the image's own entrypoint, which takes it by NEO4J_AUTH only.
set -eu

secret=${SECRETS_DIR:-/run/secrets}/neo4j_password

if [ -f "$secret" ]; then
  NEO4J_AUTH=neo4j/$(cat "$secret")
  export NEO4J_AUTH
fi

exec "${OFFICIAL_ENTRYPOINT:-/startup/docker-entrypoint.sh}" "$@"
