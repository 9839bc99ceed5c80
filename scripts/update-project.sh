#!/usr/bin/env bash
# Brings everything that the project is built from to its newest version. `--help` tells the options.
set -euo pipefail

usage='Usage: scripts/update-project.sh [options]

Brings Python packages, packages of the pages, uv and the tools of the hooks to their newest versions, as far as the manifests allow,
raises the floors in the manifests to what is locked, and says what has changed. Run it in the root of a checkout.

Options:
  --python VERSION  move to another Python, as 3.14
  --major           packages of the pages beyond their present major version, too
  --no-backup       keep no copy of the files under backups/project-updates-<time>/
  --skip-tests      run neither lint nor tests afterwards (they only warn)
  --summary FILE    write what has changed to FILE, as Markdown
  --dry-run         say what would be done, and change nothing
  -h, --help        show this text

Exit codes: 0 done; 1 not in the root of a checkout, a tool is missing (uv, git, curl, jq), or locking or installing failed;
2 unknown option or bad value.'

python='' major=false backup=true tests=true dry=false summary=''
# Where versions are asked for; a mirror may stand in.
api=${GITHUB_API_URL:-https://api.github.com}

fail() {
  printf 'error: %s\n' "$2" >&2
  exit "$1"
}

warn() {
  printf 'warning: %s\n' "$*" >&2
  warnings+=("$*")
}

step() { printf '\n── %s ──\n' "$*"; }

# Does something, or says what it would be.
run() {
  if $dry; then
    printf 'would run: %s\n' "$*"
  else
    "$@"
  fi
}

# set_version FILE SED_EXPRESSION
set_version() {
  if $dry; then
    printf 'would change: %s (%s)\n' "$1" "$2"
  else
    sed -i -E "$2" "$1"
  fi
}

while (($#)); do
  case $1 in
    --python)
      [[ ${2:-} =~ ^3\.[0-9]{1,2}$ ]] || fail 2 "--python wants a version as 3.14, not '${2:-}'"
      python=$2
      shift
      ;;
    --summary)
      [[ -n ${2:-} ]] || fail 2 "--summary wants a file"
      summary=$2
      shift
      ;;
    --major) major=true ;;
    --no-backup) backup=false ;;
    --skip-tests) tests=false ;;
    --dry-run) dry=true ;;
    -h | --help)
      printf '%s\n' "$usage"
      exit 0
      ;;
    *) fail 2 "unknown option '$1'. --help tells what there is" ;;
  esac
  shift
done

warnings=()

# ── what is needed ──

for component in pyproject.toml uv.lock package.json Dockerfile justfile .pre-commit-config.yaml .github/workflows; do
  [[ -e $component ]] || fail 1 "$component is not here: run this in the root of a checkout"
done
for tool in uv git curl jq; do
  command -v "$tool" >/dev/null || fail 1 "$tool is not installed"
done
[[ -z $(git status --porcelain) ]] || warn "there are changes that are not committed; the summary names them together with this run's"

manifests=(pyproject.toml uv.lock package.json package-lock.json .pre-commit-config.yaml Dockerfile .python-version)
while IFS= read -r file; do manifests+=("$file"); done < <(git ls-files '*/pyproject.toml' '*/package.json' '.github/*.yml')
if $backup && ! $dry; then
  folder=backups/project-updates-$(date -u +%Y%m%d-%H%M%S)
  for file in "${manifests[@]}"; do
    [[ -f $file ]] && mkdir -p "$folder/$(dirname "$file")" && cp -p "$file" "$folder/$file"
  done
  printf 'Copies of what may change are in %s\n' "$folder"
fi

# The newest release of a repository, if what comes back is a version at all: a refused request is answered too, with something else.
newest() {
  local told
  told=$(curl --silent --show-error --fail --location --max-time 30 "$api/repos/$1/releases/latest" | jq --raw-output '.tag_name // empty') || true
  if [[ ! $told =~ ^v?[0-9]+\.[0-9]+\.[0-9]+$ ]]; then
    warn "the newest release of $1 could not be found out (answer: '${told:0:60}'); it stays as it is"
    return 1
  fi
  printf '%s' "$told"
}

# ── Python ──

