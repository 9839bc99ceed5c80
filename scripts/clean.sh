#!/usr/bin/env bash
# Removes what can be made again: caches, reports, build output, the environments of Python and Node. Only from the places where this
# project puts such things, so a folder of yours that is called "build" stays, and so does everything below .git and .stack but the
# servers of ./test. --list says what would go.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
cd -- "$root"

case ${1:-} in
  '') remove=(rm -rf --) ;;
  --list) remove=(printf '%s\n') ;;
  -h | --help)
    sed -n '2,4s/^# //p' "${BASH_SOURCE[0]}"
    exit 0
    ;;
  *)
    printf 'error: unknown option %s (try --help)\n' "$1" >&2
    exit 2
    ;;
esac

members=(api brainzgraphinator brainztableinator common dashboard explore extractor graphinator insights mcp-server schema-init tableinator utilities)
sources=("${members[@]}" tests scripts)

shopt -s nullglob
found=()
for path in \
  .venv node_modules dist build .stack/test \
  .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .benchmarks \
  .coverage .coverage.* coverage.xml coverage.json coverage htmlcov perftest-results ./*.tsbuildinfo \
  explore/src/explore/static dashboard/src/dashboard/static; do
  [[ -e $path ]] && found+=("$path")
done
for folder in "${sources[@]}"; do
  [[ -d $folder ]] || continue
  while IFS= read -r -d '' path; do
    found+=("$path")
  done < <(find "$folder" -name node_modules -prune -o \
    \( -type d \( -name __pycache__ -o -name '*.egg-info' \) -prune -o -type f \( -name '*.tsbuildinfo' -o -name '*~' -o -name '*.swp' \) \) -print0)
done
if ((${#found[@]})); then
  "${remove[@]}" "${found[@]}"
fi
