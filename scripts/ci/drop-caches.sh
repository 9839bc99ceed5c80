#!/usr/bin/env bash
# Deletes the caches of a branch that nobody comes back to: drop-caches.sh refs/pull/12/merge. Needs gh and GH_TOKEN.
set -euo pipefail

ref=${1:?usage: drop-caches.sh REF}
# A cache that another job has deleted meanwhile is what we want.
gh cache list --ref "$ref" --limit 100 --json id --jq '.[].id' | while read -r id; do
  gh cache delete "$id" || true
done