if [[ -n $python ]]; then
  step "Python $python"
  while IFS= read -r file; do
    set_version "$file" "s/^(requires-python = \">=)3\.[0-9]+\"/\1$python\"/"
  done < <(git ls-files 'pyproject.toml' '*/pyproject.toml')
  set_version pyproject.toml "s/^(python_version = \")3\.[0-9]+\"/\1$python\"/; s/^(target-version = \"py)3[0-9]+\"/\1${python/./}\"/"
  set_version Dockerfile "s/^(ARG PYTHON_VERSION=)3\.[0-9]+/\1$python/"
  set_version .github/actions/setup-python-uv/action.yml "s/^(    default: \")3\.[0-9]+\"/\1$python\"/"
  if $dry; then printf 'would write: .python-version\n'; else printf '%s\n' "$python" >.python-version; fi
fi

# ── uv ──

step "uv"
if version=$(newest astral-sh/uv); then
  set_version Dockerfile "s/^(ARG UV_VERSION=)[0-9.]+/\1${version#v}/"
fi
if version=$(newest astral-sh/setup-uv); then
  set_version .github/actions/setup-python-uv/action.yml "s#(astral-sh/setup-uv@)v[0-9.]+#\1$version#"
fi

# ── images and tools that a person decides about ──

step "Images and actions, for review"
python3 scripts/pin.py --check | sed 's/^not pinned: //' | sort -u || true
grep -oE '[a-z.]+/[^" ]+@v[0-9.]+' .pre-commit-config.yaml || true

# ── Python packages ──

step "Python packages"
run uv lock --upgrade || fail 1 "uv could not lock the newest versions"
run uv sync --all-packages || fail 1 "the newest versions could not be installed"
run python3 scripts/update/versions.py floors
run uv lock || fail 1 "the manifests with raised floors could not be locked"
if ! $dry; then
  told=$(mktemp)
  trap 'rm -f "$told"' EXIT
  if uv pip list --outdated --format json >"$told"; then
    while IFS= read -r line; do warn "$line"; done < <(python3 scripts/update/versions.py caps "$told")
  fi
fi

# ── packages of the pages ──

step "Packages of the pages"
npm=.venv/bin/npm
if [[ ! -x $npm ]]; then npm=$(command -v npm || true); fi
if [[ -z $npm ]]; then
  warn "npm is not here; packages of the pages stay as they are"
elif $dry; then
  printf 'would run: %s outdated, install\n' "$npm"
else
  # It ends with 1 when it finds something.
  "$npm" outdated --json --workspaces --include-workspace-root >"$told" || true
  options=()
  if $major; then options+=(--major); fi
  python3 scripts/update/versions.py npm "$told" "${options[@]}"
  "$npm" install --no-audit --no-fund || fail 1 "the packages of the pages could not be installed"
fi

# ── vulnerabilities that are put up with: each is looked at alone, and goes when nothing finds it any more ──

if [[ -f .pip-audit-ignores ]]; then
  step "Vulnerabilities that are put up with"
  if $dry; then
    printf 'would check every line of .pip-audit-ignores\n'
  elif ! found=$(.venv/bin/pip-audit --format json 2>/dev/null) && [[ -z $found ]]; then
    warn "pip-audit gave no answer; .pip-audit-ignores stays as it is"
  else
    for id in $(sed -E 's/#.*//' .pip-audit-ignores); do
      if ! jq --exit-status --arg id "$id" 'any(.dependencies[].vulns[]?; .id == $id or (.aliases | index($id)))' <<<"$found" >/dev/null; then
        sed -i "/^$id\b/d" .pip-audit-ignores
        printf 'no longer needed: %s\n' "$id"
      fi
    done
  fi
fi

# ── does it still work ──

if $tests; then
  step "Lint and tests"
  run just lint || warn "just lint failed"
  run just test || warn "just test failed"
fi

# ── what has changed ──

step "What has changed"
if $dry; then
  printf 'nothing: this was a dry run\n'
  exit 0
fi
report=$(
  printf '## Newest versions\n\n'
  python3 scripts/update/versions.py summary
  if ((${#warnings[@]})); then
    printf '\n### To look at\n\n'
    printf -- '- %s\n' "${warnings[@]}"
  fi
  printf '\n### Files\n\n'
  git diff --stat --no-color | sed 's/^/    /'
)
printf '%s\n' "$report"
if [[ -n $summary ]]; then printf '%s\n' "$report" >"$summary"; fi
printf '
To do by hand: read the notes of new major versions, `just pin` on a machine that reaches the registries, `./test`. Then:

  git switch -c chore/updates && git add --update && git commit -m "chore: update dependencies"
'
