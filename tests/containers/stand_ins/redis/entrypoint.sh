#!/bin/sh
# As the real image: options alone are the server's; root gives the data to the account and becomes it.
set -e

if [ "${1#-}" != "$1" ] || [ "${1%.conf}" != "$1" ]; then
  set -- redis-server "$@"
fi
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  find . \! -user redis -exec chown redis '{}' +
  exec setpriv --reuid=redis --regid=redis --init-groups "$0" "$@"
fi
if [ "$1" = redis-server ]; then
  # The image's own settings: the port is reached from other containers, which share the network with nobody else.
  shift
  exec redis-server --protected-mode no "$@"
fi
exec "$@"
