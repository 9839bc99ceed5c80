#!/bin/bash
# The contract of the real image's entry point, as far as the platform's compose files use it.
set -euo pipefail

[[ ${1:-neo4j} == neo4j ]] || exec "$@"

if [[ $(id -u) == 0 ]]; then
  find /data /logs "$NEO4J_HOME" \! -user neo4j -exec chown neo4j:neo4j '{}' +
  exec setpriv --reuid=neo4j --regid=neo4j --init-groups "$0" "$@"
fi

# Variables that are no settings of the server; the options of Java are given to it below.
known=" NEO4J_server_jvm_additional NEO4J_HOME NEO4J_AUTH NEO4J_AUTH_PATH NEO4J_PLUGINS NEO4J_ACCEPT_LICENSE_AGREEMENT NEO4J_EDITION NEO4J_CONF NEO4J_DEBUG "

# NEO4J_server_memory_heap_max__size -> server.memory.heap.max_size
settings() {
  local name setting
  for name in $(compgen -e NEO4J_ | sort); do
    [[ $known == *" $name "* || $name == NEO4J_apoc_* ]] && continue
    setting=${name#NEO4J_}
    setting=${setting//__/%}
    setting=${setting//_/.}
    printf '%s\n' "${setting//%/_}=${!name}"
  done
}

conf=$NEO4J_HOME/conf
{
  echo "server.default_listen_address=0.0.0.0"
  echo "server.directories.data=/data"
  echo "server.directories.logs=/logs"
  echo "server.directories.import=$NEO4J_HOME/import"
  echo "dbms.usage_report.enabled=false"
  settings
} >"$conf/neo4j.conf"

java=(java --enable-native-access=ALL-UNNAMED)
for package in java.nio java.io sun.nio.ch java.lang; do
  java+=("--add-opens=java.base/$package=ALL-UNNAMED")
done

if [[ -n ${NEO4J_AUTH:-} && ${NEO4J_AUTH} != none && ! -e /data/dbms/auth.ini ]]; then
  # From a file: a command line is seen by all.
  password=$NEO4J_HOME/run/password
  (umask 077 && printf '%s' "${NEO4J_AUTH#*/}" >"$password")
  "${java[@]}" -cp '/opt/neo4j/*' -Dbasedir="$NEO4J_HOME" org.neo4j.server.startup.Neo4jAdminCommand dbms set-initial-password "@$password"
  rm "$password"
fi

memory() {
  sed -n "s/^server\.memory\.heap\.$1=//p" "$conf/neo4j.conf" | tail -n 1
}
initial=$(memory initial_size)
largest=$(memory max_size)
more=()
for option in ${NEO4J_server_jvm_additional:-}; do
  # A small Java that has not every module.
  if [[ $option == --add-modules=* ]] && ! java --list-modules 2>/dev/null | grep -q "^${option#*=}@"; then continue; fi
  more+=("$option")
done
exec "${java[@]}" ${initial:+"-Xms$initial"} ${largest:+"-Xmx$largest"} -XX:+UseG1GC -XX:+ExitOnOutOfMemoryError "${more[@]}" -cp '/opt/neo4j/*' \
  org.neo4j.server.Neo4jCommunity --home-dir="$NEO4J_HOME" --config-dir="$conf"
