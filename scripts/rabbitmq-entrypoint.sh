#!/bin/sh
# Entrypoint of RabbitMQ in production: hands user and password of their secret files to the image's own entrypoint, whose *_FILE forms are gone.
set -eu

secrets=${SECRETS_DIR:-/run/secrets}

if [ -f "$secrets/rabbitmq_username" ]; then
  RABBITMQ_DEFAULT_USER=$(cat "$secrets/rabbitmq_username")
  export RABBITMQ_DEFAULT_USER
fi
if [ -f "$secrets/rabbitmq_password" ]; then
  RABBITMQ_DEFAULT_PASS=$(cat "$secrets/rabbitmq_password")
  export RABBITMQ_DEFAULT_PASS
fi

exec "${OFFICIAL_ENTRYPOINT:-docker-entrypoint.sh}" "$@"
